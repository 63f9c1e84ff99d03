import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { type TimesheetDesk, timesheetDesk } from '../../../test/support/timesheet.ts';

let server: TestServer;
let calendar: TimesheetDesk['calendar'];
let sheet: TimesheetDesk['sheet'];
let boss: Person;
let workday: TimesheetDesk['workday'];
let worker: TimesheetDesk['worker'];
let log: TimesheetDesk['log'];

beforeAll(async () => {
  server = await startTestServer();
  ({ calendar, sheet, boss, workday, worker, log } = await timesheetDesk(server));
});
afterAll(() => server.close());

describe('the figures of a day', () => {
  test('by the formulas of the contract', async () => {
    const ann = await worker({ colour: '#123456' });
    await log(ann, at('09:00'), at('12:00'), { charge_rate: 1, traveltime: 0.5 });
    await log(ann, at('12:00'), at('12:30'), { event_type: 1, break_type: 2, break_note: 'lunch' });
    await log(ann, at('12:30'), at('15:00'));
    const day = await sheet.day(ann, '2026-05-04T00:00:00.000Z');
    expect(day).toMatchObject({
      agent_id: ann.id,
      agent_name: ann.name,
      colour: '#123456',
      date: '2026-05-04T00:00:00',
      target_hours: 8,
      actual_hours: 6,
      break_hours: 0.5,
      allowed_break_hours: 0.5,
      unlogged_hours: 2,
      percentage: 75,
      chargeable_hours: 3.5,
      work_hours: 5.5,
      estimated_start_time: at('09:00'),
      estimated_end_time: at('15:00'),
      workdayid: workday.id,
      timesheet_manager: boss.id,
      enableshifts: false,
      forecasting_hours: 8,
      automatic_break_hours: 0,
      _canupdate: true,
    });
    expect(day.id).toBeGreaterThan(0);
    expect(day.events.map((event: Row) => [event.event_type, event.timetaken])).toEqual([
      [0, 3],
      [1, 0.5],
      [0, 2.5],
    ]);
  });

  test('without a row or an event the day is there with id 0', async () => {
    const ann = await worker();
    const day = await sheet.day(ann, '2026-05-04');
    expect(day).toMatchObject({ id: 0, target_hours: 8, unlogged_hours: 8, percentage: 0, work_hours: 0, events: [] });
    expect(day).toMatchObject({ estimated_start_time: at('09:00'), estimated_end_time: at('17:30') });
    const sunday = await sheet.day(ann, '2026-05-03');
    expect(sunday).toMatchObject({ target_hours: 0, percentage: 0, allowed_break_hours: 0 });
    expect(sunday.estimated_start_time).toBeUndefined();
    await log(ann, '2026-05-03T10:00:00', '2026-05-03T11:00:00');
    expect(await sheet.day(ann, '2026-05-03')).toMatchObject({ percentage: 100, unlogged_hours: 0 });
  });

  test('an entry over midnight counts to each day its part, in the zone of the agent', async () => {
    const ann = await worker({ timezone: 'America/New_York' });
    // 22:00 to 02:00 in New York, two of its four hours taken.
    await log(ann, '2026-05-05T02:00:00', '2026-05-05T06:00:00', { timetaken: 2 });
    expect(await sheet.day(ann, '2026-05-04')).toMatchObject({
      actual_hours: 1,
      estimated_end_time: '2026-05-05T04:00:00',
    });
    expect(await sheet.day(ann, '2026-05-05')).toMatchObject({ actual_hours: 1 });
    // The reading is cut by utcoffset or timezone; target and row stay those of the agent's day.
    const read = await sheet.day(ann, '2026-05-05', { utcoffset: 0 });
    expect(read).toMatchObject({ actual_hours: 2, target_hours: 8 });
    expect(await sheet.day(ann, '2026-05-05', { timezone: 'UTC' })).toMatchObject({ actual_hours: 2 });
    expect(await sheet.day(ann, '2026-05-05', { timezone: 'Asia/Tokyo', utcoffset: 240 })).toMatchObject({
      actual_hours: 2,
    });
    expect(await sheet.day(ann, '2026-05-04', { utcoffset: 300 })).toMatchObject({ actual_hours: 1.5 });
    expect((await sheet.ask('/Timesheet/0', { agent_id: ann.id, timezone: 'Nowhere' })).status).toBe(400);
  });

  test('days of 23 and 25 hours', async () => {
    const ann = await worker({ timezone: 'Europe/Berlin' });
    await log(ann, '2026-03-28T20:00:00', '2026-03-29T20:00:00');
    expect(await sheet.day(ann, '2026-03-28')).toMatchObject({ actual_hours: 3 });
    expect(await sheet.day(ann, '2026-03-29')).toMatchObject({ actual_hours: 21 });
    await log(ann, '2026-10-24T22:00:00', '2026-10-25T22:00:00');
    expect(await sheet.day(ann, '2026-10-25')).toMatchObject({ actual_hours: 24 });
    await log(ann, '2026-10-25T22:00:00', '2026-10-25T23:00:00');
    expect(await sheet.day(ann, '2026-10-25')).toMatchObject({ actual_hours: 25 });
  });

  test('public holidays, half-day leave and shifts change the target; holidays and appointments are rows', async () => {
    const ann = await worker();
    const holiday = await calendar.thing('/Holiday', {
      name: 'May Day',
      workday_id: workday.id,
      date_only: '2026-05-08',
    });
    const leave = await calendar.thing('/Holiday', {
      name: 'Dentist',
      agent_id: ann.id,
      date: '2026-05-07T09:00:00',
      end_date: '2026-05-07T12:00:00',
      holiday_type: 1,
    });
    expect(await sheet.day(ann, '2026-05-07')).toMatchObject({ target_hours: 8, events: [] });
    await calendar.thing('/Holiday', { id: leave.id, _approve: true });
    const half = await sheet.day(ann, '2026-05-07');
    expect(half.target_hours).toBe(5);
    expect(half.events).toMatchObject([
      { id: 0, event_type: 3, subject: 'Dentist', holiday_id: leave.holid, is_all_day: false },
    ]);
    const off = await sheet.day(ann, '2026-05-08');
    expect(off).toMatchObject({ target_hours: 0, percentage: 0 });
    expect(off.events).toMatchObject([{ event_type: 3, holiday_id: holiday.holid, is_all_day: true }]);
    const visit = await calendar.booked(ann, {
      start_date: at('10:00', '2026-05-06'),
      end_date: at('11:00', '2026-05-06'),
    });
    await calendar.saved({
      subject: 'Duty',
      shift_type_id: 1,
      agent_id: ann.id,
      start_date: at('06:00', '2026-05-06'),
      end_date: at('10:00', '2026-05-06'),
    });
    const shift = await sheet.day(ann, '2026-05-06');
    expect(shift).toMatchObject({ target_hours: 4, enableshifts: true, actual_hours: 0 });
    expect(shift.events).toMatchObject([
      { event_type: 2, id: 0, appointment_id: visit.id, subject: 'Visit', timetaken: 1 },
    ]);
  });

  test('hours that changed from a day on leave the days before as they were', async () => {
    const own = await calendar.thing('/Workday', { name: 'Own', start: '09:00', end: '17:00' });
    const ann = await worker();
    await calendar.thing('/Agent', { id: ann.id, workday_id: own.id, workday_valid_from: '2026-05-06' });
    await calendar.thing('/Workday', { id: own.id, start: '09:00', end: '13:00', valid_from: '2026-05-11' });
    const days = await sheet.get('/Timesheet', {
      agent_id: ann.id,
      start_date: '2026-05-05',
      end_date: '2026-05-11',
      showalldates: true,
    });
    expect(days.map((day: Row) => day.target_hours)).toEqual([8, 8, 8, 8, 0, 0, 4]);
    expect(days.map((day: Row) => day.allowed_break_hours)).toEqual([0.5, 0, 0, 0, 0, 0, 0]);
  });

  test('start_time and end_time of the row decide about work, when both are there', async () => {
    const ann = await worker();
    await log(ann, at('09:00'), at('10:00'));
    await server.database.pool.query(
      `update timesheet set start_time = '2026-05-04T08:00:00Z', end_time = '2026-05-04T16:00:00Z', note = 'n' where agent_id = $1`,
      [ann.id],
    );
    const day = await sheet.day(ann, '2026-05-04');
    expect(day).toMatchObject({ work_hours: 8, start_time: at('08:00'), end_time: at('16:00'), note: 'n' });
    const { id } = day;
    expect(await sheet.get(`/Timesheet/${id}`)).toEqual(day);
    expect(await sheet.get(`/Timesheet/${id}`, { agent_id: ann.id, date: '2026-05-05' })).toMatchObject({
      id: 0,
      date: '2026-05-05T00:00:00',
    });
  });

  test('the lookup says which rates are chargeable', async () => {
    const ann = await worker();
    const free = await calendar.thing('/Lookup', { lookupid: 17, name: 'Contract', value9: 'false' });
    await calendar.thing('/Lookup', { lookupid: 17, id: 0, value9: '1' });
    await log(ann, at('09:00'), at('10:00'), { charge_rate: free.id });
    await log(ann, at('10:00'), at('12:00'), { charge_rate: 0 });
    await log(ann, at('12:00'), at('16:00'), { charge_rate: 77 });
    const day = await sheet.day(ann, '2026-05-04');
    expect(day.chargeable_hours).toBe(6);
    expect(day.events.map((event: Row) => event.chargeable)).toEqual([false, true, true]);
    const [row] = await sheet.get('/Timesheet', { agent_id: ann.id, date: '2026-05-04' });
    expect(row.chargeable_hours).toBe(6);
    await calendar.thing('/Lookup', { lookupid: 17, id: 0, value9: null });
  });
});

