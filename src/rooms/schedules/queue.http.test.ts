import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { begin, daily, nine, queueOf } from '../../../test/support/queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { workerOf } from '../../../test/support/worker.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/time/units.ts';
import { claimDue, holdClaimed } from './run-sql.ts';

let server: TestServer;
let on: ReturnType<typeof queueOf>;
let calendar: ReturnType<typeof calendarOf>;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer();
  on = queueOf(server);
  calendar = calendarOf(server);
  agent = await calendar.person();
});
afterAll(() => server.close());

describe('the queue', () => {
  test('shows the next occurrence from the moment of saving, and what its row means', async () => {
    const { id } = await on.scheduled();
    const [row, ...others] = await on.queue(id);
    expect(others).toEqual([]);
    expect(row).toEqual({
      id: row.id,
      schedule_id: id,
      status: 0,
      retry_attempts_remaining: 5,
      timestamp: '2030-01-07T08:00:00',
      creation_date: '2030-01-07T09:00:00',
      description: 'Backup check',
    });
    expect((await server.api('GET', `/ScheduleOccurrence/${row.id}`)).body).toEqual(row);
  });

  test('holds only what comes after the save', async () => {
    const { id } = await on.scheduled({ startdate: '2029-12-01T09:00:00' });
    expect((await on.queue(id)).map((row) => row.creation_date)).toEqual(['2030-01-07T09:00:00']);
  });

  test('other types of schedules have none', async () => {
    const { id, nextcreationdate } = await on.scheduled({ type: 4 });
    expect([await on.queue(id), nextcreationdate]).toEqual([[], undefined]);
  });

  test('a new rule replaces what is still to come, not what was made', async () => {
    await on.alone();
    const { id } = await on.scheduled();
    await on.workAt(nine);
    await server.api('POST', '/Schedule', [{ id, dailyrecurrencedays: 3 }]);
    expect((await on.queue(id)).map((row) => [row.creation_date, row.status])).toEqual([
      ['2030-01-07T09:00:00', 2],
      ['2030-01-10T09:00:00', 0],
    ]);
  });
});

