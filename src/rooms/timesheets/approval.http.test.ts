import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let team: number;
let ids: { agent: number; colleague: number; manager: number; lead: number; deputy: number; named: number };
const tokens: Record<string, string> = {};
let day = Date.UTC(2026, 2, 2);
let date: string;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  const hire = async (rows: object[]) => {
    const answer = await server.api('POST', '/Agent', rows);
    expect(answer.status, answer.text).toBe(201);
    return (answer.body as { id: number }[]).map(({ id }) => id);
  };
  const person = (name: string, role = 'agent') => ({ name, email: `${name}@x.example`, role });
  const [manager = 0, lead = 0, deputy = 0, named = 0, colleague = 0] = await hire([
    person('manager', 'manager'),
    person('lead'),
    person('deputy'),
    person('named'),
    person('colleague'),
  ]);
  team = (await server.api('POST', '/Team', [{ name: 'Team', timesheet_approver: lead }])).body.id;
  const own = { team_id: team, linemanager: manager, timesheet_manager: named, timezone: 'Europe/Berlin' };
  const agent = (await server.api('POST', '/Agent', [{ ...person('agent'), ...own }])).body.id;
  ids = { agent, colleague, manager, lead, deputy, named };
  for (const [name, id] of Object.entries(ids)) tokens[name] = await server.tokenFor(id);
  tokens.admin = await server.tokenFor(server.adminId);
});
afterAll(() => server.close());

/** A working day of its own for each test. */
beforeEach(() => {
  do day += 86_400_000;
  while ([0, 6].includes(new Date(day).getUTCDay()));
  date = new Date(day).toISOString().slice(0, 10);
});

const as = (who: string, options: object = {}) => ({ token: tokens[who] as string, ...options });
const post = (who: string, element: object, options: object = {}) =>
  server.api('POST', '/Timesheet', [{ agent_id: ids.agent, date, ...element }], as(who, options));
const view = async (who = 'admin') =>
  (await server.api('GET', `/Timesheet/0?agent_id=${ids.agent}&date=${date}`, undefined, as(who))).body;
const work = (who: string, from: string, to: string, more: object = {}) =>
  server.api(
    'POST',
    '/TimesheetEvent',
    [{ agent_id: ids.agent, subject: 'Work', start_date: `${date}T${from}`, end_date: `${date}T${to}`, ...more }],
    as(who),
  );
const submit = { _submitapproval: true };
const approve = { _approve: true };
const reject = { _reject: true, _approval_message: 'Where is Monday?' };
const revert = { _revertapproval: true };

describe('saving a day', () => {
  test('makes the day of the agent and date, and answers as GET one shows it', async () => {
    const made = await post('agent', { start_time: `${date}T08:00:00.000Z`, id: -1 });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ agent_id: ids.agent, date: `${date}T00:00:00`, start_time: `${date}T08:00:00` });
    expect(made.body.id).toBeGreaterThan(0);
    expect(made.headers.get('etag')).toBe(made.body._etag);
    const shown = await server.api('GET', `/Timesheet/${made.body.id}`);
    expect(shown.body).toEqual({ ...made.body, _canupdate: true });
    const again = await post('agent', { id: 0, end_time: `${date}T16:00:00`, note: 'Long' });
    expect(again.body).toMatchObject({ id: made.body.id, note: 'Long', work_hours: 8, start_time: `${date}T08:00:00` });
    const cleared = await post('agent', { id: made.body.id, note: null });
    expect(cleared.body.note).toBeUndefined();
  });

  test('the date part counts as written, and the caller is the agent when none is named', async () => {
    const answer = await server.api('POST', '/Timesheet', [{ date: `${date}T23:30:00-08:00` }], as('agent'));
    expect(answer.body).toMatchObject({ agent_id: ids.agent, date: `${date}T00:00:00` });
  });

  test('recipe 9: a client makes a day with utcoffset and sends the whole object back to hand it in', async () => {
    const element = { date: `${date}T00:00:00.000Z`, agent_id: ids.agent, start_time: `${date}T15:30:00.000Z` };
    const made = await server.api('POST', '/Timesheet?utcoffset=480', [element], as('agent'));
    expect(made.status, made.text).toBe(201);
    const sent = await server.api('POST', '/Timesheet', [{ ...made.body, ...submit }], as('agent'));
    expect(sent.body.approval).toMatchObject({ approvalstatus: 0, unum: ids.agent, tsid: made.body.id });
    const back = await server.api('POST', '/Timesheet', [{ ...sent.body, ...approve }], as('named'));
    expect(back.body.approval).toMatchObject({ approvalstatus: 1, approvedby: ids.named });
  });

  test.each<[string, object, number]>([
    ['no date', { date: undefined }, 400],
    ['an id that never was', { id: 999_999 }, 404],
    ['an agent that never was', { agent_id: 999_999 }, 400],
    ['an end before the start', { start_time: '2026-05-04T09:00:00', end_time: '2026-05-04T08:00:00' }, 400],
    ['two commands at once', { ...submit, ...approve }, 400],
    ['a rejection without a word', { _reject: true }, 400],
  ])('%s is refused', async (_name, element, status) => {
    expect((await post('admin', element)).status).toBe(status);
  });

  test('a day never becomes another day or that of somebody else', async () => {
    const { id } = (await post('agent', {})).body;
    expect((await post('admin', { id, agent_id: ids.lead })).body.errors).toHaveProperty('[0].agent_id');
    expect((await post('admin', { id, date: '2026-01-01' })).body.errors).toHaveProperty('[0].date');
  });

  test('If-Match of an older version is 412 with the day as it is', async () => {
    const { _etag } = (await post('agent', { note: 'one' })).body;
    expect((await post('manager', { note: 'two' }, { headers: { 'if-match': _etag } })).status).toBe(201);
    const late = await post('agent', submit, { headers: { 'if-match': _etag } });
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({ current: { note: 'two' }, changed_by: { agent_name: 'manager' } });
  });

  test('the same Idempotency-Key hands in once', async () => {
    const headers = { 'idempotency-key': `once-${date}` };
    const first = await post('agent', submit, { headers });
    const second = await post('agent', submit, { headers });
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect((await view()).approval_history).toHaveLength(1);
  });

  test("a colleague may neither save nor see another's day, another tenant's agent is none", async () => {
    expect((await post('colleague', {})).status).toBe(403);
    expect((await server.api('GET', `/Timesheet/0?agent_id=${ids.agent}`, undefined, as('colleague'))).status).toBe(
      403,
    );
  });

  test("a token for one's own timesheets saves no other's", async () => {
    const scopes = 'read:timesheets editMine:timesheets';
    const token = await server.tokenFor(ids.manager, { scopes });
    const body = [{ agent_id: ids.agent, date, ...submit }];
    expect((await server.api('POST', '/Timesheet', body, { token })).status).toBe(403);
    const own = await server.api('POST', '/Timesheet', [{ date, ...submit }], { token });
    expect(own.status, own.text).toBe(201);
  });
});

