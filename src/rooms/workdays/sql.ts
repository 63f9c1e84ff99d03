import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { patternsColumn } from './pattern-sql.ts';
import type { AccessRow, PatternRow, TimeslotRow, WorkdayRow } from './schema.ts';

/** The statements about workdays; when somebody works is in work-sql.ts. */

export type StoredWorkday = WorkdayRow & {
  readonly id: number;
  readonly guid: string;
  readonly version: number;
  readonly last_modified: number;
  readonly tenant_timezone: string;
  /** What its access_control says of the caller; null when it names nobody. */
  readonly listed: number | null;
  readonly access: readonly (AccessRow & { id: number; agent_name: string | null; team_name: string | null })[];
};

/** With the tenant as $1 and the caller as $2. */
const whole = `select w.id, w.guid, w.name, w.summary, w.intent, w.is_default, w.version, w.last_modified,
    t.timezone as tenant_timezone, ${patternsColumn('w.id')} as patterns,
    coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'start', s.start_second, 'end', s.end_second,
        'start_label', s.start_label, 'end_label', s.end_label) order by s.start_second, s.id)
      from workday_timeslot s where s.tenant_id = $1 and s.workday_id = w.id), '[]') as timeslots,
    coalesce((select json_agg(json_build_object('id', x.id, 'agent_id', x.agent_id, 'team_id', x.team_id,
        'level', x.level, 'agent_name', a.name, 'team_name', g.name) order by x.id)
      from workday_access x left join agent a on a.tenant_id = $1 and a.id = x.agent_id
      left join team g on g.tenant_id = $1 and g.id = x.team_id
      where x.tenant_id = $1 and x.workday_id = w.id), '[]') as access,
    (select coalesce(max(x.level) filter (where x.agent_id = $2::bigint or exists (select from team_member m
        where m.tenant_id = $1 and m.team_id = x.team_id and m.agent_id = $2::bigint)), 0)
      from workday_access x where x.tenant_id = $1 and x.workday_id = w.id having count(*) > 0) as listed
  from workday w join tenant t on t.id = w.tenant_id`;

type Caller = { readonly tenantId: number; readonly agentId: number };

export async function workdaysOf(connection: Connection, { tenantId, agentId }: Caller): Promise<StoredWorkday[]> {
  const { rows } = await connection.query<StoredWorkday>({
    name: 'workdays_of_tenant',
    text: `${whole} where w.tenant_id = $1 order by lower(w.name), w.id`,
    values: [tenantId, agentId],
  });
  return rows;
}

/** @returns undefined when the tenant has no such workday */
export async function workdayById(
  connection: Connection,
  { tenantId, agentId }: Caller,
  id: number,
): Promise<StoredWorkday | undefined> {
  const { rows } = await connection.query<StoredWorkday>({
    name: 'workday_by_id',
    text: `${whole} where w.tenant_id = $1 and w.id = $3`,
    values: [tenantId, agentId, id],
  });
  return rows[0];
}

/** Keeps everyone else from changing these until the transaction ends, in one order. What they hold is read by a later
 * statement: this one still sees what was there before it waited. */
export async function lockWorkdays(connection: Connection, tenantId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const text = 'select id from workday where tenant_id = $1 and id = any ($2::bigint[]) order by id for no key update';
  await connection.query(text, [tenantId, ids]);
}

/** The workday that is the default, kept as it is until the transaction ends. */
export async function lockDefault(connection: Connection, tenantId: number): Promise<number | undefined> {
  const text = 'select id from workday where tenant_id = $1 and is_default for no key update';
  return (await connection.query<{ id: number }>(text, [tenantId])).rows[0]?.id;
}

/** Another becomes the default: this one's next version is not. */
export async function endDefault(connection: Connection, tenantId: number, id: number, now: number): Promise<void> {
  await connection.query(
    'update workday set is_default = false, version = version + 1, last_modified = $3 where tenant_id = $1 and id = $2',
    [tenantId, id, instantParameter(now)],
  );
}

