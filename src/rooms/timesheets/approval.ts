import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf, expectedTags } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { type CutQuery, cutOf } from './cut-rules.ts';
import { saveTimesheetElements } from './save-sql.ts';
import type { TimesheetElement } from './schema.ts';
import { shownDay } from './view.ts';

export interface SaveCall {
  readonly scope: Scope;
  readonly now: number;
  readonly request: FastifyRequest;
  readonly query: CutQuery;
  readonly body: readonly TimesheetElement[];
}

/** POST /Timesheet: saves what it brings, and hands in or decides, all of it in one transaction, or nothing. */
export async function saveTimesheets(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, request, body } = call;
  const expected = expectedTags(request, body.length);
  const cut = cutOf(call.query);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const saved = await saveTimesheetElements({ connection, scope, now, expected }, body);
    const texts: string[] = [];
    let tag: string | undefined;
    for (const { agentId, day } of saved) {
      const { json, id, version } = await shownDay(connection, scope, agentId, day, now, cut);
      texts.push(json);
      tag = etagOf(id, version);
    }
    return { status: 201, json: oneOrMany(texts), ...(texts.length === 1 && tag && { headers: { ETag: tag } }) };
  });
}
