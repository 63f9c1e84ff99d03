import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row, Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { weekdayNames } from './schema.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const post = (body: unknown, headers: Record<string, string> = {}) => server.api('POST', '/Workday', body, { headers });
async function saved(element: Values): Promise<Row> {
  const answer = await post([element]);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = (id: number, query = '?includedetails=true') => server.api('GET', `/Workday/${id}${query}`);
const list = async (query = ''): Promise<Row[]> => (await server.api('GET', `/Workday${query}`)).body;
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
    expect((await post([{ id: row.id, summary: 'a' }], { 'if-match': row._etag })).status).toBe(201);
    const stale = await post([{ id: row.id, summary: 'b' }], { 'if-match': row._etag });
    expect([stale.status, stale.body.current?.summary ?? stale.text.includes('"a"')]).toEqual([412, 'a']);
    const key = { 'idempotency-key': 'workday-1' };
    const [one, again] = [await post([{ name: 'Once' }], key), await post([{ name: 'Once' }], key)];
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
