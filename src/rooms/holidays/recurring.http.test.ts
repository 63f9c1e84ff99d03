import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { workerOf } from '../../../test/support/worker.ts';
import { DAY } from '../../kernel/time/units.ts';
import { UTC } from '../../kernel/time/zones.ts';
import { readClosed } from './closed-sql.ts';

/** Holidays and leave that recur. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let workday: number;
const present = Date.parse('2026-05-01T12:00:00Z');

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = present;
  on = leaveOf(server);
  workday = (await server.database.pool.query('select id from workday')).rows[0].id;
});
afterAll(() => server.close());

const detailed = async (id: string): Promise<Row> => (await on.read(id, undefined, '?includedetails=true')).body;

async function closedDays(from: string, to: string): Promise<string[]> {
  const agents = new Map([[1, { workdayIds: [workday], zone: UTC }]]);
  const window = { start: Date.parse(from), end: Date.parse(to) };
  const { publicHolidays } = await readClosed(server.database.pool, server.tenantId, { agents, window });
  return (publicHolidays.get(1) ?? []).map(({ start }) => new Date(start).toISOString().slice(0, 10));
}

describe('public holidays', () => {
  test('recur every year on their date, and move with it', async () => {
    const row = await on.saved({ name: 'Labour Day', workday_id: workday, date: '2026-05-01', isrecurring: true });
    expect(row).toMatchObject({ isrecurring: true, duration: 8.5 });
    expect((await detailed(row.id)).schedule).toMatchObject({
      type: 2,
      uniqueid: row.holid,
      rrule: 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1',
      subject: 'Labour Day',
    });
    expect(await closedDays('2027-04-01', '2029-04-01')).toEqual(['2027-05-01', '2028-05-01']);
    const moved = await on.saved({ ...(await detailed(row.id)), date: '2026-05-02', date_only: undefined });
    expect(moved.date).toBe('2026-05-02T00:00:00');
    expect(await closedDays('2027-04-01', '2028-06-01')).toEqual(['2027-05-02', '2028-05-02']);
    await on.saved({ id: row.id, isrecurring: false });
    expect(await closedDays('2027-04-01', '2028-06-01')).toEqual([]);
    expect(await detailed(row.id)).not.toHaveProperty('schedule');
    await on.remove(row.id);
  });

  test('recur by a rule, which includedetails shows and POST /Schedule may change', async () => {
    const schedule = { rrule: 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO' };
    const row = await on.saved({ name: 'Memorial Day', workday_id: workday, date: '2026-05-25', schedule });
    expect(row.isrecurring).toBe(true);
    expect(await closedDays('2027-01-01', '2029-01-01')).toEqual(['2027-05-31', '2028-05-29']);
    const shown = (await detailed(row.id)).schedule;
    const changed = await server.api('POST', '/Schedule', [{ id: shown.id, rrule: 'FREQ=YEARLY;BYMONTH=5;BYDAY=1MO' }]);
    expect(changed.status, changed.text).toBe(201);
    expect(await closedDays('2027-01-01', '2028-01-01')).toEqual(['2027-05-03']);
    const manager = await on.person({ role: 'manager' });
    const refused = await server.api('POST', '/Schedule', [{ id: shown.id, rrule: 'FREQ=DAILY' }], {
      token: manager.token,
    });
    expect(refused.status).toBe(403);
    await on.remove(row.id);
  });

  test.each([
    ['a rule that is none', { rrule: 'FREQ=NEVER' }],
    ['a rule that never occurs', { rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }],
    ['every second', { rrule: 'FREQ=SECONDLY' }],
    ['every hour of the day', { rrule: 'FREQ=DAILY;BYHOUR=1,2,3,4,5,6' }],
  ])('%s is 400, and named inside the holiday', async (_name, schedule) => {
    const answer = await on.save({ name: 'x', workday_id: workday, date: '2026-05-25', schedule });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual(['[0].schedule.rrule']);
  });
});

describe('leave', () => {
  const fridays = { name: 'Friday', date_only: '2026-05-01', schedule: { rrule: 'FREQ=WEEKLY;BYDAY=FR' } };
  const live = async (row: Row) => (await on.mirrors(row.id)).filter(({ deleted }) => !deleted);
  const dates = async (row: Row) => (await live(row)).map(({ start_date }) => start_date);

  test('is an appointment for each of its times up to the horizon', async () => {
    const ann = await on.person();
    const row = await on.asked(ann, fridays);
    const days = await dates(row);
    expect(days.slice(0, 3)).toEqual(['2026-05-01', '2026-05-08', '2026-05-15']);
    expect(days.at(-1)).toBe('2026-10-23');
    expect((await live(row)).some(({ busy }) => busy)).toBe(false);
    await on.saved({ id: row.id, _approve: true });
    expect((await live(row)).every(({ busy }) => busy)).toBe(true);
    expect(await dates(row)).toEqual(days);
    await on.remove(row.id);
    expect(await live(row)).toEqual([]);
  });

  test('follows a new rule; what was approved is asked for again', async () => {
    const ann = await on.person();
    const row = await on.approved(ann, fridays);
    const changed = await on.saved({ id: row.id, schedule: { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' } });
    expect(changed.approval_status).toBe(0);
    expect((await dates(row)).slice(0, 3)).toEqual(['2026-05-01', '2026-05-15', '2026-05-29']);
    const echoed = await on.saved({ ...(await detailed(row.id)), name: 'Every other' });
    expect((await dates(row)).slice(0, 3)).toEqual(['2026-05-01', '2026-05-15', '2026-05-29']);
    expect(echoed.name).toBe('Every other');
  });

  test('an occurrence that clashes keeps all of it from being approved', async () => {
    const ann = await on.person();
    await on.booked(ann, { start_date: '2026-06-05T09:00:00', end_date: '2026-06-05T10:00:00' });
    const row = await on.asked(ann, fridays);
    expect(row._warning).toContain('1 busy');
    expect((await on.save({ id: row.id, _approve: true })).status).toBe(409);
    expect((await on.saved({ id: row.id, _approve: true, _force: true })).approval_status).toBe(1);
  });

  test('counts each of its times for the allowance of its year', async () => {
    const ann = await on.person();
    await server.api('POST', '/HolidayAllowance', [{ agent_id: ann.id, year: 2026, allowance: 17 }]);
    const three = { ...fridays, schedule: { rrule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=3' } };
    const refused = await on.save({ ...three, agent_id: ann.id });
    expect(refused.body).toMatchObject({ code: 'allowance-exceeded', hours: 25.5 });
    await on.approved(ann, { ...three, schedule: { rrule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=2' } });
    const { body } = await server.api('GET', `/HolidayAllowance?agent_id=${ann.id}`);
    expect(body).toMatchObject([{ approved: 17, balance: 0 }]);
  });

  test('its schedule is not changed without it', async () => {
    const ann = await on.person();
    const row = await on.asked(ann, fridays);
    const { schedule } = await detailed(row.id);
    const answer = await server.api('POST', '/Schedule', [{ id: schedule.id, rrule: 'FREQ=DAILY' }]);
    expect(answer.status).toBe(409);
    expect(answer.body.Message).toContain(row.id);
  });

  test('the worker moves the horizon on, once, whatever has been put in its way', async () => {
    const ann: Person = await on.person();
    const row = await on.approved(ann, fridays);
    const before = await dates(row);
    await on.booked(ann, { start_date: '2026-11-06T09:00:00', end_date: '2026-11-06T10:00:00' });
    server.clock.now = present + 14 * DAY;
    const worker = workerOf(server);
    await worker.step();
    const after = await dates(row);
    expect(after).toEqual([...before, '2026-10-30', '2026-11-06']);
    expect((await live(row)).at(-1)).toMatchObject({ busy: true, forced: true });
    await worker.step();
    expect(await dates(row)).toEqual(after);
    server.clock.now = present;
  });
});
