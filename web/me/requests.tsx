import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { boardState, refresh } from '../board/desk.ts';
import { plusDays } from '../board/period.ts';
import { announce } from '../shell/announce.tsx';
import { complain, said } from '../shell/said.ts';
import { speech, t } from '../shell/words.ts';
import { call, Refused } from '../wire/api.ts';
import { Hours } from './hours-of-mine.tsx';
import { Leave } from './leave.tsx';
import type { RequestsProps } from './requests-bar.tsx';
import { Subscribe } from './subscribe.tsx';
import { Swap } from './swap.tsx';

/** What an agent asks for, and what waits for a manager's word. */

interface LeaveRow {
  id: string;
  name?: string;
  agent_id: number;
  agent_name?: string;
  holiday_type_name?: string;
  date: string;
  end_date: string;
  allday: boolean;
  duration?: number;
  approval_status: number;
  approvalnote?: string;
  _candelete?: boolean;
  _canapprove?: boolean;
  _etag?: string;
}

export interface ShiftRow {
  id: number;
  subject?: string;
  agent_id: number;
  agent_name?: string;
  start_date: string;
  end_date: string;
  approval_status?: number;
  swap_agent_id?: number;
  _etag?: string;
}

interface Found {
  leave: LeaveRow[];
  shifts: ShiftRow[];
  toDecide: { leave: LeaveRow[]; shifts: ShiftRow[] };
}

const kinds = ['leave', 'swap', 'hours', 'subscribe'] as const;

export function Requests({ me, desk }: RequestsProps): JSX.Element {
  const [open, setOpen] = useState<(typeof kinds)[number]>();
  const [found, setFound] = useState<Found>();
  const read = () => readAll(me.agent_id ?? 0, me.role !== 'agent').then(setFound, complain);
  useEffect(() => void read(), [me.agent_id]);
  const done = (text: string) => {
    announce({ text });
    refresh('all');
    void read();
  };
  const close = () => setOpen(undefined);
  const { columns } = desk.board;
  const span = { start_date: columns[0]?.date ?? '', end_date: plusDays(columns.at(-1)?.date ?? '', 1) };
  return (
    <section class="requests" aria-label={t('me.requests')}>
      <h2>{t('me.requests')}</h2>
      {kinds.map((kind) => (
        <button key={kind} type="button" onClick={() => setOpen(kind)}>
          {t(`me.ask.${kind}`)}
        </button>
      ))}
      <a href={`/CalendarFile?${new URLSearchParams(span)}`} download="calendar.ics">
        {t('me.file')}
      </a>
      {found && <Own found={found} zone={desk.board.zone} done={done} />}
      {found && <ToDecide found={found} zone={desk.board.zone} done={done} />}
      {open === 'leave' && <Leave me={me} done={done} close={close} />}
      {open === 'swap' && <Swap me={me} zone={desk.board.zone} done={done} close={close} />}
      {open === 'hours' && <Hours close={close} />}
      {open === 'subscribe' && <Subscribe close={close} />}
    </section>
  );
}

async function readAll(agent: number, decides: boolean): Promise<Found> {
  const from = boardState.get().today ?? '';
  const shifts = (query: Record<string, string>) =>
    call<{ appointments: ShiftRow[] }>('GET', '/Appointment', { query: { showshifts: 'true', ...query } });
  const [leave, own, asked, swaps] = await Promise.all([
    call<LeaveRow[]>('GET', '/Holiday', { query: { agent_id: agent, start_date: from, inclusive_start: true } }),
    shifts({ agents: String(agent), shiftsonly: 'true', start_date: from }),
    decides ? call<LeaveRow[]>('GET', '/Holiday', { query: { my_approvals: true } }) : [],
    decides ? shifts({ my_approvals: 'true' }) : { appointments: [] },
  ]);
  return {
    leave: leave.slice(0, 20),
    shifts: own.appointments.filter((row) => row.swap_agent_id !== undefined).slice(0, 20),
    toDecide: { leave: asked, shifts: swaps.appointments },
  };
}

interface ListProps {
  found: Found;
  zone: string;
  done(text: string): void;
}

function Own({ found, zone, done }: ListProps): JSX.Element {
  const withdrawLeave = async (row: LeaveRow) => {
    await call('DELETE', `/Holiday/${row.id}`, { etag: row._etag });
    done(t('me.withdrawn', { what: nameOf(row) }));
  };
  const withdrawSwap = async (row: ShiftRow) => {
    await call('POST', '/Appointment', { body: [{ id: row.id, swap_agent_id: null }], etag: row._etag });
    done(t('me.withdrawn', { what: row.subject ?? '' }));
  };
  if (found.leave.length + found.shifts.length === 0) return <p class="hint own">{t('me.noRequests')}</p>;
  return (
    <ul class="own" aria-label={t('me.own')}>
      {found.leave.map((row) => (
        <li key={row.id}>
          <b>{nameOf(row)}</b> {leaveTime(row, zone)}
          <State status={row.approval_status} note={row.approvalnote} />
          {row._candelete && row.approval_status !== 1 && (
            <Way name="withdraw" what={nameOf(row)} act={() => withdrawLeave(row)} />
          )}
        </li>
      ))}
      {found.shifts.map((row) => (
        <li key={row.id}>
          <b>{t('me.swapOf', { what: row.subject ?? '' })}</b> {instantText(row.start_date, zone)}
          <State status={row.approval_status ?? 0} />
          <Way name="withdraw" what={row.subject ?? ''} act={() => withdrawSwap(row)} />
        </li>
      ))}
    </ul>
  );
}

