import type { JSX } from 'preact';
import { writeDuration } from '../kit/duration.ts';
import { number, t } from '../shell/words.ts';
import type { Sheet, SheetDay } from './sheet.ts';

/** What nobody types here: leave, holidays, travel, breaks taken off; and what it all comes to. */

const sum = (days: readonly SheetDay[], of: (day: SheetDay) => number): number =>
  days.reduce((total, day) => total + of(day), 0);

export const doneIn = ({ worked, leave }: SheetDay): number => worked + leave;
export const expectedIn = ({ target, leave }: SheetDay): number => target + leave;

export function Totals({ sheet }: { sheet: Sheet }): JSX.Element {
  const { days, entries, desk } = sheet;
  const { holidays = [], leave = [] } = desk.board.agents[0] ?? {};
  const meets = (day: SheetDay, [from, until]: readonly [number, number, ...unknown[]]) =>
    from < day.until && until > day.from;
  const asked = leave.filter(([, , pending]) => pending === 1);
  const travel = (day: SheetDay) =>
    entries
      .filter(({ from }) => from >= day.from && from < day.until)
      .reduce((total, { row }) => total + (row.traveltime ?? 0) * 60, 0);
  const breaks = (day: SheetDay) => -(day.row.automatic_break_hours ?? 0) * 60;
  return (
    <tfoot>
      <Fixed days={days} name={t('sheets.travel')} of={travel} />
      <Fixed days={days} name={t('sheets.breaks')} of={breaks} />
      <Fixed days={days} name={t('sheets.leave')} of={({ leave }) => leave} />
      {asked.length > 0 && (
        <Marked
          days={days}
          name={t('sheets.leaveAsked')}
          mark={t('sheets.asked')}
          is={(day) => asked.some((one) => meets(day, one))}
        />
      )}
      {[...new Set(holidays.map(([, , name]) => name))].map((name) => (
        <Marked
          key={name}
          days={days}
          name={t('sheets.holiday', { name })}
          mark={t('sheets.off')}
          is={(day) => holidays.some((one) => one[2] === name && meets(day, one))}
        />
      ))}
      <tr class="worked">
        <th scope="row">{t('sheets.worked')}</th>
        {days.map((day) => (
          <td key={day.date}>
            <Against done={doneIn(day)} expected={expectedIn(day)} name={day.label} />
          </td>
        ))}
        <td class="sum">
          <Against done={sum(days, doneIn)} expected={sum(days, expectedIn)} name={t('sheets.total')} />
        </td>
      </tr>
    </tfoot>
  );
}

function Fixed({ days, name, of }: { days: readonly SheetDay[]; name: string; of(day: SheetDay): number }) {
  if (!days.some(of)) return null;
  return (
    <tr class="fixed">
      <th scope="row">{name}</th>
      {days.map((day) => (
        <td key={day.date} class="locked">
          {of(day) ? writeDuration(of(day)) : ''}
        </td>
      ))}
      <td class="sum">{writeDuration(sum(days, of))}</td>
    </tr>
  );
}

function Marked(props: { days: readonly SheetDay[]; name: string; mark: string; is(day: SheetDay): boolean }) {
  const { days, name, mark, is } = props;
  return (
    <tr class="fixed">
      <th scope="row">{name}</th>
      {days.map((day) => (
        <td key={day.date} class="locked">
          {is(day) ? mark : ''}
        </td>
      ))}
      <td />
    </tr>
  );
}

export function Against({ done, expected, name }: { done: number; expected: number; name: string }): JSX.Element {
  const isEnough = expected > 0 && done >= expected;
  if (!done && !expected) return <>–</>;
  return (
    <span class={isEnough ? 'against enough' : 'against'}>
      {writeDuration(done)}
      <small>/ {writeDuration(expected)}</small>
      {expected > 0 && (
        <progress
          max={expected}
          value={Math.min(done, expected)}
          aria-label={t('sheets.percent', { name, percent: Math.round((100 * done) / expected) })}
        >
          {number((100 * done) / expected)} %
        </progress>
      )}
    </span>
  );
}
