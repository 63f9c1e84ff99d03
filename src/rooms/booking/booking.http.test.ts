import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingOf, friday, monday } from '../../../test/support/booking.ts';
import type { Calendar, Person, Row, Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

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

describe('booking', () => {
  test('the slot may be named as on the real service; what contradicts itself is refused', async () => {
    const [type] = await people();
    const own = { resource_booking_type: type.id, resource_booking_timeslot: monday('10:00') };
    const answer = await server.api('POST', '/Appointment/Booking', own);
    expect(answer.status, answer.text).toBe(201);
    expect((await server.api('POST', '/Appointment/Booking', { start_date: monday('10:00') })).status).toBe(404);
    expect((await server.api('POST', '/Appointment/Booking', { bookingtype_id: type.id })).status).toBe(400);
    expect((await server.api('POST', '/Appointment/Booking', { ...own, start_date: monday('11:00') })).status).toBe(
      400,
    );
    expect((await desk.post(type, '11:00', { end_date: monday('12:30') })).status).toBe(409);
    expect((await desk.post(type, '11:00', { end_date: monday('12:00') })).status).toBe(201);
  });

  test.each(['09:30', '08:00', '17:00', '12:15'])('%s was never offered and is refused', async (time) => {
    const [type] = await people();
    const answer = await desk.post(type, time);
    expect(answer.status).toBe(409);
    expect(answer.body.alternatives).toHaveLength(5);
  });

  test('notice and horizon bind bookings as they bind offers', async () => {
    const [type] = await people({ agentbooking_min_hours_advance: 73, agentbooking_max_days_advance: 3 });
    expect(await desk.free(type)).toEqual([]);
    expect((await desk.post(type, '10:00')).status).toBe(409);
    const [later] = await people({ agentbooking_min_hours_advance: 73 });
    expect((await desk.free(later))[0]).toBe('10:00 Ann,Bob');
    expect((await desk.post(later, '09:00')).status).toBe(409);
  });

  test('assignment: 0 asks for a name, 1 takes who is least booked that day, 2 goes round', async () => {
    const [named] = await people({ assignment: 0 });
    expect((await desk.post(named, '09:00')).status).toBe(400);
    expect((await desk.booked(named, '09:00', { agent_id: bob.id })).agent_id).toBe(bob.id);
    const [least] = await people({ assignment: 1 });
    await calendar.booked(ann, { start_date: monday('16:00'), end_date: monday('16:30') });
    const who = async (type: Row, times: string[]) => {
      const ids: number[] = [];
      for (const time of times) ids.push((await desk.booked(type, time)).bookedResourceId);
      return ids.map((id) => (id === ann.id ? 'Ann' : 'Bob')).join(' ');
    };
    expect(await who(least, ['09:00', '10:00', '11:00'])).toBe('Bob Ann Bob');
    const [turns] = await people({ assignment: 2 });
    await calendar.booked(ann, { start_date: monday('16:00'), end_date: monday('16:30') });
    await calendar.booked(bob, { start_date: monday('15:00'), end_date: monday('15:10') });
    expect(await who(turns, ['09:00', '10:00', '11:00', '13:00'])).toBe('Bob Ann Bob Ann');
  });

  test('max_per_day counts the bookings of each', async () => {
    const [type] = await people({ max_per_day: 1 });
    await desk.booked(type, '09:00', { agent_id: ann.id });
    expect((await desk.free(type))[0]).toBe('09:00 Bob');
    await desk.booked(type, '09:00');
    expect(await desk.free(type)).toEqual([]);
    expect((await desk.post(type, '11:00')).status).toBe(409);
  });

  test('whole days and custom slots', async () => {
    const [days] = await people({ duration_type: 1, duration_days: 2 });
    const row = await desk.booked(days, '00:00');
    expect(row).toMatchObject({
      allday: true,
      start_date_only: '2026-05-04T00:00:00',
      end_date_only: '2026-05-05T00:00:00',
    });
    const customslots = [{ name: 'Early', start_time: '09:00', end_time: '12:00:00' }];
    const [custom] = await people({ duration_type: 2, customslots });
    expect(await desk.free(custom)).toEqual(['09:00 Ann,Bob']);
    expect(await desk.booked(custom, '09:00')).toMatchObject({ end_date: '2026-05-04T12:00:00' });
    expect(custom.customslots[0]).toMatchObject({ name: 'Early', start_time: '09:00:00', end_time: '12:00:00' });
  });

  test('assets are booked by their type, and never twice', async () => {
    const type = await desk.bookingType({ assettype_id: 3 });
    const [red, blue] = [
      await calendar.thing('/Asset', { name: 'Red room', assettype_id: 3, bookable: true }),
      await calendar.thing('/Asset', { name: 'Blue room', assettype_id: 3 }),
    ];
    await calendar.thing('/Asset', { name: 'Store', assettype_id: 3, bookable: false });
    expect((await desk.free(type))[0]).toBe('09:00 Red room,Blue room');
    expect((await desk.free(type, { assets: String(blue.id) }))[0]).toBe('09:00 Blue room');
    expect(await desk.booked(type, '09:00', { asset_ids: [blue.id] })).toMatchObject({
      bookedResourceId: blue.id,
      asset_ids: [blue.id],
    });
    expect(await desk.booked(type, '09:00')).toMatchObject({ bookedResourceId: red.id });
    expect((await desk.post(type, '09:00')).status).toBe(409);
    const list = (query: string) => server.api('GET', `/BookingType${query}`);
    expect((await list('?type=1')).body.map((one: Row) => one.id)).toEqual([type.id]);
    expect((await list('?type=0')).body.map((one: Row) => one.id)).not.toContain(type.id);
  });

  test('questions that must be answered are', async () => {
    const [type] = await people({
      questions: [
        { label: 'Which floor?', required: true },
        { label: 'Lift?', type: 'choice', options: ['yes', 'no'] },
      ],
    });
    expect((await desk.post(type, '09:00')).status).toBe(400);
    expect(
      (
        await desk.post(type, '09:00', {
          booking_fields: [
            { id: 'q1', value: '3' },
            { id: 'q2', value: 'maybe' },
          ],
        })
      ).status,
    ).toBe(400);
    const row = await desk.booked(type, '09:00', {
      booking_fields: [
        { id: 'q1', value: '3' },
        { id: 'q2', value: 'yes' },
      ],
    });
    expect(row.note).toBe('Which floor?: 3\nLift?: yes');
  });

  test('an Idempotency-Key books once', async () => {
    const [type] = await people();
    const body = { bookingtype_id: type.id, start_date: monday('09:00') };
    const send = () => server.api('POST', '/Appointment/Booking', body, { headers: { 'idempotency-key': 'book-1' } });
    const [one, other] = [await send(), await send()];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.body).toEqual(one.body);
  });
});
