import { lookupLists } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import type { ExportRow } from './export-rules.ts';
import { isChargeable } from './sums-sql.ts';

/** The events of an export, some at a time, so that no connection is held while a client reads. */

/** Whose events, each from an instant until another: an event is in by when it begins, so that in two periods, one after
 * the other, none is twice. */
export type Periods = ReadonlyMap<number, Interval>;

const chunk = 1_000;
const milliseconds = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

type EventRow = Omit<ExportRow, 'approval' | 'approver'> & { readonly at: string };

const from = `unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[]) as asked (agent_id, since, until)
  join timesheet_event e on e.tenant_id = $1 and e.agent_id = asked.agent_id
    and e.starts_at >= asked.since and e.starts_at < asked.until`;

const text = `select e.id, e.agent_id, a.name as agent_name, coalesce(nullif(a.timezone, ''), t.timezone) as timezone,
    ${milliseconds('e.starts_at')} as starts_at, e.starts_at::text as at, ${milliseconds('e.ends_at')} as ends_at,
    e.timetaken, e.traveltime, e.event_type, e.break_type, e.break_note, e.subject, e.note,
    e.ticket_id, k.summary as ticket, c.name as client, e.charge_rate, l.name as charge_name,
    e.event_type = 0 and ${isChargeable} as chargeable, e.mileage, e.contract_id,
    e.category1, e.category2, e.category3, e.category4
  from ${from}
  join agent a on a.tenant_id = $1 and a.id = e.agent_id
  join tenant t on t.id = $1
  left join ticket k on k.tenant_id = $1 and k.id = e.ticket_id
  left join client c on c.tenant_id = $1 and c.id = e.client_id
  left join lookup l on l.tenant_id = $1 and l.lookupid = ${lookupLists.chargeRates} and l.id = e.charge_rate
  where (e.agent_id, e.starts_at, e.id) > ($5::bigint, $6::timestamptz, $7::bigint)
  order by e.agent_id, e.starts_at, e.id limit ${chunk}`;

/** The rows of an export by agent and start, in pieces. */
export async function* exportedRows(
  connection: Connection,
  tenantId: number,
  periods: Periods,
): AsyncGenerator<ExportRow[]> {
  let after: Pick<EventRow, 'agent_id' | 'at' | 'id'> = { agent_id: -1, at: '-infinity', id: -1 };
  for (;;) {
    const { rows } = await connection.query<EventRow>({
      name: 'export_events',
      text,
      values: [...parameters(tenantId, periods), after.agent_id, after.at, after.id],
    });
    const last = rows.at(-1);
    if (!last) return;
    after = last;
    yield await withApproval(connection, tenantId, rows);
    if (rows.length < chunk) return;
  }
}

/** How many rows an export has, counted no further than one above a number. */
export async function countExported(
  connection: Connection,
  tenantId: number,
  periods: Periods,
  most: number,
): Promise<number> {
  const { rows } = await connection.query<{ count: number }>({
    name: 'count_exported_events',
    text: `select count(*)::int as count from (select from ${from} limit $5::integer) as found`,
    values: [...parameters(tenantId, periods), most + 1],
  });
  return (rows[0] as { count: number }).count;
}

function parameters(tenantId: number, periods: Periods): unknown[] {
  const all = [...periods];
  return [
    tenantId,
    all.map(([id]) => id),
    all.map(([, { start }]) => instantParameter(start)),
    all.map(([, { end }]) => instantParameter(end)),
  ];
}

/** The approval of an event is that of the day, of its agent, on which it begins. */
async function withApproval(
  connection: Connection,
  tenantId: number,
  events: readonly EventRow[],
): Promise<ExportRow[]> {
  const days = events.map(({ starts_at, timezone }) => formatCivilDate(dayOf(starts_at, findZone(timezone) ?? UTC)));
  const { rows } = await connection.query<{ agent_id: number; day: string; approval: number; approver: string | null }>(
    {
      name: 'export_approvals',
      text: `select s.agent_id, s.day::text as day, s.approval_status as approval, d.name as approver
      from timesheet s left join agent d on d.tenant_id = $1 and d.id = s.decided_by
      where s.tenant_id = $1 and s.approval_status is not null
        and (s.agent_id, s.day) in (select * from unnest($2::bigint[], $3::date[]))`,
      values: [tenantId, events.map(({ agent_id }) => agent_id), days],
    },
  );
  const known = new Map(rows.map((row) => [`${row.agent_id}/${row.day}`, row]));
  return events.map(({ at: _at, ...event }, index) => {
    const { approval = null, approver = null } = known.get(`${event.agent_id}/${days[index]}`) ?? {};
    return { ...event, approval, approver };
  });
}
