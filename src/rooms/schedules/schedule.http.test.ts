import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let manager: Person;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  manager = await calendar.person({ role: 'manager', timezone: 'America/New_York' });
  agent = await calendar.person({ timezone: 'Europe/Berlin', linemanager: manager.id });
});
afterAll(() => server.close());

const weekly = { startdate: '2030-01-07T14:00:00', subject: 'Backup check', recurrencepattern: 1, hours: 0.5 };

const post = (body: unknown, by?: Person, headers: Record<string, string> = {}, query = '') =>
  server.api('POST', `/Schedule${query}`, body, { ...(by && { token: by.token }), headers });
async function saved(element: Values, by?: Person): Promise<Row> {
  const answer = await post([element], by);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = (id: number, by?: Person, query = '') =>
  server.api('GET', `/Schedule/${id}${query}`, undefined, by ? { token: by.token } : {});
const list = async (query: string, by?: Person): Promise<Row[]> =>
  (await server.api('GET', `/Schedule?${query}`, undefined, by ? { token: by.token } : {})).body;

describe('saving', () => {
  test('one element answers 201 with the object that GET shows, and its tag', async () => {
    const answer = await post([weekly]);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      ...weekly,
      type: 0,
      timezone: 'UTC',
      rrule: 'FREQ=WEEKLY',
      weeklyrecurrencestring: '1',
      recurring_desc: 'every week',
      nextcreationdate: '2030-01-07T14:00:00',
      nextrundate: '2030-01-07T14:00:00',
    });
    const got = await read(answer.body.id);
    expect(got.body).toEqual(answer.body);
    expect(got.headers.get('etag')).toBe(answer.body._etag);
    expect(answer.headers.get('etag')).toBe(answer.body._etag);
  });

  test('several elements answer an array; one that is wrong leaves none, and is named', async () => {
    const two = await post([weekly, { ...weekly, subject: 'Second' }]);
    expect(two.body.map((row: Row) => row.subject)).toEqual(['Backup check', 'Second']);
    const wrong = await post([
      { ...weekly, uniqueid: 4_711 },
      { ...weekly, recurrencepattern: 9 },
    ]);
    expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([400, ['[1].recurrencepattern']]);
    expect(await list('primaryid=4711')).toEqual([]);
  });

  test('the zone is the caller’s unless one is given; Windows names are understood', async () => {
    expect((await saved(weekly, manager)).timezone).toBe('America/New_York');
    expect((await saved({ ...weekly, timezone: 'W. Europe Standard Time' })).timezone).toBe('Europe/Berlin');
  });

  test('numbers may come as text, unknown properties are told of', async () => {
    const answer = await post([{ ...weekly, recurrencepattern: '1', weeklyrecurrenceweeks: '2', colour: 'red' }]);
    expect(answer.body.rrule).toBe('FREQ=WEEKLY;INTERVAL=2');
    expect(answer.headers.get('x-almanac-ignored')).toBe('colour');
  });

  test('an update is partial, null clears, and echoing changes nothing', async () => {
    const row = await saved({ ...weekly, agentid: agent.id });
    const changed = await saved({ id: row.id, subject: 'Other', agentid: null });
    expect(changed).toMatchObject({ subject: 'Other', hours: 0.5, rrule: row.rrule });
    expect(changed.agentid).toBeUndefined();
    expect((await saved(changed))._etag).toBe(changed._etag);
  });

  test('If-Match of an older version is 412, with the row as it is and who changed it', async () => {
    const row = await saved(weekly);
    await saved({ id: row.id, subject: 'Newer' }, manager);
    const stale = await post([{ id: row.id, subject: 'Mine' }], undefined, { 'If-Match': row._etag });
    expect([stale.status, stale.body.current.subject, stale.body.changed_by.agent_name]).toEqual([
      412,
      'Newer',
      manager.name,
    ]);
    const fresh = { 'If-Match': stale.headers.get('etag') as string };
    expect((await post([{ id: row.id, subject: 'Mine' }], undefined, fresh)).status).toBe(201);
  });

  test('with an Idempotency-Key a repetition makes nothing new', async () => {
    const headers = { 'Idempotency-Key': 'schedule-1' };
    const one = await post([{ ...weekly, uniqueid: 815 }], undefined, headers);
    const other = await post([{ ...weekly, uniqueid: 815 }], undefined, headers);
    expect(other.body).toEqual(one.body);
    expect(await list('primaryid=815')).toHaveLength(1);
  });

  test('every save is remembered', async () => {
    const row = await saved(weekly);
    await saved({ id: row.id, subject: 'Changed' });
    const { body } = await server.api('GET', `/Change?entity=schedule&id=${row.id}`);
    expect(body.changes.map((change: Row) => [change.action, change.before?.subject, change.after.subject])).toEqual([
      ['update', 'Backup check', 'Changed'],
      ['create', undefined, 'Backup check'],
    ]);
  });

  test.each([
    ['agentid', 9_999_999],
    ['client_id', 9_999_999],
    ['site_id', 9_999_999],
    ['user_id', 9_999_999],
    ['team_id', 9_999_999],
    ['requesttype', 9_999_999],
    ['priority', 9_999_999],
  ])('%s must point at something', async (name, id) => {
    const answer = await post([{ ...weekly, [name]: id }]);
    expect([answer.status, answer.body.code, Object.keys(answer.body.errors)]).toEqual([
      400,
      'unknown-reference',
      [`[0].${name}`],
    ]);
  });

  test('an unknown id is 404, in any tenant', async () => {
    const row = await saved(weekly);
    const other = await otherTenant(server);
    const stranger = { token: other.token } as Person;
    expect((await post([{ id: 9_999_999, subject: 'x' }])).status).toBe(404);
    expect((await post([{ id: row.id, subject: 'x' }], stranger)).status).toBe(404);
    expect((await read(row.id, stranger)).status).toBe(404);
    expect(await list('', stranger)).toEqual([]);
    expect((await read(row.id)).body.subject).toBe('Backup check');
  });
});

