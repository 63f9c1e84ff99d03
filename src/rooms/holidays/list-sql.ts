import { approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { named } from '../../kernel/db/named.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { WindowBounds } from './list-rules.ts';
import type { HolidayListQuery } from './schema.ts';
import { type StoredHoliday, wholeHoliday } from './sql.ts';

/** GET /Holiday: the rows that its parameters ask for, by date. */

/** The rows that match everything but the dates of those that recur, whose rules are read in Node.
 * @param onlyAgent the tenant has one agent, who may then decide their own */
export async function findHolidays(
  connection: Connection,
  scope: Scope,
  query: HolidayListQuery,
  bounds: WindowBounds,
  onlyAgent: boolean,
): Promise<StoredHoliday[]> {
  const values: unknown[] = [scope.tenantId];
  const parameter = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
  const conditions = ['h.tenant_id = $1'];
  if ((query.agent_id ?? 0) > 0) conditions.push(`h.agent_id = ${parameter(query.agent_id, 'bigint')}`);
  if ((query.workdayid ?? 0) > 0) conditions.push(`h.workday_id = ${parameter(query.workdayid, 'bigint')}`);
  if ((query.entity ?? -1) >= 0) conditions.push(`h.entity = ${parameter(query.entity, 'smallint')}`);
  if (query.approved_only) {
    conditions.push(`coalesce(h.approval_status, ${approvalStatus.approved}) = ${approvalStatus.approved}`);
  }
  if (query.my_approvals) {
    conditions.push(`h.approval_status = ${approvalStatus.pending}`);
    const decides = scope.role === 'admin' ? 'true' : `h.agent_id = any (${parameter(scope.reports, 'bigint[]')})`;
    const own = onlyAgent ? 'true' : `h.agent_id <> ${parameter(scope.agentId, 'bigint')}`;
    conditions.push(`${decides} and ${own}`);
  }
  const { from, to } = bounds;
  if (from)
    conditions.push(
      `(h.is_recurring or ${begins} ${from.operator} ${parameter(instantParameter(from.at), 'timestamptz')})`,
    );
  if (to)
    conditions.push(`(h.is_recurring or ${ends} ${to.operator} ${parameter(instantParameter(to.at), 'timestamptz')})`);
  const text = `${wholeHoliday} where ${conditions.join(' and ')} order by ${begins}, lower(h.name), h.holid`;
  return (await connection.query<StoredHoliday>(named('holidays', text, values))).rows;
}

/** `date` and `end_date` as they are shown. */
const begins = `coalesce(h.starts_at, h.start_date::timestamp at time zone 'UTC')`;
const ends = `coalesce(h.ends_at, h.end_date::timestamp at time zone 'UTC')`;

/** Has the tenant one agent who is not disabled? */
export async function hasOnlyOneAgent(connection: Connection, tenantId: number): Promise<boolean> {
  const { rows } = await connection.query<{ agents: number }>({
    name: 'agents_up_to_two',
    text: 'select count(*)::integer as agents from (select from agent where tenant_id = $1 and not isdisabled limit 2) enabled',
    values: [tenantId],
  });
  return rows[0]?.agents === 1;
}
