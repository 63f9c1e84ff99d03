import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let manager: Person;
let otherManager: Person;
let ann: Person;
let bob: Person;
let stranger: Person;
let team: Row;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  manager = await calendar.person({ role: 'manager', timezone: 'Europe/London' });
  otherManager = await calendar.person({ role: 'manager' });
  ann = await calendar.person({ name: 'Ann' });
  bob = await calendar.person({ name: 'Bob' });
  stranger = await calendar.person({ name: 'Stranger' });
  team = await calendar.thing('/Team', { name: 'Desk', manager_id: manager.id, members: [ann.id, bob.id] });
});
afterAll(() => server.close());

const post = (body: unknown, by?: Person, headers: Record<string, string> = {}) =>
  server.api('POST', '/Rotation', body, { ...(by && { token: by.token }), headers });
async function saved(element: Values, by?: Person): Promise<Row> {
  const answer = await post([element], by);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = (id: number, query = '?includedetails=true') => server.api('GET', `/Rotation/${id}${query}`);
const weekly = (): Values => ({
  team_id: team.id,
  name: 'On call',
  start_date_only: '2030-01-07',
  members: [ann.id, { id: bob.id }],
});
const away = (): Values => ({
  start_date: '2030-01-08T00:00:00',
  end_date: '2030-01-09T00:00:00',
  away_agent_id: ann.id,
});

describe('saving', () => {
  test('a rotation needs a team, a name, a first day and members; the rest has a sensible value', async () => {
    const row = await saved(weekly(), manager);
    expect(row).toMatchObject({
      team_id: team.id,
      team_name: 'Desk',
      timezone: 'Europe/London',
      period: 'week',
      period_days: 7,
      handover_time: '09:00',
      handover_weekday: 1,
      duty_weekdays: '0,1,2,3,4,5,6',
      duty_start_time: '00:00',
      duty_end_time: '24:00',
      members: [
        { id: ann.id, name: 'Ann' },
        { id: bob.id, name: 'Bob' },
      ],
      overrides: [],
    });
    for (const name of ['team_id', 'name', 'start_date_only', 'members']) {
      const { [name]: _left, ...rest } = weekly();
      const answer = await post([rest]);
      expect([answer.status, Object.keys(answer.body.errors)], name).toEqual([400, [`[0].${name}`]]);
    }
  });

  test('everything that is sent is what is shown, and its tag', async () => {
    const given = {
      name: 'On call',
      start_date_only: '2030-01-07',
      timezone: 'Australia/Lord_Howe',
      end_date_only: '2031-01-07',
      period: 'custom',
      period_days: 3,
      handover_time: '02:15',
      duty_weekdays: '1,2,3',
      duty_start_time: '22:00',
      duty_end_time: '06:00',
      overrides: [away(), { ...away(), agent_id: stranger.id }],
    };
    const row = await saved({ ...weekly(), ...given });
    const got = await read(row.id);
    expect(got.body).toEqual(row);
    expect(got.headers.get('etag')).toBe(row._etag);
    const { overrides: _overrides, ...plain } = given;
    expect(row).toMatchObject(plain);
    expect(row.overrides).toEqual([
      { ...away(), away_agent_name: 'Ann' },
      { ...away(), away_agent_name: 'Ann', agent_id: stranger.id, agent_name: 'Stranger' },
    ]);
  });

  test('without includedetails there are no members and no overrides, in the list or alone', async () => {
    const row = await saved(weekly());
    const { members: _members, overrides: _overrides, ...plain } = row;
    expect((await read(row.id, '')).body).toEqual(plain);
    const listed = (query: string) => server.api('GET', `/Rotation?${query}`);
    expect((await listed(`team_id=${team.id}`)).body).toContainEqual(plain);
    expect((await listed(`team_id=${team.id}&includedetails=true`)).body).toContainEqual(row);
    expect((await listed('team_id=0')).body).toContainEqual(plain);
    expect((await listed('team_id=987654')).body).toEqual([]);
  });

  test('an update is partial; an array replaces what was there; null clears', async () => {
    const row = await saved({ ...weekly(), end_date_only: '2031-01-01', overrides: [away()] });
    const renamed = await saved({ id: row.id, name: 'Other' });
    expect(renamed).toMatchObject({ name: 'Other', members: row.members, overrides: row.overrides });
    const replaced = await saved({ id: row.id, members: [bob.id], overrides: [{ ...away(), away_agent_id: bob.id }] });
    expect(replaced.members).toEqual([{ id: bob.id, name: 'Bob' }]);
    expect(replaced.overrides).toMatchObject([{ away_agent_id: bob.id }]);
    const cleared = await saved({ id: row.id, overrides: null, end_date_only: null, timezone: null });
    expect(cleared).toMatchObject({ overrides: [], timezone: 'UTC' });
    expect(cleared.end_date_only).toBeUndefined();
  });

  test('echoing a row changes nothing', async () => {
    const row = await saved({ ...weekly(), overrides: [away()] });
    expect((await saved(row))._etag).toBe(row._etag);
  });

  test('another period forgets the weekday; back to weekly it is that of the start', async () => {
    const row = await saved({ ...weekly(), handover_weekday: 5 });
    const daily = await saved({ id: row.id, period: 'day' });
    expect([daily.period_days, daily.handover_weekday]).toEqual([1, undefined]);
    expect(await saved({ id: row.id, period: 'week' })).toMatchObject({ period_days: 7, handover_weekday: 1 });
  });

  test('Windows names of zones are understood', async () => {
    expect((await saved({ ...weekly(), timezone: 'GMT Standard Time' })).timezone).toBe('Europe/London');
  });

  test.each<[field: string, values: () => Values]>([
    ['timezone', () => ({ timezone: 'Mars/Olympus' })],
    ['end_date_only', () => ({ end_date_only: '2030-01-06' })],
    ['end_date_only', () => ({ end_date_only: '2200-01-01' })],
    ['start_date_only', () => ({ start_date_only: '1899-12-31' })],
    ['period', () => ({ period: 'month' })],
    ['period_days', () => ({ period: 'custom' })],
    ['period_days', () => ({ period: 'custom', period_days: 0 })],
    ['period_days', () => ({ period: 'day', period_days: 2 })],
    ['handover_time', () => ({ handover_time: '24:00' })],
    ['handover_time', () => ({ handover_time: '09:00:30' })],
    ['handover_weekday', () => ({ handover_weekday: 7 })],
    ['handover_weekday', () => ({ period: 'day', handover_weekday: 1 })],
    ['duty_weekdays', () => ({ duty_weekdays: '1,7' })],
    ['duty_start_time', () => ({ duty_start_time: 'nine' })],
    ['duty_end_time', () => ({ duty_end_time: '24:01' })],
    ['members', () => ({ members: [] })],
    ['members[1]', () => ({ members: [ann.id, 'Bob'] })],
    ['members[0]', () => ({ members: [{ id: 1 }] })],
    ['members[0]', () => ({ members: [1e30] })],
    ['members[0]', () => ({ members: [stranger.id] })],
    ['team_id', () => ({ team_id: 987_654 })],
    ['overrides[0].end_date', () => ({ overrides: [{ ...away(), end_date: away().start_date }] })],
    ['overrides[0].start_date', () => ({ overrides: [{ ...away(), start_date: null }] })],
    ['overrides[0].start_date', () => ({ overrides: [{ ...away(), start_date: '1800-01-01' }] })],
    ['overrides[0].away_agent_id', () => ({ overrides: [{ ...away(), away_agent_id: 0 }] })],
    ['overrides[0].away_agent_id', () => ({ overrides: [{ ...away(), away_agent_id: 987_654 }] })],
    ['overrides[0].agent_id', () => ({ overrides: [{ ...away(), agent_id: 987_654 }] })],
    ['overrides[0].agent_id', () => ({ overrides: [{ ...away(), agent_id: ann.id }] })],
  ])('%s that makes no sense is 400 and named, and nothing is saved', async (field, values) => {
    const answer = await post([
      { ...weekly(), name: 'Left behind' },
      { ...weekly(), ...values() },
    ]);
    expect(answer.status, answer.text).toBe(400);
    expect(Object.keys(answer.body.errors)).toContain(`[1].${field}`);
    expect((await server.api('GET', '/Rotation')).text).not.toContain('Left behind');
  });

  test('a member who has left the team stays in the rotation until somebody changes it', async () => {
    const leaver = await calendar.person();
    const other = await calendar.thing('/Team', { name: 'Night', members: [leaver.id, ann.id] });
    const row = await saved({ ...weekly(), team_id: other.id, members: [leaver.id, ann.id] });
    await calendar.thing('/Team', { id: other.id, members: [ann.id] });
    expect((await saved({ id: row.id, members: row.members, name: 'Still' })).members).toEqual(row.members);
    const without = await saved({ id: row.id, members: [ann.id] });
    expect((await post([{ id: without.id, members: [ann.id, leaver.id] }])).status).toBe(400);
  });
});

describe('who may', () => {
  test('the manager of the team and admins plan it; other managers and agents do not', async () => {
    const row = await saved(weekly(), manager);
    for (const person of [otherManager, ann]) {
      expect((await post([weekly()], person)).status).toBe(403);
      expect((await post([{ id: row.id, name: 'Mine' }], person)).status).toBe(403);
      expect((await server.api('DELETE', `/Rotation/${row.id}`, undefined, { token: person.token })).status).toBe(403);
      expect((await server.api('GET', `/Rotation/${row.id}`, undefined, { token: person.token })).status).toBe(200);
    }
    expect((await read(row.id)).body).toEqual(row);
  });

  test('a manager cannot give a rotation to a team that is not theirs', async () => {
    const row = await saved(weekly(), manager);
    const other = await calendar.thing('/Team', { name: 'Elsewhere', members: [ann.id, bob.id] });
    expect((await post([{ id: row.id, team_id: other.id }], manager)).status).toBe(403);
    expect((await saved({ id: row.id, team_id: other.id })).team_name).toBe('Elsewhere');
    expect((await post([{ id: row.id, name: 'Mine' }], manager)).status).toBe(403);
  });

  test("another tenant's teams, agents and rotations do not exist", async () => {
    const other = await otherTenant(server, 'apart');
    const row = await saved(weekly());
    const as = { token: other.token };
    expect((await server.api('GET', '/Rotation', undefined, as)).body).toEqual([]);
    expect((await server.api('GET', `/Rotation/${row.id}`, undefined, as)).status).toBe(404);
    expect((await server.api('DELETE', `/Rotation/${row.id}`, undefined, as)).status).toBe(404);
    expect((await server.api('POST', '/Rotation', [{ id: row.id, name: 'x' }], as)).status).toBe(404);
    const planned = await server.api('POST', '/Rotation', [weekly()], as);
    expect([planned.status, Object.keys(planned.body.errors)]).toEqual([
      400,
      ['[0].team_id', '[0].members[0]', '[0].members[1]'],
    ]);
  });
});

describe('conventions', () => {
  test('If-Match of an older version is 412 with the row as it is', async () => {
    const row = await saved(weekly());
    const now = await saved({ id: row.id, name: 'Now' });
    const late = await post([{ id: row.id, name: 'Late' }], undefined, { 'if-match': row._etag });
    expect([late.status, late.body.current]).toEqual([412, now]);
    const right = await post([{ id: row.id, name: 'Right' }], undefined, { 'if-match': now._etag });
    expect([right.status, right.headers.get('etag')]).toEqual([201, right.body._etag]);
    const removal = (tag: string) =>
      server.api('DELETE', `/Rotation/${row.id}`, undefined, { headers: { 'if-match': tag } });
    expect((await removal(now._etag)).status).toBe(412);
    expect((await removal(right.body._etag)).status).toBe(200);
    expect((await post([weekly()], undefined, { 'if-match': '"1.1"' })).status).toBe(400);
  });

  test('the same Idempotency-Key makes one rotation', async () => {
    const body = [{ ...weekly(), name: 'Once' }];
    const [one, other] = [
      await post(body, undefined, { 'idempotency-key': 'once' }),
      await post(body, undefined, { 'idempotency-key': 'once' }),
    ];
    expect(other.body).toEqual(one.body);
    const changed = await post([{ ...weekly(), name: 'Twice' }], undefined, { 'idempotency-key': 'once' });
    expect(changed.status).toBe(422);
    const all = (await server.api('GET', '/Rotation')).body as Row[];
    expect(all.filter(({ name }) => name === 'Once')).toHaveLength(1);
  });

  test('every write is remembered, a deletion too', async () => {
    const row = await saved(weekly(), manager);
    await saved({ id: row.id, overrides: [away()] }, manager);
    const removed = await server.api('DELETE', `/Rotation/${row.id}`, undefined, { token: manager.token });
    expect(removed.body.overrides).toHaveLength(1);
    expect((await read(row.id)).status).toBe(404);
    const { body } = await server.api('GET', `/Change?entity=rotation&id=${row.id}`);
    expect(body.changes.map((change: Row) => change.action)).toEqual(['delete', 'update', 'create']);
    expect(body.changes[1]).toMatchObject({ agent_id: manager.id, before: { overrides: [] } });
    expect(body.changes[1].after.overrides).toHaveLength(1);
  });

  test('a team or an agent that a rotation names cannot be deleted, and the answer says why', async () => {
    const person = await calendar.person();
    const other = await calendar.thing('/Team', { name: 'Kept', members: [person.id] });
    const row = await saved({ ...weekly(), team_id: other.id, members: [person.id] });
    for (const path of [`/Team/${other.id}`, `/Agent/${person.id}`]) {
      const answer = await server.api('DELETE', path);
      expect([answer.status, answer.body.Message], path).toEqual([409, expect.stringContaining('rotation')]);
    }
    await server.api('DELETE', `/Rotation/${row.id}`);
    expect((await server.api('DELETE', `/Team/${other.id}`)).status).toBe(200);
  });
});
