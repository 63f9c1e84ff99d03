import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { timesheetOf } from '../../../test/support/timesheet.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let sheet: ReturnType<typeof timesheetOf>;
let ann: Person;
let boss: Person;
let bob: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  calendar = calendarOf(server);
  sheet = timesheetOf(server);
  boss = await calendar.person({ role: 'manager' });
  bob = await calendar.person();
});
afterAll(() => server.close());
const fresh = async () => {
  ann = await calendar.person({ timesheet_manager: boss.id });
  return ann;
};
const nine = { subject: 'Work', start_date: at('09:00'), end_date: at('10:30') };

describe('who may', () => {
  test('own time, that of reports, all for admins', async () => {
    await fresh();
    const { id } = await sheet.logged(nine, ann);
    expect((await sheet.post({ id, note: 'x' }, boss)).status).toBe(201);
    expect((await sheet.post({ id, note: 'x' }, bob)).status).toBe(403);
    expect((await sheet.post({ ...nine, agent_id: ann.id }, bob)).status).toBe(403);
    expect((await sheet.ask(`/TimesheetEvent/${id}`, {}, bob)).status).toBe(403);
    expect((await sheet.ask('/TimesheetEvent', { agent_id: ann.id }, bob)).status).toBe(403);
    expect((await sheet.ask('/TimesheetEvent', { agents: `${bob.id},${ann.id}` }, bob)).status).toBe(403);
    const all = await sheet.get('/TimesheetEvent', { agents: 0, start_date: at('00:00') }, boss);
    expect(new Set(all.map((row: { agent_id: number }) => row.agent_id))).not.toContain(bob.id);
    expect((await sheet.remove(id, bob)).status).toBe(403);
    expect((await sheet.remove(id, ann)).body).toMatchObject({ id, subject: 'Work' });
    expect((await sheet.remove(id, ann)).status).toBe(404);
    expect((await sheet.ask(`/TimesheetEvent/${id}`, {}, ann)).status).toBe(404);
  });

  test('another tenant has none of it', async () => {
    await fresh();
    const { id } = await sheet.logged(nine, ann);
    const stranger = { ...bob, token: (await otherTenant(server, 'elsewhere')).token };
    expect((await sheet.ask(`/TimesheetEvent/${id}`, {}, stranger)).status).toBe(404);
    expect((await sheet.post({ id, note: 'x' }, stranger)).status).toBe(404);
    expect(await sheet.get('/TimesheetEvent', { agent_id: ann.id, start_date: at('00:00') }, stranger)).toEqual([]);
    expect((await sheet.ask('/Timesheet/0', { agent_id: ann.id, date: '2026-05-04' }, stranger)).status).toBe(404);
    expect((await sheet.ask('/Timesheet/1', {}, stranger)).status).toBe(404);
  });

  test("a token for one's own time only writes no other", async () => {
    const token = await server.tokenFor(server.adminId, { scopes: 'editMine:timesheets' });
    const mine = { ...bob, token };
    expect((await sheet.post(nine, mine)).status).toBe(201);
    expect((await sheet.post({ ...nine, agent_id: bob.id }, mine)).status).toBe(403);
    const reader = { ...bob, token: await server.tokenFor(bob.id, { scopes: 'read:timesheets' }) };
    expect((await sheet.post(nine, reader)).status).toBe(403);
    const calendarOnly = { ...bob, token: await server.tokenFor(bob.id, { scopes: 'read:calendar' }) };
    expect((await sheet.ask('/TimesheetEvent', {}, calendarOnly)).status).toBe(403);
  });

  test('a disabled agent gets no new entries', async () => {
    const gone = await calendar.person({ isdisabled: true });
    expect((await sheet.post({ ...nine, agent_id: gone.id })).status).toBe(400);
  });
});

test('If-Match, Idempotency-Key, all or nothing, and history', async () => {
  await fresh();
  const first = await sheet.post({ ...nine, agent_id: ann.id }, ann, { 'Idempotency-Key': `k${ann.id}` });
  const again = await sheet.post({ ...nine, agent_id: ann.id }, ann, { 'Idempotency-Key': `k${ann.id}` });
  expect(again.body.id).toBe(first.body.id);
  const { id, _etag } = first.body;
  expect(first.headers.get('etag')).toBe(_etag);
  await sheet.logged({ id, note: 'new' }, ann);
  const stale = await sheet.post({ id, note: 'other' }, ann, { 'If-Match': _etag });
  expect(stale.status).toBe(412);
  expect(stale.body).toMatchObject({ current: { note: 'new' }, changed_by: { agent_name: ann.name } });
  expect((await sheet.post([{ ...nine, agent_id: ann.id }, { id: 999_999 }], ann)).status).toBe(404);
  expect(await sheet.get('/TimesheetEvent', { agent_id: ann.id, start_date: at('00:00') }, ann)).toHaveLength(1);
  const history = await sheet.get('/Change', { entity: 'timesheet_event', id }, boss);
  expect(history.changes.map(({ action }: { action: string }) => action)).toEqual(['update', 'create']);
  expect(history.changes[0]).toMatchObject({ before: { start_date: at('09:00') }, after: { note: 'new' } });
  expect((await sheet.ask('/Change', { entity: 'timesheet_event', id }, bob)).status).toBe(404);
  await sheet.remove(id, ann);
  expect((await sheet.ask('/Change', { entity: 'timesheet_event', id }, bob)).status).toBe(404);
  expect((await sheet.get('/Change', { entity: 'timesheet_event', id }, ann)).record_count).toBe(3);
});

test('a locked day takes no entry, loses none and keeps each as it is', async () => {
  await fresh();
  const { id } = await sheet.logged({ ...nine, agent_id: ann.id });
  const night = await sheet.logged({
    agent_id: ann.id,
    start_date: '2026-05-05T23:00:00',
    end_date: '2026-05-06T01:00:00',
  });
  await sheet.lock(ann, '2026-05-04', 0);
  await sheet.lock(ann, '2026-05-06', 1);
  for (const change of [
    { ...nine, agent_id: ann.id },
    { id, note: 'x' },
    { id, start_date: '2026-05-08T09:00:00', end_date: '2026-05-08T10:00:00' },
  ]) {
    expect((await sheet.post(change)).status).toBe(409);
  }
  expect((await sheet.remove(id)).status).toBe(409);
  expect((await sheet.post({ id: night.id, note: 'x' })).status).toBe(409);
  // Moving into a locked day, for an agent whose day it is.
  const free = await sheet.logged({ ...nine, agent_id: bob.id });
  expect((await sheet.post({ id: free.id, agent_id: ann.id })).status).toBe(409);
  const [row] = await sheet.get('/TimesheetEvent', {
    agent_id: ann.id,
    start_date: at('00:00'),
    end_date: at('12:00'),
  });
  expect(row).toMatchObject({ id, _canupdate: false, _candelete: false });
  // Sent back as it is it changes nothing.
  expect((await sheet.post(row)).status).toBe(201);
  await sheet.lock(ann, '2026-05-04', 2);
  expect((await sheet.post({ id, note: 'x' })).status).toBe(201);
});
