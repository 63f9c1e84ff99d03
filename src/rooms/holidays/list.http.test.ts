import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Every parameter of GET /Holiday. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let [ann, bob, boss]: Person[] = [];
let workday: number;
let other: number;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
  workday = (await server.database.pool.query('select id from workday')).rows[0].id;
  boss = await on.person({ role: 'manager' });
  [ann, bob] = [await on.person({ linemanager: boss.id }), await on.person()];
  other = (
    await server.database.pool.query(
      `insert into workday (tenant_id, name, last_modified) values ($1, 'Other', now()) returning id`,
      [server.tenantId],
    )
  ).rows[0].id;
  const service = await on.thing('/Service', { name: 'Mail' });
  await on.saved({ name: 'public', workday_id: workday, date: '2026-12-25' });
  await on.saved({ name: 'public elsewhere', workday_id: other, date: '2026-12-26' });
  await on.asked(ann, { name: 'pending', date_only: '2026-05-04', end_date_only: '2026-05-08' });
  await on.approved(ann, { name: 'approved', date_only: '2026-06-01' });
  await on.saved({ name: 'rejected', agent_id: ann.id, date_only: '2026-06-08', _reject: true });
  await on.asked(bob, {
    name: 'of Bob',
    date: '2026-05-06T09:00:00',
    end_date: '2026-05-06T12:00:00',
    date_only: null,
  });
  await on.saved({ name: 'freeze', entity: 1, date: '2026-12-20', end_date_only: '2026-12-31' });
  await on.saved({ name: 'maintenance', entity: 2, entity_id: service.id, date: '2026-07-01' });
});
afterAll(() => server.close());

test('without parameters: everything, by date, as a bare array', async () => {
  expect(await on.names()).toEqual([
    'pending',
    'of Bob',
    'approved',
    'rejected',
    'maintenance',
    'freeze',
    'public',
    'public elsewhere',
  ]);
});

describe('filters', () => {
  test.each([
    ['agent_id', () => ({ agent_id: bob?.id }), ['of Bob']],
    ['agent_id 0 is none', () => ({ agent_id: 0, entity: 1 }), ['freeze']],
    ['workdayid', () => ({ workdayid: other }), ['public elsewhere']],
    ['workdayid 0 is none', () => ({ workdayid: 0, entity: 2 }), ['maintenance']],
    ['entity 0', () => ({ entity: 0, agent_id: bob?.id }), ['of Bob']],
    ['entity 1', () => ({ entity: 1 }), ['freeze']],
    ['entity 2', () => ({ entity: 2 }), ['maintenance']],
    ['entity -1 is none', () => ({ entity: -1, agent_id: bob?.id }), ['of Bob']],
    [
      'approved_only',
      () => ({ approved_only: true }),
      ['approved', 'maintenance', 'freeze', 'public', 'public elsewhere'],
    ],
    ['approved_only of an agent', () => ({ approved_only: 'True', agent_id: ann?.id }), ['approved']],
    ['start_date: after it', () => ({ start_date: '2026-12-25' }), ['public elsewhere']],
    [
      'inclusive_start: at it, too',
      () => ({ start_date: '2026-12-25', inclusive_start: true }),
      ['public', 'public elsewhere'],
    ],
    ['end_date: before it', () => ({ end_date: '2026-05-08' }), ['of Bob']],
    ['inclusive_end: at it, too', () => ({ end_date: '2026-05-08', inclusive_end: true }), ['pending', 'of Bob']],
    [
      'inclusive_start of times',
      () => ({ start_date: '2026-05-06T11:00:00+02:00', end_date: '2026-05-20', inclusive_start: true }),
      ['of Bob'],
    ],
    ['start_date of times', () => ({ start_date: '2026-05-06T09:00:00', end_date: '2026-05-20' }), []],
    [
      'both',
      () => ({ start_date: '2026-05-01', end_date: '2026-06-30' }),
      ['pending', 'of Bob', 'approved', 'rejected'],
    ],
    ['names in any case', () => ({ WorkdayID: other }), ['public elsewhere']],
  ])('%s', async (_name, query, expected) => {
    expect(await on.names(query())).toEqual(expected);
  });

  test('my_approvals: what waits for the caller, never their own', async () => {
    expect(await on.names({ my_approvals: true })).toEqual(['pending', 'of Bob']);
    expect(await on.names({ my_approvals: true }, boss)).toEqual(['pending']);
    expect(await on.names({ my_approvals: true }, ann)).toEqual([]);
    await on.asked({ id: server.adminId, token: await server.tokenFor(server.adminId) } as Person, {
      name: 'of the admin',
      date_only: '2026-05-20',
    });
    expect(await on.names({ my_approvals: true })).toEqual(['pending', 'of Bob']);
  });

  test('an end before the start is 400, and an unknown parameter is named', async () => {
    expect((await server.api('GET', '/Holiday?start_date=2026-02-01&end_date=2026-01-01')).status).toBe(400);
    expect((await server.api('GET', '/Holiday?agent=5')).headers.get('x-almanac-ignored')).toBe('agent');
  });
});

describe('what rows have', () => {
  test('include_apid adds the appointment that mirrors leave', async () => {
    const [plain] = await on.list({ agent_id: bob?.id });
    expect(plain).not.toHaveProperty('apid');
    const [row] = await on.list({ agent_id: bob?.id, include_apid: true });
    expect((await on.row(row.apid)).holiday_id).toBe(row.id);
    const one = (await on.read(row.id, undefined, '?include_apid=true')).body;
    expect(one.apid).toBe(row.apid);
    const [none] = await on.list({ workdayid: other, include_apid: true });
    expect(none).not.toHaveProperty('apid');
  });

  test('includedetails adds schedule, change_freeze_clients and appointmentobj', async () => {
    const yearly = await on.saved({ name: 'yearly', workday_id: other, date: '2026-01-01', isrecurring: true });
    const rows = await on.list({ includedetails: true });
    const named = (name: string) => rows.find((row) => row.name === name);
    expect(named('of Bob').appointmentobj).toMatchObject({ subject: 'of Bob', holiday_id: named('of Bob').id });
    expect(named('freeze').change_freeze_clients).toEqual([]);
    expect(named('yearly').schedule).toMatchObject({ type: 2, uniqueid: yearly.holid });
    for (const row of await on.list()) {
      for (const name of ['schedule', 'change_freeze_clients', 'appointmentobj']) expect(row).not.toHaveProperty(name);
    }
    const one = (await on.read(yearly.id, undefined, '?includedetails=true')).body;
    expect(one.schedule.id).toBe(named('yearly').schedule.id);
    await on.remove(yearly.id);
    expect((await server.api('GET', `/Schedule/${one.schedule.id}`)).status).toBe(404);
  });
});

test('what recurs is in when one of its times is', async () => {
  const row = await on.saved({ name: 'every year', workday_id: other, date: '2020-02-29', isrecurring: true });
  const during = (start_date: string, end_date: string, more = {}) =>
    on.names({ workdayid: other, start_date, end_date, ...more });
  expect(await during('2027-02-01', '2027-03-31')).toEqual(['every year']);
  expect(await during('2027-03-01', '2027-03-31')).toEqual([]);
  expect(await during('2019-01-01', '2019-12-31')).toEqual([]);
  expect(await during('2028-02-29', '2028-03-01')).toEqual([]);
  expect(await during('2028-02-29', '2028-03-01', { inclusive_start: true })).toEqual(['every year']);
  await on.remove(row.id);
});
