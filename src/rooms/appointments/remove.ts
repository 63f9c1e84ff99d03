import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { expectedTags } from '../../kernel/http/etag.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { notFound } from '../../problems.ts';
import { masterOf } from './facts-sql.ts';
import { type Known, lockAndRead } from './known.ts';
import { isThere, planDeletion } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { answerOf, refuseStale } from './save.ts';
import { followSchedule } from './series.ts';
import { seriesWith } from './series-save.ts';
import { endSeriesBefore, removeSeries } from './series-split.ts';
import { readDetailedRows } from './work-hours-sql.ts';
import { writePlan } from './write.ts';

export interface RemoveCall {
  id: number;
  query: {
    ignoreexchangedelete?: boolean | null;
    _wholecollection?: boolean | null;
    _thisandfuture?: boolean | null;
    _all?: boolean | null;
  };
  scope: Scope;
  request: FastifyRequest;
  now: number;
}

/** Deletes a row, its collection, the rest of its series or the whole of it; the rows stay, marked as deleted. */
export async function removeAppointment(context: Context, call: RemoveCall): Promise<Answer> {
  const { id, query, scope } = call;
  const expected = expectedTags(call.request, 1);
  return transaction(context.database, async (connection) => {
    const master = await masterOf(connection, scope.tenantId, id);
    const touched = master === undefined ? [{ id }] : [{ id }, { id: master }];
    const known = await lockAndRead(connection, scope, wholeSecond(call.now), touched, context.config.horizonDays);
    const row = known.rows.find((one) => one.id === id);
    if (expected) await refuseStale(connection, expected, row, {}, known.facts);
    if (await removedFromSeries(connection, known, call, master)) return { json: await rowText(connection, scope, id) };
    const plan = planDeletion(id, known.rows, known.facts, query._wholecollection === true);
    const remarks = query.ignoreexchangedelete ? { remarks: { ignoreexchangedelete: true } } : {};
    const written = await writePlan(connection, plan, known.facts, { validateOnly: false, ...remarks });
    if (row) await leaveSeries(connection, known, row);
    return { ...(await answerOf(connection, scope, plan, written)), status: 200 };
  });
}

/** A master takes its series with it; a child does when it is asked to. */
async function removedFromSeries(
  connection: Connection,
  { facts, rows }: Known,
  { id, query, scope }: RemoveCall,
  master: number | undefined,
): Promise<boolean> {
  const row = rows.find((one) => one.id === id);
  if (!row || !isThere(row, {}, facts)) throw notFound();
  const work = { connection, facts };
  if (row.is_master) {
    const series = await seriesWith(connection, scope.tenantId, id);
    if (!series) return false;
    const takesAll = query._all || query._wholecollection || series.masters.length === 1;
    if (takesAll) await removeSeries(work, id);
    return takesAll === true;
  }
  if (master === undefined) return false;
  if (query._all) await removeSeries(work, master);
  else if (query._thisandfuture) await endSeriesBefore(work, row);
  return query._all === true || query._thisandfuture === true;
}

/** One of several masters is gone: its agent takes no part in the series any more. */
async function leaveSeries(connection: Connection, { facts }: Known, row: AppointmentRow): Promise<void> {
  if (!row.is_master) return;
  const series = await seriesWith(connection, facts.scope.tenantId, row.id as number);
  if (series) await followSchedule({ connection, facts }, series, series.schedule);
}

async function rowText(connection: Connection, scope: Scope, id: number): Promise<string> {
  return (await readDetailedRows(connection, scope, [id], false)).get(id)?.json ?? '{}';
}
