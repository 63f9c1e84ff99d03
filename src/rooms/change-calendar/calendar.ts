import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import { envelope, pageOf } from '../../wire/envelope.ts';
import { calendarWindow, idsAsked } from './ask-rules.ts';
import { type ChangeRow, changesIn } from './change-sql.ts';
import { isDuring } from './freeze-rules.ts';
import { isAsked, isFreeze, type PeriodTime } from './period-rules.ts';
import type { ChangeCalendarQuery } from './schema.ts';
import { type WireRow, wireChange, wirePeriod } from './shown-rules.ts';
import { around, namesOf } from './surroundings-sql.ts';
import { conflictsOf } from './window-rules.ts';

/** GET /ChangeCalendar: changes, freezes and planned maintenance of a window by start, as the text of an envelope.
 * What is in the way of a row is looked for among everything, whatever the filters leave. */
export async function changeCalendar(connection: Connection, scope: Scope, query: ChangeCalendarQuery, now: number) {
  const { tenantId } = scope;
  const window = calendarWindow(query, scope.timezone, now);
  const filter = {
    clientIds: idsAsked(query.client_id),
    serviceIds: idsAsked(query.service_id),
    types: idsAsked(query.types),
  };
  const changes = await changesIn(connection, tenantId, window, filter);
  const there = await around(connection, tenantId, hullOf(window, changes));
  const times = there.times.filter((time) => isDuring(window, time) && isAsked(time.period, filter));
  const conflicts = conflictsOf(there);
  const names = await namesOf(connection, tenantId, conflicts);
  const stoppedBy = (time: PeriodTime) => {
    const freeze = there.freezeOf.get(time);
    return (freeze && conflicts.ofFreezes.get(freeze)) ?? [];
  };
  return answer(query, [
    ...times.map((time) => placed(time, () => wirePeriod(time, stoppedBy(time), names))),
    ...changes.map((change) =>
      placedChange(change, () => wireChange(change, conflicts.ofChanges.get(change.id) ?? [], names)),
    ),
  ]);
}

/** What a change meets may lie outside the window: so far it is looked for. A change can last for ages. */
const beyond = 366 * DAY;

/** From the beginning of the first change to the end of the last. */
export function hullOf(window: Interval, changes: readonly Pick<ChangeRow, 'start_date' | 'end_date'>[]): Interval {
  let { start, end } = { start: window.start, end: Math.max(window.end, window.start + 1) };
  for (const { start_date, end_date } of changes) {
    start = Math.min(start, start_date);
    end = Math.max(end, end_date + 1);
  }
  return { start: Math.max(start, window.start - beyond), end: Math.min(end, window.end + beyond) };
}

/** A row that is written when its page is asked for. */
interface Placed {
  readonly start: number;
  readonly rank: number;
  readonly id: number;
  write(): WireRow;
}

function placed(time: PeriodTime, write: () => WireRow): Placed {
  return { start: time.start, rank: isFreeze(time) ? 0 : 1, id: time.period.holid, write };
}

function placedChange({ id, start_date }: ChangeRow, write: () => WireRow): Placed {
  return { start: start_date, rank: 2, id, write };
}

function answer(query: ChangeCalendarQuery, rows: Placed[]): string {
  const page = pageOf(query);
  rows.sort((one, other) => one.start - other.start || one.rank - other.rank || one.id - other.id);
  const shown = rows.slice(page.offset, page.limit === undefined ? undefined : page.offset + page.limit);
  return envelope(page, rows.length, 'appointments', JSON.stringify(shown.map(({ write }) => write())));
}
