import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let judge: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  ann = await calendar.person({ name: 'Ann' });
  judge = await calendar.person({ name: 'Judge' });
});
afterAll(() => server.close());

let day = 0;
/** Each on a day of its own, so that none clash. */
function asked(values: Values = {}): Promise<Row> {
  day += 1;
  const date = `2027-01-${String(day).padStart(2, '0')}`;
  const ask = { requires_approval: true, requestedapprovalagent: judge.id };
  return calendar.booked(ann, { start_date: at('09:00', date), end_date: at('10:00', date), ...ask, ...values });
}

const decide = (row: Row, values: Values, by?: Person) => calendar.save({ id: row.id, ...values }, by);

describe('asking', () => {
  test('requires_approval or approval_start makes it pending', async () => {
    expect(await asked()).toMatchObject({
      approval_status: 0,
      requestedapprovalagent: judge.id,
      requires_approval: true,
    });
    expect(await asked({ requires_approval: false, approval_start: true })).toMatchObject({ approval_status: 0 });
    const plain = await asked({ requires_approval: false });
    expect(plain).not.toHaveProperty('approval_status');
    expect(await calendar.saved({ id: plain.id, approval_start: true })).toMatchObject({ approval_status: 0 });
    const other = await asked({ requires_approval: false });
    expect(await calendar.saved({ id: other.id, requires_approval: true })).toMatchObject({ approval_status: 0 });
  });

  test('approval_status cannot be set', async () => {
    const row = await asked();
    expect(await calendar.saved({ id: row.id, approval_status: 1 })).toMatchObject({ approval_status: 0 });
    const plain = await asked({ requires_approval: false, approval_status: 1 });
    expect(plain).not.toHaveProperty('approval_status');
  });
});

describe('deciding', () => {
  test.each([
    ['_approve', 1],
    ['_reject', 2],
  ])('%s by who was asked, with words; noted with who and when', async (command, status) => {
    const row = await asked();
    const answer = await decide(row, { [command]: true, approvalnote: 'So be it' }, judge);
    expect(answer.status, answer.text).toBe(201);
    const decided = { approval_status: status, approvalagent: judge.id, approvalnote: 'So be it' };
    expect(answer.body).toMatchObject(decided);
    const read = await calendar.row(row.id);
    expect(read).toMatchObject({ ...decided, approvaldatetime: read.last_modified });
  });

  test('by an admin, whoever was asked', async () => {
    expect((await decide(await asked(), { _approve: true })).body).toMatchObject({
      approval_status: 1,
      approvalagent: server.adminId,
    });
  });

  test('nobody their own: not the agent, not when asked, not as an admin', async () => {
    const boss = await calendar.person({ role: 'admin' });
    const own = await asked({ requestedapprovalagent: ann.id });
    expect((await decide(own, { _approve: true }, ann)).status).toBe(403);
    const date = { start_date: at('09:00', '2027-03-01'), end_date: at('10:00', '2027-03-01') };
    const bosses = await calendar.booked(boss, { ...date, requires_approval: true });
    expect((await decide(bosses, { _approve: true }, boss)).status).toBe(403);
    expect((await decide(bosses, { _reject: true }, boss)).status).toBe(403);
    expect((await decide(bosses, { _approve: true })).status).toBe(201);
  });

  test('nobody their own as part of a collection either', async () => {
    const boss = await calendar.person({ role: 'admin' });
    const date = { start_date: at('09:00', '2027-03-02'), end_date: at('10:00', '2027-03-02') };
    const agents = [{ id: ann.id }, { id: boss.id }];
    const made = await calendar.saved({ ...date, agents, requires_approval: true });
    const answer = await decide(made, { _approve: true, _wholecollection: true }, boss);
    expect(answer.status).toBe(403);
    const [own] = await calendar.rows({ agents: boss.id, start_date: date.start_date, end_date: date.end_date });
    expect(own.approval_status).toBe(0);
    expect((await decide(made, { _approve: true, _wholecollection: true })).status).toBe(201);
    const [after] = await calendar.rows({ agents: boss.id, start_date: date.start_date, end_date: date.end_date });
    expect(after.approval_status).toBe(1);
  });

  test('but the only agent of a tenant may', async () => {
    const other = await otherTenant(server, 'alone');
    const as = { token: other.token };
    const body = [{ start_date: at('09:00'), end_date: at('10:00'), agent_id: other.adminId, requires_approval: true }];
    const made = (await server.api('POST', '/Appointment', body, as)).body;
    const waiting = await server.api('GET', '/Appointment?my_approvals=true', undefined, as);
    expect(waiting.body.appointments.map((row: Row) => row.id)).toEqual([made.id]);
    const answer = await server.api('POST', '/Appointment', [{ id: made.id, _approve: true }], as);
    expect([answer.status, answer.body.approval_status]).toEqual([201, 1]);
  });

  test('by anybody else is 403: another agent, a manager of the agent who was not asked', async () => {
    const boss = await calendar.person({ role: 'manager' });
    const report = await calendar.person({ linemanager: boss.id });
    const row = await calendar.booked(report, { requires_approval: true, requestedapprovalagent: judge.id });
    expect((await decide(row, { _approve: true }, ann)).status).toBe(403);
    expect((await decide(row, { _approve: true }, boss)).status).toBe(403);
    expect((await calendar.row(row.id)).approval_status).toBe(0);
  });

  test('who was asked decides, and changes nothing else', async () => {
    const row = await asked();
    const more = { subject: 'Hijacked', start_date: at('06:00'), agent_id: judge.id, _wholecollection: true };
    expect((await decide(row, { _approve: true, ...more }, judge)).status).toBe(201);
    const read = await calendar.row(row.id);
    expect(read).toMatchObject({ subject: 'Visit', start_date: row.start_date, agent_id: ann.id, approval_status: 1 });
  });

  test('gives a manager no rows of agents who are not reports', async () => {
    const boss = await calendar.person({ role: 'manager' });
    const report = await calendar.person({ linemanager: boss.id });
    const row = await calendar.booked(report, { requires_approval: true, requestedapprovalagent: boss.id });
    expect((await decide(row, { _approve: true, agent_id: ann.id }, boss)).status).toBe(403);
    expect((await calendar.row(row.id)).agent_id).toBe(report.id);
    expect((await decide(row, { _approve: true, subject: 'Approved visit' }, boss)).body.subject).toBe(
      'Approved visit',
    );
  });

  test('twice, both ways at once, or what nobody asked for: 409 or 400', async () => {
    const row = await asked();
    expect((await decide(row, { _approve: true, _reject: true }, judge)).status).toBe(400);
    await decide(row, { _reject: true }, judge);
    expect((await decide(row, { _approve: true }, judge)).status).toBe(409);
    const plain = await asked({ requires_approval: false });
    expect((await decide(plain, { _approve: true })).status).toBe(409);
  });
});

