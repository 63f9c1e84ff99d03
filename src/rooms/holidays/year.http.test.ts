import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let workday: Row;
let ann: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-01T08:00:00Z');
  calendar = calendarOf(server);
  workday = await calendar.thing('/Workday', { name: 'Athens', timezone: 'Europe/Athens' });
  ann = await calendar.person({ name: 'Ann', timezone: 'Europe/Athens' });
  await calendar.thing('/Agent', { id: ann.id, workday_id: workday.id });
  await calendar.person({ name: 'Elsewhere' });
});
afterAll(() => server.close());

const year = async (query: string): Promise<Row[]> => {
  const answer = await server.api('GET', `/Holiday/Year?locale=en-GB&workday_id=${workday.id}&${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

test('a year with whole and half days, how many have them, and what falls on them', async () => {
  await calendar.thing('/Holiday', { name: 'Day', workday_id: workday.id, date_only: '2026-11-20' });
  const half = { date: '2026-11-23T11:00:00Z', end_date: '2026-11-23T16:00:00Z', allday: false };
  await calendar.thing('/Holiday', { name: 'Half', workday_id: workday.id, ...half });
  await calendar.booked(ann, { subject: 'Visit', start_date: '2026-11-20T10:00:00', end_date: '2026-11-20T11:00:00' });
  await calendar.booked(ann, {
    subject: 'Morning',
    start_date: '2026-11-23T08:00:00',
    end_date: '2026-11-23T09:00:00',
  });
  const shift = { shift_type_id: 1, _force: true, start_date: '2026-11-23T06:00:00', end_date: '2026-11-23T15:00:00' };
  await calendar.saved({ subject: 'Late', agent_id: ann.id, ...shift });
  const seen = await year('year=2026');
  expect(seen).toMatchObject([
    { name: 'Day', date: '2026-11-20', label: 'Fri 20 Nov', days: 1, agents: 1, shifts: 0, appointments: 1 },
    { name: 'Half', half: ['13:00', '18:00'], agents: 1, shifts: 1, appointments: 0, planned: [{ subject: 'Late' }] },
  ]);
  expect(seen[0]?.planned).toMatchObject([{ subject: 'Visit', agent_name: 'Ann' }]);
  expect(await year('year=2027')).toEqual([]);
});

test('what recurs is in each year', async () => {
  await calendar.thing('/Holiday', { name: 'Ohi', workday_id: workday.id, date_only: '2026-10-28', isrecurring: true });
  expect(await year('year=2027')).toMatchObject([{ name: 'Ohi', date: '2027-10-28', recurring: true, loaded: false }]);
});

test('the same of one that is not saved', async () => {
  const draft = { name: 'New', workday_id: workday.id, date_only: '2026-11-20' };
  const answer = await server.api('POST', '/Holiday/Preview?locale=en-GB', draft);
  expect(answer.body).toMatchObject({ id: '', name: 'New', label: 'Fri 20 Nov', agents: 1, appointments: 1 });
  expect((await year('year=2026')).map(({ name }) => name)).not.toContain('New');
  expect((await server.api('POST', '/Holiday/Preview', { ...draft, workday_id: 0 })).status).toBe(400);
});
