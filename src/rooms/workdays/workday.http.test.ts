import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { weekdayNames } from './schema.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const post = (body: unknown, by?: Person, headers: Record<string, string> = {}) =>
  server.api('POST', '/Workday', body, { ...(by && { token: by.token }), headers });
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

describe('saving', () => {
  test('recipe 10 of the wire: a workday whose days differ', async () => {
    const recipe: Values = {
      name: 'x',
      summary: 'x',
      timezone: '',
      alldayssame: false,
      start: '1901-01-01T09:00:00',
      end: '1901-01-01T17:00:00',
      incmonday: true,
      inctuesday: true,
      incwednesday: true,
      incthursday: true,
      incfriday: true,
      incsaturday: false,
      incsunday: false,
      startmonday: '1901-01-01T09:00:00',
      endmonday: '1901-01-01T17:00:00',
      endfriday: '1901-01-01T16:30:00',
      startsaturday: '1899-12-30T09:00:00',
      endsaturday: '1899-12-30T17:00:00',
    };
    const row = await saved(recipe);
    expect(row).toMatchObject({ ...recipe, startsaturday: at('09:00'), endsaturday: at('17:00') });
    expect(row.id).toBeGreaterThan(0);
    const { body, headers } = await read(row.id, '');
    expect(body).toMatchObject({ id: row.id, name: 'x', endfriday: at('16:30'), startthursday: at('09:00') });
    expect(headers.get('etag')).toBe(body._etag);
  });

  test('a name is enough: Monday to Friday, 9 to 17:30', async () => {
    const row = await saved({ name: 'Usual' });
    expect(row).toMatchObject({
      alldayssame: true,
      start: at('09:00'),
      end: at('17:30'),
      timezone: '',
      is_default: false,
    });
    expect(weekdayNames.filter((day) => row[`inc${day}`])).toEqual(weekdayNames.slice(1, 6));
    expect(row.guid).toMatch(/^[0-9a-f-]{36}$/);
    expect(await refused({ summary: 'no name' }, 400)).toEqual(['[0].name']);
    expect(await refused({ id: row.id, name: ' ' }, 400)).toEqual(['[0].name']);
  });

  test('every property comes back as it was given', async () => {
    const given: Values = {
      name: 'All',
      summary: 'Said',
      intent: 'kept',
      timezone: 'Europe/London',
      alldayssame: false,
    };
    weekdayNames.forEach((day, index) => {
      given[`inc${day}`] = index % 2 === 0;
      given[`start${day}`] = at(`0${index}:30`);
      given[`end${day}`] = at(`1${index}:45`);
    });
    Object.assign(given, { start: at('22:00'), end: at('06:00') });
    const row = await saved(given);
    expect(row).toMatchObject(given);
    expect((await read(row.id)).body).toMatchObject(given);
    expect((await list()).find(({ id }) => id === row.id)).toMatchObject(given);
  });

  test('the list has the keys of a real one, whatever is null left out, and no details', async () => {
    const { id } = await saved({ name: 'Keys', summary: 'x', breaks: [{ start: at('12:00'), end: at('13:00') }] });
    const row = (await list()).find((one) => one.id === id);
    const days = weekdayNames.flatMap((day) => [`inc${day}`, `start${day}`, `end${day}`]);
    const real = ['alldayssame', 'end', 'guid', 'id', 'name', 'start', 'summary', 'timezone', ...days];
    expect(Object.keys(row).sort()).toEqual([...real, '_etag', 'is_default', 'last_modified'].sort());
  });

  test('one element is answered as one object, several as an array, all or none', async () => {
    const both = await post([{ name: 'One' }, { name: 'Two' }]);
    expect([both.status, both.body.map(({ name }: Row) => name)]).toEqual([201, ['One', 'Two']]);
    const before = (await list('?isconfig=true')).length;
    expect((await post([{ name: 'Three' }, {}])).status).toBe(400);
    expect((await list('?isconfig=true')).length).toBe(before);
  });

  test('absent is unchanged, null clears, an echo writes nothing', async () => {
    const row = await saved({ name: 'Partial', summary: 'before', intent: 'x', start: at('08:00'), incsunday: true });
    const changed = await saved({ id: row.id, end: at('20:00'), summary: null, intent: null, incsunday: null });
    expect(changed).toMatchObject({ name: 'Partial', start: at('08:00'), end: at('20:00'), incsunday: false });
    expect([changed.summary, changed.intent]).toEqual([undefined, undefined]);
    const echoed = await saved((await read(row.id)).body);
    expect(echoed._etag).toBe(changed._etag);
    const { body: history } = await server.api('GET', `/Change?entity=workday&id=${row.id}`);
    expect(JSON.stringify(history)).toContain('20:00');
  });

  test('what is computed or unknown is not kept', async () => {
    const answer = await post([
      { name: 'Odd', guid: '0af7e750-b818-4733-0e14-08df22fb1468', _warning: 'x', colour: 'red' },
    ]);
    expect(answer.headers.get('x-almanac-ignored')).toBe('colour');
    expect([answer.body._warning, answer.body.guid === '0af7e750-b818-4733-0e14-08df22fb1468']).toEqual([
      undefined,
      false,
    ]);
  });

  test('If-Match that no longer matches is 412, Idempotency-Key replays', async () => {
    const row = await saved({ name: 'Tagged' });
    expect((await post([{ id: row.id, summary: 'a' }], undefined, { 'if-match': row._etag })).status).toBe(201);
    const stale = await post([{ id: row.id, summary: 'b' }], undefined, { 'if-match': row._etag });
    expect([stale.status, stale.body.current?.summary ?? stale.text.includes('"a"')]).toEqual([412, 'a']);
    const key = { 'idempotency-key': 'workday-1' };
    const [one, again] = [
      await post([{ name: 'Once' }], undefined, key),
      await post([{ name: 'Once' }], undefined, key),
    ];
    expect(again.body.id).toBe(one.body.id);
  });

  test('an id that is none is 404, a malformed one 400', async () => {
    expect((await post([{ id: 999_999, name: 'x' }])).status).toBe(404);
    expect((await read(999_999)).status).toBe(404);
    const { status, body } = await server.api('GET', '/Workday/probe');
    expect([status, body.errors]).toEqual([400, { id: ["The value 'probe' is not valid."] }]);
  });
});

