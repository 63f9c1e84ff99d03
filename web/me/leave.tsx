import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Board, Session } from '../../src/rooms/board/shape.ts';
import { atWall } from '../board/clock.ts';
import { deskOf, has, instantOf } from '../board/model.ts';
import { plusDays } from '../board/period.ts';
import { Dialog, Field } from '../kit/dialog.tsx';
import { writeDuration } from '../kit/duration.ts';
import { said } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';

interface Named {
  id: number;
  name: string;
}

interface Allowance {
  holiday_type: number;
  year: number;
  allowance?: number;
  balance?: number;
  pending?: number;
}

interface Asked {
  first: string;
  last: string;
  part: boolean;
  from: string;
  until: string;
}

/** Leave for days, or for part of one: what is left of it, what it takes, and what it clashes with, before it is asked for. */
export function Leave(props: { me: Session; done(text: string): void; close(): void }): JSX.Element {
  const { me, done, close } = props;
  const [asked, setAsked] = useState<Asked>({ first: '', last: '', part: false, from: '09:00', until: '12:00' });
  const [type, setType] = useState('1');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const types = useRead<Named[]>('/Lookup', { lookupid: '109' }, []);
  const board = useDays(me, asked);
  const set = (change: Partial<Asked>) => setAsked({ ...asked, ...change });
  const span = board && spanOf(board, asked);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!span) return;
    const days = { allday: true, date_only: asked.first, end_date_only: asked.last || asked.first };
    const times = span && {
      allday: false,
      date: instantOf(span.board, span.from),
      end_date: instantOf(span.board, span.until),
    };
    const row = {
      agent_id: me.agent_id,
      holiday_type: Number(type),
      approval_start: true,
      ...(note && { name: note }),
    };
    try {
      const saved = await call<{ _warning?: string }>('POST', '/Holiday', {
        body: [{ ...row, ...(asked.part ? times : days) }],
      });
      close();
      done([t('me.leaveAsked'), saved._warning].filter(Boolean).join(' '));
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <Dialog title={t('me.ask.leave')} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Field label={t('me.leaveKind')}>
          <select data-first value={type} onChange={(event) => setType(event.currentTarget.value)}>
            {types.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <label class="check">
          <input type="checkbox" checked={asked.part} onChange={() => set({ part: !asked.part, last: '' })} />
          {t('me.leavePart')}
        </label>
        <div class="pair">
          <Field label={t(asked.part ? 'target.day' : 'me.leaveFirst')}>
            <input
              type="date"
              required
              value={asked.first}
              onChange={(event) => set({ first: event.currentTarget.value })}
            />
          </Field>
          {asked.part ? (
            <>
              <Time label={t('list.from')} value={asked.from} set={(from) => set({ from })} />
              <Time label={t('list.until')} value={asked.until} set={(until) => set({ until })} />
            </>
          ) : (
            <Field label={t('me.leaveLast')}>
              <input
                type="date"
                min={asked.first}
                value={asked.last}
                onChange={(event) => set({ last: event.currentTarget.value })}
              />
            </Field>
          )}
        </div>
        <Field label={t('fact.note')}>
          <input maxLength={200} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </Field>
        <Effect me={me} type={Number(type)} asked={asked} board={board} />
        <div class="buttons">
          <button type="button" onClick={close}>
            {t('close')}
          </button>
          <button type="submit" class="strong" disabled={!span || span.until <= span.from}>
            {t('me.leaveSubmit')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Time({ label, value, set }: { label: string; value: string; set(value: string): void }): JSX.Element {
  return (
    <Field label={label}>
      <input type="time" required value={value} onInput={(event) => set(event.currentTarget.value)} />
    </Field>
  );
}

/** A board has no more days; what longer leave takes is seen when it is asked for. */
const longest = 62;

/** The days that are asked for, with their hours and what is in them. */
function useDays(me: Session, { first, last }: Asked): Board | undefined {
  const [board, setBoard] = useState<Board>();
  useEffect(() => {
    setBoard(undefined);
    if (!first) return;
    const request = new AbortController();
    const end = plusDays(last > first ? last : first, 1);
    const locale = language.get() === 'de' ? 'de' : 'en';
    const query = {
      start_date: first,
      end_date: [end, plusDays(first, longest)].sort()[0],
      agents: String(me.agent_id),
      locale,
    };
    call<Board>('GET', '/Board', { query, signal: request.signal }).then(setBoard, () => undefined);
    return () => request.abort();
  }, [first, last]);
  return board;
}

function spanOf(board: Board, { part, from, until }: Asked) {
  const { columns } = board;
  const [day] = columns;
  const last = columns.at(-1);
  if (!day || !last) return undefined;
  if (!part) return { board, from: 0, until: last.at + last.minutes };
  const wall = (time: string) => atWall(day, Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))).at;
  return { board, from: wall(from), until: wall(until) };
}

function Effect(props: { me: Session; type: number; asked: Asked; board: Board | undefined }): JSX.Element {
  const { me, type, asked, board } = props;
  const allowances = useRead<Allowance[]>('/HolidayAllowance', { agent_id: String(me.agent_id) }, []);
  const span = board && spanOf(board, asked);
  const year = Number(asked.first.slice(0, 4)) || board?.columns[0]?.date.slice(0, 4);
  const left = allowances.find((one) => one.holiday_type === type && (!year || one.year === Number(year)));
  const clashes = board && span ? clashesIn(board, span) : [];
  return (
    <div class="effect" aria-live="polite">
      {left?.balance !== undefined && (
        <p>
          {t('me.left', { hours: writeDuration(left.balance * 60), pending: writeDuration((left.pending ?? 0) * 60) })}
        </p>
      )}
      {board && span && <p>{t('me.takes', { hours: writeDuration(workIn(board, span)) })}</p>}
      {clashes.length > 0 && (
        <>
          <p class="shut">{t('me.clashes', { n: clashes.length })}</p>
          <ul class="plain">
            {clashes.slice(0, 5).map(({ id, subject }) => (
              <li key={id}>{subject}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

type Span = { from: number; until: number };

/** Working time less public holidays and leave that is approved already. */
function workIn({ agents, hours }: Board, { from, until }: Span): number {
  const spans = hours[agents[0]?.hours ?? 0] ?? [];
  return spans.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, until) - Math.max(start, from)), 0);
}

const clashesIn = (board: Board, { from, until }: Span) =>
  deskOf(board).items.filter((item) => has(item, 'busy') && item.from < until && item.until > from);

export function useRead<T>(path: string, query: Record<string, string>, none: T): T {
  const [found, setFound] = useState(none);
  useEffect(() => {
    call<T>('GET', path, { query }).then(setFound, () => undefined);
  }, [path]);
  return found;
}
