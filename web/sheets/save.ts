import { atWall } from '../board/clock.ts';
import { instantOf } from '../board/model.ts';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { type CellStep, planCell } from './cell.ts';
import { act, keepLine, Objected, setDraft, sheetState, write } from './desk.ts';
import { type Entry, type Line, minutesIn, type Sheet, type SheetDay, touches } from './sheet.ts';
import type { Writing } from './writing.ts';

/** What is typed into a cell becomes entries. */

export const draftKey = (line: Line, { date }: SheetDay): string => `${line.key} ${date}`;

export const entriesOf = ({ entries }: Sheet, line: Line, day: SheetDay): Entry[] =>
  entries.filter((entry) => entry.line === line.key && touches(entry, day));

export const totalOf = (sheet: Sheet, line: Line, day: SheetDay): number =>
  entriesOf(sheet, line, day).reduce((sum, entry) => sum + minutesIn(entry, day), 0);

/** Saves the total of a cell; what is typed stays where it is until that went well. */
export function saveCell(line: Line, date: string, text: string): void {
  const key = `${line.key} ${date}`;
  const wanted = text.trim() === '' ? 0 : readDuration(text);
  setDraft(key, wanted === undefined ? { text, problem: t('target.length') } : { text, saving: true });
  if (wanted === undefined) return;
  const shown = sheetState.get().sheet;
  void act(async () => {
    const { sheet: latest } = sheetState.get();
    // Whoever turns the page leaves the cell: it is saved where it was typed.
    const sheet = latest?.monday === shown?.monday && latest?.agent.id === shown?.agent.id ? latest : shown;
    const day = sheet?.days.find((one) => one.date === date);
    if (!sheet || !day) return;
    const writing = plan(sheet, line, day, wanted);
    if (typeof writing === 'string') throw new Objected(t(`sheets.refused.${writing}`, { day: day.label }));
    if (writing.save.length + writing.remove.length === 0) return;
    keepLine(line);
    const back = await write(writing, sheet);
    return { text: t('sheets.saved', { what: line.title, day: day.label, time: writeDuration(wanted) }), back };
  }).then((problem) => {
    // Typed on meanwhile: that is saved next.
    if (sheetState.get().drafts[key]?.text === text) setDraft(key, problem ? { text, problem } : undefined);
  });
}

function plan(sheet: Sheet, line: Line, day: SheetDay, wanted: number): Writing | string {
  const { columns } = sheet.desk.board;
  const entries = entriesOf(sheet, line, day).map((entry) => ({ ...entry, minutes: minutesIn(entry, day) }));
  const column = columns.find(({ date }) => date === day.date);
  const steps = planCell(wanted, {
    day,
    morning: column ? atWall(column, 9 * 60).at : day.from,
    entries,
    busy: sheet.entries,
    work: sheet.work.filter(({ from, until }) => from >= day.from && until <= day.until),
  });
  return typeof steps === 'string' ? steps : writingOf(sheet, line, steps);
}

function writingOf(sheet: Sheet, line: Line, steps: readonly CellStep[]): Writing {
  const { board } = sheet.desk;
  const rowOf = (id: number) => sheet.entries.find((entry) => entry.id === id)?.row;
  const save = steps.flatMap((step): Writing['save'] => {
    if (step.kind === 'remove') return [];
    const end_date = instantOf(board, step.until);
    if (step.kind === 'change') return [{ id: step.id, end_date, timetaken: step.minutes / 60 }];
    return [{ ...line.values, agent_id: sheet.agent.id, start_date: instantOf(board, step.from), end_date }];
  });
  const remove = steps.flatMap((step) => (step.kind === 'remove' ? (rowOf(step.id) ?? []) : []));
  const [only] = save;
  const etag = save.length === 1 ? rowOf(Number(only?.id))?._etag : undefined;
  return { save, remove, etag };
}
