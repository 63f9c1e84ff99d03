import type { JSX } from 'preact';
import type { QueuedTicket } from '../../src/rooms/board/shape.ts';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import type { Band, Row } from '../timegrid/shape.ts';
import { call } from '../wire/api.ts';
import { createStore, useStore } from '../wire/store.ts';
import { type Desk, minuteOf } from './model.ts';
import { create } from './save.ts';

/** Who can take this, when? The board answers by itself: rows in order, free gaps lit, each with a reason. */

export interface Suggestion {
  agent_id: number;
  agent_name: string;
  start_date: string;
  end_date: string;
  start_label: string;
  missing_skills: string[];
  reasons: { code: string; text: string }[];
}

export interface Picked {
  ticket: QueuedTicket;
  /** Undefined while the server looks. */
  found?: Suggestion[];
}

export const picked = createStore<Picked | undefined>(undefined);

export async function pick(desk: Desk, ticket: QueuedTicket): Promise<void> {
  if (picked.get()?.ticket.id === ticket.id) return picked.set(undefined);
  picked.set({ ticket });
  const { zone, columns } = desk.board;
  const last = columns.at(-1)?.date;
  try {
    const query = {
      ticket_id: ticket.id,
      timezone: zone,
      start_date: columns[0]?.date,
      end_date: last && dayAfter(last),
    };
    const { suggestions } = await call<{ suggestions: Suggestion[] }>('GET', '/Board/Suggestions', { query });
    if (picked.get()?.ticket.id === ticket.id) picked.set({ ticket, found: suggestions });
  } catch (error) {
    picked.set(undefined);
    complain(error);
  }
}

const dayAfter = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

export const hoursOf = ({ estimate }: QueuedTicket): number => estimate || 1;

/** What a ticket brings along when it becomes an appointment. */
export const fromTicket = ({ id, summary }: QueuedTicket) => ({ subject: summary, ticket_id: id });

export async function book(desk: Desk, ticket: QueuedTicket, found: Suggestion): Promise<void> {
  const from = minuteOf(desk.board, found.start_date);
  const until = minuteOf(desk.board, found.end_date);
  if (await create(fromTicket(ticket), { agent: found.agent_id, from, until })) picked.set(undefined);
}

export function gapsOf(desk: Desk, pick: Picked | undefined): Map<number, Band[]> {
  const gaps = new Map<number, Band[]>();
  for (const found of pick?.found ?? []) {
    const gap = {
      start: minuteOf(desk.board, found.start_date),
      end: minuteOf(desk.board, found.end_date),
      kind: 'gap',
      label: '+',
    };
    gaps.set(found.agent_id, [...(gaps.get(found.agent_id) ?? []), gap]);
  }
  return gaps;
}

/** Who was suggested comes first, the others keep their order. */
export function rankedRows(rows: Row[], pick: Picked | undefined): Row[] {
  if (!pick?.found?.length) return rows;
  const order = new Map(pick.found.map(({ agent_id }, index) => [String(agent_id), index] as const).reverse());
  const rank = ({ key }: Row) => order.get(key) ?? order.size + 1000;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => rank(a.row) - rank(b.row) || a.index - b.index)
    .map(({ row }) => row);
}

export function SuggestionBar({ desk }: { desk: Desk }): JSX.Element | null {
  const pick = useStore(picked);
  if (!pick) return null;
  const { ticket, found } = pick;
  return (
    <section class="suggestions" aria-label={t('suggest.title')} aria-live="polite">
      <p>
        {t('suggest.for', { id: String(ticket.id) })} <b>{ticket.summary}</b>
      </p>
      {!found && <p>{t('loading')}</p>}
      {found?.length === 0 && <p>{t('suggest.none')}</p>}
      <ol>
        {found?.slice(0, 6).map((one) => (
          <li key={`${one.agent_id}${one.start_date}`}>
            <button type="button" onClick={() => void book(desk, ticket, one)}>
              <b>
                {one.agent_name} {one.start_label}
              </b>
              <small>{reasonsOf(one)}</small>
            </button>
          </li>
        ))}
      </ol>
      <button type="button" class="quiet" onClick={() => picked.set(undefined)}>
        {t('close')}
      </button>
    </section>
  );
}

/** When they are free is said already. */
const reasonsOf = ({ reasons }: Suggestion): string =>
  reasons
    .filter(({ code }) => code !== 'free')
    .map(({ text }) => text)
    .join(', ');
