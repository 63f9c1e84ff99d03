import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { type Block, type Board, type BoardAgent, blockFlag } from './shape.ts';

let server: TestServer;
let calendar: Calendar;
let boss: Person;
let ann: Person;
let ben: Person;
let team: Row;
let client: Row;

/** A Monday; working hours are those of the tenant's default, 9:00 to 17:30 UTC. */
const day = '2026-05-04';

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse(`${day}T08:30:00Z`);
  calendar = calendarOf(server);
  boss = await calendar.person({ name: 'Boss', role: 'manager' });
  ann = await calendar.person({ name: 'Ann', linemanager: boss.id, colour: '#112233' });
  ben = await calendar.person({ name: 'Ben', timezone: 'America/New_York' });
  team = await calendar.thing('/Team', { name: 'Field', members: [ann.id, ben.id] });
  await calendar.thing('/Agent', { id: ann.id, skills: ['Printers'] });
  client = await calendar.thing('/Client', { name: 'Acme' });
});
afterAll(() => server.close());

async function board(query: Values = {}, by?: Person): Promise<Board> {
  const text = new URLSearchParams(
    Object.entries({ start_date: day, agents: `${ann.id},${ben.id}`, ...query }).map(
      ([name, value]): [string, string] => [name, String(value)],
    ),
  );
  const answer = await server.api('GET', `/Board?${text}`, undefined, by ? { token: by.token } : {});
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const rowOf = (found: Board, person: Person) => found.agents.find(({ id }) => id === person.id) as BoardAgent;
const blockOf = (found: Board, id: number) =>
  [...found.blocks, ...found.unassigned].find((block) => block[0] === id) as Block;
const has = (block: Block, flag: keyof typeof blockFlag) => (block[5] & blockFlag[flag]) !== 0;

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

  test.each([
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

describe('the blocks', () => {
  test('of an appointment', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'Router' });
    const row = await calendar.booked(ann, {
      subject: 'Replace router',
      ticket_id: ticket.id,
      client_id: client.id,
      appointment_type_id: 1,
      appointment_location_free_text: 'Floor 3',
      actual_start: at('09:05'),
    });
    const found = await board();
    const block = blockOf(found, row.id);
    expect(block).toEqual([
      row.id,
      0,
      540,
      60,
      0,
      blockFlag.change + blockFlag.busy + blockFlag.claims,
      'Replace router',
      found.clients.indexOf('Acme'),
      ticket.id,
      1,
      1,
      0,
      { actual: [545, 545], location: 'Floor 3' },
    ]);
    expect(row._etag).toBe(`"${block[0]}.${block[10]}"`);
    expect(found.types.map(({ id }) => id)).toContain(1);
    await calendar.saved({ id: row.id, complete_status: 0 });
    expect(has(blockOf(await board(), row.id), 'done')).toBe(true);
    expect(has(blockOf(await board(), row.id), 'busy')).toBe(false);
  });

  test('tentative ones and drafts are not busy, count clashes, and drafts are for who may know', async () => {
    const date = '2026-05-18';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    await calendar.booked(ben, hour);
    const maybe = await calendar.booked(ben, { ...hour, open_appointment_status: 1 });
    const draft = await calendar.booked(ben, { ...hour, open_appointment_status: 2 });
    const found = await board({ start_date: date });
    expect(found.blocks.map((block) => block[11])).toEqual([2, 2, 2]);
    expect([has(blockOf(found, maybe.id), 'tentative'), has(blockOf(found, maybe.id), 'busy')]).toEqual([true, false]);
    expect([has(blockOf(found, draft.id), 'draft'), has(blockOf(found, draft.id), 'claims')]).toEqual([true, true]);
    const ids = async (by: Person) => (await board({ start_date: date }, by)).blocks.map((block) => block[0]);
    expect(await ids(ann)).not.toContain(draft.id);
    expect(await ids(boss)).toContain(draft.id);
  });

  test('a private one is masked for others, an admin with showall sees it', async () => {
    const date = '2026-05-19';
    const values = {
      subject: 'Doctor',
      is_private: true,
      client_id: client.id,
      appointment_type_id: 2,
      appointment_location_free_text: 'Clinic',
      start_date: at('09:00', date),
      end_date: at('10:00', date),
      actual_start: at('09:00', date),
    };
    const row = await calendar.booked(ann, values, ann);
    const flags = blockFlag.masked + blockFlag.busy + blockFlag.private + blockFlag.claims;
    expect(blockOf(await board({ start_date: date, timezone: 'UTC' }, ben), row.id)).toEqual([
      row.id,
      0,
      540,
      60,
      0,
      flags,
      'Private',
      -1,
      0,
      0,
      0,
      0,
    ]);
    expect((await board({ start_date: date }, ben)).clients).not.toContain('Acme');
    expect(blockOf(await board({ start_date: date }), row.id)[6]).toBe('Private');
    expect(blockOf(await board({ start_date: date, showall: true }), row.id)[6]).toBe('Doctor');
    expect(blockOf(await board({ start_date: date, showall: true }, ben), row.id)[6]).toBe('Private');
    expect(blockOf(await board({ start_date: date }, ann), row.id)[6]).toBe('Doctor');
  });

  test('shifts, timed tasks and series are there; masters, deleted rows and leave are not', async () => {
    const date = '2026-05-20';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    const task = await calendar.booked(ann, { ...hour, is_task: true });
    const shift = await calendar.booked(ann, { ...hour, shift_type_id: 1 });
    const deleted = await calendar.booked(ann, { ...hour, subject: 'Deleted' });
    await calendar.remove(deleted.id);
    const schedule = { recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 2 };
    await calendar.booked(ben, { ...hour, subject: 'Daily', schedule });
    const found = await board({ start_date: date });
    expect(found.blocks.map((block) => block[4]).sort()).toEqual([0, 1, 2]);
    expect([blockOf(found, task.id)[4], blockOf(found, shift.id)[4]]).toEqual([1, 2]);
    expect(found.blocks.filter((block) => has(block, 'recurring'))).toHaveLength(1);
  });

  test('the others of a collection, and what nobody has', async () => {
    const date = '2026-05-28';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    const both = await calendar.saved({ ...hour, subject: 'Both', agents: [{ id: ann.id }, { id: ben.id }] });
    const open = await calendar.saved({
      ...hour,
      subject: 'Open',
      shift_type_id: 1,
      shift_team_id: team.id,
      open_shift: true,
    });
    expect(blockOf(await board({ start_date: date }), both.id)[12]).toMatchObject({ with: [ben.id] });
    const all = (await server.api('GET', `/Board?start_date=${date}`)).body as Board;
    expect(all.unassigned.map((block) => [block[0], block[1], block[12]?.team])).toEqual([[open.id, -1, team.id]]);
    expect((await board({ start_date: date })).unassigned).toEqual([]);
    const other = (await server.api('GET', `/Board?start_date=${date}&team_id=999`)).body as Board;
    expect(other.unassigned).toEqual([]);
  });
});

