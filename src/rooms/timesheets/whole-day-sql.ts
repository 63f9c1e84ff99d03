import type { Scope } from '../../kernel/auth/scope.ts';
import { type Memory, withMemory } from '../../kernel/changes/memory.ts';
import { together } from '../../kernel/db/together.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { patternOn } from '../workdays/pattern-rules.ts';
import { type ChangedRow, changedRows } from '../workdays/remembered-work-sql.ts';
import { approversBy } from './approver-sql.ts';
import { around, type Cut, cutDay } from './cut-rules.ts';
import { type DayExtras, type ExtrasRow, extrasFrom, extrasParameters, extrasText } from './day-extras-sql.ts';
import { type AgentDayRead, daysOf, type FreshRow, foundFrom, freshParameters, freshRows } from './day-sql.ts';
import type { ReadEvent } from './event-row-sql.ts';
import { settledAgents, settledApprovers } from './settled-sql.ts';
import { milliseconds } from './sums-sql.ts';
import { type AppointmentOfDay, appointmentsText, eventsText, ofDay } from './view-sql.ts';

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

/** Reads a day of an agent; undefined when the tenant has no such agent. */
export type WholeDayReader = (
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  cut: Cut,
) => Promise<WholeDay | undefined>;

/** A reader for a transaction. */
export const wholeDayIn = (connection: Connection): WholeDayReader =>
  wholeDayBy(connection, async (memory, tenantId, asked) => {
    const [only] = await rowsOfDays(connection, memory, tenantId, [asked]);
    return only as RowsOfDay;
  });

/** A reader for requests: days of one tenant that are asked for at the same time, by whomever, are read in one statement. */
export function wholeDaysTogether(pool: Connection): WholeDayReader {
  // The requests of one memory are those of one tenant.
  const read = together(
    (memory: Memory, requests: { tenantId: number; asked: AskedDay }[]) =>
      rowsOfDays(
        pool,
        memory,
        requests[0]?.tenantId ?? 0,
        requests.map(({ asked }) => asked),
      ),
    { items: 16, runs: 2, patience: 50 },
  );
  return wholeDayBy(pool, (memory, tenantId, asked) => read(memory, { tenantId, asked }));
}

type RowsReader = (memory: Memory, tenantId: number, asked: AskedDay) => Promise<RowsOfDay>;

function wholeDayBy(connection: Connection, readRows: RowsReader): WholeDayReader {
  return (scope, agentId, day, now, cut) => {
    const { tenantId } = scope;
    const days = { from: day, to: day };
    return withMemory(connection, tenantId, now, async (memory, refuseStale) => {
      const settled = await settledAgents(memory, connection, tenantId, [agentId], around(days));
      const zone = settled.profiles.get(agentId)?.zone;
      if (!zone) return undefined;
      const approvers = await settledApprovers(memory, connection, tenantId, agentId);
      const times = { cut: cutDay(day, cut, zone), own: cutDay(day, undefined, zone) };
      const rows = await readRows(memory, tenantId, askedDay(scope, agentId, day, now, times));
      refuseStale(rows.changed);
      const found = foundFrom(settled, rows.fresh, around(days));
      const [read] = daysOf(agentId, found, days, [times.cut], []);
      if (!read) return undefined;
      // A locked day keeps the hours of the clock that it was locked with.
      const isAsRead = isSame(read.cut, times.cut) && isSame(read.own, times.own);
      const shown = isAsRead ? rows : await readRows(memory, tenantId, askedDay(scope, agentId, day, now, read));
      const extras = extrasFrom(shown.extras, approversBy(approvers, now).get(agentId), settled.warnings);
      const workdayId = patternOn(found.works.get(agentId)?.patterns ?? [], day)?.workdayId ?? null;
      return { read, workdayId, events: shown.events, appointments: shown.appointments, extras };
    });
  };
}

const isSame = (one: Interval, other: Interval) => one.start === other.start && one.end === other.end;

type Row = { place: number } & (
  | FreshRow
  | ChangedRow
  | { kind: 'event'; id: number; facts: EventFacts; json: string; extra: string | null }
  | { kind: 'appointment'; id: number; facts: AppointmentOfDay }
  | { kind: 'extras'; id: number; facts: ExtrasRow }
);

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

/** A day as the statement is asked for it, and who asks. */
const askedColumns = {
  agents: 'bigint[]',
  around_start: 'timestamptz',
  around_end: 'timestamptz',
  first_day: 'date',
  last_day: 'date',
  reader: 'bigint',
  reports: 'bigint[]',
  is_admin: 'boolean',
  may_edit: 'boolean',
  sees_all: 'boolean',
  present: 'timestamptz',
  agent: 'bigint',
  cut_start: 'timestamptz',
  cut_end: 'timestamptz',
  day: 'date',
  reach_start: 'timestamptz',
  reach_end: 'timestamptz',
};

