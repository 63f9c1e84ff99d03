import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import { workerOf } from '../../../test/support/worker.ts';
import { transaction } from '../../kernel/db/transaction.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/time/units.ts';
import { claimDue, holdClaimed } from './run-sql.ts';

const begin = Date.UTC(2030, 0, 7, 8);
const nine = Date.UTC(2030, 0, 7, 9);

let server: TestServer;
let worker: ReturnType<typeof workerOf>;
let calendar: ReturnType<typeof calendarOf>;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  worker = workerOf(server);
  agent = await calendar.person();
});
afterAll(() => server.close());

const daily = { startdate: '2030-01-07T09:00:00', subject: 'Backup check', recurrencepattern: 0 };

async function scheduled(element: Values = {}): Promise<Row> {
  server.clock.now = begin;
  const answer = await server.api('POST', '/Schedule', [{ ...daily, ...element }]);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const queue = async (query: string | number): Promise<Row[]> =>
  (await server.api('GET', `/ScheduleOccurrence?${typeof query === 'number' ? `schedule_id=${query}` : query}`)).body
    .occurrences;
const statuses = async (id: number) => (await queue(id)).map(({ status }) => status);
const ticket = async (id: number): Promise<Row> => (await server.api('GET', `/Tickets/${id}`)).body;
const run = (ids: unknown, query = '', by?: Person, headers: Record<string, string> = {}) =>
  server.api('POST', `/ScheduleOccurrence${query}`, ids, { ...(by && { token: by.token }), headers });
async function workAt(now: number): Promise<void> {
  server.clock.now = now;
  await worker.step();
}
/** The queue of no other test is due. */
const alone = () => server.database.pool.query('delete from schedule where tenant_id = $1', [server.tenantId]);

describe('the queue', () => {
  test('shows the next occurrence from the moment of saving, and what its row means', async () => {
    const { id } = await scheduled();
    const [row, ...others] = await queue(id);
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
    const { id } = await scheduled({ startdate: '2029-12-01T09:00:00' });
    expect((await queue(id)).map((row) => row.creation_date)).toEqual(['2030-01-07T09:00:00']);
  });

  test('other types of schedules have none', async () => {
    const { id, nextcreationdate } = await scheduled({ type: 4 });
    expect([await queue(id), nextcreationdate]).toEqual([[], undefined]);
  });

  test('a new rule replaces what is still to come, not what was made', async () => {
    await alone();
    const { id } = await scheduled();
    await workAt(nine);
    await server.api('POST', '/Schedule', [{ id, dailyrecurrencedays: 3 }]);
    expect((await queue(id)).map((row) => [row.creation_date, row.status])).toEqual([
      ['2030-01-07T09:00:00', 2],
      ['2030-01-10T09:00:00', 0],
    ]);
  });
});

describe('the worker', () => {
  test('makes what is due, once, and queues the next', async () => {
    const { id } = await scheduled({ requesttype: 2, agentid: agent.id });
    await workAt(nine - SECOND);
    expect(await statuses(id)).toEqual([0]);
    await workAt(nine);
    await workAt(nine);
    const [done, next] = await queue(id);
    expect([done.status, done.date_processed, done.last_attempt_date]).toEqual([
      2,
      '2030-01-07T09:00:00',
      '2030-01-07T09:00:00',
    ]);
    expect([next.status, next.creation_date]).toEqual([0, '2030-01-08T09:00:00']);
    expect(await ticket(done.result_id)).toMatchObject({
      summary: 'Backup check',
      tickettype_id: 2,
      agent_id: agent.id,
      dateoccurred: '2030-01-07T09:00:00',
    });
    const schedule = (await server.api('GET', `/Schedule/${id}`)).body;
    expect(schedule.nextcreationdate).toBe('2030-01-08T09:00:00');
  });

  test('with an agent and hours makes an appointment, too; both are in the history', async () => {
    const { id } = await scheduled({ agentid: agent.id, hours: 0.5 });
    await workAt(nine);
    const [done] = await queue(id);
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
    const { id } = await scheduled({ agentid: busy.id, hours: 1 });
    await workAt(nine);
    const [done] = await queue(id);
    expect(done.description).toContain('busy');
    expect(await calendar.row(done.appointment_id)).toMatchObject({ forced: true, clash: true });
  });

  test('catches up with everything that fell due while no server ran', async () => {
    const { id } = await scheduled();
    await workAt(nine + 40 * DAY);
    const rows = await queue(id);
    expect(rows.map((row) => row.status)).toEqual([...Array(41).fill(2), 0]);
    expect(new Set(rows.slice(0, 41).map((row) => row.result_id)).size).toBe(41);
  });

  test('ends with its rule', async () => {
    const { id } = await scheduled({ rangeofrecurrence: 1, endafteramount: 2 });
    await workAt(nine + 9 * DAY);
    expect(await statuses(id)).toEqual([2, 2]);
    const schedule = (await server.api('GET', `/Schedule/${id}`)).body;
    expect([schedule.nextcreationdate, schedule.nextrundate]).toEqual([undefined, undefined]);
  });

  test('tries again after 1, 5, 15, 60 and 240 minutes, then fails with its error; meanwhile the next go on', async () => {
    await alone();
    const gone = await calendar.person();
    const { id } = await scheduled({ agentid: gone.id, hours: 1 });
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: true }]);
    const tickets = await server.database.pool.query('select count(*) from ticket');
    let at = nine;
    await workAt(at);
    for (const [left, minutes] of [
      [4, 1],
      [3, 5],
      [2, 15],
      [1, 60],
      [0, 240],
    ] as const) {
      const [row] = await queue(id);
      const retry = new Date(at + minutes * MINUTE).toISOString().slice(0, 19);
      expect([row.status, row.retry_attempts_remaining, row.next_retry_date]).toEqual([4, left, retry]);
      expect(row.error).toContain('is disabled');
      at += minutes * MINUTE;
      await workAt(at - SECOND);
      expect((await queue(id))[0].last_attempt_date).not.toBe(retry);
      await workAt(at);
    }
    const [row, next] = await queue(id);
    expect([row.status, row.retry_attempts_remaining, row.next_retry_date]).toEqual([3, 0, undefined]);
    expect(row.date_processed).toBe(new Date(at).toISOString().slice(0, 19));
    expect(next.status).toBe(0);
    // A failure leaves nothing behind.
    expect((await server.database.pool.query('select count(*) from ticket')).rows).toEqual(tickets.rows);
    // Repaired, it can be made by hand.
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: false }]);
    const again = await run([id], '?includefailed=true');
    expect([again.body.id, again.body.status, again.body.error]).toEqual([row.id, 2, undefined]);
  });

  test('leaves alone what another server holds, until that is taken for dead', async () => {
    await alone();
    const { id } = await scheduled();
    server.clock.now = nine;
    const { pool } = server.database;
    const claim = { owner: 'another', until: nine + 15 * SECOND, most: 10 };
    expect(await claimDue(pool, server.tenantId, nine, claim)).toHaveLength(1);
    await workAt(nine + 14 * SECOND);
    expect((await statuses(id))[0]).toBe(1);
    await workAt(nine + 15 * SECOND);
    const [row] = await queue(id);
    expect([row.status, row.retry_attempts_remaining]).toEqual([2, 5]);
    // Whoever comes back from the dead finds that it is no longer theirs.
    const isHeld = await transaction(server.database, (connection) =>
      holdClaimed(connection, server.tenantId, row.id, 'another'),
    );
    expect(isHeld).toBe(false);
  });

  test('stopped, gives back what it has claimed and not begun', async () => {
    await alone();
    const { id } = await scheduled();
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
    expect(await statuses(id)).toEqual([1]);
    await stopped.stop();
    expect(await statuses(id)).toEqual([0]);
    await workAt(nine);
    expect((await statuses(id))[0]).toBe(2);
  });

  test('serves every tenant, each its own', async () => {
    await alone();
    const other = await otherTenant(server);
    server.clock.now = begin;
    const token = await server.tokenFor(other.adminId, { tenantId: other.tenantId });
    const theirs = (await server.api('POST', '/Schedule', [daily], { token })).body;
    const { id } = await scheduled();
    await workAt(nine);
    const seen = await server.api('GET', '/ScheduleOccurrence', undefined, {
      token: await server.tokenFor(other.adminId, { tenantId: other.tenantId }),
    });
    expect(seen.body.occurrences.map((row: Row) => [row.schedule_id, row.status])).toEqual([
      [theirs.id, 2],
      [theirs.id, 0],
    ]);
    expect(await statuses(id)).toEqual([2, 0]);
    const [row] = seen.body.occurrences;
    expect((await server.api('GET', `/ScheduleOccurrence/${row.id}`)).status).toBe(404);
    expect((await run([theirs.id])).body).toEqual({ schedule_id: theirs.id, error: 'Record not found' });
  });
});

