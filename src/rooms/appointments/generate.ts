import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { DAY } from '../../kernel/time/units.ts';
import { lockAndRead } from './known.ts';
import { generate } from './series.ts';
import { type GenerateResult, generateNow, seriesWith } from './series-save.ts';
import { dueSeries } from './series-sql.ts';

/** Makes occurrences: when somebody asks, and as time passes. */

/** `POST /Appointment/Generate`: a result for each id, in the order asked; wrong ids have an error of their own. */
export async function generateSeries(
  connection: Connection,
  scope: Scope,
  now: number,
  ids: readonly number[],
  horizonDays: number,
): Promise<Answer> {
  const elements = ids.filter((id) => id > 0).map((id) => ({ id }));
  const { facts, rows } = await lockAndRead(connection, scope, now, elements, horizonDays);
  const results: GenerateResult[] = [];
  for (const id of ids) results.push(await generateNow({ connection, facts }, id, rows));
  return { value: results };
}

const seriesAtOnce = 20;

/** Moves the horizon of all series on, a few at a time. Two servers at once share the work: each takes series that the
 * other does not have.
 * @returns how many series were moved on */
export async function moveHorizon(context: Context): Promise<number> {
  let moved = 0;
  for (;;) {
    const some = await transaction(context.database, (connection) => moveSome(context, connection));
    moved += some;
    if (some === 0) return moved;
  }
}

async function moveSome({ config, now }: Context, connection: Connection): Promise<number> {
  const present = Math.floor(now() / 1_000) * 1_000;
  // A day late is soon enough; series that were just made need not be touched again tonight.
  const due = await dueSeries(connection, present + (config.horizonDays - 1) * DAY, seriesAtOnce);
  for (const { tenant_id, master_id, generated_until } of due) {
    const scope = workerScope(tenant_id);
    const { facts } = await lockAndRead(connection, scope, present, [{ id: master_id }], config.horizonDays);
    const series = await seriesWith(connection, tenant_id, master_id);
    if (series) await generate({ connection, facts }, series, generated_until);
  }
  return due.length;
}

/** Nobody asked: the worker may make what somebody else decided. */
function workerScope(tenantId: number): Scope {
  return {
    tenantId,
    agentId: 0,
    agentName: 'worker',
    timezone: 'UTC',
    role: 'admin',
    reports: [],
    grants: new Set(['all']),
    clientId: 'worker',
    requestsPerMinute: 0,
  };
}
