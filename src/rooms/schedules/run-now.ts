import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce, type Once } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { SECOND } from '../../kernel/time/units.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { lockAgents } from '../appointments/facts-sql.ts';
import { failureText, makeOccurrence } from './making.ts';
import { occurrenceTexts } from './occurrence-list-sql.ts';
import { queueStatus } from './occurrence-schema.ts';
import { afterFailure } from './queue-rules.ts';
import { queueOneMore } from './queue-sql.ts';
import { holdNext, noteFailure, type Occurrence, tried } from './run-sql.ts';
import { type ScheduleRow, scheduleType } from './schema.ts';
import { schedulesById } from './sql.ts';

/** Makes the next occurrence of each schedule now, by hand. Each id of the request has its own result. */
export function runNow(context: Context, call: Once & { body: number[] }, withFailed: boolean): Promise<Answer> {
  const { scope, body } = call;
  const now = Math.floor(call.now / SECOND) * SECOND;
  return answerOnce(context, call, async (connection) => {
    const ids = [...new Set(body)];
    const schedules = await schedulesById(connection, scope.tenantId, ids, true);
    const agents = [...schedules.values()].flatMap(({ agentid }) => agentid ?? []);
    await lockAgents(connection, scope.tenantId, agents);
    const results = new Map<number, Result>();
    for (const id of ids) {
      results.set(id, await runNext({ context, connection, scope, now, withFailed }, id, schedules.get(id)));
    }
    return answerOf(connection, scope.tenantId, body, results);
  });
}

/** The occurrence that was tried, or why there is none. */
type Result = { occurrenceId: number } | { error: string };

interface Running {
  context: Context;
  connection: Connection;
  scope: Scope;
  now: number;
  withFailed: boolean;
}

async function runNext(running: Running, id: number, schedule: ScheduleRow | undefined): Promise<Result> {
  if (!schedule || id <= 0) return { error: 'Record not found' };
  if (schedule.type !== scheduleType.ticket) return { error: 'Only schedules of type 0 make tickets.' };
  const { connection, scope, now, withFailed } = running;
  let row = schedule;
  let occurrence = await holdNext(connection, scope.tenantId, id, withFailed);
  while (!occurrence) {
    const later = await queueOneMore(connection, scope.tenantId, row, now);
    if (later === undefined) return { error: 'It has no further occurrence.' };
    row = { ...row, next_creation: later };
    occurrence = await holdNext(connection, scope.tenantId, id, withFailed);
  }
  if (await isMade(running, row, occurrence)) {
    // The queue always shows what comes next.
    if (occurrence.creation_date === row.next_creation) await queueOneMore(connection, scope.tenantId, row, now);
  }
  return { occurrenceId: occurrence.id };
}

/** Makes it in the name of the caller, who may plan for everyone whom the schedule is for. */
async function isMade(running: Running, schedule: ScheduleRow, occurrence: Occurrence): Promise<boolean> {
  const { context, connection, now } = running;
  const scope: Scope = { ...running.scope, role: 'admin' };
  const error = await tried(connection, () => makeOccurrence(connection, scope, schedule, occurrence, now));
  if (error === undefined) return true;
  context.log.warn({ err: error, occurrence: occurrence.id }, 'an occurrence failed');
  const { retry_attempts_remaining: retriesLeft, creation_date } = occurrence;
  // One that was not due yet keeps its date, and all its tries.
  const failure =
    creation_date > now
      ? { status: queueStatus.due, retriesLeft, retryAt: creation_date }
      : afterFailure(retriesLeft, now);
  const note = { ...failure, error: failureText(error), owner: null };
  await noteFailure(connection, scope.tenantId, occurrence.id, note, now);
  return false;
}

async function answerOf(
  connection: Connection,
  tenantId: number,
  ids: number[],
  results: Map<number, Result>,
): Promise<Answer> {
  const occurrenceIds = [...results.values()].flatMap((result) =>
    'occurrenceId' in result ? result.occurrenceId : [],
  );
  const texts = await occurrenceTexts(connection, tenantId, occurrenceIds);
  const rows = ids.map((id, index) => {
    const result = results.get(id) as Result;
    if ('error' in result) return JSON.stringify({ schedule_id: id, error: result.error });
    const text = texts.get(result.occurrenceId) as string;
    if (ids.indexOf(id) === index) return text;
    return `${text.slice(0, -1)},"_warning":"Named twice in the request; made once."}`;
  });
  return { status: occurrenceIds.length > 0 ? 201 : 200, json: oneOrMany(rows) };
}
