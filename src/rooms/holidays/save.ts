import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf, expectedTags } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { DAY, wholeSecond } from '../../kernel/time/units.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { shownHolidays } from './read-sql.ts';
import { removeRow, type SavedHoliday, saveElements } from './save-sql.ts';
import type { HolidayElement } from './schema.ts';

interface SaveCall {
  readonly scope: Scope;
  readonly now: number;
  readonly request: FastifyRequest;
  readonly body: readonly HolidayElement[];
}

/** Saves what a POST brings: all of it in one transaction, or nothing. */
export async function saveHolidays(context: Context, call: SaveCall): Promise<Answer> {
  const { scope, request, body } = call;
  const expected = expectedTags(request, body.length);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const saving = { connection, scope, now, horizon: now + context.config.horizonDays * DAY, expected };
    const saved = await saveElements(saving, body);
    const texts: string[] = [];
    for (const [index, one] of saved.entries()) {
      const _return_appointment = body[index]?._return_appointment === true;
      const details = { include_apid: _return_appointment, _return_appointment };
      const [shown] = await shownHolidays(connection, scope, [one.row], now, details);
      texts.push(JSON.stringify({ ...shown, ...told(one) }));
    }
    const [only] = saved;
    const headers = only && saved.length === 1 ? { ETag: etagOf(only.row.id, only.row.version) } : undefined;
    return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
  });
}

/** @returns the row as it was */
export async function removeHolidayById(context: Context, call: Omit<SaveCall, 'body'>, id: string): Promise<Answer> {
  const { scope, request } = call;
  const expected = expectedTags(request, 1);
  const now = wholeSecond(call.now);
  return answerOnce(context, call, async (connection) => {
    const removed = await removeRow({ connection, scope, now, horizon: now, expected }, id);
    const [value] = await shownHolidays(connection, scope, [removed], now);
    return { value };
  });
}

/** What the caller should know beside the row. */
function told({ warnings, conflicts }: SavedHoliday) {
  return {
    ...(warnings.length > 0 && { _warning: warnings.join(' ') }),
    ...(conflicts.length > 0 && { conflicts }),
  };
}
