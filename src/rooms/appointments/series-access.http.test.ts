import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let manager: Person;
let report: Person;
let stranger: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-01T12:00:00Z');
  calendar = seriesOf(server);
  manager = await calendar.person({ role: 'manager' });
  report = await calendar.person({ linemanager: manager.id });
  stranger = await calendar.person();
});
afterAll(() => server.close());

const body = (agent: Person) => ({
  agent_id: agent.id,
  start_date: '2026-05-04T09:00:00Z',
  end_date: '2026-05-04T10:00:00Z',
  schedule: { rrule: 'FREQ=DAILY;COUNT=2' },
});

test('agents make their own series, managers those of their reports, and nobody others', async () => {
  const own = await calendar.saved(body(report), report);
  const times = { start_date: '2026-05-04T11:00:00Z', end_date: '2026-05-04T12:00:00Z' };
  await calendar.saved({ ...body(report), ...times }, manager);
  expect((await calendar.save(body(report), stranger)).status).toBe(403);
  const [child] = await calendar.children(own.id);
  for (const change of [
    { id: own.id, subject: 'Mine' },
    { id: own.id, schedule: { rrule: 'FREQ=WEEKLY' } },
    { id: child.id, subject: 'Mine' },
    { id: child.id, _thisandfuture: true },
  ]) {
    expect((await calendar.save(change, stranger)).status, JSON.stringify(change)).toBe(403);
  }
  for (const query of ['', '?_all=true', '?_thisandfuture=true']) {
    expect((await calendar.remove(child.id, stranger, query)).status, query).toBe(403);
  }
  expect((await calendar.remove(own.id, stranger)).status).toBe(403);
  expect((await calendar.generate([own.id], stranger)).body).toMatchObject([
    { id: own.id, generated: 0, error: expect.any(String) },
  ]);
  expect((await calendar.generate([own.id], manager)).body).toEqual([
    { id: own.id, generated: 0, existing: 2, skipped: 0 },
  ]);
  expect(await calendar.children(own.id)).toHaveLength(2);
  expect((await calendar.remove(own.id, manager)).status).toBe(200);
});

test('who takes part in a series with others does not change the rule of theirs', async () => {
  const both = { ...body(stranger), agent_id: undefined, agents: [{ id: stranger.id }, { id: report.id }] };
  const master = await calendar.saved({
    ...both,
    start_date: '2026-05-04T15:00:00Z',
    end_date: '2026-05-04T16:00:00Z',
  });
  const mine = { id: master.id, start_date: '2026-05-04T17:00:00Z', end_date: '2026-05-04T18:00:00Z' };
  expect((await calendar.save(mine, stranger)).status).toBe(403);
  expect((await calendar.save({ id: master.id, schedule: { rrule: 'FREQ=WEEKLY' } }, stranger)).status).toBe(403);
  expect((await calendar.starts(master.id)).every((start) => start.endsWith('15:00'))).toBe(true);
});

test('a private series is masked, and its parameters choose nothing of it', async () => {
  const agent = await calendar.person();
  const { id } = await calendar.saved({ ...body(agent), subject: 'Secret', is_private: true }, agent);
  const rows = await calendar.rows({ agents: agent.id }, stranger);
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    expect(row.subject).toBe('Private');
    expect(row).not.toHaveProperty('recurring_desc');
    expect(row).not.toHaveProperty('halo_recurring_master_id');
    expect(row).not.toHaveProperty('original_start');
  }
  for (const query of [{ recurringmasterid: id }, { isrecurringmaster: true }, { isrecurringchild: true }]) {
    expect(await calendar.rows({ agents: agent.id, ...query }, stranger)).toEqual([]);
  }
  expect((await calendar.read(id, stranger, '?includedetails=true')).body).not.toHaveProperty('schedule');
  expect((await calendar.read(id, agent, '?includedetails=true')).body.schedule.rrule).toContain('DAILY');
});

test("another tenant's series do not exist", async () => {
  const other = await otherTenant(server);
  const { id } = await calendar.saved({ ...body(await calendar.person()), subject: 'Ours' });
  const [child] = await calendar.children(id);
  const theirs = { token: other.token };
  const missing = await server.api('POST', '/Appointment/Generate', [99_999_999], theirs);
  const ours = await server.api('POST', '/Appointment/Generate', [id], theirs);
  expect(ours.body[0].error).toBe(missing.body[0].error);
  expect((await server.api('POST', '/Appointment', [{ id: child.id, _thisandfuture: true }], theirs)).status).toBe(404);
  expect((await server.api('DELETE', `/Appointment/${child.id}?_all=true`, undefined, theirs)).status).toBe(404);
  expect((await server.api('GET', `/Appointment?recurringmasterid=${id}`, undefined, theirs)).body.record_count).toBe(
    0,
  );
  expect(await calendar.children(id)).toHaveLength(2);
});

test('a draft series that the caller may not see is not there, whatever is asked of it', async () => {
  const draft = await calendar.saved({ ...body(report), open_appointment_status: 2 }, manager);
  const [child] = await calendar.children(draft.id);
  expect((await calendar.save({ id: child.id, _thisandfuture: true }, stranger)).status).toBe(404);
  for (const query of ['', '?_all=true', '?_thisandfuture=true']) {
    expect((await calendar.remove(child.id, stranger, query)).status, query).toBe(404);
  }
  expect((await calendar.remove(draft.id, stranger)).status).toBe(404);
});
