import type { Context } from '../../kernel/http/context.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { answerOnce, idempotencyKey, type Once } from '../../kernel/http/idempotency.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { findZone } from '../../kernel/time/zones.ts';
import { fieldProblem, notFound } from '../../problems.ts';
import { type Booked, bookSlot } from './book-sql.ts';
import type { BookOne } from './book-together-sql.ts';
import { bookedElement, onlyAgent, typeIdOf, wantedResources, wantedSlot } from './booking-rules.ts';
import { untilSettled } from './place-sql.ts';
import type { BookingPost } from './schema.ts';
import { bookingTypeById } from './type-sql.ts';

/** POST /Appointment/Booking.
 * @param bookOne books together with others that are asked for at the same time */
export async function book(context: Context, call: Once & { body: BookingPost }, bookOne: BookOne): Promise<Answer> {
  const { scope, now, body } = call;
  const type = await bookingTypeById(context.database.pool, scope.tenantId, typeIdOf(body));
  if (!type) throw notFound();
  const ask = {
    ...wantedSlot(body),
    scope,
    now,
    resources: wantedResources(body),
    element: bookedElement(type, body),
    hold: body._hold ?? undefined,
    timezone: zoneOf(body.timezone),
  };
  const agentId = idempotencyKey(call.request) === undefined ? onlyAgent(type, ask) : undefined;
  const atOnce = agentId === undefined ? undefined : await bookOne(scope, { ...ask, type, agentId });
  if (atOnce) return booked(atOnce);
  return untilSettled(() =>
    answerOnce(context, call, async (connection) => booked(await bookSlot(connection, scope.tenantId, type, ask))),
  );
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
