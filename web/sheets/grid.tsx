import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { writeDuration } from '../kit/duration.ts';
import { ctrl } from '../shell/keys.tsx';
import { t } from '../shell/words.ts';
import { type SheetState, setDraft, undo } from './desk.ts';
import { draftKey, entriesOf, saveCell, totalOf } from './save.ts';
import type { Line, Sheet, SheetDay } from './sheet.ts';
import { Totals } from './totals.tsx';

/** The week: a line for each thing that time went to, a column for each day. */

interface GridProps {
  state: SheetState & { sheet: Sheet };
  lines: readonly Line[];
  open(day: SheetDay): void;
  add(): void;
  /** Starts a timer; missing where none can be started. */
  start: ((line: Line) => void) | undefined;
}

export function WeekGrid({ state, lines, open, add, start }: GridProps): JSX.Element {
  const { sheet } = state;
  const table = useRef<HTMLTableElement>(null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a small screen it is scrolled, with the keyboard too
    <section class="week" tabIndex={0} aria-label={t('sheets.grid')}>
      <table ref={table} onKeyDown={(event) => table.current && walk(event, table.current)}>
        <caption class="hear">{t('sheets.caption', { who: sheet.agent.name })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sheets.what')}</th>
            {sheet.days.map((day) => (
              <th key={day.date} scope="col">
                <button
                  type="button"
                  class="link"
                  aria-label={t('sheets.openDay', { day: day.label })}
                  onClick={() => open(day)}
                >
                  {day.label}
                </button>
                {day.state !== 'draft' && <small class={day.state}>{t(`sheets.state.${day.state}`)}</small>}
              </th>
            ))}
            <th scope="col">{t('sheets.total')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <LineRow key={line.key} state={state} line={line} start={start} />
          ))}
          <tr>
            <th scope="row">
              <button type="button" class="quiet" onClick={add}>
                + {t('sheets.add')}
              </button>
            </th>
            <td colSpan={8} class="hint">
              {t('sheets.hint')}
            </td>
          </tr>
        </tbody>
        <Totals sheet={sheet} />
      </table>
    </section>
  );
}

function LineRow({ state, line, start }: Pick<GridProps, 'state' | 'start'> & { line: Line }): JSX.Element {
  const { sheet, drafts } = state;
  const wrong = sheet.days.filter((day) => drafts[draftKey(line, day)]?.problem);
  const total = sheet.days.reduce((sum, day) => sum + totalOf(sheet, line, day), 0);
  return (
    <>
      <tr class={line.kind}>
        <th scope="row">
          <span class="what">{line.title}</span>
          {line.chargeable && <small class="badge">{t('sheets.billable')}</small>}
          {start && line.kind !== 'private' && (
            <button
              type="button"
              class="quiet start"
              aria-label={t('sheets.startIt', { what: line.title })}
              onClick={() => start(line)}
            >
              ▷
            </button>
          )}
        </th>
        {sheet.days.map((day) => (
          <Cell key={day.date} state={state} line={line} day={day} />
        ))}
        <td class="sum">{writeDuration(total)}</td>
      </tr>
      {wrong.map((day) => (
        <tr key={day.date} class="said">
          <td colSpan={9}>
            <p class="problem" role="alert" id={problemId(line, day)}>
              {day.label}: {drafts[draftKey(line, day)]?.problem}
            </p>
          </td>
        </tr>
      ))}
    </>
  );
}

const problemId = (line: Line, { date }: SheetDay): string => `said-${encodeURIComponent(line.key)}-${date}`;

function Cell({ state, line, day }: { state: GridProps['state']; line: Line; day: SheetDay }): JSX.Element {
  const { sheet, drafts } = state;
  const draft = drafts[draftKey(line, day)];
  const entries = entriesOf(sheet, line, day);
  const total = totalOf(sheet, line, day);
  const shown = entries.length > 0 ? writeDuration(total) : '';
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // What is typed next takes the place of what was saved; at once, before a key can come.
    if (!draft && document.activeElement === input.current) input.current?.select();
  }, [draft === undefined, shown]);
  const isLocked = day.locked || line.kind === 'private' || entries.some(({ row }) => !row._canupdate);
  if (isLocked && !draft) return <td class="locked">{shown}</td>;
  const save = (text: string) => {
    if (draft && draft.text !== shown) saveCell(line, day.date, text);
    else setDraft(draftKey(line, day), undefined);
  };
  return (
    <td class={entries.some(({ running }) => running) ? 'running' : ''}>
      <input
        ref={input}
        class="cell"
        inputMode="decimal"
        autocomplete="off"
        data-date={day.date}
        value={draft?.text ?? shown}
        aria-label={t('sheets.cell', { what: line.title, day: day.label })}
        aria-invalid={draft?.problem !== undefined}
        aria-describedby={draft?.problem ? problemId(line, day) : undefined}
        aria-busy={draft?.saving}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setDraft(draftKey(line, day), { text: event.currentTarget.value })}
        onBlur={(event) => !draft?.problem && !draft?.saving && save(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save(event.currentTarget.value);
          else if (event.key === 'Escape' && draft) setDraft(draftKey(line, day), undefined);
          else if (ctrl(event) && event.key === 'z' && !draft) void undo();
          else return;
          event.preventDefault();
          event.currentTarget.select();
        }}
      />
    </td>
  );
}

/** Arrows go from cell to cell: up and down always, aside where the caret has nowhere else to go. */
function walk(event: KeyboardEvent, table: HTMLTableElement): void {
  const { target: cell, key } = event;
  if (!(cell instanceof HTMLInputElement) || event.altKey || ctrl(event) || event.shiftKey) return;
  const { selectionStart: from, selectionEnd: until, value } = cell;
  const isWhole = from === 0 && until === value.length;
  const forwards = getComputedStyle(table).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const isUp = key === 'ArrowUp';
  if (isUp || key === 'ArrowDown') {
    const column = [...table.querySelectorAll<HTMLInputElement>(`input[data-date="${cell.dataset.date}"]`)];
    step(event, column, cell, isUp ? -1 : 1);
  } else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const by = key === forwards ? 1 : -1;
    const atEdge = isWhole || (from === until && from === (by > 0 ? value.length : 0));
    const row = [...(cell.closest('tr')?.querySelectorAll<HTMLInputElement>('input.cell') ?? [])];
    if (atEdge) step(event, row, cell, by);
  }
}

function step(event: KeyboardEvent, cells: HTMLInputElement[], cell: HTMLInputElement, by: 1 | -1): void {
  event.preventDefault();
  cells[cells.indexOf(cell) + by]?.focus();
}
