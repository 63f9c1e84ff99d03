import { withMemory } from '../../kernel/changes/memory.ts';
import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { answerOnce, idempotencyKey, type Once } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { findZone } from '../../kernel/time/zones.ts';
import { fieldProblem, notFound } from '../../problems.ts';
import { type Booked, bookSlot } from './book-sql.ts';
import type { BookOne } from './book-together-sql.ts';
import { bookedElement, isPlain, onlyAgent, typeIdOf, wantedResources, wantedSlot } from './booking-rules.ts';
import { rememberedType } from './offer-sql.ts';
import { untilSettled } from './place-sql.ts';
import type { BookingPost, BookingType } from './schema.ts';
import { bookingTypeById } from './type-sql.ts';

/** POST /Appointment/Booking.
 * @param bookOne books together with others that are asked for at the same time */
export async function book(context: Context, call: Once & { body: BookingPost }, bookOne: BookOne): Promise<Answer> {
  const { scope, body } = call;
  const { pool } = context.database;
  const typeId = typeIdOf(body);
  const quickly = await bookQuickly(context, call, bookOne);
  if (quickly) return booked(quickly);
  const type = await bookingTypeById(pool, scope.tenantId, typeId);
  if (!type) throw notFound();
  const ask = askOf(type, call);
  return untilSettled(() =>
    answerOnce(context, call, async (connection) => booked(await bookSlot(connection, scope.tenantId, type, ask))),
  );
}

/** The quick way, where it can be gone: by the type as it is remembered, so nothing is refused here. */
async function bookQuickly(
  { database: { pool } }: Context,
  call: Once & { body: BookingPost },
  bookOne: BookOne,
): Promise<Booked | undefined> {
  const { scope, now, body, request } = call;
  const only = onlyAgent(body);
  if (only === undefined || idempotencyKey(request) !== undefined) return undefined;
  const type = await withMemory(pool, scope.tenantId, now, (memory) =>
    rememberedType(memory, pool, scope.tenantId, typeIdOf(body)),
  );
  if (!type || !isPlain(type)) return undefined;
  return bookOne(scope, { ...askOf(type, call), type, agentId: only });
}

function askOf(type: BookingType, { scope, now, body }: Once & { body: BookingPost }) {
  return {
    ...wantedSlot(body),
    scope,
    now,
    resources: wantedResources(body),
    element: bookedElement(type, body),
    hold: body._hold ?? undefined,
    timezone: zoneOf(body.timezone),
  };
}

function zoneOf(name: string | null | undefined): string | undefined {
  if (!name) return undefined;
  const zone = findZone(name);
  if (!zone) throw fieldProblem('timezone', `'${name.slice(0, 60)}' is not a time zone, such as Europe/Berlin.`);
  return zone.name;
}

function booked({ json, appointmentId, version, resource, secret }: Booked): Answer {
  const members = JSON.stringify({ bookedResourceId: resource.id, booking_secret: secret });
  return {
    status: 201,
    json: `${json.slice(0, -1)},${members.slice(1)}`,
    headers: { ETag: etagOf(appointmentId, version) },
  };
}
