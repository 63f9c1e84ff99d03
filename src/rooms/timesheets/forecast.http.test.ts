import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { timeEntries } from '../../../test/support/time-entries.ts';

/** Monday 4 May 2026; working hours 9 to 17:30, Monday to Friday. */
let server: TestServer;
let desk: ReturnType<typeof leaveOf>;
let time: ReturnType<typeof timeEntries>;
beforeAll(async () => {
  server = await startTestServer();
  desk = leaveOf(server);
  time = timeEntries(server);
});
afterAll(() => server.close());

const ask = (query: Values, by?: Person) =>
  server.api(
    'GET',
    `/Timesheet/forecasting?${new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))}`,
    undefined,
    by ? { token: by.token } : {},
  );

async function rows(query: Values, by?: Person): Promise<Row[]> {
  const answer = await ask(query, by);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}
const monday = { date: '2026-05-04' };
const week = { start_date: '2026-05-04', end_date: '2026-05-10' };

describe('the forecast of agents', () => {
  test('is a bare array of days with the vendor’s keys and ours', async () => {
    const ann = await desk.person();
    const id = await time.day(ann.id, '2026-05-05');
    await time.entry(ann.id, '2026-05-05T09:00:00Z', 1.5, { traveltime: 0.25 });
    const found = await rows({ agents: ann.id, ...week });
    expect(found.map(({ date, target_hours }) => [date, target_hours])).toEqual([
      ...['04', '05', '06', '07', '08'].map((day) => [`2026-05-${day}T00:00:00`, 8.5]),
      ...['09', '10'].map((day) => [`2026-05-${day}T00:00:00`, 0]),
    ]);
    expect(found[1]).toEqual({
      ...{ id, agent_id: ann.id, agent_name: ann.name, date: '2026-05-05T00:00:00', workdayid: expect.any(Number) },
      ...{ target_hours: 8.5, actual_hours: 1.75, booked_hours: 0, leave_hours: 0, free_hours: 8.5 },
    });
    expect(found[0].id).toBe(0);
  });

  test('counts what is booked inside working time, open and completed, and nothing that takes no time', async () => {
    const ann = await desk.person();
    const { saved, remove } = calendarOf(server);
    await desk.booked(ann, { start_date: at('08:00'), end_date: at('10:00') });
    const done = await desk.booked(ann, { start_date: at('10:00'), end_date: at('11:00') });
    await saved({ id: done.id, complete_status: 0 });
    await desk.booked(ann, { start_date: at('12:00'), end_date: at('13:00'), agent_status: 0 });
    await desk.booked(ann, { start_date: at('13:00'), end_date: at('14:00'), open_appointment_status: 1 });
    await desk.booked(ann, { start_date: at('14:00'), end_date: at('15:00'), is_task: true });
    const gone = await desk.booked(ann, { start_date: at('15:00'), end_date: at('16:00') });
    await remove(gone.id);
    expect((await rows({ agents: ann.id, ...monday }))[0]).toMatchObject({ booked_hours: 2, free_hours: 6.5 });
  });

  test('counts leave that is approved, and of a private appointment its time alone', async () => {
    const ann = await desk.person();
    const half = { allday: false, date: at('09:00'), end_date: at('13:00'), date_only: undefined };
    await desk.approved(ann, half);
    await desk.asked(ann, { ...half, date: at('14:00'), end_date: at('17:30') });
    await desk.booked(
      ann,
      { start_date: at('16:00'), end_date: at('17:00'), is_private: true, subject: 'Doctor' },
      ann,
    );
    const answer = await ask({ agents: ann.id, ...monday });
    expect(answer.body[0]).toMatchObject({ target_hours: 4.5, leave_hours: 4, booked_hours: 1, free_hours: 3.5 });
    expect(answer.text).not.toContain('Doctor');
  });

  test('cuts what was entered by utcoffset or timezone, and nothing else', async () => {
    const ann = await desk.person();
    await time.entry(ann.id, '2026-05-05T01:00:00Z', 2);
    const actual = async (query: Values) =>
      (await rows({ agents: ann.id, start_date: '2026-05-04', end_date: '2026-05-05', ...query })).map(
        ({ actual_hours, target_hours }) => [actual_hours, target_hours],
      );
    expect(await actual({})).toEqual([
      [0, 8.5],
      [2, 8.5],
    ]);
    expect(await actual({ utcoffset: 120 })).toEqual([
      [1, 8.5],
      [1, 8.5],
    ]);
    expect(await actual({ timezone: 'America/New_York' })).toEqual([
      [2, 8.5],
      [0, 8.5],
    ]);
  });

  test('is of the current week when nothing else is said', async () => {
    const ann = await desk.person();
    server.clock.now = Date.parse('2026-05-06T12:00:00Z');
    const found = await rows({ agent_id: ann.id });
    server.clock.now = undefined;
    expect([found[0].date, found.at(-1).date, found.length]).toEqual(['2026-05-04T00:00:00', '2026-05-10T00:00:00', 7]);
  });
});