describe('a decision', () => {
  test('is void when the dates of an approved one change, and only then', async () => {
    const row = await asked();
    await decide(row, { _approve: true, approvalnote: 'Fine' }, judge);
    expect(await calendar.saved({ id: row.id, subject: 'New', note: 'x' })).toMatchObject({ approval_status: 1 });
    expect(await calendar.saved({ ...row, _approve: undefined })).toMatchObject({ approval_status: 1 });
    const moved = await calendar.saved({ id: row.id, end_date: row.end_date.replace('10:00', '11:00') });
    expect(moved.approval_status).toBe(0);
    expect(moved).not.toHaveProperty('approvalagent');
    expect(moved).not.toHaveProperty('approvaldatetime');
    expect((await decide(row, { _approve: true }, judge)).body.approval_status).toBe(1);
  });

  test('a rejected one can be asked for anew', async () => {
    const row = await asked();
    await decide(row, { _reject: true, approvalnote: 'Too early' }, judge);
    expect(await calendar.saved({ id: row.id, approval_start: true }, ann)).toMatchObject({ approval_status: 0 });
  });

  test('my_approvals shows only what waits for the caller', async () => {
    const own = await calendar.person();
    const waiting = await asked({ requestedapprovalagent: own.id });
    const decided = await asked({ requestedapprovalagent: own.id });
    await decide(decided, { _approve: true }, own);
    await asked();
    await asked({ requires_approval: false, requestedapprovalagent: own.id });
    expect((await calendar.rows({ my_approvals: true }, own)).map((row) => row.id)).toEqual([waiting.id]);
    expect(await calendar.rows({ my_approvals: true }, ann)).toEqual([]);
  });
});

describe('a shift that its agent offers', () => {
  const offered = () => asked({ shift_type_id: 1, requires_approval: false, requestedapprovalagent: 0 });
  const offer = (row: Row, values: Values = {}) =>
    calendar.save({ id: row.id, swap_agent_id: judge.id, requires_approval: true, ...values }, ann);

  test('waits for the decision, which hands it over in the same request', async () => {
    const admin = await calendar.person({ role: 'admin' });
    const row = await offered();
    const asking = await offer(row);
    expect(asking.body).toMatchObject({ approval_status: 0, swap_agent_id: judge.id, agent_id: ann.id });
    const [listed] = await calendar.rows(
      { my_approvals: true, showshifts: true, search: row.subject, agents: ann.id },
      admin,
    );
    expect(listed).toMatchObject({ id: row.id, swap_agent_id: judge.id });
    const decision = { _approve: true, agent_id: judge.id, swap_agent_id: null, requires_approval: false };
    const decided = await decide(row, decision, admin);
    expect([decided.status, decided.body]).toMatchObject([201, { agent_id: judge.id, approval_status: 1 }]);
    expect(decided.body).not.toHaveProperty('swap_agent_id');
    expect(await calendar.saved({ id: row.id, swap_agent_id: 0, requires_approval: true }, judge)).toMatchObject({
      approval_status: 0,
      swap_agent_id: 0,
    });
  });

  test('is taken back by its agent: nobody is asked any more', async () => {
    const row = await offered();
    await offer(row);
    const back = await calendar.saved({ id: row.id, swap_agent_id: null }, ann);
    expect(back).not.toHaveProperty('approval_status');
    expect(back).not.toHaveProperty('swap_agent_id');
    expect((await offer(row)).body).toMatchObject({ approval_status: 0 });
  });

  test('what was asked for otherwise stays asked for', async () => {
    const row = await asked();
    expect(await calendar.saved({ id: row.id, swap_agent_id: null }, ann)).toMatchObject({ approval_status: 0 });
  });
});