test('a private appointment is masked for others, as a row and as recorded time', async () => {
  const ann = await worker();
  const visit = await calendar.booked(ann, { subject: 'Doctor', is_private: true }, ann);
  const [masked] = (await sheet.day(ann, '2026-05-04', {}, boss)).events;
  expect(masked).toMatchObject({ subject: 'Private', is_private: true, start_date: at('09:00') });
  expect((await sheet.day(ann, '2026-05-04', {}, ann)).events).toMatchObject([{ subject: 'Doctor' }]);
  await calendar.saved({ id: visit.id, complete_status: 0, complete_timetaken: 1, complete_note: 'secret' }, ann);
  const day = await sheet.day(ann, '2026-05-04', {}, boss);
  expect(day.actual_hours).toBe(1);
  expect(day.events).toMatchObject([{ subject: 'Private', timetaken: 1 }]);
  expect(JSON.stringify(day)).not.toMatch(/secret|Doctor/);
  const list = await sheet.ask('/TimesheetEvent', { agent_id: ann.id }, boss);
  expect(list.text).not.toMatch(/secret|Doctor/);
  const [{ id }] = (await sheet.day(ann, '2026-05-04', {}, ann)).events;
  expect((await sheet.get('/Change', { entity: 'timesheet_event', id }, boss)).record_count).toBe(0);
  expect((await sheet.get('/Change', { entity: 'timesheet_event', id }, ann)).record_count).toBe(1);
});

