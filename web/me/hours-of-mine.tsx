import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';

interface Agent {
  workday_id?: number;
  linemanager?: number;
  name: string;
  email?: string;
}

/** Hours are a workday, which admins keep: who decides, and how to ask them. */
export function Hours({ close }: { close(): void }): JSX.Element {
  const [found, setFound] = useState<{ workday: string; manager?: Agent | undefined }>();
  useEffect(() => void read().then(setFound, complain), []);
  const { manager } = found ?? {};
  const mail = `mailto:${encodeURIComponent(manager?.email ?? '')}?${`subject=${encodeURIComponent(t('me.ask.hours'))}`}`;
  return (
    <Dialog title={t('me.ask.hours')} close={close}>
      {found && <p>{found.workday ? t('me.hoursAre', { name: found.workday }) : t('me.hoursDefault')}</p>}
      {found && (
        <p>
          {manager ? t('me.hoursAsk', { who: manager.name }) : t('me.hoursAskAdmin')}{' '}
          {manager?.email && <a href={mail}>{manager.email}</a>}
        </p>
      )}
      <div class="buttons">
        <button type="button" data-first onClick={close}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}

async function read() {
  const me = await call<Agent>('GET', '/Agent/me');
  const [workday, manager] = await Promise.all([
    me.workday_id ? call<{ name: string }>('GET', `/Workday/${me.workday_id}`) : undefined,
    me.linemanager ? call<Agent>('GET', `/Agent/${me.linemanager}`) : undefined,
  ]);
  return { workday: workday?.name ?? '', manager };
}
