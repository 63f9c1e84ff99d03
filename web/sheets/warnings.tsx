import type { JSX } from 'preact';
import { t } from '../shell/words.ts';
import type { Sheet, SheetDay } from './sheet.ts';
import { warningText } from './words.ts';

/** What is odd about the days, each with the way to it. */
export function Warnings({ sheet, open }: { sheet: Sheet; open(day: SheetDay): void }): JSX.Element | null {
  const found = sheet.days.flatMap((day) => (day.row.warnings ?? []).map((warning) => ({ day, warning })));
  if (found.length === 0) return null;
  return (
    <section class="warnings" aria-label={t('sheets.warnings')}>
      <h2>{t('sheets.warnings')}</h2>
      <ul>
        {found.map(({ day, warning }) => {
          const text = warningText(sheet, day, warning);
          const word = t(day.locked ? 'sheets.show' : 'sheets.fix');
          return (
            <li key={text} class={warning.code}>
              <span>{text}</span>
              <button
                type="button"
                class="link"
                aria-label={`${word}: ${text}`}
                onClick={() => (warning.code === 'missing' && !day.locked ? toDay(day) : open(day))}
              >
                {word}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The first cell of a day; without a line there is none, and one is added first. */
function toDay({ date }: SheetDay): void {
  const cell = document.querySelector<HTMLElement>(`input[data-date="${date}"]`);
  (cell ?? document.querySelector<HTMLElement>('.week tbody th button'))?.focus();
}