describe('what a tenant says of time', () => {
  const say = (settings: object) => server.api('POST', '/TimesheetSettings', settings);

  test('work is rounded per entry when it is saved; a round value stays', async () => {
    const ann = await worker();
    expect((await say({ rounding_minutes: 15, rounding_mode: 'up' })).body).toEqual({
      rounding_minutes: 15,
      rounding_mode: 'up',
      rounding_per: 'entry',
      automatic_breaks: [],
    });
    const row = await log(ann, at('09:00'), at('10:05'));
    expect(row).toMatchObject({ timetaken: 1.25, end_date: at('10:05') });
    expect(await sheet.logged({ ...row, note: 'echo' })).toMatchObject({ timetaken: 1.25 });
    expect((await log(ann, at('11:00'), at('11:05'), { event_type: 1 })).timetaken).toBeCloseTo(1 / 12, 9);
    await say({ rounding_mode: 'down' });
    expect(await log(ann, at('12:00'), at('12:29'))).toMatchObject({ timetaken: 0.25 });
    await say({ rounding_mode: 'nearest' });
    expect(await log(ann, at('13:00'), at('13:22'))).toMatchObject({ timetaken: 0.25 });
    await say({ rounding_per: 'day', rounding_minutes: 60 });
    expect(await log(ann, at('14:00'), at('14:20'))).toMatchObject({ timetaken: 1 / 3 });
    expect(await sheet.day(ann, '2026-05-04')).toMatchObject({ actual_hours: 2 });
    expect((await sheet.get('/TimesheetSettings')).rounding_per).toBe('day');
    await say({ rounding_minutes: 0, rounding_mode: null, rounding_per: null });
  });

  test('breaks that nobody recorded are taken off after so many hours', async () => {
    const ann = await worker();
    await say({
      automatic_breaks: [
        { after_hours: 6, break_minutes: 30 },
        { after_hours: 9, break_minutes: 45 },
      ],
    });
    await log(ann, at('08:00'), at('14:00'));
    expect(await sheet.day(ann, '2026-05-04')).toMatchObject({ actual_hours: 6, break_hours: 0, work_hours: 6 });
    await log(ann, at('14:00'), at('15:00'));
    expect(await sheet.day(ann, '2026-05-04')).toMatchObject({
      actual_hours: 6.5,
      break_hours: 0.5,
      automatic_break_hours: 0.5,
      work_hours: 6.5,
    });
    await log(ann, at('15:00'), at('15:15'), { event_type: 1 });
    const [row] = await sheet.get('/Timesheet', { agent_id: ann.id, date: '2026-05-04' });
    expect(row).toMatchObject({ actual_hours: 6.75, break_hours: 0.5, automatic_break_hours: 0.25 });
    expect((await say({ automatic_breaks: [{ after_hours: 6 }] })).status).toBe(400);
    expect((await say({ rounding_mode: 'sideways' })).status).toBe(400);
    await say({ automatic_breaks: null });
    expect(await sheet.day(ann, '2026-05-04')).toMatchObject({ actual_hours: 7, break_hours: 0.25 });
  });
});