describe('the worker', () => {
  test('makes what is due, once, and queues the next', async () => {
    const { id } = await on.scheduled({ requesttype: 2, agentid: agent.id });
    await on.workAt(nine - SECOND);
    expect(await on.statuses(id)).toEqual([0]);
    await on.workAt(nine);
    await on.workAt(nine);
    const [done, next] = await on.queue(id);
    expect([done.status, done.date_processed, done.last_attempt_date]).toEqual([
      2,
      '2030-01-07T09:00:00',
      '2030-01-07T09:00:00',
    ]);
    expect([next.status, next.creation_date]).toEqual([0, '2030-01-08T09:00:00']);
    expect(await on.ticket(done.result_id)).toMatchObject({
      summary: 'Backup check',
      tickettype_id: 2,
      agent_id: agent.id,
      dateoccurred: '2030-01-07T09:00:00',
    });
    const schedule = (await server.api('GET', `/Schedule/${id}`)).body;
    expect(schedule.nextcreationdate).toBe('2030-01-08T09:00:00');
  });

  test('with an agent and hours makes an appointment, too; both are in the history', async () => {
    const { id } = await on.scheduled({ agentid: agent.id, hours: 0.5 });
    await on.workAt(nine);
    const [done] = await on.queue(id);
    expect(await calendar.row(done.appointment_id)).toMatchObject({
      subject: 'Backup check',
      ticket_id: done.result_id,
      agent_id: agent.id,
      start_date: '2030-01-07T09:00:00',
      end_date: '2030-01-07T09:30:00',
    });
    const history = await server.api('GET', `/Change?entity=ticket&id=${done.result_id}`);
    expect(history.body.changes[0]).toMatchObject({ action: 'create', agent_id: server.adminId });
  });

  test('an agent who is busy gets the appointment all the same, flagged', async () => {
    const busy = await calendar.person();
    const times = { start_date: '2030-01-07T09:00:00', end_date: '2030-01-07T10:00:00' };
    await calendar.booked(busy, times);
    const { id } = await on.scheduled({ agentid: busy.id, hours: 1 });
    await on.workAt(nine);
    const [done] = await on.queue(id);
    expect(done.description).toContain('busy');
    expect(await calendar.row(done.appointment_id)).toMatchObject({ forced: true, clash: true });
  });

  test('catches up with everything that fell due while no server ran', async () => {
    const { id } = await on.scheduled();
    await on.workAt(nine + 40 * DAY);
    const rows = await on.queue(id);
    expect(rows.map((row) => row.status)).toEqual([...Array(41).fill(2), 0]);
    expect(new Set(rows.slice(0, 41).map((row) => row.result_id)).size).toBe(41);
  });

  test('ends with its rule', async () => {
    const { id } = await on.scheduled({ rangeofrecurrence: 1, endafteramount: 2 });
    await on.workAt(nine + 9 * DAY);
    expect(await on.statuses(id)).toEqual([2, 2]);
    const schedule = (await server.api('GET', `/Schedule/${id}`)).body;
    expect([schedule.nextcreationdate, schedule.nextrundate]).toEqual([undefined, undefined]);
  });

  test('tries again after 1, 5, 15, 60 and 240 minutes, then fails with its error; meanwhile the next go on', async () => {
    await on.alone();
    const gone = await calendar.person();
    const { id } = await on.scheduled({ agentid: gone.id, hours: 1 });
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: true }]);
    const tickets = await server.database.pool.query('select count(*) from ticket');
    let at = nine;
    await on.workAt(at);
    for (const [left, minutes] of [
      [4, 1],
      [3, 5],
      [2, 15],
      [1, 60],
      [0, 240],
    ] as const) {
      const [row] = await on.queue(id);
      const retry = new Date(at + minutes * MINUTE).toISOString().slice(0, 19);
      expect([row.status, row.retry_attempts_remaining, row.next_retry_date]).toEqual([4, left, retry]);
      expect(row.error).toContain('is disabled');
      at += minutes * MINUTE;
      await on.workAt(at - SECOND);
      expect((await on.queue(id))[0].last_attempt_date).not.toBe(retry);
      await on.workAt(at);
    }
    const [row, next] = await on.queue(id);
    expect([row.status, row.retry_attempts_remaining, row.next_retry_date]).toEqual([3, 0, undefined]);
    expect(row.date_processed).toBe(new Date(at).toISOString().slice(0, 19));
    expect(next.status).toBe(0);
    // A failure leaves nothing behind.
    expect((await server.database.pool.query('select count(*) from ticket')).rows).toEqual(tickets.rows);
    // Repaired, it can be made by hand.
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: false }]);
    const again = await on.run([id], '?includefailed=true');
    expect([again.body.id, again.body.status, again.body.error]).toEqual([row.id, 2, undefined]);
  });

  test('leaves alone what another server holds, until that is taken for dead', async () => {
    await on.alone();
    const { id } = await on.scheduled();
    server.clock.now = nine;
    const { pool } = server.database;
    const claim = { owner: 'another', until: nine + 15 * SECOND, most: 10 };
    expect(await claimDue(pool, server.tenantId, nine, claim)).toHaveLength(1);
    await on.workAt(nine + 14 * SECOND);
    expect((await on.statuses(id))[0]).toBe(1);
    await on.workAt(nine + 15 * SECOND);
    const [row] = await on.queue(id);
    expect([row.status, row.retry_attempts_remaining]).toEqual([2, 5]);
    // Whoever comes back from the dead finds that it is no longer theirs.
    const isHeld = await transaction(server.database, (connection) =>
      holdClaimed(connection, server.tenantId, row.id, 'another'),
    );
    expect(isHeld).toBe(false);
  });

  test('stopped, gives back what it has claimed and not begun', async () => {
    await on.alone();
    const { id } = await on.scheduled();
    const stopped = workerOf(server, [
      {
        name: 'claims and stops',
        step: async ({ context, now, owner }) => {
          const claim = { owner, until: now + HOUR, most: 10 };
          await claimDue(context.database.pool, server.tenantId, now, claim);
          return false;
        },
        release: (await import('./run-queue.ts')).scheduledTickets.release as never,
      },
    ]);
    server.clock.now = nine;
    await stopped.step();
    expect(await on.statuses(id)).toEqual([1]);
    await stopped.stop();
    expect(await on.statuses(id)).toEqual([0]);
    await on.workAt(nine);
    expect((await on.statuses(id))[0]).toBe(2);
  });

  test('serves every tenant, each its own', async () => {
    await on.alone();
    const other = await otherTenant(server);
    server.clock.now = begin;
    const token = await server.tokenFor(other.adminId, { tenantId: other.tenantId });
    const theirs = (await server.api('POST', '/Schedule', [daily], { token })).body;
    const { id } = await on.scheduled();
    await on.workAt(nine);
    const seen = await server.api('GET', '/ScheduleOccurrence', undefined, {
      token: await server.tokenFor(other.adminId, { tenantId: other.tenantId }),
    });
    expect(seen.body.occurrences.map((row: Row) => [row.schedule_id, row.status])).toEqual([
      [theirs.id, 2],
      [theirs.id, 0],
    ]);
    expect(await on.statuses(id)).toEqual([2, 0]);
    const [row] = seen.body.occurrences;
    expect((await server.api('GET', `/ScheduleOccurrence/${row.id}`)).status).toBe(404);
    expect((await on.run([theirs.id])).body).toEqual({ schedule_id: theirs.id, error: 'Record not found' });
  });
});
