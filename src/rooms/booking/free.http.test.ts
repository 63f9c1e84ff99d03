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
