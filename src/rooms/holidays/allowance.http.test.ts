import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, Values } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** How much leave there is: the allowance of an agent, the limit of a team. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let boss: Person;
let ann: Person;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
  boss = await on.person({ role: 'manager' });
});
afterAll(() => server.close());

const allow = (values: Values, by?: Person) =>
  server.api('POST', '/HolidayAllowance', [values], by ? { token: by.token } : {});
const allowances = (query = '', by?: Person) =>
  server.api('GET', `/HolidayAllowance${query}`, undefined, by ? { token: by.token } : {});

async function fresh(hours?: number, year = 2026): Promise<void> {
  // What is known of a manager is remembered for seconds: a new one has all their reports.
  boss = await on.person({ role: 'manager' });
  ann = await on.person({ linemanager: boss.id });
  if (hours !== undefined) expect((await allow({ agent_id: ann.id, year, allowance: hours })).status).toBe(201);
}

async function balance(year = 2026, type = 1) {
  const { body } = await allowances(`?agent_id=${ann.id}&year=${year}&holiday_type=${type}`);
  const [{ allowance, approved, pending, balance: left }] = body;
  return { allowance, approved, pending, balance: left };
}

describe('allowances', () => {
  test('are by agent, type and year; the balance is less what is approved, what waits is apart', async () => {
    await fresh(40);
    expect(await balance()).toEqual({ allowance: 40, approved: 0, pending: 0, balance: 40 });
    const row = await on.asked(ann);
    expect(await balance()).toEqual({ allowance: 40, approved: 0, pending: 8.5, balance: 40 });
    await on.saved({ id: row.id, _approve: true }, boss);
    expect(await balance()).toEqual({ allowance: 40, approved: 8.5, pending: 0, balance: 31.5 });
    await on.approved(ann, { holiday_type: 2, date_only: '2026-05-05' });
    await on.approved(ann, { date_only: '2027-05-05' });
    const refused = await on.asked(ann, { date_only: '2026-05-06' });
    await on.saved({ id: refused.id, _reject: true }, boss);
    expect(await balance()).toEqual({ allowance: 40, approved: 8.5, pending: 0, balance: 31.5 });
  });

  test('going below zero is 409, when asked for and when approved', async () => {
    await fresh(12);
    const two = { date_only: '2026-05-04', end_date_only: '2026-05-05' };
    const refused = await on.save({ name: 'x', agent_id: ann.id, ...two }, ann);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'allowance-exceeded',
      year: 2026,
      allowance: 12,
      balance: 12,
      hours: 17,
    });
    const [first, second] = [await on.asked(ann), await on.asked(ann, { date_only: '2026-05-11' })];
    await on.saved({ id: first.id, _approve: true }, boss);
    expect((await on.save({ id: second.id, _approve: true }, boss)).body).toMatchObject({
      code: 'allowance-exceeded',
      balance: 3.5,
    });
    expect((await on.saved({ id: second.id, _reject: true }, boss)).approval_status).toBe(2);
    expect((await on.save({ id: second.id, approval_start: true }, ann)).status).toBe(409);
  });

  test('exactly what is left is not below zero', async () => {
    await fresh(8.5);
    expect((await on.approved(ann)).approval_status).toBe(1);
    expect((await balance()).balance).toBe(0);
  });

  test('a manager or an admin overrides it by _force, the agent does not', async () => {
    await fresh(1);
    const body = { name: 'x', agent_id: ann.id, date_only: '2026-05-04', _force: true };
    expect((await on.save(body, ann)).status).toBe(409);
    const row = await on.saved(body, boss);
    expect((await on.save({ id: row.id, _approve: true }, boss)).status).toBe(409);
    expect((await on.saved({ id: row.id, _approve: true, _force: true }, boss)).approval_status).toBe(1);
    expect(await on.saved({ ...body, date_only: '2026-05-05', _approve: true })).toMatchObject({ approval_status: 1 });
    expect((await balance()).balance).toBe(-16);
  });

  test('leave over New Year counts for each year its hours', async () => {
    await fresh(100);
    await allow({ agent_id: ann.id, year: 2027, allowance: 10 });
    const days = { date_only: '2026-12-31', end_date_only: '2027-01-04' };
    expect((await on.save({ name: 'x', agent_id: ann.id, ...days }, ann)).body).toMatchObject({
      year: 2027,
      hours: 17,
    });
    await allow({ agent_id: ann.id, year: 2027, allowance: 17 });
    await on.approved(ann, days);
    expect((await balance()).approved).toBe(8.5);
    expect((await balance(2027)).approved).toBe(17);
  });

  test('said hours count for the year in which the leave begins', async () => {
    await fresh(100);
    await allow({ agent_id: ann.id, year: 2027, allowance: 100 });
    const times = {
      date_only: null,
      allday: false,
      date: '2026-12-31T20:00:00',
      end_date: '2027-01-01T12:00:00',
      duration: 6,
    };
    await on.approved(ann, times);
    expect((await balance()).approved).toBe(6);
    expect((await balance(2027)).approved).toBe(0);
  });

  test('without one leave is unlimited, and null lifts it', async () => {
    await fresh(1);
    const { body } = await allow({ agent_id: ann.id, year: 2026, allowance: null });
    expect(body).toEqual({ agent_id: ann.id, holiday_type: 1, year: 2026 });
    expect((await on.approved(ann, { end_date_only: '2026-06-30' })).approval_status).toBe(1);
  });

  test('two approvals at the same moment do not both fit where one does', async () => {
    await fresh(10);
    const [one, two] = [await on.asked(ann), await on.asked(ann, { date_only: '2026-05-11' })];
    const answers = await Promise.all([one, two].map(({ id }) => on.save({ id, _approve: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('moving leave weighs it again; renaming it does not', async () => {
    await fresh(8.5);
    const row = await on.approved(ann);
    await allow({ agent_id: ann.id, year: 2026, allowance: 1 });
    expect((await on.saved({ id: row.id, name: 'Still' })).approval_status).toBe(1);
    expect((await on.save({ id: row.id, date_only: '2026-05-05' })).status).toBe(409);
  });

  test('admins set them; agents see their own, managers those of their reports', async () => {
    await fresh(40);
    const stranger = await on.person();
    const values = { agent_id: ann.id, year: 2026, allowance: 1 };
    for (const by of [ann, boss]) expect((await allow(values, by)).status).toBe(403);
    const one = `?agent_id=${ann.id}`;
    for (const by of [ann, boss, undefined]) expect((await allowances(one, by)).body).toHaveLength(1);
    expect((await allowances(one, stranger)).status).toBe(403);
    expect((await allowances('', stranger)).body).toEqual([]);
    const seen = (await allowances('', boss)).body.map(({ agent_id }: { agent_id: number }) => agent_id);
    expect(seen).toContain(ann.id);
    const all = (await allowances('?agent_id=0')).body;
    expect(all.length).toBeGreaterThan(1);
    expect((await allowances(`?year=2031`)).body).toEqual([]);
    expect((await allowances(`?holiday_type=4`)).body).toEqual([]);
    const [{ id }] = (await allowances(one)).body;
    expect((await server.api('GET', `/Change?entity=holiday_allowance&id=${id}`)).status).toBe(200);
    expect(
      (await server.api('GET', `/Change?entity=holiday_allowance&id=${id}`, undefined, { token: stranger.token }))
        .status,
    ).toBe(404);
  });

  test.each([
    ['agent_id', { year: 2026, allowance: 1 }],
    ['agent_id', { agent_id: 999_999, year: 2026, allowance: 1 }],
    ['year', { agent_id: 2, allowance: 1 }],
    ['year', { agent_id: 2, year: 1800, allowance: 1 }],
    ['allowance', { agent_id: 2, year: 2026 }],
    ['allowance', { agent_id: 2, year: 2026, allowance: -1 }],
    ['holiday_type', { agent_id: 2, year: 2026, allowance: 1, holiday_type: 99 }],
  ])('a wrong %s is 400 and named', async (field, values) => {
    const answer = await allow(values);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(`[0].${field}`);
  });
});

describe('how many of a team may be away', () => {
  const set = (body: Values, by?: Person) =>
    server.api('POST', '/HolidaySettings', body, by ? { token: by.token } : {});

  async function team(): Promise<Person[]> {
    boss = await on.person({ role: 'manager' });
    const members = [await on.person(), await on.person(), await on.person({ linemanager: boss.id })];
    await on.thing('/Team', { name: `Team ${members[0]?.id}`, members: members.map(({ id }) => id) });
    return members;
  }

  test('is a setting of the tenant that admins change', async () => {
    expect((await server.api('GET', '/HolidaySettings')).body).toEqual({ team_limit_refuses: false });
    expect((await set({ team_limit: 3 }, boss)).status).toBe(403);
    expect((await set({ team_limit: 3, team_limit_refuses: true })).body).toEqual({
      team_limit: 3,
      team_limit_refuses: true,
    });
    expect((await set({ team_limit: 2 })).body).toEqual({ team_limit: 2, team_limit_refuses: true });
    const seen = await server.api('GET', '/HolidaySettings', undefined, { token: boss.token });
    expect(seen.body).toEqual({ team_limit: 2, team_limit_refuses: true });
    expect((await set({ team_limit: null })).body).toEqual({ team_limit_refuses: true });
    expect((await set({ team_limit: -1 })).status).toBe(400);
    const { rows } = await server.database.pool.query('select settings from tenant where id = $1', [server.tenantId]);
    expect(rows[0].settings).toEqual({ leave: { team_limit: null, team_limit_refuses: true } });
  });

  test('more are warned of, or refused, unless somebody forces it', async () => {
    const [one, two, three] = (await team()) as [Person, Person, Person];
    await set({ team_limit: 2, team_limit_refuses: false });
    await on.approved(one, { end_date_only: '2026-05-05' });
    await on.approved(two, { date_only: '2026-05-05', end_date_only: '2026-05-06' });
    const early = await on.asked(three);
    expect(early).not.toHaveProperty('_warning');
    const row = await on.asked(three, { date_only: '2026-05-05' });
    expect(row._warning).toMatch(/^With this leave 3 of Team \d+ are away at once; at most 2 may be\.$/);
    await set({ team_limit_refuses: true });
    const refused = await on.save({ name: 'x', agent_id: three.id, date_only: '2026-05-05' }, three);
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('team-away');
    expect(
      (await on.save({ name: 'x', agent_id: three.id, date_only: '2026-05-05', _force: true }, three)).status,
    ).toBe(409);
    expect((await on.save({ id: row.id, _approve: true }, boss)).body.code).toBe('team-away');
    expect((await on.saved({ id: row.id, _approve: true, _force: true }, boss)).approval_status).toBe(1);
    await set({ team_limit: null });
  });

  test('leave that waits, of disabled members and of other teams does not count', async () => {
    const [one, two, three] = (await team()) as [Person, Person, Person];
    const stranger = await on.person();
    await set({ team_limit: 1, team_limit_refuses: true });
    await on.asked(one);
    await on.approved(stranger);
    await on.approved(two);
    await server.database.pool.query('update agent set isdisabled = true where id = $1', [two.id]);
    expect((await on.approved(three)).approval_status).toBe(1);
    await set({ team_limit: null });
  });

  test('two approvals at the same moment do not both fit where one does', async () => {
    const [one, two] = (await team()) as [Person, Person, Person];
    await set({ team_limit: 1, team_limit_refuses: true });
    const asked = [await on.asked(one), await on.asked(two)];
    const answers = await Promise.all(asked.map(({ id }) => on.save({ id, _approve: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    await set({ team_limit: null });
  });
});