describe('a preview', () => {
  const preview = (element: Values, query = '') =>
    post([{ ...weekly, _validateonly: true, ...element }], undefined, {}, query);

  test('answers 200 with the first 50 events, and saves nothing', async () => {
    const answer = await preview({ uniqueid: 1_234 });
    expect(answer.status).toBe(200);
    expect(answer.body.events).toHaveLength(50);
    expect(answer.body.events[1]).toMatchObject({
      start_date: '2030-01-14T14:00:00',
      end_date: '2030-01-14T14:30:00',
    });
    expect(answer.body.id).toBeUndefined();
    expect(await list('primaryid=1234')).toEqual([]);
  });

  test('count says how many, in the body or the query, at most 1000', async () => {
    const counts = [await preview({ count: 3 }), await preview({}, '?count=4'), await preview({ count: 5_000 })];
    expect(counts.map(({ body }) => body.events.length)).toEqual([3, 4, 1_000]);
  });

  test('after says where to begin', async () => {
    const after = '2030-01-14T14:00:00';
    for (const answer of [await preview({ after, count: 1 }), await preview({}, `?after=${after}&count=1`)]) {
      expect(answer.body.events[0].start_date).toBe('2030-01-21T14:00:00');
    }
  });

  test('of a stored schedule shows what the change would come to', async () => {
    const row = await saved(weekly);
    const answer = await post([{ id: row.id, _validateonly: true, weeklyrecurrenceweeks: 2, count: 2 }]);
    expect(answer.body).toMatchObject({ id: row.id, rrule: 'FREQ=WEEKLY;INTERVAL=2' });
    expect(answer.body.events[1].start_date).toBe('2030-01-21T14:00:00');
    expect((await read(row.id)).body.rrule).toBe('FREQ=WEEKLY');
  });

  test('refuses what a save would refuse', async () => {
    expect((await preview({ weeklyrecurrenceweeks: 0 })).status).toBe(400);
  });
});

