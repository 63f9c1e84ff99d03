import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let workday: Row;
let ann: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-10-20T08:00:00Z');
  calendar = calendarOf(server);
  workday = await calendar.thing('/Workday', { name: 'Berlin', timezone: 'Europe/Berlin' });
  ann = await calendar.person({ name: 'Ann' });
  await calendar.thing('/Agent', { id: ann.id, workday_id: workday.id });
});
afterAll(() => server.close());

async function preview(element: Values): Promise<Row> {
  const answer = await server.api('POST', '/Workday/Preview?locale=en-GB', element);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}
const dayOf = (seen: Row, date: string) => seen.days.find((day: Row) => day.date === date);

test('four weeks from Monday on, with public holidays and changes of the clocks', async () => {
  await calendar.thing('/Holiday', { name: 'Reformation', workday_id: workday.id, date_only: '2026-10-30' });
  const seen = await preview({ id: workday.id });
  expect(seen.days).toHaveLength(28);
  expect(seen.days[0]).toEqual({ date: '2026-10-19', times: [['09:00', '17:30']], minutes: 510, day_minutes: 1440 });
  expect(dayOf(seen, '2026-10-24')).toMatchObject({ times: [], minutes: 0 });
  expect(dayOf(seen, '2026-10-25')).toMatchObject({ day_minutes: 1500 });
  expect(dayOf(seen, '2026-10-30')).toMatchObject({ times: [], holiday: 'Reformation' });
  expect(seen).toMatchObject({ agents: ['Ann'], since: '2026-10-20', outside_count: 0 });
});

test('what is planned inside of working time and would be outside is counted and listed; what is done or outside is not', async () => {
  const early = { start_date: '2026-11-03T08:00:00', end_date: '2026-11-03T09:00:00' };
  const visit = await calendar.booked(ann, { subject: 'Early visit', ...early });
  await calendar.booked(ann, { subject: 'Later', start_date: '2026-11-03T13:00:00', end_date: '2026-11-03T14:00:00' });
  await calendar.booked(ann, { subject: 'Night', start_date: '2026-11-03T20:00:00', end_date: '2026-11-03T21:00:00' });
  const at = { start: '10:00', end: '17:30', alldayssame: true };
  const seen = await preview({ id: workday.id, ...at });
  expect(seen).toMatchObject({
    outside_count: 1,
    outside: [{ id: visit.id, subject: 'Early visit', agent_name: 'Ann' }],
  });
  expect(seen.outside[0].label).toBe('Tue 3 Nov, 09:00\u00a0–\u00a010:00');
  // From a later day on it stays where it is.
  expect(await preview({ id: workday.id, ...at, valid_from: '2026-11-04' })).toMatchObject({
    outside_count: 0,
    since: '2026-11-04',
  });
  // Nothing was saved, and nothing is remembered.
  expect((await preview({ id: workday.id })).days[0].times).toEqual([['09:00', '17:30']]);
});

test('private appointments of others are counted and not told', async () => {
  const late = { start_date: '2026-11-05T15:00:00', end_date: '2026-11-05T16:00:00' };
  await calendar.booked(ann, { subject: 'Secret', is_private: true, ...late }, ann);
  const seen = await preview({ id: workday.id, end: '15:00', alldayssame: true });
  expect(seen.outside).toMatchObject([{ subject: 'Private' }]);
});

test('a new one has nobody yet; what is wrong is told by name', async () => {
  expect(await preview({ start: '22:00', end: '06:00' })).toMatchObject({ agents: [], outside_count: 0 });
  const answer = await server.api('POST', '/Workday/Preview', { id: workday.id, start: 'soon' });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toHaveProperty('start');
});