describe('times', () => {
  test.each<[given: string, shown: string]>([
    ['1899-12-30T08:00:00', '08:00'],
    ['2026-07-01T08:00:00Z', '08:00'],
    ['1901-01-01T08:00:00+05:00', '08:00'],
    ['08:00', '08:00'],
  ])('%s is %s', async (given, shown) => {
    expect((await saved({ name: 'Start', start: given })).start).toBe(at(shown));
  });

  test('24:00 is the end of the day; what is no time is 400 with its field', async () => {
    expect(await saved({ name: 'Late', start: at('00:00'), end: '1901-01-01T24:00:00' })).toMatchObject({
      end: at('00:00'),
    });
    expect(await refused({ name: 'x', end: 'noon' }, 400)).toEqual(['[0].end']);
    expect(await refused({ name: 'x', startfriday: '25:00' }, 400)).toEqual(['[0].startfriday']);
    expect(await refused({ name: 'x', endsunday: '9' }, 400)).toEqual(['[0].endsunday']);
  });

  test('zones by their IANA or Windows name; others are 400', async () => {
    expect((await saved({ name: 'Z', timezone: 'GMT Standard Time' })).timezone).toBe('Europe/London');
    const { id } = await saved({ name: 'Z', timezone: 'Asia/Tokyo' });
    expect((await saved({ id, timezone: '' })).timezone).toBe('');
    expect(await refused({ name: 'x', timezone: 'Mars/Olympus' }, 400)).toEqual(['[0].timezone']);
  });

  test('a workday that tells its days one by one is one whose days differ', async () => {
    expect((await saved({ name: 'By day', startmonday: at('08:00') })).alldayssame).toBe(false);
  });
});

