import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookingOf, friday, monday } from '../../../test/support/booking.ts';
import type { Calendar, Person, Row, Values } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

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

describe('free times', () => {
  test('a slot is offered, booked once, and then offered no more', async () => {
    const [type] = await people();
    expect(await desk.free(type)).toHaveLength(8);
    const { body } = await desk.ask({ bookingtype_id: type.id, start_date: '2026-05-04', end_date: '2026-05-05' });
    expect(body[0]).toEqual({
      id: '2026-05-04T09:00:00/2026-05-04T10:00:00',
      startdate: '2026-05-04T09:00:00',
      enddate: '2026-05-04T10:00:00',
      resources: [
        { id: ann.id, name: 'Ann' },
        { id: bob.id, name: 'Bob' },
      ],
    });
    const first = await desk.booked(type, '09:00', {
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
    expect((await desk.free(type))[0]).toBe('09:00 Bob');
    expect((await desk.booked(type, '09:00')).bookedResourceId).toBe(bob.id);
    const refused = await desk.post(type, '09:00');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'slot-not-free' });
    expect(refused.body.alternatives).toHaveLength(5);
    expect(refused.body.alternatives[0].startdate).toBe('2026-05-04T10:00:00');
  });

  test('without a booking type, or with one that is not there, it is 404; over 92 days 400', async () => {
    const [type] = await people();
    for (const query of [{}, { bookingtype_id: 0 }, { bookingtype_id: 99_999 }]) {
      expect((await desk.ask(query as Values)).status).toBe(404);
    }
    const long = { bookingtype_id: type.id, start_date: '2026-05-04' };
    expect((await desk.ask({ ...long, end_date: '2026-08-04' })).status).toBe(200);
    expect((await desk.ask({ ...long, end_date: '2026-08-05' })).status).toBe(400);
    expect((await desk.ask({ ...long, end_date: '2026-05-03' })).status).toBe(400);
    const other = await otherTenant(server, 'not ours');
    const path = `/Appointment/Booking?bookingtype_id=${type.id}`;
    expect((await server.api('GET', path, undefined, { token: other.token })).status).toBe(404);
  });

  test('agents and team_id narrow it; who is excluded or disabled is booked by name, or not at all', async () => {
    const [type] = await people();
    expect((await desk.free(type, { agents: String(bob.id) }))[0]).toBe('09:00 Bob');
    expect((await desk.free(type, { agents: '0' }))[0]).toBe('09:00 Ann,Bob');
    const team = await calendar.thing('/Team', { name: 'Only Bob', members: [bob.id] });
    expect((await desk.free(type, { team_id: team.id }))[0]).toBe('09:00 Bob');
    const ofTeam = await desk.bookingType({ teams: [team.id] });
    expect((await desk.free(ofTeam))[0]).toBe('09:00 Bob');
    await calendar.thing('/Agent', { id: bob.id, excludefromresourcebooking: true });
    expect(await desk.free(ofTeam)).toEqual([]);
    expect((await desk.free(type))[0]).toBe('09:00 Ann,Bob');
    const open = await desk.bookingType({});
    expect((await desk.free(open))[0]).toContain('Ann');
    expect(await desk.free(open, { agents: String(bob.id) })).toEqual([]);
    await calendar.thing('/Agent', { id: bob.id, isdisabled: true });
    expect((await desk.free(type))[0]).toBe('09:00 Ann');
  });

  test('timezone and utcoffset say where a date without a suffix is', async () => {
    const [type] = await people({ duration_mins: 240 });
    const at = { start_date: '2026-05-04T05:00:00', end_date: '2026-05-04T12:00:00' };
    expect(await desk.free(type, at)).toEqual([]);
    expect(await desk.free(type, { ...at, timezone: 'America/New_York' })).toEqual(['09:00 Ann,Bob']);
    expect(await desk.free(type, { ...at, utcoffset: 240 })).toEqual(['09:00 Ann,Bob']);
    expect((await desk.ask({ bookingtype_id: type.id, timezone: 'Mars/Olympus' })).status).toBe(400);
  });

  test('busy appointments and their buffer are kept off; what is not busy is not', async () => {
    const [type] = await people({ duration_mins: 120, resourcebooking_buffer_minutes_before: 60 });
    await calendar.booked(ann, { start_date: monday('09:30'), end_date: monday('10:30') });
    await calendar.booked(bob, { start_date: monday('09:00'), end_date: monday('10:00'), agent_status: 0 });
    expect(await desk.free(type)).toEqual(['09:00 Bob', '11:00 Bob', '13:00 Ann,Bob', '15:00 Ann,Bob']);
  });

  test('leave is kept off, pending leave too; rejected leave is not', async () => {
    const [type] = await people({ duration_mins: 120 });
    const leave = leaveOf(server);
    const timed = { allday: false, date: monday('10:00'), end_date: monday('11:30') };
    const asked = await leave.asked(ann, timed);
    expect(await desk.free(type)).toEqual(['09:00 Bob', '11:00 Bob', '13:00 Ann,Bob', '15:00 Ann,Bob']);
    expect((await desk.post(type, '11:00', { agent_id: ann.id })).status).toBe(409);
    await leave.saved({ id: asked.id, _reject: true });
    expect((await desk.free(type))[0]).toBe('09:00 Ann,Bob');
    await leave.approved(bob);
    expect(await desk.free(type)).toEqual(['09:00 Ann', '11:00 Ann', '13:00 Ann', '15:00 Ann']);
    expect((await desk.post(type, '13:00', { agent_id: bob.id })).status).toBe(409);
  });

  test('a public holiday of the workday is kept off, and a half day of it', async () => {
    const [type] = await people({ duration_mins: 120 });
    const workday = await calendar.thing('/Workday', { name: 'Closed on that Monday' });
    await calendar.thing('/Agent', { id: ann.id, workday_id: workday.id });
    const holiday = await leaveOf(server).saved({ name: 'Feast', workday_id: workday.id, date_only: '2026-05-04' });
    expect(await desk.free(type)).toEqual(['09:00 Bob', '11:00 Bob', '13:00 Bob', '15:00 Bob']);
    expect((await desk.post(type, '13:00', { agent_id: ann.id })).status).toBe(409);
    const half = { allday: false, date: monday('13:00'), end_date: monday('23:00') };
    await leaveOf(server).saved({ id: holiday.id, ...half });
    expect(await desk.free(type)).toEqual(['09:00 Ann,Bob', '11:00 Ann,Bob', '13:00 Bob', '15:00 Bob']);
  });

  test('a shift takes the place of the whole day', async () => {
    const [type] = await people({ duration_mins: 120 });
    const shift = { subject: 'Late', agents: [{ id: ann.id }], shift_type_id: 1 };
    await calendar.saved({ ...shift, start_date: monday('16:00'), end_date: monday('20:00') });
    const bobs = ['09:00 Bob', '11:00 Bob', '13:00 Bob', '15:00 Bob'];
    expect(await desk.free(type)).toEqual([...bobs, '16:00 Ann', '18:00 Ann']);
    expect((await desk.post(type, '09:00', { agent_id: ann.id })).status).toBe(409);
    expect((await desk.booked(type, '18:00')).bookedResourceId).toBe(ann.id);
  });

  test('a slot is the same one, however small the window in which it is asked for', async () => {
    const [type] = await people({ duration_mins: 120 });
    // Sunday from 14:10 into Monday's hours: they count from there.
    const shift = { subject: 'Long', agents: [{ id: ann.id }], shift_type_id: 1 };
    await calendar.saved({ ...shift, start_date: '2026-05-03T14:10:00', end_date: monday('09:30') });
    const only = { agents: String(ann.id) };
    const late = ['12:10 Ann', '14:10 Ann'];
    expect(await desk.free(type, only)).toEqual(expect.arrayContaining(late));
    expect(await desk.free(type, { ...only, start_date: monday('12:00') })).toEqual(late);
    expect((await desk.post(type, '12:00', { agent_id: ann.id })).status).toBe(409);
    expect((await desk.booked(type, '12:10', { agent_id: ann.id })).bookedResourceId).toBe(ann.id);
  });

  test('tentative bookings keep their slot, too', async () => {
    const [type] = await people({ status_after_booking: 1, agents: undefined });
    const only = { agent_id: ann.id };
    expect(await desk.booked(type, '09:00', only)).toMatchObject({ open_appointment_status: 1, busy: false });
    expect((await desk.post(type, '09:00', only)).status).toBe(409);
    expect((await desk.free(type, { agents: String(ann.id) }))[0]).toBe('10:00 Ann');
  });
});
