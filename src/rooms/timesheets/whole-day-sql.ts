import type { Scope } from '../../kernel/auth/scope.ts';
import { type Memory, withMemory } from '../../kernel/changes/memory.ts';
import { placedAfter } from '../../kernel/db/named.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { patternOn } from '../workdays/pattern-rules.ts';
import { approversBy } from './approver-sql.ts';
import { around, type Cut, cutDay } from './cut-rules.ts';
import { type DayExtras, type ExtrasRow, extrasFrom, extrasParameters, extrasText } from './day-extras-sql.ts';
import {
  type AgentDayRead,
  daysOf,
  type FreshRow,
  foundFrom,
  freshCount,
  freshParameters,
  freshRows,
} from './day-sql.ts';
import type { ReadEvent } from './event-row-sql.ts';
import { settledAgents, settledApprovers } from './settled-sql.ts';
import { type AppointmentOfDay, appointmentsText, eventsText, ofDay, ofDayCount } from './view-sql.ts';

/** All that a day shows, in one statement beside what is remembered of settings: most of what a day costs is going to the
 * database and back. */

export interface WholeDay {
  readonly read: AgentDayRead;
  /** The workday that counts on it. */
  readonly workdayId: number | null;
  readonly events: readonly ReadEvent[];
  readonly appointments: readonly AppointmentOfDay[];
  readonly extras: DayExtras;
}

/** A day of an agent; undefined when the tenant has no such agent. */
export async function readWholeDay(
  connection: Connection,
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  cut: Cut,
): Promise<WholeDay | undefined> {
  const { tenantId } = scope;
  const days = { from: day, to: day };
  return withMemory(connection, tenantId, now, async (memory, refuseStale) => {
    const settled = await settledAgents(memory, connection, tenantId, [agentId], around(days));
    const zone = settled.profiles.get(agentId)?.zone;
    if (!zone) return undefined;
    const named = await settledApprovers(memory, connection, tenantId, agentId);
    const times = { cut: cutDay(day, cut, zone), own: cutDay(day, undefined, zone) };
    const rows = await readRows(connection, scope, memory, agentId, day, now, times);
    refuseStale(rows.fresh.some(({ kind }) => kind === 'changed'));
    const found = foundFrom(settled, rows.fresh, around(days));
    const [read] = daysOf(agentId, found, days, [times.cut], []);
    if (!read) return undefined;
    // A locked day keeps the hours of the clock that it was locked with.
    const isAsRead = isSame(read.cut, times.cut) && isSame(read.own, times.own);
    const shown = isAsRead ? rows : await readRows(connection, scope, memory, agentId, day, now, read);
    const extras = extrasFrom(shown.extras, approversBy(named, now).get(agentId), settled.warnings);
    const workdayId = patternOn(found.works.get(agentId)?.patterns ?? [], day)?.workdayId ?? null;
    return { read, workdayId, events: shown.events, appointments: shown.appointments, extras };
  });
}

const isSame = (one: Interval, other: Interval) => one.start === other.start && one.end === other.end;

type Row =
  | FreshRow
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

/** The text of an event comes as it is: inside of JSON it would be written, and read, twice. */
const text = `select f.kind, f.id, f.facts, null::text as json, null::text as extra from (${freshRows}) f
  union all select 'event', e.id, json_build_array(e.version, e.agent_id, ${milliseconds('e.starts_at')},
      ${milliseconds('e.ends_at')}, e.timetaken, e.traveltime, e.event_type, e.chargeable, e.whole), e.json, e.extra
    from (${placedAfter(freshCount, eventsText)}) e
  union all select 'appointment', a.id, json_build_object('id', a.id, 'subject', a.subject,
      'starts_at', ${milliseconds('a.starts_at')}, 'ends_at', ${milliseconds('a.ends_at')}, 'all_day', a.all_day,
      'ticket_id', a.ticket_id, 'customer', a.customer, 'is_private', a.is_private), null, null
    from (${placedAfter(freshCount, appointmentsText)}) a
  union all select 'extras', 0, row_to_json(x), null, null from (${placedAfter(freshCount + ofDayCount, extrasText)}) x`;

async function readRows(
  connection: Connection,
  scope: Scope,
  memory: Memory,
  agentId: number,
  day: number,
  now: number,
  { cut, own }: Pick<AgentDayRead, 'cut' | 'own'>,
) {
  const { rows } = await connection.query<Row>({
    name: 'timesheet_whole_day',
    text,
    values: [
      ...freshParameters(scope.tenantId, [agentId], { from: day, to: day }, memory),
      ...ofDay(scope, agentId, cut, now),
      ...extrasParameters(scope.tenantId, agentId, day, own, now),
    ],
  });
  const fresh: FreshRow[] = [];
  const events: ReadEvent[] = [];
  const appointments: AppointmentOfDay[] = [];
  let extras: ExtrasRow = { steps: null, entries: null };
  for (const row of rows) {
    if (row.kind === 'event') events.push(eventFrom(row.id, row.facts, row.json, row.extra));
    else if (row.kind === 'appointment') appointments.push(row.facts);
    else if (row.kind === 'extras') extras = row.facts;
    else fresh.push(row);
  }
  return { fresh, events: events.sort(byStart), appointments: appointments.sort(byStart), extras };
}

interface Placed {
  readonly id: number;
  readonly starts_at: number;
}

const byStart = (one: Placed, other: Placed) => one.starts_at - other.starts_at || one.id - other.id;
