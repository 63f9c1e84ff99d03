import { boardState, put, refresh } from '../board/desk.ts';
import { remember } from '../board/history.ts';
import { type Desk, etagOf, has, type Item, instantOf, minuteOf, replaced } from '../board/model.ts';
import { change, itemOf, takeBack } from '../board/save.ts';
import { announce } from '../shell/announce.tsx';
import { t } from '../shell/words.ts';
import { type Waiting, withFields } from './ahead.ts';
import { type Row, submit } from './outbox.ts';

/** What an agent does with a job. All of it goes through the outbox, so that it is the same with the server and without. */

type Fields = Record<string, unknown>;

async function act(desk: Desk, item: Item, act: Waiting['act'], fields: Fields, note = ''): Promise<void> {
  const seen = itemOf(item.id) ?? item;
  const left = await submit({
    act,
    id: item.id,
    what: item.subject,
    when: desk.board.now_label,
    fields,
    ...(note && { note }),
    // A note is added to whatever is there; of the rest the version counts that was seen.
    ...(act !== 'note' && act !== 'log' && { etag: etagOf(seen) }),
  });
  if (left && !left.refused) announce({ text: t('me.waiting.kept', { what: item.subject }) });
}

const now = ({ board }: Desk): string => instantOf(board, board.now);

export const start = (desk: Desk, item: Item): Promise<void> =>
  act(desk, item, 'start', { complete_status: 1, actual_start: now(desk) });

export const complete = (desk: Desk, item: Item, minutes: number, note: string): Promise<void> =>
  act(desk, item, 'complete', { complete_status: 0, complete_timetaken: minutes / 60, complete_date: now(desk) }, note);

export const addNote = (desk: Desk, item: Item, note: string): Promise<void> => act(desk, item, 'note', {}, note);

/** The timer ends, the job does not: the time goes into the timesheet, and the job is open again. */
export async function stop(desk: Desk, item: Item, minutes: number, note: string): Promise<void> {
  const { board } = desk;
  const began = item.more.actual?.[0] ?? board.now - minutes;
  const first = act(desk, item, 'stop', { complete_status: -1, actual_start: null }, note);
  const entry = {
    agent_id: item.agent,
    subject: item.subject,
    start_date: instantOf(board, began),
    timetaken: minutes / 60,
    ...(item.ticket && { ticket_id: item.ticket }),
    ...(note && { note }),
  };
  const second = act(desk, item, 'log', entry);
  await Promise.all([first, second]);
}

/** What the server has done: shown as it is now, and taken back with Undo. */
export function settle({ act, id, what, fields }: Waiting, row: Row): void {
  if (act === 'log') return;
  const text = t(`me.done.${act}`, { what });
  const { desk } = boardState.get();
  const item = itemOf(id);
  if (desk && item) {
    const version = Number(/\.(\d+)"?$/.exec(row._etag ?? '')?.[1] ?? item.version);
    const { board } = desk;
    const shown = withFields(item, fields, board.now, (instant) => minuteOf(board, instant));
    put((now) => replaced(now, { ...shown, version }));
  }
  refresh('all');
  if (act === 'note' || !item) {
    announce({ text });
    return;
  }
  const before = has(item, 'inProgress')
    ? { complete_status: 1, ...began(item, desk) }
    : { complete_status: -1, actual_start: null };
  const again = (values: Fields) => change(itemOf(id) ?? item, values, text);
  remember({ text, back: () => again(before), forth: () => again(fields) });
  announce({ text, action: { label: t('undo'), run: () => void takeBack() } });
}

const began = (item: Item, desk: Desk | undefined): Fields =>
  desk && item.more.actual ? { actual_start: instantOf(desk.board, item.more.actual[0]) } : {};
