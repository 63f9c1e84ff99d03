import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import { bookSlot } from './book-sql.ts';
import { customerElement, customerScope } from './customer-rules.ts';
import { forgetExpiredHolds, heldBy, placeHold, releaseHold } from './hold-sql.ts';
import { untilSettled } from './place-sql.ts';
import { bookingBySecret, cancelBooking, moveBooking } from './secret-sql.ts';
import { bookingTypeById } from './type-sql.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let ann: Person;
let bob: Person;
const now = Date.parse('2026-05-01T08:00:00Z');

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = now;
  calendar = calendarOf(server);
});
afterAll(() => server.close());

async function people(values: Values = {}): Promise<[Row, Person, Person]> {
  ann = await calendar.person({ name: 'Ann' });
  bob = await calendar.person({ name: 'Bob' });
  return [await bookingType({ agents: [ann.id, bob.id], ...values }), ann, bob];
}

const bookingType = (values: Values) => calendar.thing('/BookingType', { name: 'Visit', ...values });
const monday = (time: string) => `2026-05-04T${time}:00`;
const instant = (time: string) => Date.parse(`${monday(time)}Z`);

const ask = (query: Values) => server.api('GET', `/Appointment/Booking?${new URLSearchParams(query as never)}`);
/** `09:00 2,3`: the free times of Monday, and who is free. */
async function free(type: Row, query: Values = {}): Promise<string[]> {
  const answer = await ask({ bookingtype_id: type.id, start_date: '2026-05-04', end_date: '2026-05-05', ...query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body.map(
    (slot: Row) => `${slot.startdate.slice(11, 16)} ${slot.resources.map((one: Row) => one.name).join(',')}`,
  );
}
const post = (type: Row, time: string, values: Values = {}) =>
  server.api('POST', '/Appointment/Booking', { bookingtype_id: type.id, start_date: monday(time), ...values });
async function booked(type: Row, time: string, values: Values = {}): Promise<Row> {
  const answer = await post(type, time, values);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

describe('free times', () => {
  test('a slot is offered, booked once, and then offered no more', async () => {
    const [type] = await people();
    expect(await free(type)).toHaveLength(8);
    const { body } = await ask({ bookingtype_id: type.id, start_date: '2026-05-04', end_date: '2026-05-05' });
    expect(body[0]).toEqual({
      id: '2026-05-04T09:00:00/2026-05-04T10:00:00',
      startdate: '2026-05-04T09:00:00',
      enddate: '2026-05-04T10:00:00',
      resources: [
        { id: ann.id, name: 'Ann' },
        { id: bob.id, name: 'Bob' },
      ],
    });
    const first = await booked(type, '09:00', {
      booking_name: 'Jo',
      booking_email: 'jo@x.example',
      booking_phonenumber: '7',
    });
    expect(first).toMatchObject({
      subject: 'Visit: Jo',
      agent_id: ann.id,
      bookedResourceId: ann.id,
      busy: true,
      resource_booking_type: type.id,
      resource_booking_timeslot: '2026-05-04T09:00:00',
      booking_name: 'Jo',
      booking_email: 'jo@x.example',
      booking_phonenumber: '7',
      appointment_hours: 1,
      appointment_work_hours: 1,
    });
    const { bookedResourceId, booking_secret, ...row } = first;
    expect(await calendar.row(first.id)).toEqual(row);
    expect((await free(type))[0]).toBe('09:00 Bob');
    expect((await booked(type, '09:00')).bookedResourceId).toBe(bob.id);
    const refused = await post(type, '09:00');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'slot-not-free' });
    expect(refused.body.alternatives).toHaveLength(5);
    expect(refused.body.alternatives[0].startdate).toBe('2026-05-04T10:00:00');
  });

  test('without a booking type, or with one that is not there, it is 404; over 92 days 400', async () => {
    const [type] = await people();
    for (const query of [{}, { bookingtype_id: 0 }, { bookingtype_id: 99_999 }]) {
      expect((await ask(query as Values)).status).toBe(404);
    }
    const long = { bookingtype_id: type.id, start_date: '2026-05-04' };
    expect((await ask({ ...long, end_date: '2026-08-04' })).status).toBe(200);
    expect((await ask({ ...long, end_date: '2026-08-05' })).status).toBe(400);
    expect((await ask({ ...long, end_date: '2026-05-03' })).status).toBe(400);
    const other = await otherTenant(server, 'not ours');
    const path = `/Appointment/Booking?bookingtype_id=${type.id}`;
    expect((await server.api('GET', path, undefined, { token: other.token })).status).toBe(404);
  });

  test('agents and team_id narrow it; who is excluded or disabled is booked by name, or not at all', async () => {
    const [type] = await people();
    expect((await free(type, { agents: String(bob.id) }))[0]).toBe('09:00 Bob');
    expect((await free(type, { agents: '0' }))[0]).toBe('09:00 Ann,Bob');
    const team = await calendar.thing('/Team', { name: 'Only Bob', members: [bob.id] });
    expect((await free(type, { team_id: team.id }))[0]).toBe('09:00 Bob');
    const ofTeam = await bookingType({ teams: [team.id] });
    expect((await free(ofTeam))[0]).toBe('09:00 Bob');
    await calendar.thing('/Agent', { id: bob.id, excludefromresourcebooking: true });
    expect(await free(ofTeam)).toEqual([]);
    expect((await free(type))[0]).toBe('09:00 Ann,Bob');
    const open = await bookingType({});
    expect((await free(open))[0]).toContain('Ann');
    expect(await free(open, { agents: String(bob.id) })).toEqual([]);
    await calendar.thing('/Agent', { id: bob.id, isdisabled: true });
    expect((await free(type))[0]).toBe('09:00 Ann');
  });

  test('timezone and utcoffset say where a date without a suffix is', async () => {
    const [type] = await people({ duration_mins: 240 });
    const at = { start_date: '2026-05-04T05:00:00', end_date: '2026-05-04T12:00:00' };
    expect(await free(type, at)).toEqual([]);
    expect(await free(type, { ...at, timezone: 'America/New_York' })).toEqual(['09:00 Ann,Bob']);
    expect(await free(type, { ...at, utcoffset: 240 })).toEqual(['09:00 Ann,Bob']);
    expect((await ask({ bookingtype_id: type.id, timezone: 'Mars/Olympus' })).status).toBe(400);
  });

  test('appointments, leave (pending too), public holidays and shifts are kept off', async () => {
    const [type] = await people({ duration_mins: 120, resourcebooking_buffer_minutes_before: 60 });
    await calendar.booked(ann, { start_date: monday('09:30'), end_date: monday('10:30') });
    await calendar.booked(bob, { start_date: monday('09:00'), end_date: monday('10:00'), agent_status: 0 });
    expect(await free(type)).toEqual(['09:00 Bob', '11:00 Bob', '13:00 Ann,Bob', '15:00 Ann,Bob']);
  });

  test('tentative bookings keep their slot, too', async () => {
    const [type] = await people({ status_after_booking: 1, agents: undefined });
    const only = { agent_id: ann.id };
    expect(await booked(type, '09:00', only)).toMatchObject({ open_appointment_status: 1, busy: false });
    expect((await post(type, '09:00', only)).status).toBe(409);
    expect((await free(type, { agents: String(ann.id) }))[0]).toBe('10:00 Ann');
  });
});

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
    expect((await post(type, '11:00', { end_date: monday('12:30') })).status).toBe(409);
    expect((await post(type, '11:00', { end_date: monday('12:00') })).status).toBe(201);
  });

  test.each(['09:30', '08:00', '17:00', '12:15'])('%s was never offered and is refused', async (time) => {
    const [type] = await people();
    const answer = await post(type, time);
    expect(answer.status).toBe(409);
    expect(answer.body.alternatives).toHaveLength(5);
  });

  test('notice and horizon bind bookings as they bind offers', async () => {
    const [type] = await people({ agentbooking_min_hours_advance: 73, agentbooking_max_days_advance: 3 });
    expect(await free(type)).toEqual([]);
    expect((await post(type, '10:00')).status).toBe(409);
    const [later] = await people({ agentbooking_min_hours_advance: 73 });
    expect((await free(later))[0]).toBe('10:00 Ann,Bob');
    expect((await post(later, '09:00')).status).toBe(409);
  });

  test('assignment: 0 asks for a name, 1 takes who is least booked that day, 2 goes round', async () => {
    const [named] = await people({ assignment: 0 });
    expect((await post(named, '09:00')).status).toBe(400);
    expect((await booked(named, '09:00', { agent_id: bob.id })).agent_id).toBe(bob.id);
    const [least] = await people({ assignment: 1 });
    await calendar.booked(ann, { start_date: monday('16:00'), end_date: monday('16:30') });
    const who = async (type: Row, times: string[]) => {
      const ids: number[] = [];
      for (const time of times) ids.push((await booked(type, time)).bookedResourceId);
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
    await booked(type, '09:00', { agent_id: ann.id });
    expect((await free(type))[0]).toBe('09:00 Bob');
    await booked(type, '09:00');
    expect(await free(type)).toEqual([]);
    expect((await post(type, '11:00')).status).toBe(409);
  });

  test('whole days and custom slots', async () => {
    const [days] = await people({ duration_type: 1, duration_days: 2 });
    const row = await booked(days, '00:00');
    expect(row).toMatchObject({
      allday: true,
      start_date_only: '2026-05-04T00:00:00',
      end_date_only: '2026-05-05T00:00:00',
    });
    const customslots = [{ name: 'Early', start_time: '09:00', end_time: '12:00:00' }];
    const [custom] = await people({ duration_type: 2, customslots });
    expect(await free(custom)).toEqual(['09:00 Ann,Bob']);
    expect(await booked(custom, '09:00')).toMatchObject({ end_date: '2026-05-04T12:00:00' });
    expect(custom.customslots[0]).toMatchObject({ name: 'Early', start_time: '09:00:00', end_time: '12:00:00' });
  });

  test('assets are booked by their type, and never twice', async () => {
    const type = await bookingType({ assettype_id: 3 });
    const [red, blue] = [
      await calendar.thing('/Asset', { name: 'Red room', assettype_id: 3, bookable: true }),
      await calendar.thing('/Asset', { name: 'Blue room', assettype_id: 3 }),
    ];
    await calendar.thing('/Asset', { name: 'Store', assettype_id: 3, bookable: false });
    expect((await free(type))[0]).toBe('09:00 Red room,Blue room');
    expect((await free(type, { assets: String(blue.id) }))[0]).toBe('09:00 Blue room');
    expect(await booked(type, '09:00', { asset_ids: [blue.id] })).toMatchObject({
      bookedResourceId: blue.id,
      asset_ids: [blue.id],
    });
    expect(await booked(type, '09:00')).toMatchObject({ bookedResourceId: red.id });
    expect((await post(type, '09:00')).status).toBe(409);
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
    expect((await post(type, '09:00')).status).toBe(400);
    expect(
      (
        await post(type, '09:00', {
          booking_fields: [
            { id: 'q1', value: '3' },
            { id: 'q2', value: 'maybe' },
          ],
        })
      ).status,
    ).toBe(400);
    const row = await booked(type, '09:00', {
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
    expect((await free(row))[0]).toBe('10:00 Ann');
    await expect(hold('theirs')).rejects.toMatchObject({ code: 'slot-not-free' });
    expect((await post(row, '09:00')).status).toBe(409);
    // Moving a hold lets the old slot go.
    await hold('mine', instant('10:00'));
    expect((await free(row))[0]).toBe('09:00 Ann');
    expect(await heldBy(server.database.pool, server.tenantId, 'mine', now)).toMatchObject({ bookingTypeId: row.id });
    expect((await post(row, '10:00', { _hold: 'mine' })).status).toBe(201);
    expect(await heldBy(server.database.pool, server.tenantId, 'mine', now)).toBeUndefined();
    await hold('again', instant('11:00'));
    await releaseHold(server.database.pool, server.tenantId, 'again');
    await hold('late', instant('11:00'));
    server.clock.now = now + 600_000;
    expect(await free(row)).toContain('11:00 Ann');
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
    expect((await free(row)).filter((one) => one === '11:00 Ann' || one === '11:00 Bob')).toHaveLength(1);
  });

  async function bookOnly(row: Row, person: Person): Promise<void> {
    await calendar.thing('/BookingType', { id: row.id, agents: [person.id] });
  }
});

describe('who could take a job', () => {
  test('skills first, then the earliest start, then the load of the day, with reasons', async () => {
    const [, first, second] = await people();
    const third = await calendar.person({ name: 'Cem' });
    await calendar.thing('/Agent', { id: first.id, skills: ['Heating'] });
    await calendar.thing('/Agent', { id: second.id, skills: ['heating', 'Gas'] });
    await calendar.booked(second, { start_date: monday('09:00'), end_date: monday('11:00') });
    await calendar.booked(third, { start_date: monday('15:00'), end_date: monday('16:00') });
    const agents = `agents=${first.id},${second.id},${third.id}`;
    const ask = (query: string) =>
      server.api('GET', `/Agent/Free?${agents}&start_date=2026-05-04&end_date=2026-05-05&${query}`);
    const names = async (query: string) => (await ask(query)).body.map((one: Row) => one.agent_name).join(' ');
    expect(await names('duration_hours=2')).toBe('Ann Cem Bob');
    expect(await names('duration_hours=2&skills=heating,gas')).toBe('Bob Ann Cem');
    expect(await names('duration_hours=8')).toBe('Ann');
    expect((await ask('duration_hours=2&skills=heating,gas')).body[0]).toEqual({
      agent_id: second.id,
      agent_name: 'Bob',
      start_date: monday('11:00'),
      end_date: monday('13:00'),
      load_hours: 2,
      work_hours: 8.5,
      skills: ['heating', 'gas'],
      missing_skills: [],
      reasons: ['Has 2 of 2 skills', 'Free from 2026-05-04T11:00:00+00:00', '2 of 8.5 hours of that day are taken'],
    });
    expect((await ask('duration_hours=0')).status).toBe(400);
    const team = await calendar.thing('/Team', { name: 'Jobs', members: [third.id] });
    const ofTeam = await server.api('GET', `/Agent/Free?team_id=${team.id}&start_date=2026-05-04T00:00:00Z`);
    expect(ofTeam.body.map((one: Row) => one.agent_name)).toEqual(['Cem']);
  });
});