describe('the forecast of teams', () => {
  test('sums main teams by week', async () => {
    const north = await desk.thing('/Team', { name: 'North' });
    const [ann, bob] = [await desk.person({ team_id: north.id }), await desk.person({ team_id: north.id })];
    await desk.booked(ann, { start_date: at('09:00', '2026-05-12'), end_date: at('10:00', '2026-05-12') });
    const found = await rows({ selectedteam: north.id, per: 'team', start_date: '2026-05-08', end_date: '2026-05-17' });
    expect(found).toEqual([
      {
        ...{ team_id: north.id, team_name: 'North', date: '2026-05-04T00:00:00', agents: 2 },
        ...{ target_hours: 17, actual_hours: 0, booked_hours: 0, leave_hours: 0, free_hours: 17 },
        chargeable_hours: 0,
      },
      {
        ...{ team_id: north.id, team_name: 'North', date: '2026-05-11T00:00:00', agents: 2 },
        ...{ target_hours: 85, actual_hours: 0, booked_hours: 1, leave_hours: 0, free_hours: 84 },
        chargeable_hours: 0,
      },
    ]);
    const [nobody] = await rows({ agents: (await desk.person()).id, per: 'team', ...monday });
    expect(nobody).toMatchObject({ agents: 1, target_hours: 8.5 });
    expect(nobody).not.toHaveProperty('team_id');
    expect(bob.id).toBeGreaterThan(0);
  });
});

describe('sums over a period', () => {
  test('are a row an agent, with the main team and what is chargeable', async () => {
    const south = await desk.thing('/Team', { name: 'South' });
    const [ann, bob] = [await desk.person({ team_id: south.id }), await desk.person()];
    await time.entry(ann.id, '2026-05-05T09:00:00Z', 2, { charge_rate: 99 });
    await time.entry(ann.id, '2026-05-08T09:00:00Z', 1);
    await desk.booked(ann, { start_date: at('09:00', '2026-05-06'), end_date: at('10:00', '2026-05-06') });
    const found = await rows({ agents: `${bob.id},${ann.id}`, per: 'period', ...week });
    const empty = { actual_hours: 0, chargeable_hours: 0, booked_hours: 0, leave_hours: 0 };
    const whole = { agents: 1, date: '2026-05-04T00:00:00', target_hours: 42.5 };
    expect(found).toEqual([
      {
        ...{ ...whole, agent_id: ann.id, agent_name: ann.name, team_id: south.id, team_name: 'South' },
        ...{ ...empty, actual_hours: 3, chargeable_hours: 2, booked_hours: 1, free_hours: 41.5 },
      },
      { ...whole, agent_id: bob.id, agent_name: bob.name, ...empty, free_hours: 42.5 },
    ]);
  });

  test('or a row a week of all together, of the days of the window', async () => {
    const [ann, bob] = [await desk.person(), await desk.person()];
    await time.entry(bob.id, '2026-05-12T09:00:00Z', 2);
    const days = { start_date: '2026-05-08', end_date: '2026-05-17' };
    const found = await rows({ agents: `${ann.id},${bob.id}`, per: 'week', ...days });
    expect(
      found.map(({ date, agents, target_hours, actual_hours }) => [date, agents, target_hours, actual_hours]),
    ).toEqual([
      ['2026-05-04T00:00:00', 2, 17, 0],
      ['2026-05-11T00:00:00', 2, 85, 2],
    ]);
  });

  test.each(['period', 'week'])('per=%s shows nothing of whom the caller may not see', async (per) => {
    const [ann, other] = [await desk.person(), await desk.person()];
    expect((await ask({ agents: other.id, per, ...week }, ann)).status).toBe(403);
    expect((await rows({ per, ...week }, ann)).map(({ agents, target_hours }) => [agents, target_hours])).toEqual([
      [1, 42.5],
    ]);
  });
});

describe('who sees which forecast', () => {
  test('agents their own, managers their reports’, admins all', async () => {
    const boss = await desk.person({ role: 'manager' });
    const ann = await desk.person({ timesheet_manager: boss.id });
    const other = await desk.person();
    const whose = async (query: Values, by?: Person) =>
      (await rows({ ...query, ...monday }, by)).map(({ agent_id }) => agent_id).sort((one, two) => one - two);
    expect(await whose({}, ann)).toEqual([ann.id]);
    expect(await whose({ agents: 0 }, boss)).toEqual([boss.id, ann.id]);
    expect(await whose({ agents: `${ann.id},${other.id}` })).toEqual([ann.id, other.id]);
    expect((await whose({ agents: 0 })).length).toBeGreaterThan(5);
    expect((await ask({ agents: other.id }, ann)).status).toBe(403);
    expect((await ask({ agents: `${ann.id},${other.id}` }, boss)).status).toBe(403);
  });

  test('of everybody, who is disabled is left out; asked for they are there', async () => {
    const gone = await desk.person({ isdisabled: true });
    expect((await rows(monday)).filter(({ agent_id }) => agent_id === gone.id)).toEqual([]);
    expect(await rows({ agents: gone.id, ...monday })).toHaveLength(1);
  });

  test('another tenant’s agents are nobody', async () => {
    const stranger = await addTenant(server, 'forecast');
    const ann = await desk.person();
    const answer = await server.api('GET', `/Timesheet/forecasting?agents=${ann.id}`, undefined, {
      token: stranger.token,
    });
    expect([answer.status, answer.body]).toEqual([200, []]);
  });
});

test.each([
  ['per=day', 400],
  ['timezone=Nowhere', 400],
  ['start_date=2026-05-04&end_date=2026-05-03', 400],
  ['start_date=2024-05-04&end_date=2026-05-03', 400],
  ['agents=x', 400],
])('?%s is %i', async (query, status) => {
  expect((await server.api('GET', `/Timesheet/forecasting?${query}`)).status).toBe(status);
});

test('there is no forecast by number', async () => {
  expect((await server.api('GET', '/Timesheet/forecasting/0')).status).toBe(404);
});