test('days that are asked for at the same time are each as their reader sees them', async () => {
  const ann = await worker();
  const bob = await worker({ timezone: 'America/New_York' });
  const secret = { subject: 'Doctor', is_private: true, complete_status: 0, complete_timetaken: 1 };
  await calendar.booked(ann, secret, ann);
  await calendar.booked(
    ann,
    { subject: 'Dentist', is_private: true, start_date: at('11:00'), end_date: at('12:00') },
    ann,
  );
  await log(bob, '2026-05-04T13:00:00', '2026-05-04T15:30:00');
  await log(bob, '2026-05-05T03:30:00', '2026-05-05T04:30:00');
  const asked: [Person, string, Values, Person][] = [
    [ann, '2026-05-04', {}, ann],
    [ann, '2026-05-04', {}, boss],
    [ann, '2026-05-05', {}, ann],
    [bob, '2026-05-04', {}, boss],
    [bob, '2026-05-04', { timezone: 'UTC' }, bob],
    [bob, '2026-05-05', {}, boss],
  ];
  const ask = ([whose, day, query, by]: (typeof asked)[number]) => sheet.day(whose, day, query, by);
  const alone = [];
  for (const one of asked) alone.push(await ask(one));
  expect(await Promise.all([...asked, ...asked].map(ask))).toEqual([...alone, ...alone]);
  expect(alone.map((day) => day.events.map((event: Row) => event.subject))).toEqual([
    ['Doctor', 'Dentist'],
    ['Private', 'Private'],
    [],
    ['x', 'x'],
    ['x'],
    ['x'],
  ]);
});
