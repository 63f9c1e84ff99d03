import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { nine, queueOf } from '../../../test/support/queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { DAY } from '../../kernel/time/units.ts';

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

describe('by hand', () => {
  test('the next one of each is made now; the one after it is queued', async () => {
    const { id } = await on.scheduled();
    const first = await on.run([id]);
    expect([first.status, first.body.status, first.body.creation_date]).toEqual([201, 2, '2030-01-07T09:00:00']);
    expect((await on.ticket(first.body.result_id)).summary).toBe('Backup check');
    const second = await on.run([id]);
    expect(second.body.creation_date).toBe('2030-01-08T09:00:00');
    expect((await on.queue(id)).map((row) => [row.creation_date, row.status])).toEqual([
      ['2030-01-07T09:00:00', 2],
      ['2030-01-08T09:00:00', 2],
      ['2030-01-09T09:00:00', 0],
    ]);
    // What was made ahead is not made again when its time comes.
    await on.workAt(nine + DAY);
    expect(await on.statuses(id)).toEqual([2, 2, 0]);
  });

  test('each id has its own result: unknown, of another type, named twice, at its end', async () => {
    const { id } = await on.scheduled();
    const plan = await on.scheduled({ type: 4 });
    const once = await on.scheduled({ rangeofrecurrence: 1, endafteramount: 1 });
    await on.run([once.id]);
    const { status, body } = await on.run([id, 9_999_999, plan.id, id, once.id, -1]);
    expect(status).toBe(201);
    expect(body[0]).toMatchObject({ schedule_id: id, status: 2 });
    expect(body[1]).toEqual({ schedule_id: 9_999_999, error: 'Record not found' });
    expect(body[2]).toEqual({ schedule_id: plan.id, error: 'Only schedules of type 0 make tickets.' });
    expect(body[3]).toEqual({ ...body[0], _warning: 'Named twice in the request; made once.' });
    expect(body[4]).toEqual({ schedule_id: once.id, error: 'It has no further occurrence.' });
    expect(body[5]).toEqual({ schedule_id: -1, error: 'Record not found' });
    expect((await on.queue(id)).map((row) => row.status)).toEqual([2, 0]);
  });

  test('one that fails tells why, spoils no other, and keeps its date', async () => {
    const gone = await calendar.person();
    const bad = await on.scheduled({ agentid: gone.id, hours: 1 });
    const good = await on.scheduled();
    await server.api('POST', '/Agent', [{ id: gone.id, isdisabled: true }]);
    const { body } = await on.run([bad.id, good.id]);
    expect(body.map((row: Row) => row.status)).toEqual([0, 2]);
    expect(body[0].error).toContain('is disabled');
    expect([body[0].creation_date, body[0].retry_attempts_remaining]).toEqual(['2030-01-07T09:00:00', 5]);
  });

  test('an Idempotency-Key makes it once', async () => {
    const { id } = await on.scheduled();
    const headers = { 'Idempotency-Key': 'run-1' };
    const one = await on.run([id], '', undefined, headers);
    const other = await on.run([id], '', undefined, headers);
    expect(other.body).toEqual(one.body);
    expect(await on.statuses(id)).toEqual([2, 0]);
  });

  test('is for managers and admins', async () => {
    const { id } = await on.scheduled();
    const token = { ...agent, token: await server.tokenFor(agent.id) };
    expect((await on.run([id], '', token)).status).toBe(403);
    expect((await on.run([])).status).toBe(400);
    expect((await on.run(['x'])).status).toBe(400);
  });
});
