import pg from 'pg';
import { agents, type Prepared, prepare } from './http-calendar.ts';

/** The database that the benchmark of timesheets measures on, and what its bare peers ask of it. */

/** The week that is asked for, and the day. */
export const week = { from: '2026-05-04', to: '2026-05-10', end: '2026-05-11' };
export const day = { on: '2026-05-06', end: '2026-05-07' };
export const weekAgents = 20;
/** Entries of a working day: seven of work, and lunch. */
export const entriesOfDay = 8;

/** Makes an empty database ready and fills it with so many entries, on both sides of the week. */
export async function prepareEvents(url: string, rows: number, environment: Record<string, string>): Promise<Prepared> {
  const prepared = await prepare({ DATABASE_URL: url, ...environment }, 0);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Foreign keys are right as they are made here.
    await client.query(
      "set session_replication_role = replica; set maintenance_work_mem = '512MB'; set timezone = 'UTC'",
    );
    await addEvents(client, prepared.tenantId, rows);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
  return prepared;
}

async function addEvents(client: pg.Client, tenantId: number, rows: number): Promise<void> {
  const days = Math.ceil(rows / agents / entriesOfDay);
  const firstWeeks = Math.floor(days / 5 / 2);
  const indexes = await client.query<{ drop: string; make: string }>(
    `select format('drop index %I', indexname) as drop, indexdef as make from pg_indexes
     where tablename = 'timesheet_event' and not exists (select from pg_constraint where conname = indexname)`,
  );
  for (const { drop } of indexes.rows) await client.query(drop);
  const dates = `select day, date '${week.from}' + (day / 5 - ${firstWeeks}) * 7 + day % 5 as date
    from generate_series(0, ${days - 1}) as day`;
  const staff = `select id, row_number() over (order by id) as n from agent where tenant_id = $1 and role = 'agent'`;
  await client.query(
    `insert into timesheet_event (tenant_id, agent_id, event_type, break_type, subject, note, starts_at, ends_at, timetaken,
       traveltime, charge_rate, client_id, created_by, last_modified)
     select $1, a.id, (hour = 12)::int, case when hour = 12 then 2 end, 'Visit ' || day || '/' || hour, 'Bring the spare parts.',
       date + hour * interval '1 hour', date + hour * interval '1 hour' + interval '50 minutes', 50 / 60.0,
       case when hour = 8 then 0.5 else 0 end, case when hour = 12 then 0 else (day + hour) % 3 end,
       c.id, a.id, date::timestamptz
     from (${dates}) d cross join unnest(array[8, 9, 10, 11, 12, 13, 14, 15]) as hour cross join (${staff}) a
     join (select id, row_number() over (order by id) as n from client where tenant_id = $1) c on c.n = 1 + (a.n * 7 + day) % 100
     order by day, hour`,
    [tenantId],
  );
  await client.query(
    `insert into timesheet (tenant_id, agent_id, day, approval_status, last_modified)
     select $1, a.id, date, case when date < date '${week.from}' then 1 end, date::timestamptz
     from (${dates}) d cross join (${staff}) a`,
    [tenantId],
  );
  for (const { make } of indexes.rows) await client.query(make);
}

/** The entries of a day, as JSON, and nothing else. */
export function dayStatement({ tenantId, agentIds }: Prepared): Prepared['statement'] {
  const text = `select count(*)::int as total, coalesce(string_agg(json_build_object('id', e.id, 'event_type', e.event_type,
      'subject', e.subject, 'note', e.note, 'start_date', to_char(e.starts_at, 'YYYY-MM-DD"T"HH24:MI:SS'),
      'end_date', to_char(e.ends_at, 'YYYY-MM-DD"T"HH24:MI:SS'), 'timetaken', e.timetaken, 'traveltime', e.traveltime,
      'agent_id', e.agent_id, 'break_type', e.break_type, 'ticket_id', e.ticket_id, 'charge_rate', e.charge_rate,
      'client_id', e.client_id, 'customer', c.name)::text, ',' order by e.starts_at, e.id), '') as rows
    from timesheet_event e left join client c on c.tenant_id = e.tenant_id and c.id = e.client_id
    where e.tenant_id = $1 and e.agent_id = $2 and e.starts_at < $4::timestamptz
      and e.starts_at > $3::timestamptz - interval '24 hours' and (e.ends_at > $3::timestamptz or e.ends_at is null)`;
  return { name: 'bare_day', text, values: [tenantId, agentIds[0], `${day.on}T00:00:00Z`, `${day.end}T00:00:00Z`] };
}

/** What the entries of a week come to by agent and day, and nothing else. */
export function weekStatement({ tenantId, agentIds }: Prepared): Prepared['statement'] {
  const text = `select count(*)::int as total, coalesce(string_agg(json_build_object('agent_id', agent_id,
      'date', to_char(date, 'YYYY-MM-DD"T"HH24:MI:SS'), 'actual_hours', actual, 'chargeable_hours', chargeable,
      'break_hours', break, 'first', first, 'last', last)::text, ',' order by agent_id, date), '') as rows
    from (select agent_id, date_trunc('day', starts_at) as date,
        sum(timetaken + traveltime) filter (where event_type = 0) as actual,
        sum(timetaken + traveltime) filter (where event_type = 0 and charge_rate > 0) as chargeable,
        sum(timetaken) filter (where event_type = 1) as break, min(starts_at) as first, max(ends_at) as last
      from timesheet_event where tenant_id = $1 and agent_id = any ($2) and starts_at >= $3 and starts_at < $4
      group by 1, 2) sums`;
  const values = [tenantId, agentIds.slice(0, weekAgents), `${week.from}T00:00:00Z`, `${week.end}T00:00:00Z`];
  return { name: 'bare_week', text, values };
}

export function dayPath({ agentIds }: Prepared): string {
  return `/Timesheet/0?agent_id=${agentIds[0]}&date=${day.on}T00:00:00.000Z`;
}

export function weekPath({ agentIds }: Prepared): string {
  return `/Timesheet?agents=${agentIds.slice(0, weekAgents).join()}&start_date=${week.from}&end_date=${week.to}`;
}
