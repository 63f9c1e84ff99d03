import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { RotationRow } from './schema.ts';

/** The statements about rotations; who is on duty is in duty-sql.ts. */

export type StoredRotation = RotationRow & { readonly id: number };

const columns = {
  team_id: 'bigint',
  name: 'text',
  timezone: 'text',
  start_date: 'date',
  end_date: 'date',
  period: 'text',
  period_days: 'integer',
  handover_minute: 'integer',
  handover_weekday: 'integer',
  duty_weekdays: 'integer[]',
  duty_start_minute: 'integer',
  duty_end_minute: 'integer',
} as const satisfies Partial<Record<keyof RotationRow, string>>;
type Column = keyof typeof columns;

const names = Object.keys(columns) as Column[];
const places = names.map((name, index) => `$${index + 4}::${columns[name]}`).join(', ');
const values = (row: RotationRow) => names.map((name) => row[name]);

const instant = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;

const whole = `select r.id, ${names.map((name) => `r.${name}`).join(', ')}, t.name as team_name, r.version, r.last_modified,
    coalesce((select json_agg(m.agent_id order by m.position) from rotation_member m
      where m.tenant_id = r.tenant_id and m.rotation_id = r.id), '[]') as members,
    coalesce((select json_agg(json_build_object('starts_at', ${instant('o.starts_at')}, 'ends_at', ${instant('o.ends_at')},
        'away_agent_id', o.away_agent_id, 'agent_id', o.agent_id) order by o.position) from rotation_override o
      where o.tenant_id = r.tenant_id and o.rotation_id = r.id), '[]') as overrides
  from rotation r join team t on t.tenant_id = r.tenant_id and t.id = r.team_id`;

/** @param teamId 0 or less: of all teams */
export async function rotationsOf(connection: Connection, tenantId: number, teamId: number): Promise<StoredRotation[]> {
  const { rows } = await connection.query<StoredRotation>({
    name: 'rotations_of_team',
    text: `${whole} where r.tenant_id = $1 and ($2::bigint <= 0 or r.team_id = $2) order by lower(r.name), r.id`,
    values: [tenantId, teamId],
  });
  return rows;
}

/** @returns undefined when the tenant has no such rotation */
export async function rotationById(
  connection: Connection,
  tenantId: number,
  id: number,
): Promise<StoredRotation | undefined> {
  const { rows } = await connection.query<StoredRotation>({
    name: 'rotation_by_id',
    text: `${whole} where r.tenant_id = $1 and r.id = $2`,
    values: [tenantId, id],
  });
  return rows[0];
}

/** Keeps everyone else from changing these until the transaction ends, in one order. What they hold is read by a later
 * statement: this one still sees what was there before it waited. */
export async function lockRotations(connection: Connection, tenantId: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await connection.query(
    'select id from rotation where tenant_id = $1 and id = any ($2::bigint[]) order by id for update',
    [tenantId, ids],
  );
}

/** Writes a rotation, a new one or its next version, with its members and overrides.
 * @returns its id */
export async function writeRotation(connection: Connection, tenantId: number, row: RotationRow): Promise<number> {
  const text =
    row.id === null
      ? `insert into rotation (tenant_id, last_modified, ${names.join(', ')})
         select $1, $3, ${places} where $2::bigint is null returning id`
      : `update rotation set (last_modified, ${names.join(', ')}) = row($3::timestamptz, ${places}), version = version + 1
         where tenant_id = $1 and id = $2 returning id`;
  const parameters = [tenantId, row.id, instantParameter(row.last_modified), ...values(row)];
  const { rows } = await connection.query<{ id: number }>(text, parameters);
  const { id } = rows[0] as { id: number };
  await writeMembers(connection, tenantId, id, row.members);
  await writeOverrides(connection, tenantId, id, row);
  return id;
}

async function writeMembers(connection: Connection, tenantId: number, id: number, members: readonly number[]) {
  await connection.query('delete from rotation_member where tenant_id = $1 and rotation_id = $2', [tenantId, id]);
  await connection.query(
    `insert into rotation_member (tenant_id, rotation_id, position, agent_id)
     select $1, $2, m.position, m.agent_id from unnest($3::bigint[]) with ordinality as m (agent_id, position)`,
    [tenantId, id, members],
  );
}

async function writeOverrides(connection: Connection, tenantId: number, id: number, { overrides }: RotationRow) {
  await connection.query('delete from rotation_override where tenant_id = $1 and rotation_id = $2', [tenantId, id]);
  await connection.query(
    `insert into rotation_override (tenant_id, rotation_id, position, starts_at, ends_at, away_agent_id, agent_id)
     select $1, $2, o.position, o.starts_at, o.ends_at, o.away_agent_id, o.agent_id
     from unnest($3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[])
       with ordinality as o (starts_at, ends_at, away_agent_id, agent_id, position)`,
    [
      tenantId,
      id,
      overrides.map((one) => instantParameter(one.starts_at)),
      overrides.map((one) => instantParameter(one.ends_at)),
      overrides.map((one) => one.away_agent_id),
      overrides.map((one) => one.agent_id),
    ],
  );
}

/** Its members and overrides go with it. */
export async function removeRotation(connection: Connection, tenantId: number, id: number): Promise<void> {
  await connection.query('delete from rotation where tenant_id = $1 and id = $2', [tenantId, id]);
}

/** Who manages a team; undefined when the tenant has no such team. */
export async function teamFacts(connection: Connection, tenantId: number, id: number) {
  const { rows } = await connection.query<{ manager_id: number | null }>({
    name: 'team_on_duty',
    text: 'select manager_id from team where tenant_id = $1 and id = $2',
    values: [tenantId, id],
  });
  return rows[0];
}
