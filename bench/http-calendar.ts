import { pino } from 'pino';
import { type Config, readConfig } from '../src/config.ts';
import { firstStart } from '../src/first-start.ts';
import { tokenSigner } from '../src/kernel/auth/access-token.ts';
import { loadScope } from '../src/kernel/auth/authenticate.ts';
import type { Scope } from '../src/kernel/auth/scope.ts';
import { migrate } from '../src/kernel/db/migrate.ts';
import { type Database, openDatabase } from '../src/kernel/db/open.ts';
import type { Connection } from '../src/kernel/db/transaction.ts';
import { listPlan } from '../src/rooms/appointments/filter-sql.ts';
import { pageStatement } from '../src/rooms/appointments/list-sql.ts';

/** The databases that the HTTP benchmark measures on. */

export const agents = 200;
/** The week that is asked for, and the agents in it: 5 x 5 days x 4 = 100 rows. */
export const week = { from: '2026-05-04T00:00:00Z', to: '2026-05-11T00:00:00Z' };
export const weekAgents = 5;

/** What a client and its bare peer need to know of a database that is ready to be measured. */
export interface Prepared {
  environment: Record<string, string>;
  token: string;
  tenantId: number;
  agentIds: number[];
  /** The statement that the API sends for the week, by the room's own code. */
  statement: { name?: string; text: string; values: unknown[] };
}

/** Makes an empty database ready and fills it with `rows` appointments: four a working day, on both sides of the week. */
export async function prepare(environment: Record<string, string>, rows: number): Promise<Prepared> {
  const config = readConfig({ ...environment, ALMANAC_ADMIN_PASSWORD: 'bench', ALMANAC_CLIENT_ID: 'bench' });
  const database = await openDatabase(config);
  try {
    await migrate(database);
    const { scope, token } = await firstSignIn(config, database);
    const agentIds = await addAgents(database, scope.tenantId);
    await withoutIndexes(database, () => addAppointments(database, scope, rows));
    await unhurried(database, (connection) => connection.query('vacuum analyze'));
    return { environment, token, tenantId: scope.tenantId, agentIds, statement: weekStatement(scope, agentIds) };
  } finally {
    await database.close();
  }
}

async function firstSignIn(config: Config, database: Database): Promise<{ scope: Scope; token: string }> {
  const now = Date.now();
  const context = { config, database, log: pino({ level: 'error' }), now: () => now };
  await firstStart(context);
  const { rows } = await database.pool.query('select tenant_id, id from agent order by id limit 1');
  const claims = { tenantId: rows[0].tenant_id, agentId: rows[0].id, clientId: 'bench', scopes: 'all' };
  const scope = await loadScope(context, claims);
  if (!scope) throw new Error('the admin cannot sign in');
  return { scope, token: await (await tokenSigner(database, now)).sign(claims, now) };
}

async function addAgents(database: Database, tenantId: number): Promise<number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into agent (tenant_id, name, email, last_modified)
     select $1, 'Agent ' || n, 'agent' || n || '@bench.example', now() from generate_series(1, ${agents}) as n returning id`,
    [tenantId],
  );
  await database.pool.query(
    `insert into client (tenant_id, name, last_modified) select $1, 'Client ' || n, now() from generate_series(1, 100) as n`,
    [tenantId],
  );
  return rows.map((row) => row.id);
}

/** Four a working day and agent, at 8, 10, 13 and 15 o'clock UTC, as many days as it takes, half of them before the
 * week's end. */
async function addAppointments(database: Database, scope: Scope, rows: number): Promise<void> {
  const days = Math.ceil(rows / agents / 4);
  const firstWeeks = Math.floor(days / 5 / 2);
  const text = `insert into appointment (tenant_id, agent_id, subject, note, starts_at, ends_at, client_id, appointment_type_id,
       created_by, date_created, last_modified, busy)
     select $1, agent.id, 'Visit ' || day || '/' || hour, 'Bring the spare parts.', starts, starts + interval '90 minutes',
       client.id, 1 + day % 5, $2, starts - interval '7 days', starts - interval '7 days', true
     from generate_series(0, ${days - 1}) as day
     cross join (values (8), (10), (13), (15)) as h (hour)
     cross join lateral (select timestamptz '${week.from}'
       + (day / 5 - ${firstWeeks}) * interval '7 days' + day % 5 * interval '1 day' + hour * interval '1 hour' as starts) s
     cross join (select id, row_number() over (order by id) as n from agent where tenant_id = $1 and role = 'agent') agent
     join (select id, row_number() over (order by id) as n from client where tenant_id = $1) client
       on client.n = 1 + (agent.n * 7 + day) % 100
     order by day, hour`;
  await unhurried(database, (connection) => connection.query(text, [scope.tenantId, scope.agentId]));
}

/** Indexes that are made afterwards are made in a tenth of the time, and as tight as after a reindex. */
async function withoutIndexes(database: Database, work: () => Promise<void>): Promise<void> {
  const { rows } = await database.pool.query<{ drop: string; make: string }>(
    `select format('alter table appointment drop constraint %I', conname) as drop,
       format('alter table appointment add constraint %I %s', conname, pg_get_constraintdef(oid)) as make
     from pg_constraint where conrelid = 'appointment'::regclass and contype = 'x'
     union all
     select format('drop index %I', indexname), indexdef from pg_indexes
     where tablename = 'appointment' and not exists (select from pg_constraint where conname = indexname)`,
  );
  for (const { drop } of rows) await database.pool.query(drop);
  await work();
  await Promise.all(rows.map(({ make }) => unhurried(database, (connection) => connection.query(make))));
}

/** On a connection that may take its time and trusts the rows: foreign keys are right as they are made here. */
async function unhurried(database: Database, work: (connection: Connection) => Promise<unknown>): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query(
      "set statement_timeout = 0; set session_replication_role = replica; set maintenance_work_mem = '512MB'",
    );
    await work(client);
    await client.query('reset all');
    await client.query("set timezone = 'UTC'");
  } finally {
    client.release();
  }
}

function weekStatement(scope: Scope, agentIds: number[]): Prepared['statement'] {
  const time = (text: string) => ({ ms: Date.parse(text), fixed: true });
  const query = { start_date: time(week.from), end_date: time(week.to), agents: agentIds.slice(0, weekAgents) };
  return pageStatement(listPlan(query, scope), 0, 1_000);
}

/** The path that asks the API for the week. */
export function weekPath(agentIds: number[]): string {
  const ids = agentIds.slice(0, weekAgents).join(',');
  return `/Appointment?start_date=${week.from}&end_date=${week.to}&agents=${ids}`;
}
