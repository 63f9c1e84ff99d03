import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingOf, friday, instant, monday } from '../../../test/support/booking.ts';
import type { Calendar, Person, Row, Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import { bookSlot } from './book-sql.ts';
import { customerElement, customerScope } from './customer-rules.ts';
import { forgetExpiredHolds, heldBy, placeHold, releaseHold } from './hold-sql.ts';
import { untilSettled } from './place-sql.ts';
import { bookingBySecret, cancelBooking, moveBooking } from './secret-sql.ts';
import { bookingTypeById } from './type-sql.ts';

let server: TestServer;
let calendar: Calendar;
let desk: ReturnType<typeof bookingOf>;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = friday;
  desk = bookingOf(server);
  calendar = desk.calendar;
});
afterAll(() => server.close());

async function people(values: Values = {}): Promise<[Row, Person, Person]> {
  const made = await desk.desk(values);
  ann = made.ann;
  bob = made.bob;
  return [made.type, ann, bob];
}

const now = friday;

describe('holds and secrets', () => {
  const within = <T>(work: Parameters<typeof transaction<T>>[1]) =>
    untilSettled(() => transaction(server.database, work));
  const typeOf = async ({ id }: Row) => {
    const found = await bookingTypeById(server.database.pool, server.tenantId, id);
    if (!found) throw new Error('no type');
    return found;
  };

  test('a hold is busy for others for ten minutes, and not for its holder', async () => {
    const [row] = await people({ agents: undefined, agent_id: undefined });
    const type = { ...(await typeOf(row)), agents: [ann.id] };
    await bookOnly(row, ann);
    const hold = (token: string, start = instant('09:00')) =>
      within((connection) => placeHold(connection, server.tenantId, type, { token, start, now }));
    expect(await hold('mine')).toMatchObject({ resource: { id: ann.id }, until: now + 600_000 });
    expect((await desk.free(row))[0]).toBe('10:00 Ann');
    await expect(hold('theirs')).rejects.toMatchObject({ code: 'slot-not-free' });
    expect((await desk.post(row, '09:00')).status).toBe(409);
    // Moving a hold lets the old slot go.
    await hold('mine', instant('10:00'));
    expect((await desk.free(row))[0]).toBe('09:00 Ann');
    expect(await heldBy(server.database.pool, server.tenantId, 'mine', now)).toMatchObject({ bookingTypeId: row.id });
    expect((await desk.post(row, '10:00', { _hold: 'mine' })).status).toBe(201);
    expect(await heldBy(server.database.pool, server.tenantId, 'mine', now)).toBeUndefined();
    await hold('again', instant('11:00'));
    await releaseHold(server.database.pool, server.tenantId, 'again');
    await hold('late', instant('11:00'));
    server.clock.now = now + 600_000;
    expect(await desk.free(row)).toContain('11:00 Ann');
    await forgetExpiredHolds(server.database.pool, server.tenantId, now + 600_000);
    const { rows } = await server.database.pool.query('select id from booking_hold');
    expect(rows).toEqual([]);
    server.clock.now = now;
  });

  test('of two holds of one slot at the same moment one wins', async () => {
    const [row] = await people();
    await bookOnly(row, ann);
    const type = await typeOf(row);
    const results = await Promise.allSettled(
      ['a', 'b', 'c', 'd'].map((token) =>
        within((connection) => placeHold(connection, server.tenantId, type, { token, start: instant('09:00'), now })),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('whoever has the secret moves and cancels it, with the notice of the type', async () => {
    const [row] = await people({ agentbooking_min_hours_advance: 2 });
    const type = await typeOf(row);
    const element = customerElement(type, { name: 'Jo' });
    const { secret, appointmentId, resource } = await within((connection) =>
      bookSlot(connection, server.tenantId, type, {
        start: instant('09:00'),
        now,
        scope: customerScope(server.tenantId),
        element,
        timezone: 'Europe/Berlin',
      }),
    );
    const { pool } = server.database;
    expect(await bookingBySecret(pool, secret)).toMatchObject({
      appointmentId,
      timezone: 'Europe/Berlin',
      sequence: 0,
      cancelled: false,
    });
    expect(await bookingBySecret(pool, 'another')).toBeUndefined();
    const move = (start: number, at = now) =>
      within((connection) => moveBooking(connection, secret, { start, now: at }));
    // Its own time is not in its way, and its agent stays.
    expect(await move(instant('10:00'))).toMatchObject({ sequence: 1, resource: { id: resource.id } });
    expect(await calendar.row(appointmentId)).toMatchObject({ start_date: monday('10:00'), end_date: monday('11:00') });
    await calendar.booked(resource.id === ann.id ? ann : bob, {
      start_date: monday('11:00'),
      end_date: monday('12:00'),
    });
    expect((await move(instant('11:00'))).resource?.id).toBe(resource.id === ann.id ? bob.id : ann.id);
    await expect(move(instant('11:30'))).rejects.toMatchObject({ code: 'slot-not-free' });
    await expect(move(instant('13:00'), instant('09:00'))).rejects.toMatchObject({ code: 'conflict' });
    const cancel = (at = now) => within((connection) => cancelBooking(connection, secret, at));
    await expect(cancel(instant('09:00'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await cancel()).toMatchObject({ cancelled: true, sequence: 3 });
    expect(await cancel()).toMatchObject({ cancelled: true, sequence: 3 });
    await expect(move(instant('13:00'))).rejects.toMatchObject({ code: 'conflict' });
    expect((await calendar.read(appointmentId)).status).toBe(404);
    expect((await desk.free(row)).filter((one) => one === '11:00 Ann' || one === '11:00 Bob')).toHaveLength(1);
  });

  async function bookOnly(row: Row, person: Person): Promise<void> {
    await calendar.thing('/BookingType', { id: row.id, agents: [person.id] });
  }
});
