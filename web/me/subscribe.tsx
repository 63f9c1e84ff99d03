import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog, Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';

interface Key {
  active: boolean;
  created_at?: string;
  url?: string;
}

/** The secret address of one's calendar: shown once, when it is made. */
export function Subscribe({ close }: { close(): void }): JSX.Element {
  const [key, setKey] = useState<Key>();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => void call<Key>('GET', '/CalendarKey').then(setKey, complain), []);
  useEffect(() => box.current?.select(), [key?.url]);
  const change = (method: 'POST' | 'DELETE') =>
    void call<Key>(method, '/CalendarKey', method === 'POST' ? { body: {} } : {}).then(setKey, complain);
  const copy = () =>
    void navigator.clipboard?.writeText(key?.url ?? '').then(
      () => announce({ text: t('me.key.copied') }),
      () => box.current?.select(),
    );
  return (
    <Dialog title={t('me.ask.subscribe')} close={close}>
      <p role="status">{key && t(key.url ? 'me.key.once' : key.active ? 'me.key.active' : 'me.key.none')}</p>
      {key?.url && (
        <>
          <Field label={t('me.key.address')}>
            <input ref={box} readOnly value={key.url} dir="ltr" />
          </Field>
          <button type="button" class="strong wide" onClick={copy}>
            {t('me.key.copy')}
          </button>
        </>
      )}
      <div class="buttons">
        <button type="button" data-first onClick={close}>
          {t('close')}
        </button>
        {key?.active && (
          <button type="button" class="risky" onClick={() => change('DELETE')}>
            {t('me.key.remove')}
          </button>
        )}
        <button type="button" class={key?.url ? '' : 'strong'} disabled={!key} onClick={() => change('POST')}>
          {t(key?.active ? 'me.key.renew' : 'me.key.make')}
        </button>
      </div>
    </Dialog>
  );
}
