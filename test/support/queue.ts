import { expect } from 'vitest';
import type { Person, Row, Values } from './calendar.ts';
import type { TestServer } from './server.ts';
import { workerOf } from './worker.ts';

/** Schedules of tests are saved at eight, and occur at nine. */
export const begin = Date.UTC(2030, 0, 7, 8);
export const nine = Date.UTC(2030, 0, 7, 9);
export const daily = { startdate: '2030-01-07T09:00:00', subject: 'Backup check', recurrencepattern: 0 };

/** What tests of the run queue do again and again. */
export function queueOf(server: TestServer) {
  const worker = workerOf(server);

  async function scheduled(element: Values = {}): Promise<Row> {
    server.clock.now = begin;
    const answer = await server.api('POST', '/Schedule', [{ ...daily, ...element }]);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  /** Of a schedule, or by a query. */
  async function queue(query: string | number): Promise<Row[]> {
    const text = typeof query === 'number' ? `schedule_id=${query}` : query;
    return (await server.api('GET', `/ScheduleOccurrence?${text}`)).body.occurrences;
  }

  const statuses = async (id: number) => (await queue(id)).map(({ status }) => status);
  const ticket = async (id: number): Promise<Row> => (await server.api('GET', `/Tickets/${id}`)).body;
  const run = (ids: unknown, query = '', by?: Person, headers: Record<string, string> = {}) =>
    server.api('POST', `/ScheduleOccurrence${query}`, ids, { ...(by && { token: by.token }), headers });

  async function workAt(now: number): Promise<void> {
    server.clock.now = now;
    await worker.step();
  }

  /** Takes away what other tests have queued. */
  const alone = () => server.database.pool.query('delete from schedule where tenant_id = $1', [server.tenantId]);

  return { scheduled, queue, statuses, ticket, run, workAt, alone };
}
