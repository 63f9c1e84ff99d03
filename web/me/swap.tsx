import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { boardState } from '../board/desk.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useRead } from './leave.tsx';
import { instantText, type ShiftRow } from './requests.tsx';

interface Agent {
  id: number;
  name: string;
  linemanager?: number;
  isdisabled?: boolean;
}

/** A shift is offered to a colleague, or to whoever takes it. It stays one's own until a manager has said yes. */
export function Swap(props: { me: Session; zone: string; done(text: string): void; close(): void }): JSX.Element {
  const { me, zone, done, close } = props;
  const query = {
    agents: String(me.agent_id),
    shiftsonly: 'true',
    showshifts: 'true',
    start_date: boardState.get().today ?? '',
  };
  const { appointments } = useRead<{ appointments: ShiftRow[] }>('/Appointment', query, { appointments: [] });
  const agents = useRead<Agent[]>('/Agent', {}, []);
  const [shift, setShift] = useState('');
  const [to, setTo] = useState('0');
  const [problem, setProblem] = useState('');
  const free = appointments.filter((row) => row.swap_agent_id === undefined);
  const chosen = free.find(({ id }) => String(id) === shift) ?? free[0];
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!chosen) return;
    const manager = agents.find(({ id }) => id === me.agent_id)?.linemanager;
    const asks = { requires_approval: true, ...(manager && { requestedapprovalagent: manager }) };
    try {
      const body = [{ id: chosen.id, swap_agent_id: Number(to), ...asks }];
      await call('POST', '/Appointment', { body, etag: chosen._etag });
      close();
      done(t('me.swapAsked', { what: chosen.subject ?? '' }));
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <Dialog title={t('me.ask.swap')} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Field label={t('me.swapShift')} hint={free.length === 0 ? t('me.noShifts') : t('me.swapHint')}>
          <select data-first value={String(chosen?.id ?? '')} onChange={(event) => setShift(event.currentTarget.value)}>
            {free.map(({ id, subject, start_date }) => (
              <option key={id} value={id}>
                {instantText(start_date, zone)} {subject}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('me.swapWith')}>
          <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
            <option value="0">{t('me.swapOpen')}</option>
            {agents
              .filter(({ id, isdisabled }) => id !== me.agent_id && !isdisabled)
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </select>
        </Field>
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" disabled={!chosen}>
            {t('me.swapSubmit')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
