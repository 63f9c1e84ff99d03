import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { readerParameters, seesWhole, typedReader } from '../appointments/row-sql.ts';
import type { EntryTime } from './figure-rules.ts';
import { isChargeable } from './sums-sql.ts';

/** How a row of `timesheet_event` (alias e) becomes the JSON that a reader gets; PostgreSQL builds it. */

/** $1 to $6 are those of a reader of appointments, $7 is the present. */
export function eventReader(scope: Scope, now: number): unknown[] {
  return [...readerParameters(scope, false), instantParameter(now)];
}

export const eventReaderCount = 7;
export const typedEventReader = `(${typedReader} and $7::timestamptz is not null)`;

/** Time of an appointment that is private for the reader says when it was, and no more (behaviour 1). */
export const seesEvent = `(e.appointment_id is null or exists (select from appointment a
  where a.tenant_id = $1 and a.id = e.appointment_id and ${seesWhole}))`;

export const eventJoins = `left join agent on agent.tenant_id = e.tenant_id and agent.id = e.agent_id
  left join ticket on ticket.tenant_id = e.tenant_id and ticket.id = e.ticket_id
  left join client on client.tenant_id = e.tenant_id and client.id = e.client_id
  left join lookup rate on rate.tenant_id = e.tenant_id and rate.lookupid = ${lookupLists.chargeRates}
    and rate.id = e.charge_rate`;

const runningEnd = 'greatest(e.starts_at, $7::timestamptz)';

const times = `'id', e.id, 'event_type', e.event_type, 'agent_id', e.agent_id, 'agent_name', agent.name,
  'start_date', e.starts_at at time zone 'UTC', 'end_date', e.ends_at at time zone 'UTC',
  'timetaken', coalesce(e.timetaken, extract(epoch from ${runningEnd} - e.starts_at)::float8 / 3600),
  'running', case when e.ends_at is null then true end`;

const rest = `'subject', e.subject, 'note', e.note, 'break_type', e.break_type, 'break_note', e.break_note,
  'ticket_id', e.ticket_id, 'ticket_summary', ticket.summary, 'client_id', e.client_id, 'customer', client.name,
  'site_id', e.site_id, 'user_name', e.user_name, 'charge_rate', e.charge_rate, 'charge_type_name', rate.name,
  'charge_type_colour', rate.value1, 'chargeable', seen.chargeable,
  'traveltime', e.traveltime, 'mileage', e.mileage, 'contract_id', e.contract_id, 'category1', e.category1,
  'category2', e.category2, 'category3', e.category3, 'category4', e.category4, 'appointment_id', e.appointment_id,
  'lognewticket', case when e.quick_time then false end, 'is_all_day', false,
  'last_modified', e.last_modified at time zone 'UTC', '_etag', '"' || e.id || '.' || e.version || '"'`;

/** What `includedetails` adds. */
const details = `, 'ticket', to_jsonb(ticket) - '{tenant_id,version,last_modified}'::text[],
  'client', to_jsonb(client) - '{tenant_id,version,last_modified}'::text[]`;

/** The text of a row; what is only kept comes as a second text. */
export const eventTexts = (includeDetails: boolean) => `case when seen.whole
    then json_strip_nulls(json_build_object(${times}, ${rest}${includeDetails ? details : ''}))
    else json_strip_nulls(json_build_object(${times}, 'subject', 'Private', 'is_private', true, 'appointment_id', e.appointment_id))
    end::text as json, case when seen.whole and e.extra <> '{}' then e.extra::text end as extra`;

/** An event as one reader may see it. */
export interface ReadEvent extends EntryTime {
  readonly id: number;
  readonly version: number;
  readonly agent_id: number;
  readonly whole: boolean;
  readonly json: string;
  readonly extra: string | null;
}

/** Written out wherever it is used, what takes long to prepare would be prepared each time. */
export const notInlined = 'offset 0';

/** @param source where the rows come from */
export const readEventColumns = (
  includeDetails: boolean,
  source = 'timesheet_event',
) => `select e.id, e.version, e.agent_id, e.starts_at, e.ends_at,
    e.timetaken, e.traveltime, e.event_type, seen.chargeable, seen.whole,
    ${eventTexts(includeDetails)}
  from ${source} e ${eventJoins} cross join lateral (
    select ${seesEvent} as whole, e.event_type = 0 and ${isChargeable} as chargeable ${notInlined}) seen`;

/** Entries of an agent, or of `any (...)`, that begin in a time, and those that run since before it, as a relation; by an index
 * each. */
export const entriesOf = ({ agent, since, until }: { agent: string; since: string; until: string }) => {
  const entries = `select * from timesheet_event where tenant_id = $1 and agent_id = ${agent}`;
  return `(${entries} and starts_at > ${since}::timestamptz and starts_at < ${until}::timestamptz
    union all ${entries} and starts_at <= ${since}::timestamptz and ends_at is null)`;
};

/** Those of them that overlap a window, one that runs up to now: an entry that ends lasts 24 hours at most. */
export const entriesTouching = ({ agent, start, end, now }: Record<'agent' | 'start' | 'end' | 'now', string>) => `(
    select e.* from ${entriesOf({ agent, since: `(${start}::timestamptz - interval '24 hours')`, until: end })} e
    where e.starts_at < ${end}::timestamptz and (e.starts_at >= ${start}::timestamptz
      or coalesce(e.ends_at, greatest(e.starts_at, ${now}::timestamptz)) > ${start}::timestamptz))`;

/** Events by id, in the order of the ids; those that the tenant does not have are missing. */
export async function readEvents(
  connection: Connection,
  scope: Scope,
  ids: readonly number[],
  now: number,
  includeDetails = false,
): Promise<ReadEvent[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query<ReadEvent>({
    name: `read_timesheet_events${includeDetails ? '_whole' : ''}`,
    text: `${readEventColumns(includeDetails)}
      where ${typedEventReader} and e.tenant_id = $1 and e.id = any ($8::bigint[])
      order by array_position($8::bigint[], e.id)`,
    values: [...eventReader(scope, now), ids],
  });
  return rows;
}

/** The whole text of an event, with what the caller may do. */
export function eventText(
  { json, extra }: Pick<ReadEvent, 'json' | 'extra'>,
  members: Record<string, unknown>,
): string {
  const kept = extra === null || extra === '{}' ? '' : `,${extra.slice(1, -1)}`;
  const told = JSON.stringify(members).slice(1, -1);
  return `${json.slice(0, -1)}${kept}${told && `,${told}`}}`;
}
