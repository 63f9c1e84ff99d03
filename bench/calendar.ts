import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { startPostgres } from '../scripts/own-postgres.js';
import { availability } from './availability.ts';
import { type Prepared, prepare } from './http-calendar.ts';
import { alternate, measure, startProgram } from './http-load.ts';

/** The calendar of a team for a month with all its layers, against the plain list of the same window. */

const rows = Number(process.env.ALMANAC_BENCH_ROWS ?? 200_000);
const agents = 50;
const connections = 4;
const rounds = 5;
const seconds = 3;
const month = { from: '2026-05-01T00:00:00Z', to: '2026-06-01T00:00:00Z' };
const layers = 'showshifts=true&showholidays=true&showprojects=true&showchanges=true';

export async function run(print: (line: string) => void): Promise<void> {
  const server = await startPostgres({ settings: { shared_buffers: '512MB' } });
  try {
    const url = server.url.replace(/\/postgres$/, '/calendar');
    await inDatabase(server.url, (client) => client.query('create database calendar'));
    const prepared = await prepare({ DATABASE_URL: url }, rows);
    await inDatabase(url, (client) => addLayers(client, prepared));
    print(
      `# PostgreSQL ${server.version}, ${rows} appointments, ${connections} connections, ${rounds} rounds of ${seconds} s`,
    );
    await compare(print, prepared);
  } finally {
    await server.stop();
  }
  await availability(print);
}

async function compare(print: (line: string) => void, { environment, token, agentIds }: Prepared): Promise<void> {
  const plain = `/Appointment?start_date=${month.from}&end_date=${month.to}&agents=${agentIds.slice(0, agents).join(',')}`;
  const full = `${plain}&${layers}`;
  const api = await startProgram(['scripts/start.js'], environment);
  try {
    const counts = [await countOf(api.url + full, token), await countOf(api.url + plain, token)];
    const load = { url: api.url, token, connections };
    const [ours, theirs] = await alternate(
      rounds,
      () => measure({ ...load, path: full }, seconds),
      () => measure({ ...load, path: plain }, seconds),
    );
    const figures = `${ours.perSecond.toFixed(1)}/s of ${counts[0]} rows, ${theirs.perSecond.toFixed(1)}/s of ${counts[1]}`;
    print(
      `month-of-${agents}-agents-with-all-layers ratio=${(ours.perSecond / theirs.perSecond).toFixed(2)} peer=the-plain-list-of-the-same-window (${figures})`,
    );
    await comparePages(print, load, { full, plain });
  } finally {
    await api.stop();
  }
}

/** The same in pages of 50, as lists on a screen ask. */
async function comparePages(
  print: (line: string) => void,
  load: { url: string; token: string; connections: number },
  { full, plain }: { full: string; plain: string },
): Promise<void> {
  const page = '&pageinate=true&page_no=1&page_size=50';
  const [ours, theirs] = await alternate(
    rounds,
    () => measure({ ...load, path: full + page }, seconds),
    () => measure({ ...load, path: plain + page }, seconds),
  );
  const figures = `${ours.perSecond.toFixed(1)}/s, ${theirs.perSecond.toFixed(1)}/s`;
  print(
    `page-of-50-of-it ratio=${(ours.perSecond / theirs.perSecond).toFixed(2)} peer=the-page-of-the-plain-list (${figures})`,
  );
}

async function countOf(url: string, token: string): Promise<number> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const { record_count, appointments } = (await answer.json()) as { record_count: number; appointments: unknown[] };
  if (answer.status !== 200 || appointments.length !== record_count) throw new Error(`${url}: ${answer.status}`);
  return record_count;
}

/** For each agent and month: five shifts, a day of leave, four project tasks and four changes; for all of them two public
 * holidays, one of which recurs. Tickets go over three years. */
async function addLayers(client: pg.Client, { tenantId, agentIds }: Prepared): Promise<void> {
  await client.query(
    `insert into appointment (tenant_id, agent_id, subject, starts_at, ends_at, shift_type_id, holiday_id, created_by,
       date_created, last_modified, busy)
     select $1, agent.id, 'Off or on duty', day, day + interval '8 hours', case when n < 5 then 1 else 0 end,
       case when n = 5 then gen_random_uuid() end, agent.id, day, day, false
     from unnest($2::bigint[]) as agent (id) cross join generate_series(0, 5) n
     cross join lateral (select timestamptz '${month.from}' + (n * 5 + agent.id % 5) * interval '1 day' as day) d`,
    [tenantId, agentIds],
  );
  await client.query(
    `insert into ticket (tenant_id, agent_id, summary, tickettype_id, start_date, end_date, last_modified)
     select $1, agent.id, 'Planned ' || n, 2 + n % 2, start, start + interval '6 hours', start
     from unnest($2::bigint[]) as agent (id) cross join generate_series(0, 287) n
     cross join lateral (select timestamptz '2025-01-01Z' + (n * 3.8 + agent.id % 4) * interval '1 day' as start) d`,
    [tenantId, agentIds],
  );
  await addHolidays(client, tenantId);
  await client.query('vacuum analyze');
}

async function addHolidays(client: pg.Client, tenantId: number): Promise<void> {
  const { rows: made } = await client.query<{ holid: number }>(
    `insert into holiday (tenant_id, name, workday_id, all_day, start_date, end_date, is_recurring, last_modified)
     select $1, title, workday.id, true, day::date, day::date, recurs, now()
     from workday cross join (values ('Labour Day', '2020-05-01', true), ('Whit Monday', '2026-05-25', false)) h (title, day, recurs)
     where workday.tenant_id = $1 and is_default returning holid`,
    [tenantId],
  );
  await client.query(
    `insert into schedule (tenant_id, type, uniqueid, subject, rrule, startdate, timezone, saved_by, last_modified)
     values ($1, 2, $2, 'Labour Day', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1', '2020-05-01Z', 'UTC', (select min(id) from agent where tenant_id = $1), now())`,
    [tenantId, made[0]?.holid],
  );
}

async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((text) => console.log(text));
