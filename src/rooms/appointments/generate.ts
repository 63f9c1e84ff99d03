import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, inSavepoint, transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { nightly } from '../../kernel/jobs/nightly.ts';
import { DAY, HOUR, wholeSecond } from '../../kernel/time/units.ts';
import { lockAndRead } from './known.ts';
import { generate } from './series.ts';
import { type GenerateResult, generateNow, seriesWith } from './series-save.ts';
import { dueSeries, endSeries, lockDueSeries } from './series-sql.ts';
import type { SeriesWork } from './series-work.ts';

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

/** At start and every night. */
export const horizonJob = nightly('horizon', async (context, tenantId, { isStopping }) => {
  await moveHorizon(context, { tenantId, isStopping });
});

const seriesAtOnce = 50;

/** What the nightly job may do. */
export interface MoveOptions {
  /** One tenant's series; all when absent. */
  tenantId?: number;
  /** Asked between one transaction and the next. */
  isStopping?: () => boolean;
}

/** Moves the horizon of all series on, some in each transaction. It may be run again, and by two servers at once: what is
 * made already is left alone. A series that cannot be made is logged and left out.
 * @returns how many series were moved on */
export async function moveHorizon(context: Context, options: MoveOptions = {}): Promise<number> {
  const present = wholeSecond(context.now());
  const failed: number[] = [];
  let moved = 0;
  while (!options.isStopping?.()) {
    // Series that were made within the last hour need not be touched again.
    const horizon = present + context.config.horizonDays * DAY - HOUR;
    const due = { tenantId: options.tenantId, horizon, except: failed, most: seriesAtOnce };
    const some = await dueSeries(context.database.pool, due);
    const [first] = some;
    if (!first) break;
    const ids = some.filter((one) => one.tenant_id === first.tenant_id).map((one) => one.master_id);
    moved += await moveSome(context, { tenantId: first.tenant_id, ids, present, horizon, failed });
  }
  return moved;
}

interface Move {
  tenantId: number;
  ids: number[];
  present: number;
  horizon: number;
  failed: number[];
}

function moveSome(context: Context, { tenantId, ids, present, horizon, failed }: Move): Promise<number> {
  const { config, database, log } = context;
  return transaction(database, async (connection) => {
    const masters = ids.map((id) => ({ id }));
    const { facts } = await lockAndRead(connection, workerScope(tenantId), present, masters, config.horizonDays);
    const due = await lockDueSeries(connection, tenantId, ids, horizon);
    for (const { master_id, generated_until } of due) {
      const move = () => moveOne({ connection, facts }, master_id, generated_until);
      await inSavepoint(connection, move).catch((error) => {
        if (isTransient(error)) throw error;
        log.error({ err: error, master: master_id }, 'a series could not be moved on');
        failed.push(master_id);
      });
    }
    return due.length;
  });
}

/** Whose transaction is to be tried again: deadlocks, and a database that goes away. */
function isTransient(error: unknown): boolean {
  return /^(08|40|57)/.test((error as { code?: string }).code ?? '');
}

async function moveOne(work: SeriesWork, masterId: number, from: number): Promise<void> {
  const { tenantId } = work.facts.scope;
  const series = await seriesWith(work.connection, tenantId, masterId);
  if (series && series.masters.length > 0) await generate(work, series, from);
  else await endSeries(work.connection, tenantId, masterId);
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
