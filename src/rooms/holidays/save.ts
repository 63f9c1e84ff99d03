import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../kernel/auth/scope.ts';
import { tryOut } from '../../kernel/db/try-out.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf, expectedTags } from '../../kernel/http/etag.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { DAY, wholeSecond } from '../../kernel/time/units.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { shownHolidays } from './read-sql.ts';
import { type HolidaySaving, removeRow, type SavedHoliday, saveElements } from './save-sql.ts';
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
  const saving = { scope, now, horizon: now + context.config.horizonDays * DAY, expected };
  if (!body.some(({ _validateonly }) => _validateonly)) {
    return answerOnce(context, call, (connection) => saveAll({ ...saving, connection }, body));
  }
  const { headers, ...answer } = await tryOut(context.database, (connection) =>
    saveAll({ ...saving, connection }, body),
  );
  return { ...answer, status: 200 };
}

async function saveAll(saving: HolidaySaving, body: readonly HolidayElement[]): Promise<Answer> {
  const { connection, scope, now } = saving;
  const saved = await saveElements(saving, body);
  const texts: string[] = [];
  for (const [index, one] of saved.entries()) {
    const { id: before, _return_appointment, _validateonly } = body[index] ?? {};
    const details = { include_apid: _return_appointment === true, _return_appointment: _return_appointment === true };
    const [{ id, holid, _etag, ...rest } = {}] = await shownHolidays(connection, scope, [one.row], now, details);
    // What was only tried out has no id and no version yet.
    texts.push(JSON.stringify({ ...((before || !_validateonly) && { id, holid, _etag }), ...rest, ...told(one) }));
  }
  const [only] = saved;
  const headers = only && saved.length === 1 ? { ETag: etagOf(only.row.id, only.row.version) } : undefined;
  return { status: 201, json: oneOrMany(texts), ...(headers && { headers }) };
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
