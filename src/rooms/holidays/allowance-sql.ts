import { lookupLists } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';

/** The statements about allowances. */

export interface Allowance {
  readonly id: number;
  readonly agent_id: number;
  readonly agent_name: string;
  readonly holiday_type: number;
  readonly holiday_type_name: string | null;
  readonly year: number;
  readonly hours: number;
  readonly version: number;
  readonly last_modified: number;
}

export interface AllowanceFilter {
  /** Null: of everyone. */
  readonly agentIds: readonly number[] | null;
  readonly holidayType?: number | null;
  readonly years?: readonly number[] | null;
}

export async function allowancesOf(
  connection: Connection,
  tenantId: number,
  { agentIds, holidayType, years }: AllowanceFilter,
): Promise<Allowance[]> {
  const { rows } = await connection.query<Allowance>({
    name: 'holiday_allowances',
    text: `select x.id, x.agent_id, a.name as agent_name, x.holiday_type, l.name as holiday_type_name, x.year, x.hours,
        x.version, x.last_modified
      from holiday_allowance x join agent a on a.tenant_id = x.tenant_id and a.id = x.agent_id
      left join lookup l on l.tenant_id = x.tenant_id and l.lookupid = ${lookupLists.holidayTypes} and l.id = x.holiday_type
      where x.tenant_id = $1 and ($2::bigint[] is null or x.agent_id = any ($2))
        and ($3::integer is null or x.holiday_type = $3) and ($4::integer[] is null or x.year = any ($4))
      order by lower(a.name), x.agent_id, x.year, x.holiday_type`,
    values: [tenantId, agentIds, holidayType ?? null, years ?? null],
  });
  return rows;
}

/** Sets the hours of an agent, type and year. */
export async function writeAllowance(
  connection: Connection,
  tenantId: number,
  { agent_id, holiday_type, year, hours }: Pick<Allowance, 'agent_id' | 'holiday_type' | 'year' | 'hours'>,
  now: number,
): Promise<void> {
  await connection.query(
    `insert into holiday_allowance (tenant_id, agent_id, holiday_type, year, hours, last_modified)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, agent_id, holiday_type, year) do update
       set hours = excluded.hours, version = holiday_allowance.version + 1, last_modified = excluded.last_modified`,
    [tenantId, agent_id, holiday_type, year, hours, instantParameter(now)],
  );
}

/** No allowance is unlimited leave. */
export async function removeAllowance(connection: Connection, tenantId: number, id: number): Promise<void> {
  await connection.query('delete from holiday_allowance where tenant_id = $1 and id = $2', [tenantId, id]);
}