type AskedColumn = keyof typeof askedColumns;
type AskedDay = Readonly<Record<string, unknown>>;

/** What stands for the parameters of the parts: the tenant, or a column of the day. */
type Part = readonly (AskedColumn | 'tenant')[];
const freshPlaces: Part = ['tenant', 'agents', 'around_start', 'around_end', 'first_day', 'last_day'];
const readerPlaces: Part = ['tenant', 'reader', 'reports', 'is_admin', 'may_edit', 'sees_all', 'present'];
const dayPlaces: Part = [...readerPlaces, 'agent', 'cut_start', 'cut_end'];
const extrasPlaces: Part = ['tenant', 'agent', 'day', 'reach_start', 'reach_end', 'present'];

function perDay(places: Part, text: string): string {
  return text.replace(/\$(\d+)/g, (_all, number: string) => {
    const place = places[Number(number) - 1];
    return place === 'tenant' ? '$1' : `asked.${place}`;
  });
}

const columns = Object.entries(askedColumns).map(([name, type]) => `${name} ${type}`);

/** One statement for any number of days. The text of an event comes as it is: inside of JSON it would be written, and read,
 * twice. */
const text = `select 0 as place, c.kind, c.id, c.facts, null::text as json, null::text as extra
  from (${changedRows('$3')}) c
  union all select asked.place, r.kind, r.id, r.facts, r.json, r.extra
  from jsonb_to_recordset($2::jsonb) as asked (place integer, ${columns.join(', ')}) cross join lateral (
    select f.kind, f.id, f.facts, null::text as json, null::text as extra from (${perDay(freshPlaces, freshRows)}) f
    union all select 'event', e.id, json_build_array(e.version, e.agent_id, ${milliseconds('e.starts_at')},
        ${milliseconds('e.ends_at')}, e.timetaken, e.traveltime, e.event_type, e.chargeable, e.whole), e.json, e.extra
      from (${perDay(dayPlaces, eventsText)}) e
    union all select 'appointment', a.id, json_build_object('id', a.id, 'subject', a.subject,
        'starts_at', ${milliseconds('a.starts_at')}, 'ends_at', ${milliseconds('a.ends_at')}, 'all_day', a.all_day,
        'ticket_id', a.ticket_id, 'customer', a.customer, 'is_private', a.is_private), null, null
      from (${perDay(dayPlaces, appointmentsText)}) a
    union all select 'extras', 0, row_to_json(x), null, null from (${perDay(extrasPlaces, extrasText)}) x) r`;

function askedDay(
  scope: Scope,
  agentId: number,
  day: number,
  now: number,
  { cut, own }: Pick<AgentDayRead, 'cut' | 'own'>,
): AskedDay {
  const { tenantId } = scope;
  return {
    ...named(freshPlaces, freshParameters(tenantId, [agentId], { from: day, to: day })),
    ...named(dayPlaces, ofDay(scope, agentId, cut, now)),
    ...named(extrasPlaces, extrasParameters(tenantId, agentId, day, own, now)),
  };
}

const named = (places: Part, values: readonly unknown[]): AskedDay =>
  Object.fromEntries(places.map((place, index) => [place, values[index]]));

interface RowsOfDay {
  /** Settings have changed since they were remembered. */
  changed: boolean;
  fresh: FreshRow[];
  events: ReadEvent[];
  appointments: AppointmentOfDay[];
  extras: ExtrasRow;
}

async function rowsOfDays(
  connection: Connection,
  memory: Memory,
  tenantId: number,
  days: readonly AskedDay[],
): Promise<RowsOfDay[]> {
  const { rows } = await connection.query<Row>({
    name: 'timesheet_whole_days',
    text,
    values: [tenantId, JSON.stringify(days.map((day, place) => ({ place, ...day }))), memory.snapshot],
  });
  const changed = rows.some(({ kind }) => kind === 'changed');
  const found = days.map((): RowsOfDay => {
    return { changed, fresh: [], events: [], appointments: [], extras: { steps: null, entries: null } };
  });
  for (const row of rows) {
    const day = found[row.place] as RowsOfDay;
    if (row.kind === 'event') day.events.push(eventFrom(row.id, row.facts, row.json, row.extra));
    else if (row.kind === 'appointment') day.appointments.push(row.facts);
    else if (row.kind === 'extras') day.extras = row.facts;
    else if (row.kind !== 'changed') day.fresh.push(row);
  }
  for (const { events, appointments } of found) {
    events.sort(byStart);
    appointments.sort(byStart);
  }
  return found;
}

interface Placed {
  readonly id: number;
  readonly starts_at: number;
}

const byStart = (one: Placed, other: Placed) => one.starts_at - other.starts_at || one.id - other.id;
