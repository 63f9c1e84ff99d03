import type { FastifyRequest } from 'fastify';
import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import { atElement } from '../appointments/plan-rules.ts';
import type { Reference } from '../directory/draft-rules.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { balanceOf } from './allowance-rules.ts';
import type { AllowanceElement, AllowanceQuery } from './allowance-schema.ts';
import { type Allowance, allowancesOf, removeAllowance, writeAllowance } from './allowance-sql.ts';
import { hoursOfLeaveTaken, takenKey } from './taken-sql.ts';

/** GET /HolidayAllowance: own, a manager's reports' too, an admin's all. */
export async function listAllowances(connection: Connection, scope: Scope, query: AllowanceQuery) {
  const rows = await allowancesOf(connection, scope.tenantId, {
    agentIds: agentsAsked(scope, query.agent_id ?? 0),
    holidayType: (query.holiday_type ?? 0) > 0 ? (query.holiday_type ?? null) : null,
    years: query.year ? [query.year] : null,
  });
  return withBalances(connection, scope.tenantId, rows);
}

interface SaveCall {
  readonly scope: Scope;
  readonly now: number;
  readonly request: FastifyRequest;
  readonly body: readonly AllowanceElement[];
}

/** Sets allowances; all of them in one transaction, or none. */
export async function saveAllowances(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, body } = call;
  const { tenantId } = scope;
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const wanted = body.map((element, index) => atElement(index, () => allowanceOf(element)));
    await refuseMissing(connection, tenantId, wanted);
    // Whoever weighs leave against them has the agents locked.
    await lockAgents(
      connection,
      tenantId,
      [...new Set(wanted.map(({ agent_id }) => agent_id))].sort((a, b) => a - b),
    );
    const texts: string[] = [];
    for (const one of wanted) texts.push(JSON.stringify(await setAllowance(connection, scope, now, one)));
    return { status: 201, json: oneOrMany(texts) };
  });
}

/** @returns the agents asked for, null for everyone
 * @throws Problem forbidden for one whose allowance is not the caller's business */
function agentsAsked(scope: Scope, agentId: number): number[] | null {
  const visible = scope.role === 'admin' ? null : [scope.agentId, ...scope.reports];
  if (agentId <= 0) return visible;
  if (!visible || visible.includes(agentId)) return [agentId];
  throw new Problem('forbidden', 'You may see your own allowance and, as a manager, those of your reports.');
}

interface Wanted {
  readonly agent_id: number;
  readonly holiday_type: number;
  readonly year: number;
  readonly hours: number | null;
}

function allowanceOf({ agent_id, holiday_type, year, allowance }: AllowanceElement): Wanted {
  if (!agent_id || agent_id < 2) throw fieldProblem('agent_id', 'Is required.');
  if (!year) throw fieldProblem('year', 'Is required.');
  if (allowance === undefined) throw fieldProblem('allowance', 'Say how many hours; null = unlimited.');
  return { agent_id, holiday_type: holiday_type ?? 1, year, hours: allowance };
}

async function refuseMissing(connection: Connection, tenantId: number, wanted: Wanted[]): Promise<void> {
  const references = wanted.flatMap(({ agent_id, holiday_type }, index): Reference[] => [
    { path: `[${index}].agent_id`, table: 'agent', id: agent_id, lookupid: 0 },
    { path: `[${index}].holiday_type`, table: 'lookup', id: holiday_type, lookupid: lookupLists.holidayTypes },
  ]);
  const [first] = await missingReferences(connection, tenantId, references);
  if (!first) return;
  const what = first.table === 'lookup' ? 'type of leave' : first.table;
  throw new Problem('unknown-reference', `${first.path}: There is no ${what} ${first.id}.`, {
    errors: { [first.path]: [`There is no ${what} ${first.id}.`] },
  });
}

async function setAllowance(connection: Connection, scope: Scope, now: number, wanted: Wanted) {
  const { tenantId } = scope;
  const { agent_id, holiday_type, year, hours } = wanted;
  const find = async () => {
    const filter = { agentIds: [agent_id], holidayType: holiday_type, years: [year] };
    const [row] = await withBalances(connection, tenantId, await allowancesOf(connection, tenantId, filter));
    return row;
  };
  const before = await find();
  if (hours !== null) await writeAllowance(connection, tenantId, { ...wanted, hours }, now);
  else if (before) await removeAllowance(connection, tenantId, before.id);
  const after = await find();
  const entityId = after?.id ?? before?.id;
  if (entityId !== undefined) {
    const action = !before ? 'create' : after ? 'update' : 'delete';
    await recordChanges(connection, scope, now, [{ entity: 'holiday_allowance', entityId, action, before, after }]);
  }
  return after ?? { agent_id, holiday_type, year };
}

async function withBalances(connection: Connection, tenantId: number, rows: Allowance[]) {
  const asked = rows.map(({ agent_id, holiday_type, year }) => ({
    agentId: agent_id,
    holidayType: holiday_type,
    year,
  }));
  const taken = await hoursOfLeaveTaken(connection, tenantId, asked);
  return rows.map((row, index) => {
    const hours = taken.get(takenKey(asked[index] as (typeof asked)[number])) ?? { approved: 0, pending: 0 };
    return {
      id: row.id,
      agent_id: row.agent_id,
      agent_name: row.agent_name,
      holiday_type: row.holiday_type,
      ...(row.holiday_type_name !== null && { holiday_type_name: row.holiday_type_name }),
      year: row.year,
      allowance: row.hours,
      ...hours,
      balance: balanceOf(row.hours, hours),
      last_modified: writeInstant(row.last_modified),
    };
  });
}