describe('by hand', () => {
  test('the next one of each is made now; the one after it is queued', async () => {
    const { id } = await scheduled();
    const first = await run([id]);
    expect([first.status, first.body.status, first.body.creation_date]).toEqual([201, 2, '2030-01-07T09:00:00']);
    expect((await ticket(first.body.result_id)).summary).toBe('Backup check');
    const second = await run([id]);
    expect(second.body.creation_date).toBe('2030-01-08T09:00:00');
    expect((await queue(id)).map((row) => [row.creation_date, row.status])).toEqual([
      ['2030-01-07T09:00:00', 2],
      ['2030-01-08T09:00:00', 2],
      ['2030-01-09T09:00:00', 0],
    ]);
    // What was made ahead is not made again when its time comes.
    await workAt(nine + DAY);
    expect(await statuses(id)).toEqual([2, 2, 0]);
  });

  test('each id has its own result: unknown, of another type, named twice, at its end', async () => {
    const { id } = await scheduled();
    const plan = await scheduled({ type: 4 });
    const once = await scheduled({ rangeofrecurrence: 1, endafteramount: 1 });
    await run([once.id]);
    const { status, body } = await run([id, 9_999_999, plan.id, id, once.id, -1]);
    expect(status).toBe(201);
    expect(body[0]).toMatchObject({ schedule_id: id, status: 2 });
    expect(body[1]).toEqual({ schedule_id: 9_999_999, error: 'Record not found' });
    expect(body[2]).toEqual({ schedule_id: plan.id, error: 'Only schedules of type 0 make tickets.' });
    expect(body[3]).toEqual({ ...body[0], _warning: 'Named twice in the request; made once.' });
    expect(body[4]).toEqual({ schedule_id: once.id, error: 'It has no further occurrence.' });
    expect(body[5]).toEqual({ schedule_id: -1, error: 'Record not found' });
    expect((await queue(id)).map((row) => row.status)).toEqual([2, 0]);
  });

  test('one that fails tells why, spoils no other, and keeps its date', async () => {
    const gone = await calendar.person();
    const bad = await scheduled({ agentid: gone.id, hours: 1 });
    const good = await scheduled();
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: true }]);
    const { body } = await run([bad.id, good.id]);
    expect(body.map((row: Row) => row.status)).toEqual([0, 2]);
    expect(body[0].error).toContain('is disabled');
    expect([body[0].creation_date, body[0].retry_attempts_remaining]).toEqual(['2030-01-07T09:00:00', 5]);
  });

  test('an Idempotency-Key makes it once', async () => {
    const { id } = await scheduled();
    const headers = { 'Idempotency-Key': 'run-1' };
    const one = await run([id], '', undefined, headers);
    const other = await run([id], '', undefined, headers);
    expect(other.body).toEqual(one.body);
    expect(await statuses(id)).toEqual([2, 0]);
  });

  test('is for managers and admins', async () => {
    const { id } = await scheduled();
    const token = { ...agent, token: await server.tokenFor(agent.id) };
    expect((await run([id], '', token)).status).toBe(403);
    expect((await run([])).status).toBe(400);
    expect((await run(['x'])).status).toBe(400);
  });
});

