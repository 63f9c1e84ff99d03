import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { findZone, UTC, type Zone } from '../../kernel/time/zones.ts';
import { around, type Cut, cutDay } from './cut-rules.ts';
import { type DayExtras, type ExtrasRow, extrasFrom, extrasText, readDayExtras } from './day-extras-sql.ts';
import { type DayRead, dayFrom, type FoundRow, foundFrom, foundParameters, foundRows } from './day-sql.ts';
import type { ReadEvent } from './event-row-sql.ts';
import {
  type AppointmentOfDay,
  appointmentsOfDay,
  appointmentsText,
  eventsOfDay,
  eventsText,
  ofDay,
} from './view-sql.ts';
import { reach } from './warning-sql.ts';

/** All that a day shows, in one statement: most of what a day costs is going to the database and back. */

export interface WholeDay extends DayRead {
  readonly events: readonly ReadEvent[];
  readonly appointments: readonly AppointmentOfDay[];
  readonly extras: DayExtras;
}

/** A day of an agent; undefined when the tenant has no such agent. The zone of the agent, and with it the hours of the day, are
 * not known before the answer: they are taken to be what they were last time, and where that was wrong, what depends on them is
 * read again. */
export async function readWholeDay(
  connection: Connection,
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  cut: Cut,
): Promise<WholeDay | undefined> {
  const { tenantId } = scope;
  const key = `${tenantId}/${agentId}`;
  const zone = lastZones.get(key) ?? findZone(scope.timezone) ?? UTC;
  const guess = { cut: cutDay(day, cut, zone), own: cutDay(day, undefined, zone) };
  const rows = await readRows(connection, scope, agentId, day, now, guess);
  const found = await foundFrom(connection, tenantId, rows.found, around({ from: day, to: day }));
  const read = dayFrom(found, agentId, day, cut);
  if (!read) return undefined;
  remember(key, read.read.agent.zone);
  if (isSame(read.read.cut, guess.cut) && isSame(read.read.own, guess.own)) {
    const { events, appointments } = rows;
    return { ...read, events, appointments, extras: extrasFrom(rows.extras, agentId, now) };
  }
  return { ...read, ...(await readApart(connection, scope, read, now)) };
}

const lastZones = new Map<string, Zone>();
const mostRemembered = 10_000;

function remember(key: string, zone: Zone): void {
  if (lastZones.size >= mostRemembered) lastZones.clear();
  lastZones.set(key, zone);
}

const isSame = (one: Interval, other: Interval) => one.start === other.start && one.end === other.end;

async function readApart(connection: Connection, scope: Scope, { read }: DayRead, now: number) {
  const { id } = read.agent;
  const asked = { agentId: id, timesheetId: read.timesheet?.id ?? 0, day: read.own };
  return {
    events: await eventsOfDay(connection, scope, id, read.cut, now),
    appointments: await appointmentsOfDay(connection, scope, id, read.cut, now),
    extras: await readDayExtras(connection, scope.tenantId, asked, now),
  };
}

type Row =
  | FoundRow
  | { kind: 'event'; id: number; facts: EventFacts; json: string; extra: string | null }
  | { kind: 'appointment'; id: number; facts: AppointmentOfDay }
  | { kind: 'extras'; id: number; facts: ExtrasRow };

type EventFacts = readonly [
  version: number,
  agent_id: number,
  starts_at: number,
  ends_at: number | null,
  timetaken: number | null,
  traveltime: number,
  event_type: number,
  chargeable: boolean,
  whole: boolean,
];

function eventFrom(id: number, facts: EventFacts, json: string, extra: string | null): ReadEvent {
  const [version, agent_id, starts_at, ends_at, timetaken, traveltime, event_type, chargeable, whole] = facts;
  const times = { starts_at, ends_at, timetaken, traveltime };
  return { id, version, agent_id, ...times, event_type, chargeable, whole, json, extra };
}

const milliseconds = (column: string) => `(date_part('epoch', ${column}) * 1000)::bigint`;

/** Places beside the others: 6 of what is found, 10 of events and appointments, 6 of the rest. The text of an event comes as it
 * is: inside of JSON it would be written, and read, twice. */
const text = `select f.kind, f.id, f.facts, null::text as json, null::text as extra from (${foundRows}) f
  union all select 'event', e.id, json_build_array(e.version, e.agent_id, ${milliseconds('e.starts_at')},
      ${milliseconds('e.ends_at')}, e.timetaken, e.traveltime, e.event_type, e.chargeable, e.whole), e.json, e.extra
    from (${placed(eventsText, 6)}) e
  union all select 'appointment', a.id, json_build_object('id', a.id, 'subject', a.subject,
      'starts_at', ${milliseconds('a.starts_at')}, 'ends_at', ${milliseconds('a.ends_at')}, 'all_day', a.all_day,
      'ticket_id', a.ticket_id, 'customer', a.customer, 'is_private', a.is_private), null, null
    from (${placed(appointmentsText, 6)}) a
  union all select 'extras', 0, row_to_json(x), null, null from (${placed(
    extrasText(`(select d.id from timesheet d where d.tenant_id = $1 and d.agent_id = $2 and d.day = $3::date)`),
    16,
  )}) x`;

/** A statement whose parameters are counted on after some others. */
function placed(statement: string, after: number): string {
  return statement.replace(/\$(\d+)/g, (_all, place: string) => `$${Number(place) + after}`);
}

async function readRows(
  connection: Connection,
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  { cut, own }: { readonly cut: Interval; readonly own: Interval },
) {
  const { rows } = await connection.query<Row>({
    name: 'timesheet_whole_day',
    text,
    values: [
      ...foundParameters(scope.tenantId, [agentId], { from: day, to: day }),
      ...ofDay(scope, agentId, cut, now),
      ...[scope.tenantId, agentId, formatCivilDate(day)],
      ...[own.start - reach, own.end, now].map(instantParameter),
    ],
  });
  const found: FoundRow[] = [];
  const events: ReadEvent[] = [];
  const appointments: AppointmentOfDay[] = [];
  let extras: ExtrasRow | undefined;
  for (const row of rows) {
    if (row.kind === 'event') events.push(eventFrom(row.id, row.facts, row.json, row.extra));
    else if (row.kind === 'appointment') appointments.push(row.facts);
    else if (row.kind === 'extras') extras = row.facts;
    else found.push(row);
  }
  return {
    found,
    events: events.sort(byStart),
    appointments: appointments.sort(byStart),
    extras: extras as ExtrasRow,
  };
}

interface Placed {
  readonly id: number;
  readonly starts_at: number;
}

const byStart = (one: Placed, other: Placed) => one.starts_at - other.starts_at || one.id - other.id;