describe('the queue', () => {
  const queue = async (query = '', by?: Person) =>
    (
      (await server.api('GET', `/Board?start_date=${day}${query}`, undefined, by ? { token: by.token } : {}))
        .body as Board
    ).queue;
  const ids = async (query = '', by?: Person) => (await queue(query, by)).map(({ id }) => id);

  test('has open tickets without an open appointment, the most urgent first', async () => {
    const later = await calendar.thing('/Tickets', {
      summary: 'Later',
      targetdate: at('12:00'),
      team_id: team.id,
      estimate: 2,
    });
    const soon = await calendar.thing('/Tickets', {
      summary: 'Soon',
      targetdate: at('08:00'),
      skills: ['printers'],
      client_id: client.id,
      priority: 1,
    });
    const done = await calendar.thing('/Tickets', { summary: 'Done', status: 9 });
    const planned = await calendar.thing('/Tickets', {
      summary: 'Planned',
      start_date: at('09:00'),
      end_date: at('10:00'),
    });
    const order = (await ids()).filter((id) => [later.id, soon.id, done.id, planned.id].includes(id));
    expect(order).toEqual([soon.id, later.id]);
    const found = await board();
    expect(found.queue.find(({ id }) => id === soon.id)).toEqual({
      id: soon.id,
      summary: 'Soon',
      client: found.clients.indexOf('Acme'),
      priority: 1,
      priority_name: expect.any(String),
      due: 480,
      due_label: 'Mon 4 May, 08:00',
      late: true,
      skills: ['printers'],
      status: 1,
    });
    expect(found.queue.find(({ id }) => id === later.id)).toMatchObject({ estimate: 2, team_id: team.id });
    expect(found.queue_count).toBe(found.queue.length);
    expect(await ids('&skill=Printers')).toEqual([soon.id]);
    expect(await ids('&team_id=999')).not.toContain(later.id);
    const booked = await calendar.booked(ann, { ticket_id: soon.id, start_date: at('15:00'), end_date: at('16:00') });
    expect(await ids()).not.toContain(soon.id);
    await calendar.saved({ id: booked.id, complete_status: 0 });
    expect(await ids()).toContain(soon.id);
  });

  test('a private appointment, or a draft, tells nothing of its ticket', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'Quiet' });
    const values = { ticket_id: ticket.id, start_date: at('20:00'), end_date: at('21:00') };
    const row = await calendar.booked(ann, { ...values, is_private: true }, ann);
    expect([await ids('', ben), await ids('', ann)].map((found) => found.includes(ticket.id))).toEqual([true, false]);
    await calendar.saved({ id: row.id, is_private: false, open_appointment_status: 2 }, ann);
    expect([await ids('', ben), await ids('', boss)].map((found) => found.includes(ticket.id))).toEqual([true, false]);
  });
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