describe('the list', () => {
  let ids: number[];
  beforeAll(async () => {
    await alone();
    ids = [];
    for (const subject of ['A', 'B', 'C']) ids.push((await scheduled({ subject })).id);
    await workAt(nine + DAY);
  });

  test('is an envelope with the key occurrences', async () => {
    const { body, text } = await server.api('GET', '/ScheduleOccurrence?pageinate=true&page_no=2&page_size=4');
    expect(text.startsWith('{"page_no":2,"page_size":4,"record_count":9,"occurrences":[')).toBe(true);
    expect(body.occurrences).toHaveLength(4);
    expect(await queue('count=2')).toHaveLength(2);
  });

  test.each([
    ['status=0', 3],
    ['status=2', 6],
    ['status=0,2', 9],
    ['status=3', 0],
    ['start_date=2030-01-08T09:00:00', 6],
    ['end_date=2030-01-08T09:00:00', 3],
    ['start_date=2030-01-08T00:00:00Z&end_date=2030-01-09T00:00:00Z', 3],
    ['schedule_id=0', 9],
  ])('%s finds %i', async (query, count) => {
    expect(await queue(query)).toHaveLength(count);
  });

  test('of schedules, in the order asked for', async () => {
    const [one, two] = ids as [number, number];
    expect(await queue(`schedule_id=${one},${two}`)).toHaveLength(6);
    const rows = await queue('order=description&orderdesc=true&order2=creation_date');
    expect(rows.map((row) => row.description)).toEqual(['C', 'C', 'C', 'B', 'B', 'B', 'A', 'A', 'A']);
    expect((await server.api('GET', '/ScheduleOccurrence?order=colour')).status).toBe(400);
  });

  test('a malformed id is 400, an unknown one 404', async () => {
    expect((await server.api('GET', '/ScheduleOccurrence/probe')).body.errors).toHaveProperty('id');
    expect((await server.api('GET', '/ScheduleOccurrence/9999999')).status).toBe(404);
  });
});