describe('the way of a day', () => {
  test('handed in, rejected with a message, handed in again, approved, opened again, withdrawn', async () => {
    const way: [string, object, number | undefined][] = [
      ['agent', submit, 0],
      ['lead', reject, 2],
      ['manager', { ...submit, _approval_message: 'Monday is there now' }, 0],
      ['named', approve, 1],
      ['lead', revert, 0],
      ['agent', revert, undefined],
    ];
    for (const [who, command, status] of way) {
      const answer = await post(who, command);
      expect(answer.status, answer.text).toBe(201);
      expect(answer.body.approval?.approvalstatus).toBe(status);
    }
    const { id, approval_history } = await view();
    const told = (approval_history as Record<string, unknown>[]).map(({ seq, command, agent_name, message }) => [
      seq,
      command,
      agent_name,
      message,
    ]);
    expect(told).toEqual([
      [1, 'submit', 'agent', undefined],
      [2, 'reject', 'lead', 'Where is Monday?'],
      [3, 'submit', 'manager', 'Monday is there now'],
      [4, 'approve', 'named', undefined],
      [5, 'revert', 'lead', undefined],
      [6, 'withdraw', 'agent', undefined],
    ]);
    expect(approval_history[0].date).toBe('2026-05-06T12:00:00');
    const { body } = await server.api('GET', `/Change?entity=timesheet&id=${id}`, undefined, as('agent'));
    expect(body.changes.map(({ after }: { after: { approval_seq: number } }) => after.approval_seq)).toEqual([
      6, 5, 4, 3, 2, 1,
    ]);
    const hidden = await server.api('GET', `/Change?entity=timesheet&id=${id}`, undefined, as('colleague'));
    expect(hidden.status).toBe(404);
  });

  test('the approval tells who is to decide and who did, and when it was handed in', async () => {
    const waiting = (await post('agent', submit)).body;
    expect(waiting.approval).toMatchObject({ id: 1, submissiondate: '2026-05-06T12:00:00', unum: ids.agent });
    expect([ids.named, ids.lead]).toContain(waiting.approval.approver);
    expect(waiting._canupdate).toBe(false);
    expect((await view('lead'))._canapprove).toBe(true);
    expect((await view('agent'))._canapprove).toBe(false);
    const { approval } = (await post('lead', { ...approve, _approval_message: 'Fine' })).body;
    expect(approval).toMatchObject({ id: 2, approvedby: ids.lead, message: 'Fine' });
  });

  test.each<[string, string[], number]>([
    ['an approver who is not the manager', ['lead:submit'], 403],
    ['a decision about what was not handed in', ['lead:approve'], 409],
    ['handing in twice', ['agent:submit', 'manager:submit'], 409],
    ['withdrawing what was not handed in', ['agent:revert'], 409],
    ['a manager who is no approver', ['agent:submit', 'manager:approve'], 403],
    ['the agent deciding', ['agent:submit', 'agent:approve'], 403],
    ['an approver withdrawing for the agent', ['agent:submit', 'lead:revert'], 403],
    ['the agent taking an approval back', ['agent:submit', 'lead:approve', 'agent:revert'], 403],
    ['handing in what is approved', ['agent:submit', 'lead:approve', 'agent:submit'], 409],
    ['deciding twice', ['agent:submit', 'lead:approve', 'named:reject'], 409],
    ['reverting a rejection', ['agent:submit', 'lead:reject', 'lead:revert'], 409],
  ])('%s is refused, and changes nothing', async (_name, way, status) => {
    const commands: Record<string, object> = { submit, approve, reject, revert };
    let answer = { status: 0, text: '' };
    for (const [index, step] of way.entries()) {
      const [who = '', command = ''] = step.split(':');
      answer = await post(who, commands[command] as object);
      if (index < way.length - 1) expect(answer.status, answer.text).toBe(201);
    }
    expect(answer.status, answer.text).toBe(status);
    expect((await view()).approval_history ?? []).toHaveLength(way.length - 1);
  });

  test('an admin decides about everyone but themselves', async () => {
    const own = { agent_id: server.adminId };
    expect((await post('admin', { ...own, ...submit })).status).toBe(201);
    expect((await post('admin', { ...own, ...approve })).status).toBe(403);
    await post('agent', submit);
    expect((await post('admin', approve)).status).toBe(201);
  });

  test('a deputy decides only on the days of the absence, which approvers say themselves', async () => {
    await post('agent', submit);
    const absence = {
      timesheet_deputy_id: ids.deputy,
      timesheet_deputy_from: '2026-05-06',
      timesheet_deputy_to: '2026-05-07',
    };
    const away = (change: object) =>
      server.api('POST', '/Agent', [{ id: ids.lead, ...absence, ...change }], as('lead'));
    expect((await away({ timesheet_deputy_from: '2026-05-07' })).status).toBe(201);
    expect((await post('deputy', approve)).status).toBe(403);
    expect((await away({ timesheet_deputy_from: '2026-05-01', timesheet_deputy_to: '2026-05-05' })).status).toBe(201);
    expect((await post('deputy', approve)).status).toBe(403);
    expect((await away({})).status).toBe(201);
    expect((await view('deputy'))._canapprove).toBe(true);
    expect((await post('deputy', approve)).status).toBe(201);
    await away({ timesheet_deputy_id: null });
    expect((await post('deputy', revert)).status).toBe(403);
  });

  test('a week goes in one post, all or nothing', async () => {
    const dates = [0, 1, 2, 3, 4].map((n) => new Date(day + n * 86_400_000).toISOString().slice(0, 10));
    day += 6 * 86_400_000;
    const week = (command: object) => dates.map((date) => ({ agent_id: ids.agent, date, ...command }));
    const whole = await server.api('POST', '/Timesheet', week(submit), as('agent'));
    expect(whole.body.map(({ approval }: { approval: object }) => approval)).toHaveLength(5);
    const one = { agent_id: ids.agent, date: dates[3] };
    expect((await server.api('POST', '/Timesheet', [{ ...one, ...revert }], as('agent'))).status).toBe(201);
    const refused = await server.api('POST', '/Timesheet', week(approve), as('lead'));
    expect(refused.status).toBe(409);
    const list = await server.api(
      'GET',
      `/Timesheet?agent_id=${ids.agent}&start_date=${dates[0]}&end_date=${dates[4]}`,
    );
    const states = list.body.map(({ approval }: { approval?: { approvalstatus: number } }) => approval?.approvalstatus);
    expect(states).toEqual([0, 0, 0, undefined, 0]);
  });

  test('a day with a running timer is not handed in', async () => {
    const now = server.clock.now as number;
    server.clock.now = day + 12 * 3_600_000;
    const running = await work('agent', '09:00:00', '09:00:00', { end_date: undefined, clear_end: true });
    expect(running.status, running.text).toBe(201);
    expect((await post('agent', submit)).status).toBe(409);
    await server.api(
      'POST',
      '/TimesheetEvent',
      [{ id: running.body.id, clear_end: false, end_date: `${date}T10:00:00` }],
      as('agent'),
    );
    expect((await post('agent', submit)).status).toBe(201);
    server.clock.now = now;
  });

  test('start and end change with the command that frees the day, and not while it is locked', async () => {
    await post('agent', { start_time: `${date}T08:00:00`, ...submit });
    expect((await post('agent', { start_time: `${date}T07:00:00` })).status).toBe(409);
    expect((await post('agent', { start_time: `${date}T08:00:00` })).status).toBe(201);
    expect((await post('lead', { start_time: `${date}T07:00:00`, ...reject })).status).toBe(403);
    const freed = await post('agent', { start_time: `${date}T07:00:00`, ...revert });
    expect(freed.body).toMatchObject({ start_time: `${date}T07:00:00` });
  });
});

test('in a tenant of one agent, that one decides alone', async () => {
  const alone = await startTestServer();
  const save = (command: object) => alone.api('POST', '/Timesheet', [{ date: '2026-05-04', ...command }]);
  expect((await save(submit)).status).toBe(201);
  expect((await save(approve)).body.approval.approvalstatus).toBe(1);
  expect((await save(revert)).body.approval.approvalstatus).toBe(0);
  expect((await save(revert)).body.approval).toBeUndefined();
  await alone.close();
});