describe('breaks and timeslots', () => {
  test('are embedded with the details, and have ids that stay', async () => {
    const row = await saved({
      name: 'Lunch',
      breaks: [
        { name: 'Tea', start: at('15:00'), end: at('15:15'), incmonday: true, inctuesday: false },
        { name: 'Lunch', start: at('12:00'), end: '1901-01-01T12:30:00' },
      ],
      timeslots: [{ name: 'AM', start_time: '09:00', end_time: '12:00:00', start_label: 'from', end_label: 'to' }],
    });
    const { body } = await read(row.id);
    expect(body.breaks.map(({ name, start, end, workday_id }: Row) => [name, start, end, workday_id])).toEqual([
      ['Lunch', at('12:00'), at('12:30'), row.id],
      ['Tea', at('15:00'), at('15:15'), row.id],
    ]);
    expect(body.breaks.map((one: Row) => weekdayNames.filter((day) => one[`inc${day}`]).length)).toEqual([7, 1]);
    expect(body.timeslots).toEqual([
      {
        id: body.timeslots[0].id,
        name: 'AM',
        start_time: '09:00:00',
        end_time: '12:00:00',
        start_label: 'from',
        end_label: 'to',
        workday_id: row.id,
        workday_guid: row.guid,
      },
    ]);
    const plain = (await read(row.id, '')).body;
    expect([plain.breaks, plain.timeslots, plain.access_control, plain.versions]).toEqual(Array(4).fill(undefined));
    const [lunch] = body.breaks;
    const [slot] = body.timeslots;
    const after = await saved({
      id: row.id,
      breaks: [{ id: lunch.id, end: at('13:00') }],
      timeslots: [{ id: slot.id, name: null }],
    });
    expect(after.breaks).toEqual([{ ...lunch, end: at('13:00') }]);
    const { name: _gone, ...nameless } = slot;
    expect(after.timeslots).toEqual([nameless]);
    expect((await saved({ id: row.id, summary: 'x' })).breaks).toHaveLength(1);
    const emptied = await saved({ id: row.id, breaks: [], timeslots: null });
    expect([emptied.breaks, emptied.timeslots]).toEqual([[], []]);
  });

  test('of another workday are not taken over', async () => {
    const [one, other] = (
      await post([{ name: 'A', timeslots: [{ start_time: '09:00', end_time: '10:00' }] }, { name: 'B' }])
    ).body;
    const stolen = await saved({ id: other.id, timeslots: one.timeslots });
    expect(stolen.timeslots[0].id).not.toBe(one.timeslots[0].id);
    expect((await read(one.id)).body.timeslots).toEqual(one.timeslots);
  });

  test.each<[Values, string]>([
    [{ breaks: [{ end: at('12:00') }] }, 'breaks[0].start'],
    [{ breaks: [{ start: at('12:00') }] }, 'breaks[0].end'],
    [{ breaks: [{ start: at('12:00'), end: at('12:00') }] }, 'breaks[0].end'],
    [{ timeslots: [{ start_time: '12:00' }] }, 'timeslots[0].end_time'],
    [{ timeslots: [{ end_time: '12:00' }] }, 'timeslots[0].start_time'],
    [{ access_control: [{}] }, 'access_control[0]'],
    [{ access_control: [{ agent_id: 2, team_id: 1 }] }, 'access_control[0]'],
    [{ access_control: [{ agent_id: 999_999 }] }, 'access_control[0].agent_id'],
    [{ access_control: [{ team_id: 999_999 }] }, 'access_control[0].team_id'],
    [{ access_control: [{ agent_id: 2, access_control_level: 3 }] }, 'access_control[0].access_control_level'],
  ])('%j names %s', async (values, field) => {
    expect(await refused({ name: 'Wrong', ...values }, 400)).toEqual([`[0].${field}`]);
  });
});

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
    for (const values of [{ access_control: [] }, { is_default: true }, { holidays: [] }]) {
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
