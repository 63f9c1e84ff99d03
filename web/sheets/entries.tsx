import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { atWall, clockAt, twoDigits, wallAt } from '../board/clock.ts';
import { instantOf } from '../board/model.ts';
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
            <EntryForm
              key={`${row.row._etag}`}
              sheet={sheet}
              day={day}
              entry={row}
              overlaps={overlapping.has(row.id)}
            />
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

function spanOf({ desk }: Sheet, start: string, end: string): Span {
  const minute = (instant: string) => (Date.parse(`${instant}Z`) - Date.parse(`${desk.board.start}Z`)) / 60_000;
  return { from: minute(start), until: minute(end) };
}

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

function EntryForm(props: { sheet: Sheet; day: SheetDay; entry: Entry; overlaps: boolean }): JSX.Element {
  const { sheet, day, entry, overlaps } = props;
  const { columns } = sheet.desk.board;
  const wall = (at: number) => (at >= day.until ? '00:00' : clockAt(columns, at));
  const [from, setFrom] = useState(wall(entry.from));
  const [until, setUntil] = useState(wall(entry.until));
  const [note, setNote] = useState(entry.row.note ?? '');
  const [problem, setProblem] = useState<string>();
  const { title } = lineIn(entry.row);
  const isInside = entry.from >= day.from && entry.until <= day.until;
  const mayTime = isInside && !entry.running;
  const when = clockIn(sheet, entry.from, entry.until);
  const submit = async (event: Event) => {
    event.preventDefault();
    const times = mayTime ? timesOf(sheet, day, entry, from, until) : {};
    if (!times) return setProblem(t('sheets.endFirst'));
    setProblem(
      await saveEntry(
        sheet,
        { save: [{ id: entry.id, ...times, note: note || null }], remove: [], etag: entry.row._etag },
        title,
      ),
    );
  };
  const remove = () => saveEntry(sheet, { save: [], remove: [entry.row] }, `${title}, ${when}`);
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
                <input
                  type="time"
                  required
                  aria-label={t('sheets.from')}
                  value={from}
                  onInput={(event) => setFrom(event.currentTarget.value)}
                />
                {' – '}
                <input
                  type="time"
                  required
                  aria-label={t('sheets.until')}
                  value={until}
                  onInput={(event) => setUntil(event.currentTarget.value)}
                />
              </span>
            ) : (
              <span>{isInside ? when : t('sheets.pastMidnight', { when })}</span>
            )}
            <input
              aria-label={t('fact.note')}
              placeholder={t('fact.note')}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
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

/** Undefined when the end is not after the start. What the reader did not touch is not sent. */
function timesOf(sheet: Sheet, day: SheetDay, entry: Entry, from: string, until: string) {
  const { board } = sheet.desk;
  const column = board.columns.find(({ date }) => date === day.date);
  const place = (text: string, was: number, shown: string) => {
    if (text === shown || !column) return was;
    const [hour = 0, minute = 0] = text.split(':').map(Number);
    return atWall(column, hour * 60 + minute).at;
  };
  const clock = (at: number) =>
    `${twoDigits(Math.floor(wallAt(board.columns, at) / 60))}:${twoDigits(Math.floor(wallAt(board.columns, at) % 60))}`;
  const start = place(from, entry.from, clock(entry.from));
  const end = until === '00:00' ? day.until : place(until, entry.until, clock(entry.until));
  if (end < start) return undefined;
  return {
    ...(start !== entry.from && { start_date: instantOf(board, start) }),
    ...(end !== entry.until && { end_date: instantOf(board, end) }),
  };
}
