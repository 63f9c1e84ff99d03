import type { JSX } from 'preact';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { Choose } from './choose.tsx';
import { act } from './desk.ts';
import type { ApprovalState, Sheet, SheetDay } from './sheet.ts';
import { doneIn, expectedIn } from './totals.tsx';
import { warningText } from './words.ts';

/** Handing the week in, and taking that back: one request, all days or none. */

/** Days that somebody works on, or has. */
export const isCounted = ({ state, target, worked }: Pick<SheetDay, 'state' | 'target' | 'worked'>): boolean =>
  target > 0 || worked > 0 || state !== 'draft';

/** What the week is as a whole. */
export function weekState(days: readonly Pick<SheetDay, 'state' | 'target' | 'worked'>[]): ApprovalState | 'partly' {
  const states = new Set(days.filter(isCounted).map(({ state }) => state));
  if (states.has('returned')) return 'returned';
  const [only, other] = states;
  if (other === undefined) return only ?? 'draft';
  return states.has('draft') ? 'partly' : 'pending';
}

const open = (days: readonly SheetDay[]) =>
  days.filter((day) => isCounted(day) && (day.state === 'draft' || day.state === 'returned'));

export const canHandIn = ({ days }: Sheet): boolean => open(days).some(({ row }) => row._canupdate);

export function HandIn({ sheet, title, close }: { sheet: Sheet; title: string; close(): void }): JSX.Element {
  const { days, desk } = sheet;
  const choices = open(days).map((day) => ({
    id: day.date,
    label: day.label,
    detail: `${writeDuration(doneIn(day))} / ${writeDuration(expectedIn(day))}`,
    // What is still to come is not worked yet.
    off: day.from > desk.board.now && day.worked === 0,
  }));
  const warned = days.flatMap((day) => (day.row.warnings ?? []).map((warning) => warningText(sheet, day, warning)));
  const submit = (dates: string[]) => send(sheet, dates, '_submitapproval', 'sheets.submitted', '_revertapproval');
  return (
    <Choose
      title={title}
      choices={choices}
      label={(n) => t('sheets.submitDays', { n })}
      act={(dates) => void submit(dates)}
      close={close}
    >
      {warned.length > 0 && (
        <ul class="plain problem">
          {warned.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Choose>
  );
}

export const waiting = ({ days }: Sheet): string[] =>
  days.filter(({ state }) => state === 'pending').map(({ date }) => date);

export const withdraw = (sheet: Sheet): Promise<unknown> =>
  send(sheet, waiting(sheet), '_revertapproval', 'sheets.withdrawn', '_submitapproval');

function send({ agent }: Sheet, dates: readonly string[], command: string, words: string, back: string) {
  const post = (name: string) =>
    call('POST', '/Timesheet', { body: dates.map((date) => ({ agent_id: agent.id, date, [name]: true })) });
  return act(async () => {
    await post(command);
    return { text: t(words, { n: dates.length }), back: () => post(back) };
  });
}
