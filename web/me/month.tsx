import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BoardColumn } from '../../src/rooms/board/shape.ts';
import { clockAt } from '../board/clock.ts';
import type { Desk, Item } from '../board/model.ts';
import { statesOf } from '../board/shown.tsx';
import { writeDuration } from '../kit/duration.ts';
import { ask } from '../shell/router.ts';
import { speech, t } from '../shell/words.ts';
import { hoursOn } from './hours.ts';

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const most = 3;

/** The month as a table of weeks: hours of each day, and what comes first. One tab stop; arrows walk, Enter opens the day. */
export function Month({ desk, items, month }: { desk: Desk; items: readonly Item[]; month: string }): JSX.Element {
  const { columns, now } = desk.board;
  const today = columns.findIndex(({ at, minutes }) => now >= at && now < at + minutes);
  const first = columns.findIndex(({ date }) => date.startsWith(month));
  const home = today >= 0 ? today : Math.max(0, first);
  const [at, setAt] = useState(home);
  const body = useRef<HTMLTableSectionElement>(null);
  const walks = useRef(false);
  useEffect(() => setAt(home), [month]);
  // Before the next key can come.
  useLayoutEffect(() => {
    if (walks.current) body.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    walks.current = false;
  }, [at]);
  const walk = (event: KeyboardEvent) => {
    const rtl = document.documentElement.dir === 'rtl' && event.key.match(/Left|Right/);
    const by = (steps[event.key] ?? 0) * (rtl ? -1 : 1);
    const edge = event.key === 'Home' ? at - (at % 7) : event.key === 'End' ? at - (at % 7) + 6 : at + by;
    if (edge === at || event.altKey || event.ctrlKey || event.metaKey || !columns[edge]) return;
    event.preventDefault();
    walks.current = true;
    setAt(edge);
  };
  const weeks = Array.from({ length: columns.length / 7 }, (_, week) => columns.slice(week * 7, week * 7 + 7));
  return (
    <div class="month">
      <table>
        <caption class="hear">{monthTitle(`${month}-01`)}</caption>
        <thead>
          <tr>
            {columns.slice(0, 7).map(({ date }) => (
              <th key={date} scope="col">
                {weekday(date)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={walk}>
          {weeks.map((days, week) => (
            <tr key={days[0]?.date}>
              {days.map((column, day) => (
                <Day
                  key={column.date}
                  desk={desk}
                  column={column}
                  place={week * 7 + day}
                  items={items}
                  now={week * 7 + day === today}
                  other={!column.date.startsWith(month)}
                  stop={week * 7 + day === at}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface DayProps {
  desk: Desk;
  column: BoardColumn;
  place: number;
  items: readonly Item[];
  now: boolean;
  other: boolean;
  stop: boolean;
}

function Day({ desk, column, place, items, now, other, stop }: DayProps): JSX.Element {
  const { agents, columns } = desk.board;
  const until = column.at + column.minutes;
  const meets = (from: number, to: number) => from < until && (to > column.at || from >= column.at);
  const list = items.filter((item) => meets(item.from, item.until));
  const hours = hoursOn(agents[0], place);
  const isLeave = agents[0]?.leave.some(([from, to, pending]) => !pending && meets(from, to));
  return (
    <td
      class={[now && 'today', other && 'other', isLeave && 'off', hours.work === 0 && 'closed']
        .filter(Boolean)
        .join(' ')}
    >
      <button
        type="button"
        tabIndex={stop ? 0 : -1}
        aria-current={now ? 'date' : undefined}
        onClick={() => ask({ view: 'day', date: column.date })}
      >
        <span class="hear">{column.label} </span>
        <b aria-hidden="true">{Number(column.date.slice(8))}</b>
        {(hours.booked > 0 || hours.work > 0) && (
          <small>
            {writeDuration(hours.booked)}
            <wbr />/{writeDuration(hours.work)} <span class="hear">{t('capacity.hours')} </span>
          </small>
        )}
        <span class="hear">{t('me.appointments', { n: list.length })} </span>
        {isLeave && <i>{t('leave.approved')}</i>}
        {list.slice(0, most).map((item) => (
          <span key={item.id} class={statesOf(item).join(' ')}>
            {clockAt(columns, item.from)} {item.subject}
          </span>
        ))}
        {list.length > most && <em>+{list.length - most}</em>}
      </button>
    </td>
  );
}

/** Civil dates are written as they are, in no zone. */
const written = (date: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(speech(), { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

const weekday = (date: string): string => written(date, { weekday: 'short' });

export const monthTitle = (date: string): string => written(date, { month: 'long', year: 'numeric' });
