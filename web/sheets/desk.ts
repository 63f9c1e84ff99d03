import type { Board } from '../../src/rooms/board/shape.ts';
import { plusDays } from '../board/period.ts';
import { announce } from '../shell/announce.tsx';
import { said } from '../shell/said.ts';
import { language, t } from '../shell/words.ts';
import { call, Refused } from '../wire/api.ts';
import { readDays } from '../wire/columns.ts';
import { createStore } from '../wire/store.ts';
import { latest } from './latest.ts';
import { type DayRow, type EventRow, type ForecastRow, type Line, type Sheet, sheetOf } from './sheet.ts';
import { mondayOf } from './week.ts';
import { inverseOf, type Writing } from './writing.ts';

/** The week that is shown: read, written and taken back. */

/** What somebody has typed into a cell and is not saved. */
export interface Draft {
  text: string;
  problem?: string;
  saving?: boolean;
}

export interface SheetState {
  sheet?: Sheet;
  problem?: string | undefined;
  /** By line and date: survives a refusal, and reading again. */
  drafts: Record<string, Draft>;
  /** Lines that were added, or whose last entry was taken away: they stay while the week is shown. */
  added: Line[];
}

const fresh: SheetState = { drafts: {}, added: [] };
export const sheetState = createStore<SheetState>(fresh);

interface Asked {
  agent: number;
  week: string;
}
let asked: Asked = { agent: 0, week: '' };

const read = latest<Asked>(
  async ({ agent, week }, signal) => {
    const monday = mondayOf(week) ?? mondayOf((await readDays({}, signal)).columns[0]?.date ?? '') ?? '';
    const shown = sheetState.get().sheet;
    if (signal.aborted) return;
    if (shown?.agent.id !== agent || shown.monday !== monday) sheetState.set(fresh);
    const sheet = await readSheet(agent, monday, signal);
    if (!signal.aborted) sheetState.set((state) => ({ ...state, sheet, problem: undefined }));
  },
  (error) => sheetState.set((state) => ({ ...state, problem: whyNot(error) })),
);

export function load(agent: number, week: string): Promise<void> {
  asked = { agent, week };
  return read(asked);
}

export const reload = (): Promise<void> => read(asked);

/** The days are those of the agent's zone, wherever the reader is. */
export async function readSheet(agent: number, monday: string, signal?: AbortSignal): Promise<Sheet> {
  const window = { start_date: monday, end_date: plusDays(monday, 7) };
  const query = { ...window, agents: agent, locale: language.get() === 'de' ? 'de' : 'en' };
  let board = await call<Board>('GET', '/Board', { query, signal });
  const timezone = board.agents[0]?.zone;
  if (timezone) board = await call<Board>('GET', '/Board', { query: { ...query, timezone }, signal });
  const week = { agent_id: agent, start_date: monday, end_date: plusDays(monday, 6) };
  const [days, events, forecast] = await Promise.all([
    call<DayRow[]>('GET', '/Timesheet', { query: { ...week, showalldates: true, includeapproval: true }, signal }),
    call<EventRow[]>('GET', '/TimesheetEvent', {
      query: { agent_id: agent, start_date: board.start, end_date: board.end },
      signal,
    }),
    call<ForecastRow[]>('GET', '/Timesheet/forecasting', { query: week, signal }),
  ]);
  return sheetOf(agent, monday, { board, days, events, forecast });
}

export function whyNot(error: unknown): string {
  if (error instanceof Objected) return error.message;
  if (!(error instanceof Refused) || error.refusal.status !== 412) return said(error);
  return t('sheets.stale', { who: error.refusal.changed_by?.agent_name ?? t('somebody') });
}

/** Why the page itself does not do it. */
export class Objected extends Error {}

/** What is done, in words, and how it is taken back. */
export interface Done {
  text: string;
  back?: (() => Promise<unknown>) | undefined;
}

let undoable: Done[] = [];

/** What was done on this page is not taken back by a key on another. */
export const forget = (): void => {
  undoable = [];
};

let line: Promise<unknown> = Promise.resolve();

/** One write after the other: each sees what the one before has left. Says what was done, or why not.
 * @returns undefined when it went well, else what is wrong */
export function act(doing: () => Promise<Done | undefined>, read = reload): Promise<string | undefined> {
  const next = line.then(async () => {
    try {
      const done = await doing();
      await read();
      keepFocus();
      if (done) sayDone(done, read);
      return undefined;
    } catch (error) {
      const text = whyNot(error);
      announce({ text, problem: true });
      await read();
      return text;
    }
  });
  line = next;
  return next;
}

/** What had the focus may be gone: it goes no further than it must. */
function keepFocus(): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const place =
      document.querySelector<HTMLElement>('dialog[open] [data-first]') ?? document.getElementById('content');
    place?.focus();
  });
}

function sayDone(done: Done, read: () => Promise<void>): void {
  if (done.back) undoable.push(done);
  const action = { label: t('undo'), run: () => void undo(read, done) };
  announce({ text: done.text, ...(done.back && { action }) });
}

/** Takes the last thing back. What fails may be tried again. */
export async function undo(read = reload, done = undoable.at(-1)): Promise<void> {
  if (!done?.back) return;
  undoable = undoable.filter((one) => one !== done);
  const problem = await act(async () => {
    await done.back?.();
    return { text: t('done.undone', { what: done.text }) };
  }, read);
  if (problem) undoable.push(done);
}

/** Saves entries, and says how that is taken back. */
export async function write(writing: Writing, { agent, entries }: Sheet): Promise<() => Promise<unknown>> {
  const { save, remove, etag } = writing;
  const answer =
    save.length > 0 ? await call<EventRow | EventRow[]>('POST', '/TimesheetEvent', { body: save, etag }) : [];
  for (const { id } of remove) await call('DELETE', `/TimesheetEvent/${id}`);
  const before = new Map(entries.map(({ id, row }) => [id, row]));
  const back = inverseOf(writing, before, [answer].flat(), agent.id);
  return async () => {
    if (back.save.length > 0) await call('POST', '/TimesheetEvent', { body: back.save, etag: back.etag });
    for (const { id } of back.remove) await call('DELETE', `/TimesheetEvent/${id}`);
  };
}

export const keepLine = (kept: Line): void =>
  sheetState.set((state) => ({ ...state, added: [...state.added.filter(({ key }) => key !== kept.key), kept] }));

export function setDraft(key: string, draft: Draft | undefined): void {
  sheetState.set((state) => {
    const { [key]: _gone, ...drafts } = state.drafts;
    return { ...state, drafts: draft ? { ...drafts, [key]: draft } : drafts };
  });
}
