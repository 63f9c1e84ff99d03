import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const post = (body: unknown, by?: Person) => server.api('POST', '/Workday', body, by && { token: by.token });
async function saved(element: Values, by?: Person): Promise<Row> {
  const answer = await post([element], by);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = (id: number, query = '?includedetails=true') => server.api('GET', `/Workday/${id}${query}`);
const list = async (query = '', by?: Person): Promise<Row[]> =>
  (await server.api('GET', `/Workday${query}`, undefined, by && { token: by.token })).body;
const at = (time: string) => `1901-01-01T${time}:00`;
async function refused(element: Values, status: number): Promise<string[]> {
  const answer = await post([element]);
  expect(answer.status, answer.text).toBe(status);
  return Object.keys(answer.body.errors ?? {});
}

describe('who may use a workday, and who may edit it', () => {
  let user: Person;
  let editor: Person;
  let nobody: Person;
  let open: Row;
  let closed: Row;
  beforeAll(async () => {
    [user, editor, nobody] = [await calendar.person(), await calendar.person(), await calendar.person()];
    const team = await calendar.thing('/Team', { name: 'Editors', members: [editor.id] });
    open = await saved({ name: 'Open' });
    closed = await saved({
      name: 'Closed',
      access_control: [{ agent_id: user.id }, { team_id: team.id, access_control_level: 2 }],
    });
  });
  const sees = async (query: string, by?: Person) => {
    const ids = (await list(query, by)).map(({ id }) => id);
    return [ids.includes(open.id), ids.includes(closed.id)];
  };

  test('access_control is shown with names', async () => {
    expect((await read(closed.id)).body.access_control).toEqual([
      { id: expect.any(Number), agent_id: user.id, agent_name: user.name, access_control_level: 1 },
      { id: expect.any(Number), team_id: expect.any(Number), team_name: 'Editors', access_control_level: 2 },
    ]);
  });

  test('the list has those that the caller may use; access_control_level asks for more', async () => {
    expect(await sees('', user)).toEqual([true, true]);
    expect(await sees('', nobody)).toEqual([true, false]);
    expect(await sees('?access_control_level=1', user)).toEqual([true, true]);
    expect(await sees('?access_control_level=2', user)).toEqual([false, false]);
    expect(await sees('?access_control_level=2', editor)).toEqual([false, true]);
  });

  test('isconfig lists all for an admin, and for nobody else', async () => {
    expect(await sees('')).toEqual([true, false]);
    expect(await sees('?isconfig=true')).toEqual([true, true]);
    expect(await sees('?isconfig=true&access_control_level=2')).toEqual([true, true]);
    expect(await sees('?isconfig=true', nobody)).toEqual([true, false]);
  });

  test('GET one says what the caller may', async () => {
    const levels = [];
    for (const { token } of [user, editor, nobody]) {
      levels.push((await server.api('GET', `/Workday/${closed.id}`, undefined, { token })).body.access_control_level);
    }
    expect(levels).toEqual([1, 2, 0]);
    expect((await read(closed.id, '')).body.access_control_level).toBe(2);
  });

  test('level 2 may change it, not its access nor what is the default; others may not', async () => {
    expect((await post([{ id: closed.id, summary: 'by editor' }], editor)).status).toBe(201);
    for (const by of [user, nobody]) expect((await post([{ id: closed.id, summary: 'x' }], by)).status).toBe(403);
    for (const values of [
      { access_control: [] },
      { is_default: true },
      { holidays: [{ name: 'x', date: '2026-12-25' }] },
    ]) {
      expect((await post([{ id: closed.id, ...values }], editor)).status, JSON.stringify(values)).toBe(403);
    }
    expect((await post([{ name: 'New' }], editor)).status).toBe(403);
    expect((await server.api('DELETE', `/Workday/${closed.id}`, undefined, { token: editor.token })).status).toBe(403);
  });
});

describe('hours by date', () => {
  beforeAll(() => {
    server.clock.now = Date.parse('2026-06-15T12:00:00Z');
  });
  afterAll(() => {
    server.clock.now = undefined;
  });
  const versions = (row: Row) => row.versions.map((one: Row) => [one.valid_from, one.start.slice(11, 16)]);

  test('valid_from begins new hours on a day; those before stay, and today has its own', async () => {
    const row = await saved({ name: 'V', start: at('09:00'), breaks: [{ start: at('12:00'), end: at('13:00') }] });
    const later = await saved({ id: row.id, valid_from: '2026-07-01', start: at('10:00') });
    expect(versions(later)).toEqual([
      [undefined, '09:00'],
      ['2026-07-01', '10:00'],
    ]);
    expect([later.start, later.valid_from]).toEqual([at('09:00'), undefined]);
    expect(later.versions.map((one: Row) => one.breaks.length)).toEqual([1, 1]);
    server.clock.now = Date.parse('2026-07-01T00:00:00Z');
    const { body } = await read(row.id);
    expect([body.start, body.valid_from]).toEqual([at('10:00'), '2026-07-01']);
    // The echo of what is shown today changes nothing.
    expect((await saved(body))._etag).toBe(later._etag);
    server.clock.now = Date.parse('2026-06-15T12:00:00Z');
  });

  test('without valid_from the hours of today change; null means the first ones', async () => {
    const { id } = await saved({ name: 'V', start: at('09:00') });
    await saved({ id, valid_from: '2026-06-01', start: at('10:00') });
    await saved({ id, valid_from: '2026-07-01', start: at('11:00') });
    const changed = await saved({ id, start: at('10:30') });
    expect(versions(changed)).toEqual([
      [undefined, '09:00'],
      ['2026-06-01', '10:30'],
      ['2026-07-01', '11:00'],
    ]);
    expect(versions(await saved({ id, valid_from: null, start: at('08:00') }))[0]).toEqual([undefined, '08:00']);
    expect(versions(await saved({ id, valid_from: '2026-07-01', start: at('12:00') }))[2]).toEqual([
      '2026-07-01',
      '12:00',
    ]);
    const without = await saved({ id, valid_from: '2026-06-01', _removeversion: true });
    expect(versions(without)).toEqual([
      [undefined, '08:00'],
      ['2026-07-01', '12:00'],
    ]);
  });

  test('a new workday may begin on a day', async () => {
    const row = await saved({ name: 'V', valid_from: '2026-09-01' });
    expect([row.valid_from, versions(row)]).toEqual(['2026-09-01', [['2026-09-01', '09:00']]]);
    expect(versions(await saved({ id: row.id, valid_from: null }))).toEqual([[undefined, '09:00']]);
  });

  test.each<[Values, string]>([
    [{ valid_from: '1066-10-14' }, 'valid_from'],
    [{ valid_from: '2300-01-01' }, 'valid_from'],
    [{ valid_from: '2026-08-01', _removeversion: true }, 'valid_from'],
    [{ valid_from: null, _removeversion: true }, '_removeversion'],
  ])('%j is refused', async (values, field) => {
    const { id } = await saved({ name: 'V' });
    expect(await refused({ id, ...values }, 400)).toEqual([`[0].${field}`]);
  });
});

describe('deleting', () => {
  const remove = (id: number) => server.api('DELETE', `/Workday/${id}`);

  test('answers with what was, and then there is none', async () => {
    const row = await saved({ name: 'Gone', breaks: [{ start: at('12:00'), end: at('13:00') }] });
    const { status, body } = await remove(row.id);
    expect([status, body.name, body.breaks.length]).toEqual([200, 'Gone', 1]);
    expect([(await read(row.id)).status, (await remove(row.id)).status]).toEqual([404, 404]);
    const { body: history } = await server.api('GET', `/Change?entity=workday&id=${row.id}`);
    expect(JSON.stringify(history)).toContain('delete');
  });

  test('in use is 409 and says who uses it: agents, teams, asset types, assets, services, holidays', async () => {
    const { id } = await saved({ name: 'Used' });
    const agent = await calendar.person({ name: 'Ann Used' });
    await calendar.thing('/Agent', { id: agent.id, workday_id: id });
    await calendar.thing('/Team', { name: 'Team Used', workday_id: id });
    await calendar.thing('/Lookup', { lookupid: 107, name: 'Type Used', workday_id: id });
    await calendar.thing('/Asset', { name: 'Asset Used', workday_id: id });
    await calendar.thing('/Service', { name: 'Service Used', workday_id: id });
    await server.database.pool.query(
      `insert into holiday (tenant_id, name, workday_id, all_day, start_date, end_date, last_modified)
       values ($1, 'Day Used', $2, true, '2026-12-25', '2026-12-25', now())`,
      [server.tenantId, id],
    );
    const { status, body } = await remove(id);
    expect([status, body.code]).toEqual([409, 'in-use']);
    for (const name of ['Ann', 'Team', 'Type', 'Asset', 'Service', 'Day'])
      expect(body.Message).toContain(`${name} Used`);
    expect(Object.keys(body.errors).sort()).toEqual([
      'agents',
      'asset types',
      'assets',
      'holidays',
      'services',
      'teams',
    ]);
    const type = body.in_use_by.find(({ kind }: Row) => kind === 'asset types');
    expect(type.ids[0]).not.toBe(107);
  });

  test('so is one that somebody had in the past', async () => {
    const [before, after] = (await post([{ name: 'Before' }, { name: 'After' }])).body;
    const agent = await calendar.person({ name: 'Bob' });
    await calendar.thing('/Agent', { id: agent.id, workday_id: before.id });
    await calendar.thing('/Agent', { id: agent.id, workday_id: after.id, workday_valid_from: '2026-05-01' });
    const { status, body } = await remove(before.id);
    expect([status, Object.keys(body.errors)]).toEqual([409, ['agents, in the past']]);
  });

  test('the default cannot go, until another is it; there is always one', async () => {
    const first = (await list('?isconfig=true')).find((row) => row.is_default);
    expect((await remove(first.id)).status).toBe(409);
    expect(await refused({ id: first.id, is_default: false }, 400)).toEqual(['[0].is_default']);
    const next = await saved({ name: 'Next default', is_default: true });
    const defaults = (await list('?isconfig=true')).filter((row) => row.is_default);
    expect(defaults.map(({ id }) => id)).toEqual([next.id]);
    expect((await read(first.id)).body._etag).not.toBe(first._etag);
    await saved({ id: first.id, is_default: true });
    expect((await remove(next.id)).status).toBe(200);
  });
});

test("another tenant's workdays do not exist", async () => {
  const stranger = await otherTenant(server, 'workdays elsewhere');
  const { id } = await saved({ name: 'Ours' });
  const by = { token: stranger.token };
  const answers = [
    await server.api('GET', `/Workday/${id}`, undefined, by),
    await server.api('POST', '/Workday', [{ id, name: 'x' }], by),
    await server.api('DELETE', `/Workday/${id}`, undefined, by),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  const theirs = await server.api('GET', '/Workday?isconfig=true', undefined, by);
  expect(theirs.body.map(({ name }: Row) => name)).toEqual(['Default Working Hours']);
  const assigned = await server.api('POST', '/Agent', [{ id: stranger.adminId, workday_id: id }], by);
  expect(assigned.status).toBe(400);
});