function State({ status, note }: { status: number; note?: string | undefined }): JSX.Element {
  const name = ['pending', 'approved', 'rejected'][status] ?? 'pending';
  return (
    <small class={`state-${name}`}>
      {t(`me.request.${name}`)}
      {note && `: ${note}`}
    </small>
  );
}

/** Who decides says yes or no; a swap hands the shift over in the same request. */
function ToDecide({ found, zone, done }: ListProps): JSX.Element | null {
  const { leave, shifts } = found.toDecide;
  if (leave.length + shifts.length === 0) return null;
  const leaveDecided = async (row: LeaveRow, yes: boolean, force: boolean) => {
    await call('POST', '/Holiday', {
      body: [{ id: row.id, [yes ? '_approve' : '_reject']: true, ...(force && { _force: true }) }],
      etag: row._etag,
    });
    done(t(yes ? 'me.didApprove' : 'me.didReject', { what: nameOf(row) }));
  };
  const shiftDecided = async (row: ShiftRow, yes: boolean, force: boolean) => {
    const { id, swap_agent_id: to } = row;
    const handover = to !== undefined && {
      swap_agent_id: null,
      requires_approval: false,
      ...(yes && { agent_id: to }),
    };
    const body = [{ id, [yes ? '_approve' : '_reject']: true, ...handover, ...(force && { _force: true }) }];
    await call('POST', '/Appointment', { body, etag: row._etag });
    done(t(yes ? 'me.didApprove' : 'me.didReject', { what: row.subject ?? '' }));
  };
  const ways = (what: string, decide: (yes: boolean, force: boolean) => Promise<void>) => (
    <>
      <Way name="approve" what={what} act={(force) => decide(true, force)} />
      <Way name="reject" what={what} act={() => decide(false, false)} />
    </>
  );
  return (
    <>
      <h2>{t('me.toDecide')}</h2>
      <ul class="own" aria-label={t('me.toDecide')}>
        {leave.map((row) => (
          <li key={row.id}>
            <b>{`${row.agent_name}: ${nameOf(row)}`}</b> {leaveTime(row, zone)}
            {ways(`${row.agent_name}, ${nameOf(row)}`, (...how) => leaveDecided(row, ...how))}
          </li>
        ))}
        {shifts.map((row) => (
          <li key={row.id}>
            <b>{`${row.agent_name}: ${row.subject ?? ''}`}</b> {instantText(row.start_date, zone)}
            {row.swap_agent_id !== undefined && <Taker id={row.swap_agent_id} />}
            {ways(`${row.agent_name}, ${row.subject ?? ''}`, (...how) => shiftDecided(row, ...how))}
          </li>
        ))}
      </ul>
    </>
  );
}

function Taker({ id }: { id: number }): JSX.Element {
  const [name, setName] = useState('');
  useEffect(() => {
    if (id > 1) call<{ name: string }>('GET', `/Agent/${id}`).then((row) => setName(row.name), complain);
  }, [id]);
  return <span>{id > 1 ? t('me.swapTo', { who: name }) : t('me.swapOpen')}</span>;
}

/** A button that says for whom it is. What a rule objects to is said here, and who may overrule it can. */
function Way({ name, what, act }: { name: string; what: string; act(force: boolean): Promise<void> }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [against, setAgainst] = useState('');
  const press = async () => {
    setBusy(true);
    await act(against !== '').catch((error) => {
      const refusal = error instanceof Refused && name === 'approve' ? error.refusal : undefined;
      if (refusal?.status !== 409) return complain(error);
      const subjects = (refusal.conflicts ?? []).slice(0, 5).map(({ subject }) => String(subject));
      setAgainst([said(error), subjects.join(', ')].filter(Boolean).join(' '));
    });
    setBusy(false);
  };
  return (
    <>
      {against && (
        <span class="problem" role="alert">
          {against}
        </span>
      )}
      <button
        type="button"
        class={against ? 'risky' : 'quiet'}
        disabled={busy}
        onClick={() => void press()}
        aria-label={t(`me.${name}It`, { what })}
      >
        {t(against ? 'me.force' : `me.${name}`)}
      </button>
    </>
  );
}

const nameOf = ({ name, holiday_type_name }: LeaveRow): string => name || holiday_type_name || t('leave.approved');

/** Whole days as dates, part of a day as a time in the zone of the page. */
function leaveTime({ date, end_date, allday }: LeaveRow, zone: string): string {
  if (!allday) return instantText(date, zone);
  const form = new Intl.DateTimeFormat(speech(), { dateStyle: 'medium', timeZone: 'UTC' });
  return form.formatRange(new Date(`${date.slice(0, 10)}T00:00Z`), new Date(`${end_date.slice(0, 10)}T00:00Z`));
}

export const instantText = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat(speech(), { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    new Date(`${instant}Z`),
  );
