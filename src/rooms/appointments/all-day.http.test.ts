import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const day = (first: string, last = first) => ({ allday: true, start_date_only: first, end_date_only: last });
const midnight = (date: string) => `${date}T00:00:00`;

describe('an all-day row', () => {
  test.each([
    ['a plain day', 'Europe/Berlin', '2026-05-04', '2026-05-03T22:00:00', '2026-05-04T22:00:00', 24],
    ['the 23-hour day', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00', '2026-03-29T22:00:00', 23],
    ['the 25-hour day', 'Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00', '2026-10-25T23:00:00', 25],
    ['the 23-hour day', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00', '2026-03-09T04:00:00', 23],
    ['a day east of Greenwich', 'Asia/Kolkata', '2026-05-04', '2026-05-03T18:30:00', '2026-05-04T18:30:00', 24],
    [
      'a day whose midnight does not exist',
      'Asia/Beirut',
      '2026-03-29',
      '2026-03-28T22:00:00',
      '2026-03-29T21:00:00',
      23,
    ],
    [
      'a day by a Windows name',
      'W. Europe Standard Time',
      '2026-05-04',
      '2026-05-03T22:00:00',
      '2026-05-04T22:00:00',
      24,
    ],
    ['a day in the zone of the tenant', '', '2026-05-04', '2026-05-04T00:00:00', '2026-05-05T00:00:00', 24],
  ])('%s in %s', async (_name, timezone, date, start, end, hours) => {
    const agent = await calendar.person({ timezone });
    const made = await calendar.saved({ subject: 'Day', agent_id: agent.id, ...day(date) });
    expect(made).toMatchObject({
      allday: true,
      start_date: start,
      end_date: end,
      start_date_only: midnight(date),
      end_date_only: midnight(date),
      appointment_hours: hours,
      busy: true,
    });
    expect(await calendar.saved(made)).toEqual(made);
  });

  test('lasts to the end of its last day; the time of day of the _only dates does not matter', async () => {
    const agent = await calendar.person({ timezone: 'Europe/Berlin' });
    const dates = { start_date_only: '2026-05-04T13:00:00', end_date_only: '2026-05-06T23:59:59Z' };
    const made = await calendar.saved({ agent_id: agent.id, allday: true, ...dates });
    expect(made).toMatchObject({ start_date: '2026-05-03T22:00:00', end_date: '2026-05-06T22:00:00' });
    expect(made.end_date_only).toBe(midnight('2026-05-06'));
  });

  test('without civil dates takes the days of its instants in the zone of the agent', async () => {
    const agent = await calendar.person({ timezone: 'America/New_York' });
    const instants = { start_date: '2026-05-04T04:00:00Z', end_date: '2026-05-06T04:00:00Z' };
    const made = await calendar.saved({ agent_id: agent.id, allday: true, ...instants });
    expect(made).toMatchObject({ start_date: '2026-05-04T04:00:00', end_date: '2026-05-06T04:00:00' });
    expect(made.end_date_only).toBe(midnight('2026-05-05'));
  });

  test('is one day when no end is given, and needs a day', async () => {
    const agent = await calendar.person();
    const made = await calendar.saved({ agent_id: agent.id, allday: true, start_date_only: '2026-05-04' });
    expect(made.end_date).toBe(midnight('2026-05-05'));
    const none = await calendar.save({ agent_id: agent.id, allday: true });
    expect(none.status).toBe(400);
    expect(none.body.errors).toHaveProperty(['[0].start_date']);
  });

  test('ending before it starts, or lasting more than 366 days, is a 400', async () => {
    const agent = await calendar.person({ timezone: 'Europe/Berlin' });
    const status = async (first: string, last: string) =>
      (await calendar.save({ agent_id: agent.id, ...day(first, last) })).status;
    expect(await status('2026-05-04', '2026-05-03')).toBe(400);
    expect(await status('2026-01-01', '2027-01-02')).toBe(400);
    expect(await status('2026-01-01', '2027-01-01')).toBe(201);
  });

  test('moves by its civil dates, or by its instants, whichever changed', async () => {
    const agent = await calendar.person({ timezone: 'Europe/Berlin' });
    const made = await calendar.saved({ agent_id: agent.id, ...day('2026-05-04') });
    const byDates = await calendar.saved({ ...made, start_date_only: '2026-05-05', end_date_only: '2026-05-06' });
    expect(byDates).toMatchObject({ start_date: '2026-05-04T22:00:00', end_date: '2026-05-06T22:00:00' });
    const instants = { start_date: '2026-05-10T22:00:00', end_date: '2026-05-11T22:00:00' };
    const byInstants = await calendar.saved({ ...byDates, ...instants });
    expect(byInstants).toMatchObject({
      start_date_only: midnight('2026-05-11'),
      end_date_only: midnight('2026-05-11'),
    });
  });

  test('becomes a timed one and back', async () => {
    const agent = await calendar.person({ timezone: 'Europe/Berlin' });
    const made = await calendar.saved({ agent_id: agent.id, ...day('2026-05-04') });
    const timed = await calendar.saved({ id: made.id, allday: false, start_date: at('09:00'), end_date: at('10:00') });
    expect(timed).toMatchObject({ allday: false, start_date: at('09:00'), end_date: at('10:00') });
    expect(timed).not.toHaveProperty('start_date_only');
    const again = await calendar.saved({ id: made.id, allday: true });
    expect(again).toMatchObject({ start_date: '2026-05-03T22:00:00', end_date: '2026-05-04T22:00:00' });
  });

  test('keeps its civil dates when it goes to an agent in another zone', async () => {
    const berlin = await calendar.person({ timezone: 'Europe/Berlin' });
    const tokyo = await calendar.person({ timezone: 'Asia/Tokyo' });
    const made = await calendar.saved({ agent_id: berlin.id, ...day('2026-05-04') });
    for (const body of [
      { id: made.id, agent_id: tokyo.id },
      { ...made, agent_id: tokyo.id },
    ]) {
      const moved = await calendar.saved(body);
      expect(moved).toMatchObject({ start_date: '2026-05-03T15:00:00', end_date: '2026-05-04T15:00:00' });
      expect(moved.start_date_only).toBe(midnight('2026-05-04'));
      await calendar.saved({ id: made.id, agent_id: berlin.id });
    }
  });

  test('of several agents, given by instants, is the same days for all: those of the first agent', async () => {
    const berlin = await calendar.person({ timezone: 'Europe/Berlin' });
    const york = await calendar.person({ timezone: 'America/New_York' });
    const instants = { start_date: '2026-05-03T22:00:00', end_date: '2026-05-04T22:00:00' };
    await calendar.saved({ allday: true, ...instants, agents: [{ id: berlin.id }, { id: york.id }] });
    for (const { id } of [berlin, york]) {
      const [row] = await calendar.rows({ agents: id });
      expect(row).toMatchObject({ start_date_only: midnight('2026-05-04'), end_date_only: midnight('2026-05-04') });
    }
  });

  test('clashes from midnight to midnight of its agent', async () => {
    const agent = await calendar.person({ timezone: 'Europe/Berlin' });
    await calendar.saved({ agent_id: agent.id, ...day('2026-03-29') });
    const status = async (start: string, end: string) =>
      (await calendar.save({ agent_id: agent.id, start_date: start, end_date: end })).status;
    expect(await status('2026-03-28T22:00:00', '2026-03-28T23:00:00')).toBe(201);
    expect(await status('2026-03-29T21:59:00', '2026-03-29T23:00:00')).toBe(409);
    expect(await status('2026-03-29T22:00:00', '2026-03-29T23:00:00')).toBe(201);
  });
});