describe('reading', () => {
  test('the list is a bare array, by type and owner', async () => {
    const plan = await saved({ ...weekly, type: 4, uniqueid: 5_001 });
    const holiday = await saved({ ...weekly, type: 2, uniqueid: 5_001 });
    const ids = async (query: string) => (await list(query)).map((row) => row.id);
    expect(await ids('type=4&primaryid=5001')).toEqual([plan.id]);
    expect(await ids('primaryid=5001')).toEqual([plan.id, holiday.id]);
    expect(await ids('type=0')).not.toContain(plan.id);
    expect(await ids('primaryid=0')).toContain(holiday.id);
  });

  test('includedetails adds the next 50 events, and the plan of a contract', async () => {
    const plan = await saved({ ...weekly, type: 4, uniqueid: 5_002, agentid: agent.id });
    const ticket = await saved({ ...weekly, uniqueid: 5_002 });
    for (const row of [(await read(plan.id, undefined, '?includedetails=true')).body]) {
      expect(row.events).toHaveLength(50);
      expect(row.contract_schedule_plan[0]).toMatchObject({
        contract_id: 5_002,
        date: '2030-01-07T14:00:00',
        agent_id: agent.id,
        hours: 0.5,
      });
    }
    const listed = await list('primaryid=5002&includedetails=true');
    expect(listed.map((row) => row.contract_schedule_plan.length)).toEqual([50, 0]);
    expect((await read(ticket.id)).body.events).toBeUndefined();
  });

  test('a plan that was given is kept', async () => {
    const plan = [{ id: 9, subject: 'Kept' }];
    const row = await saved({ ...weekly, type: 4, contract_schedule_plan: plan });
    await saved({ id: row.id, subject: 'Other' });
    expect((await read(row.id, undefined, '?includedetails=true')).body.contract_schedule_plan).toEqual(plan);
  });

  test('a malformed id is 400, an unknown one 404', async () => {
    const malformed = await server.api('GET', '/Schedule/probe');
    expect(malformed.body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
    expect((await read(9_999_999)).status).toBe(404);
  });
});

describe('who may write', () => {
  test('managers and admins; a manager plans for their reports', async () => {
    expect((await post([weekly], agent)).status).toBe(403);
    expect((await post([{ ...weekly, agentid: agent.id }], manager)).status).toBe(201);
    expect((await post([{ ...weekly, agentid: server.adminId }], manager)).status).toBe(403);
  });

  test('of an appointment whoever may change that', async () => {
    const own = await calendar.booked(agent, {}, agent);
    const others = await calendar.booked(manager);
    const ofAppointment = { ...weekly, type: 1, uniqueid: own.id };
    const row = await saved(ofAppointment, agent);
    expect((await post([{ ...weekly, type: 1, uniqueid: others.id }], agent)).status).toBe(403);
    expect((await post([{ id: row.id, subject: 'x' }], manager)).status).toBe(201);
    expect((await post([ofAppointment], agent)).status).toBe(409);
    expect((await post([{ ...ofAppointment, type: 3 }], agent)).status).toBe(409);
    expect((await post([{ ...weekly, type: 1, uniqueid: 9_999_999 }])).body.errors).toHaveProperty(['[0].uniqueid']);
    expect((await post([{ ...weekly, type: 1 }])).status).toBe(400);
  });

  test('the schedule of a private appointment is only there for whoever sees that whole', async () => {
    const colleague = await calendar.person();
    const own = { start_date: at('12:00'), end_date: at('13:00'), is_private: true };
    const appointment = await calendar.booked(agent, own, agent);
    const row = await saved({ ...weekly, type: 1, uniqueid: appointment.id }, agent);
    expect((await read(row.id, colleague)).status).toBe(404);
    expect(await list(`type=1&primaryid=${appointment.id}`, colleague)).toEqual([]);
    const history = `/Change?entity=schedule&id=${row.id}`;
    expect((await server.api('GET', history, undefined, { token: colleague.token })).status).toBe(404);
    expect((await server.api('GET', history, undefined, { token: agent.token })).status).toBe(200);
    expect((await post([{ id: row.id, subject: 'x' }], colleague)).status).toBe(404);
    expect((await read(row.id, agent)).status).toBe(200);
  });
});
