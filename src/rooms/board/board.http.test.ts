import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, day, has, openDesk, rowOf } from '../../../test/support/board.ts';
import { at, type Calendar, type Person, type Row } from '../../../test/support/calendar.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import type { Block, Board } from './shape.ts';

let server: TestServer;
let desk: Desk;
let calendar: Calendar;
let ann: Person;
let ben: Person;
let boss: Person;
let team: Row;
let board: Desk['board'];

beforeAll(async () => {
  server = await startTestServer();
  desk = await openDesk(server);
  ({ calendar, boss, ann, ben, team, board } = desk);
});
afterAll(() => server.close());

describe('the frame', () => {
  test('today, where no day is asked for, in the zone of the caller', async () => {
    const found = (await server.api('GET', '/Board')).body as Board;
    expect(found).toMatchObject({
      start: `${day}T00:00:00`,
      end: '2026-05-05T00:00:00',
      zone: 'UTC',
      now: 510,
      now_label: '08:30',
    });
    expect(found.columns).toHaveLength(1);
    const far = await board({ start_date: '2026-05-06', end_date: '2026-05-08' }, ben);
    expect(far).toMatchObject({ start: '2026-05-06T04:00:00', zone: 'America/New_York', now_label: '04:30' });
    expect(far.columns.map(({ date }) => date)).toEqual(['2026-05-06', '2026-05-07']);
  });

  test('timezone and locale decide days and labels', async () => {
    const found = await board({ timezone: 'Europe/Berlin', locale: 'de' });
    expect(found.start).toBe('2026-05-03T22:00:00');
    expect(found.zone_label).toBe('Berlin (GMT+2)');
    expect(found.columns[0]).toMatchObject({ date: day, label: 'Mo., 4. Mai', at: 0, minutes: 1440, clock: [[0, 0]] });
    expect(found.columns[0]?.ticks.slice(8, 10)).toEqual([
      [480, '08:00'],
      [540, '09:00'],
    ]);
  });

  test('the hours of another zone, where they are asked for', async () => {
    expect((await board()).second).toBeUndefined();
    const { second } = await board({ second_timezone: 'Asia/Kolkata' });
    expect(second).toMatchObject({ zone: 'Asia/Kolkata', zone_label: 'Kolkata (GMT+5:30)' });
    expect(second?.ticks.slice(0, 2)).toEqual([
      [30, '06:00'],
      [90, '07:00'],
    ]);
    const eastern = await board({ second_timezone: 'Eastern Standard Time' });
    expect(eastern.second).toMatchObject({ zone: 'America/New_York', zone_label: 'New York (GMT-4)' });
  });

  test.each([
    [{ second_timezone: 'Mars/Olympus' }, 'second_timezone'],
    [{ start_date: '1800-01-01' }, 'start_date'],
    [{ start_date: day, end_date: '2026-07-06' }, 'end_date'],
    [{ start_date: day, end_date: '2026-05-01' }, 'end_date'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ start_date: 'tomorrow' }, 'start_date'],
  ])('%o is 400', async (query, field) => {
    const answer = await server.api('GET', `/Board?${new URLSearchParams(query)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(field);
  });
});

describe('the rows', () => {
  test('have team, skills, working time, and a zone where it is another', async () => {
    const found = await board();
    expect(found.agents.map(({ name }) => name)).toEqual(['Ann', 'Ben']);
    expect(rowOf(found, ann)).toMatchObject({ teams: [team.id], skills: ['Printers'], colour: '#112233', can: true });
    expect(found.hours[rowOf(found, ann).hours]).toEqual([[540, 1050]]);
    expect(rowOf(found, ann).zone).toBeUndefined();
    expect(rowOf(found, ben)).toMatchObject({ zone: 'America/New_York', zone_label: 'New York (GMT-4)', ahead: -240 });
    expect(found.skills).toEqual(['Printers']);
    expect(found.teams).toContainEqual({ id: team.id, name: 'Field' });
  });

  test('say whom the caller may change', async () => {
    const can = async (by: Person) => (await board({}, by)).agents.filter((row) => row.can).map(({ name }) => name);
    expect([await can(ann), await can(boss), await can(ben)]).toEqual([['Ann'], ['Ann'], ['Ben']]);
  });

  test('narrow by agents, team and skill; who is disabled has none', async () => {
    const other = await calendar.thing('/Team', { name: 'Other', members: [ben.id] });
    const gone = await calendar.person({ name: 'Gone', isdisabled: true });
    const names = async (query: string) =>
      ((await server.api('GET', `/Board?${query}`)).body as Board).agents.map(({ name }) => name);
    expect(await names(`agents=${ben.id}`)).toEqual(['Ben']);
    expect(await names(`team_id=${team.id}`)).toEqual(['Ann', 'Ben']);
    expect(await names(`team_id=${other.id},999`)).toEqual(['Ben']);
    expect(await names('skill=PRINTERS')).toEqual(['Ann']);
    expect(await names('agents=0')).toContain('Boss');
    expect(await names(`agents=${gone.id}`)).toEqual([]);
  });

  test('capacity is busy and working time of each day, leave and public holidays taken off', async () => {
    const cat = await calendar.person({ name: 'Cat' });
    await calendar.booked(cat, { start_date: at('09:00', '2026-05-11'), end_date: at('10:30', '2026-05-11') });
    await calendar.booked(cat, {
      start_date: at('10:00', '2026-05-11'),
      end_date: at('11:00', '2026-05-11'),
      _force: true,
    });
    await calendar.thing('/Holiday', {
      name: 'Away',
      agent_id: cat.id,
      date: at('13:00', '2026-05-11'),
      end_date: at('17:30', '2026-05-11'),
    });
    await calendar.thing('/Holiday', { name: 'Asked', agent_id: cat.id, date_only: '2026-05-13' });
    const [leave] = (await server.database.pool.query(`select id from holiday where name = 'Away'`)).rows;
    expect((await server.api('POST', '/Holiday', [{ id: leave.id, _approve: true }])).status).toBe(201);
    const [workday] = (await server.api('GET', '/Workday?isconfig=true')).body;
    await calendar.thing('/Holiday', { name: 'Founding day', workday_id: workday.id, date_only: '2026-05-12' });
    const found = await board({ agents: cat.id, start_date: '2026-05-11', end_date: '2026-05-14' });
    const row = rowOf(found, cat);
    expect(row.capacity).toEqual([
      [120, 240],
      [0, 0],
      [0, 510],
    ]);
    expect(row.leave).toEqual([
      [780, 1050, 0],
      [2880, 4320, 1],
    ]);
    expect(row.holidays).toEqual([[1440, 2880, 'Founding day']]);
    expect(found.hours[row.hours]).toEqual([
      [540, 780],
      [3420, 3930],
    ]);
    expect(found.blocks.map((block) => block[11])).toEqual([1, 1]);
    expect(has(found.blocks[1] as Block, 'forced')).toBe(true);
  });
});

test('what is completed has taken its time, a task has not', async () => {
  const dan = await calendar.person({ name: 'Dan' });
  const hour = { start_date: at('09:00', '2026-06-15'), end_date: at('10:00', '2026-06-15'), complete_status: 0 };
  await calendar.booked(dan, hour);
  await calendar.booked(dan, { ...hour, end_date: at('12:00', '2026-06-15'), is_task: true });
  const found = await board({ agents: dan.id, start_date: '2026-06-15' });
  expect(rowOf(found, dan).capacity).toEqual([[60, 510]]);
});

test('a whole day takes the working time of its days, beside what goes over it', async () => {
  const eve = await calendar.person({ name: 'Eve' });
  const days = { allday: true, start_date: '2026-06-19T00:00:00', end_date: '2026-06-20T23:59:59' };
  await calendar.booked(eve, { subject: 'Fair', ...days });
  const late = { start_date: at('17:00', '2026-06-19'), end_date: at('19:00', '2026-06-19'), _force: true };
  await calendar.booked(eve, late);
  const found = await board({ agents: eve.id, start_date: '2026-06-18', end_date: '2026-06-21' });
  expect(rowOf(found, eve).capacity).toEqual([
    [0, 510],
    [600, 510],
    [0, 0],
  ]);
});

test('freezes and planned maintenance', async () => {
  const service = await calendar.thing('/Service', { name: 'Payments' });
  await calendar.thing('/Holiday', {
    name: 'Quarter end',
    entity: 1,
    entity_id: service.id,
    risk: 2,
    date: at('12:00'),
    end_date: at('18:00'),
  });
  await calendar.thing('/Holiday', { name: 'Patches', entity: 2, entity_id: service.id, date_only: day });
  expect((await board()).freezes).toEqual([
    {
      id: expect.any(String),
      kind: 'maintenance',
      name: 'Patches',
      from: 0,
      until: 1440,
      service: 'Payments',
      risk: 0,
    },
    {
      id: expect.any(String),
      kind: 'freeze',
      name: 'Quarter end',
      from: 720,
      until: 1080,
      service: 'Payments',
      risk: 2,
    },
  ]);
});

test('another tenant has a board of its own', async () => {
  const { token } = await addTenant(server, 'other board');
  const found = (await server.api('GET', `/Board?start_date=${day}`, undefined, { token })).body as Board;
  expect(found.agents.map(({ name }) => name)).toEqual(['Their admin']);
  expect([found.blocks, found.queue, found.teams, found.freezes]).toEqual([[], [], [], []]);
});

test('50 agents with 2,000 appointments in a week are at most 200 KB', async () => {
  const { token, tenantId } = await addTenant(server, 'large board');
  await server.database.pool.query(
    `insert into agent (tenant_id, name, email, role, last_modified)
     select $1, 'Technician number ' || n, 'tech' || n || '@large.example', 'agent', now() from generate_series(1, 49) n`,
    [tenantId],
  );
  await server.database.pool.query(
    `insert into client (tenant_id, name, last_modified) select $1, 'Client of some length ' || n, now() from generate_series(1, 40) n`,
    [tenantId],
  );
  await server.database.pool.query(
    `insert into appointment (tenant_id, agent_id, subject, starts_at, ends_at, client_id, created_by, date_created, last_modified, busy)
     select $1, a.id, 'Replace the switch in room ' || n, t, t + interval '50 minutes',
       (select min(id) from client where tenant_id = $1) + n % 40, a.id, now(), now(), true
     from agent a cross join generate_series(0, 39) n
     cross join lateral (select '2026-06-01T09:00:00Z'::timestamptz + (n / 8) * interval '1 day' + (n % 8) * interval '1 hour' as t) x
     where a.tenant_id = $1`,
    [tenantId],
  );
  const answer = await server.api('GET', '/Board?start_date=2026-06-01&end_date=2026-06-08', undefined, { token });
  expect(answer.body.blocks).toHaveLength(2_000);
  expect(answer.body.agents).toHaveLength(50);
  expect(answer.body.hours).toHaveLength(1);
  expect(Buffer.byteLength(answer.text)).toBeLessThanOrEqual(200 * 1024);
});