/** Writes a workday, a new one or its next version, with everything that belongs to it.
 * @returns its id */
export async function writeWorkday(
  connection: Connection,
  tenantId: number,
  row: WorkdayRow,
  now: number,
): Promise<number> {
  const text =
    row.id === null
      ? `insert into workday (tenant_id, last_modified, name, summary, intent, is_default)
         select $1, $3, $4, $5, $6, $7 where $2::bigint is null returning id`
      : `update workday set last_modified = $3, name = $4, summary = $5, intent = $6, is_default = $7,
           version = version + 1 where tenant_id = $1 and id = $2 returning id`;
  const values = [tenantId, row.id, instantParameter(now), row.name, row.summary, row.intent, row.is_default];
  const { rows } = await connection.query<{ id: number }>(text, values);
  const { id } = rows[0] as { id: number };
  await writePatterns(connection, tenantId, id, row.patterns);
  await writeTimeslots(connection, tenantId, id, row.timeslots);
  await writeAccess(connection, tenantId, id, row.access);
  return id;
}

/** Patterns go with their breaks, which keep their ids. */
async function writePatterns(connection: Connection, tenantId: number, id: number, patterns: readonly PatternRow[]) {
  await connection.query('delete from workday_pattern where tenant_id = $1 and workday_id = $2', [tenantId, id]);
  await connection.query(
    `insert into workday_pattern (tenant_id, workday_id, valid_from, timezone, alldayssame, start_second, end_second, days)
     select $1, $2, coalesce(p.valid_from, '-infinity'), p.timezone, p.alldayssame, p.start, p."end", p.days
     from jsonb_to_recordset($3::jsonb) as p (valid_from date, timezone text, alldayssame boolean, start integer,
       "end" integer, days jsonb)`,
    [tenantId, id, JSON.stringify(patterns)],
  );
  const breaks = patterns.flatMap((one) => one.breaks.map((rest) => ({ ...rest, valid_from: one.valid_from })));
  await connection.query(
    `insert into workday_break (tenant_id, workday_id, valid_from, id, name, start_second, end_second, weekdays)
     select $1, $2, coalesce(b.valid_from, '-infinity'), coalesce(b.id, nextval('workday_break_id_seq')), b.name, b.start,
       b."end", b.weekdays
     from jsonb_to_recordset($3::jsonb) as b (valid_from date, id bigint, name text, start integer, "end" integer,
       weekdays integer[])`,
    [tenantId, id, JSON.stringify(breaks)],
  );
}

async function writeTimeslots(connection: Connection, tenantId: number, id: number, slots: readonly TimeslotRow[]) {
  await connection.query('delete from workday_timeslot where tenant_id = $1 and workday_id = $2', [tenantId, id]);
  await connection.query(
    `insert into workday_timeslot (tenant_id, workday_id, id, name, start_second, end_second, start_label, end_label)
     select $1, $2, coalesce(s.id, nextval('workday_timeslot_id_seq')), s.name, s.start, s."end", s.start_label, s.end_label
     from jsonb_to_recordset($3::jsonb) as s (id bigint, name text, start integer, "end" integer, start_label text,
       end_label text)`,
    [tenantId, id, JSON.stringify(slots)],
  );
}

async function writeAccess(connection: Connection, tenantId: number, id: number, access: readonly AccessRow[]) {
  await connection.query('delete from workday_access where tenant_id = $1 and workday_id = $2', [tenantId, id]);
  await connection.query(
    `insert into workday_access (tenant_id, workday_id, agent_id, team_id, level)
     select $1, $2, x.agent_id, x.team_id, x.level
     from jsonb_to_recordset($3::jsonb) as x (agent_id bigint, team_id bigint, level integer)`,
    [tenantId, id, JSON.stringify(access)],
  );
}
