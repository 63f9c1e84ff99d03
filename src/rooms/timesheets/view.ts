import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { parseCivilDate } from '../../kernel/time/civil.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { notFound } from '../../problems.ts';
import { isLockedStatus } from './approval-status-rules.ts';
import { type Cut, cutOf, dayIn, dayWritten } from './cut-rules.ts';
import { shownExtras } from './day-extras.ts';
import type { AgentDayRead } from './day-sql.ts';
import { eventText, type ReadEvent } from './event-row-sql.ts';
import { daysTouched } from './event-rules.ts';
import { rightsOf } from './event-shown.ts';
import { sumsOf } from './figure-rules.ts';
import { lockedDays } from './locked-sql.ts';
import type { TimesheetQuery } from './schema.ts';
import { refuseUnseen } from './seen-sql.ts';
import { timesheetById } from './sheet-sql.ts';
import { wireAppointment, wireDay, wireHolidays } from './shown.ts';
import { holidaysOfDay } from './view-sql.ts';
import { type WholeDayReader, wholeDayIn } from './whole-day-sql.ts';

/** GET /Timesheet/{id}: a day with its events, also one that has no row. */

export interface DayShown {
  readonly json: string;
  readonly id: number;
  readonly version: number;
}

/** The day that is asked for by id, or by agent and date; both may be absent with id 0: today, the caller's. */
export async function viewDay(
  connection: Connection,
  scope: Scope,
  id: number,
  query: TimesheetQuery,
  now: number,
  readWholeDay: WholeDayReader,
): Promise<DayShown> {
  const cut = cutOf(query);
  const row = id > 0 ? await timesheetById(connection, scope.tenantId, id) : undefined;
  const namesDay = positive(query.agent_id) !== undefined && query.date;
  if (id !== 0 && !row && !namesDay) throw notFound();
  const agentId = positive(query.agent_id) ?? row?.agent_id ?? scope.agentId;
  await refuseUnseen(connection, scope, agentId, now);
  const today = () => dayIn(now, cut, findZone(scope.timezone) ?? UTC);
  const day = query.date ? dayWritten(query.date) : row ? (parseCivilDate(row.day) as number) : today();
  return shownDay(connection, scope, agentId, day, now, cut, readWholeDay);
}

/** A day as GET one shows it; for the answers of writes, too.
 * @throws Problem not-found for an agent that the tenant does not have */
export async function shownDay(
  connection: Connection,
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  cut?: Cut,
  readWholeDay = wholeDayIn(connection),
): Promise<DayShown> {
  const { tenantId } = scope;
  const found = await readWholeDay(scope, agentId, day, now, cut);
  if (!found) throw notFound();
  const { read, workdayId, events, appointments, extras } = found;
  const around = { start: Math.min(read.own.start, read.cut.start), end: Math.max(read.own.end, read.cut.end) };
  const holidays = read.isClosed ? await holidaysOfDay(connection, tenantId, agentId, workdayId, around) : [];
  const whole = {
    ...read,
    hasEvents: events.length > 0,
    facts: { ...read.facts, sums: sumsOf(events, read.cut, now) },
  };
  const texts = [
    ...(await eventTexts(connection, scope, whole, events, now)),
    ...appointments.map((row) => JSON.stringify(wireAppointment(row, agentId))),
    ...holidays.flatMap((row) => wireHolidays(row, read, read.cut)).map((row) => JSON.stringify(row)),
  ];
  const head = JSON.stringify({ ...wireDay(scope, whole), ...shownExtras(scope, whole, extras, now) });
  const { id = 0, version = 0 } = read.timesheet ?? {};
  return { json: `${head.slice(0, -1)},"events":[${texts.join(',')}]}`, id, version };
}

async function eventTexts(
  connection: Connection,
  scope: Scope,
  read: AgentDayRead,
  events: readonly ReadEvent[],
  now: number,
): Promise<string[]> {
  const { agent } = read;
  const days = events.flatMap((event) => daysTouched(event, agent.zone, now));
  const others = days.filter((day) => day !== read.day);
  const locked = await lockedDays(connection, scope.tenantId, [agent.id], others);
  if (isLockedStatus(read.timesheet?.approval_status ?? null)) locked.add(`${agent.id}/${read.day}`);
  const locks = { zones: new Map([[agent.id, agent.zone]]), now, locked };
  return events.map((event) => eventText(event, rightsOf(scope, event, locks)));
}

function positive(id: number | null | undefined): number | undefined {
  return id !== null && id !== undefined && id > 1 ? id : undefined;
}
