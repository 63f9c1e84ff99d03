import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { atWall, clockAt } from '../board/clock.ts';
import { instantOf, minuteOf } from '../board/model.ts';
import { Dialog } from '../kit/dialog.tsx';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import type { Span } from './cell.ts';
import { act, write } from './desk.ts';
import { type Entry, type Line, minutesIn, type Sheet, type SheetDay, touches } from './sheet.ts';
import { clockIn, lineIn } from './words.ts';
import type { Writing } from './writing.ts';

/** The entries behind a day: when they were, what was noted, what lies between them. */

interface DayProps {
  sheet: Sheet;
  day: SheetDay;
  lines: readonly Line[];
  close(): void;
}

export function DayDialog({ sheet, day, lines, close }: DayProps): JSX.Element {
  const entries = sheet.entries.filter((entry) => touches(entry, day));
  const gaps = (day.row.warnings ?? []).flatMap(({ code, start_date, end_date }) =>
    code === 'gap' && start_date && end_date ? [spanOf(sheet, start_date, end_date)] : [],
  );
  const overlapping = new Set(
    (day.row.warnings ?? []).flatMap(({ code, event_ids = [] }) => (code === 'overlap' ? event_ids : [])),
  );
  const rows = [...entries, ...gaps.map((gap) => ({ ...gap, row: undefined }))].sort(
    (one, other) => one.from - other.from,
  );
  return (
    <Dialog title={t('sheets.entriesOf', { day: day.label })} close={close} side>
      <ul class="entries">
        {rows.map((row) =>
          row.row ? (
            <EntryForm key={row.id} sheet={sheet} day={day} entry={row} overlaps={overlapping.has(row.id)} />
          ) : (
            <Gap key={row.from} sheet={sheet} gap={row} lines={day.locked ? [] : lines} />
          ),
        )}
        {rows.length === 0 && <li class="empty">{t('sheets.noEntries')}</li>}
      </ul>
      <div class="buttons">
        <button type="button" data-first onClick={close}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}

const spanOf = ({ desk: { board } }: Sheet, start: string, end: string): Span => {
  return { from: minuteOf(board, start), until: minuteOf(board, end) };
};

/** Work that was forgotten. */
function Gap({ sheet, gap, lines }: { sheet: Sheet; gap: Span; lines: readonly Line[] }): JSX.Element {
  const [key, setKey] = useState(lines[0]?.key ?? '');
  const line = lines.find((one) => one.key === key);
  const when = clockIn(sheet, gap.from, gap.until);
  const fill = () => {
    const { board } = sheet.desk;
    const times = { start_date: instantOf(board, gap.from), end_date: instantOf(board, gap.until) };
    void saveEntry(
      sheet,
      { save: [{ ...line?.values, ...times, agent_id: sheet.agent.id }], remove: [] },
      `${line?.title}, ${when}`,
    );
  };
  return (
    <li class="gap">
      <span>{t('sheets.gap', { when, time: writeDuration(gap.until - gap.from) })}</span>
      {line && (
        <span class="fill">
          <select
            aria-label={t('sheets.fillWith', { when })}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          >
            {lines.map(({ key, title }) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
          </select>
          <button type="button" onClick={fill}>
            {t('sheets.fill')}
          </button>
        </span>
      )}
    </li>
  );
}

const saveEntry = (sheet: Sheet, writing: Writing, what: string): Promise<string | undefined> =>
  act(async () => ({ text: t('sheets.savedEntry', { what }), back: await write(writing, sheet) }));

interface Typed {
  from?: string;
  until?: string;
  note?: string;
}

function EntryForm(props: { sheet: Sheet; day: SheetDay; entry: Entry; overlaps: boolean }): JSX.Element {
  const { sheet, day, entry, overlaps } = props;
  // What is typed stays until it is saved, whatever is read meanwhile.
  const [typed, setTyped] = useState<Typed>({});
  const [problem, setProblem] = useState<string>();
  const { title } = lineIn(entry.row);
  const isInside = entry.from >= day.from && entry.until <= day.until;
  const mayTime = isInside && !entry.running;
  const when = clockIn(sheet, entry.from, entry.until);
  const note = typed.note ?? entry.row.note ?? '';
  const submit = async (event: Event) => {
    event.preventDefault();
    const times = timesOf(sheet, day, entry, typed);
    if (typeof times === 'string') return setProblem(times);
    const save = [{ id: entry.id, ...times, note: note || null }];
    const refused = await saveEntry(sheet, { save, remove: [], etag: entry.row._etag }, title);
    setProblem(refused);
    if (!refused) setTyped({});
  };
  const remove = () => saveEntry(sheet, { save: [], remove: [entry.row] }, `${title}, ${when}`);
  const time = (name: 'from' | 'until') => (
    <input
      type="time"
      required
      aria-label={name === 'from' ? t('sheets.from') : t('sheets.until')}
      value={typed[name] ?? clockAt(sheet.desk.board.columns, entry[name])}
      onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  );
  return (
    <li class={overlaps ? 'entry-form overlaps' : 'entry-form'}>
      <form onSubmit={(event) => void submit(event)} aria-label={`${title}, ${when}`}>
        <b>{title}</b>
        <span class="took">
          {entry.running && `${t('sheets.running')} `}
          {writeDuration(minutesIn(entry, day))}
          {overlaps && <em class="problem"> {t('sheets.overlaps')}</em>}
        </span>
        {!entry.row._canupdate ? (
          <span>{[when, note].filter(Boolean).join(' · ')}</span>
        ) : (
          <>
            {mayTime ? (
              <span class="times">
                {time('from')} – {time('until')}
              </span>
            ) : (
              <span>{isInside ? when : t('sheets.pastMidnight', { when })}</span>
            )}
            <input
              aria-label={t('fact.note')}
              placeholder={t('fact.note')}
              value={note}
              onInput={(event) => setTyped({ ...typed, note: event.currentTarget.value })}
            />
            <span class="buttons">
              <button type="button" class="risky" onClick={() => void remove()}>
                {t('sheets.remove')}
              </button>
              <button type="submit">{t('sheets.save')}</button>
            </span>
          </>
        )}
        {problem && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </form>
    </li>
  );
}

/** What the reader did not touch is not sent. In words what is wrong with the rest. */
function timesOf({ desk: { board } }: Sheet, day: SheetDay, entry: Entry, typed: Typed) {
  const column = board.columns.find(({ date }) => date === day.date);
  const minute = (name: 'from' | 'until') => {
    const text = typed[name];
    if (!column || text === undefined) return { at: entry[name], exists: true };
    if (name === 'until' && text === '00:00') return { at: day.until, exists: true };
    const [hour = 0, minutes = 0] = text.split(':').map(Number);
    return atWall(column, hour * 60 + minutes);
  };
  const [start, end] = [minute('from'), minute('until')];
  const skipped = [start, end].find(({ exists }) => !exists);
  if (skipped) return t('target.gap', { when: clockAt(board.columns, skipped.at) });
  if (end.at < start.at) return t('sheets.endFirst');
  return {
    ...(start.at !== entry.from && { start_date: instantOf(board, start.at) }),
    ...(end.at !== entry.until && { end_date: instantOf(board, end.at) }),
  };
}
