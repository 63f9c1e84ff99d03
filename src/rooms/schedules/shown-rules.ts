import { expand, next } from '../../kernel/recurrence/expand.ts';
import { MAX_INSTANT } from '../../kernel/time/units.ts';
import { writeInstant } from '../../wire/dates.ts';
import { durationAt } from './hours-rules.ts';
import { describeSchedule, recurrenceOfSchedule, shownDialog } from './rules.ts';
import { type ScheduleRow, scheduleType, storedNames } from './schema.ts';

/** Schedules as the wire has them. */

/** An occurrence as `events` show it. */
export interface ScheduleEvent {
  start_date: string;
  end_date: string;
  subject?: string;
  agent_id?: number;
}

/** A schedule as GET shows it, without nulls. */
export function wireSchedule(row: ScheduleRow, now: number): Record<string, unknown> {
  const upcoming = next(recurrenceOfSchedule(row), now);
  return present({
    id: row.id,
    startdate: writeInstant(row.startdate),
    ...dialogFields(row),
    ...Object.fromEntries(storedNames.map((name) => [name, row[name]])),
    weeklyrecurrenceamount: row.weeklyrecurrenceamount,
    timezone: row.timezone,
    rrule: row.rrule,
    recurring_desc: describeSchedule(row),
    nextcreationdate: row.next_creation === null ? null : writeInstant(row.next_creation),
    nextrundate: upcoming === undefined ? null : writeInstant(upcoming),
    last_modified: writeInstant(row.last_modified),
    _etag: row.id === null ? null : `"${row.id}.${row.version}"`,
  });
}

/** The first occurrences in `[from, ...)`. */
export function eventsOf(row: ScheduleRow, from: number, limit: number): ScheduleEvent[] {
  return expand(recurrenceOfSchedule(row), { start: from, end: MAX_INSTANT }, limit).map((instant) => ({
    start_date: writeInstant(instant),
    end_date: writeInstant(instant + durationAt(row, instant)),
    ...(row.subject !== '' && { subject: row.subject }),
    ...(row.agentid !== null && { agent_id: row.agentid }),
  }));
}

const eventsShown = 50;
const mostEvents = 1_000;

/** How many events a preview has. */
export function eventCount(...asked: (number | null | undefined)[]): number {
  const count = asked.find((given) => given !== undefined && given !== null && given > 0);
  return Math.min(count ?? eventsShown, mostEvents);
}

/** What `includedetails` adds. */
export function scheduleDetails(row: ScheduleRow, now: number): Record<string, unknown> {
  const events = eventsOf(row, now, eventsShown);
  return { events, contract_schedule_plan: row.extra.contract_schedule_plan ?? planOf(row, events) };
}

/** The plan of a contract, where none was given: its next occurrences. */
function planOf(row: ScheduleRow, events: ScheduleEvent[]): unknown[] {
  if (row.type !== scheduleType.contractPlan) return [];
  return events.map((event, index) =>
    present({
      id: index + 1,
      contract_id: row.uniqueid,
      date: event.start_date,
      requesttype: row.requesttype,
      agent_id: row.agentid,
      hours_allocated: row.hours,
      hours: row.hours,
      subject: row.subject,
      event,
    }),
  );
}

/** Those that are there on every row that clients have seen, whatever its pattern. */
const always = {
  dailyrecurrencedays: 1,
  weeklyrecurrenceweeks: 1,
  monthlyrecurrencespecificdateinterval: 1,
  monthlyrecurrencespecificdayinterval: 1,
  yearlyrecurrencespecificdateinterval: 1,
  yearlyrecurrencespecificdayinterval: 1,
};

function dialogFields(row: ScheduleRow): Record<string, unknown> {
  const shown = shownDialog(row);
  if (!shown) return {};
  return { ...always, ...shown.said, ...(shown.enddate !== null && { enddate: writeInstant(shown.enddate) }) };
}

function present(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
