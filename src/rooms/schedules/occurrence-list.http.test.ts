import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nine, queueOf } from '../../../test/support/queue.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { DAY } from '../../kernel/time/units.ts';

let server: TestServer;
let on: ReturnType<typeof queueOf>;

beforeAll(async () => {
  server = await startTestServer();
  on = queueOf(server);
});
afterAll(() => server.close());

describe('the list', () => {
  let ids: number[];
  beforeAll(async () => {
    await on.alone();
    ids = [];
    for (const subject of ['A', 'B', 'C']) ids.push((await on.scheduled({ subject })).id);
    await on.workAt(nine + DAY);
  });

  test('is an envelope with the key occurrences', async () => {
    const { body, text } = await server.api('GET', '/ScheduleOccurrence?pageinate=true&page_no=2&page_size=4');
    expect(text.startsWith('{"page_no":2,"page_size":4,"record_count":9,"occurrences":[')).toBe(true);
    expect(body.occurrences).toHaveLength(4);
    expect(await on.queue('count=2')).toHaveLength(2);
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
    expect(await on.queue(query)).toHaveLength(count);
  });

  test('of schedules, in the order asked for', async () => {
    const [one, two] = ids as [number, number];
    expect(await on.queue(`schedule_id=${one},${two}`)).toHaveLength(6);
    const rows = await on.queue('order=description&orderdesc=true&order2=creation_date');
    expect(rows.map((row) => row.description)).toEqual(['C', 'C', 'C', 'B', 'B', 'B', 'A', 'A', 'A']);
    expect((await server.api('GET', '/ScheduleOccurrence?order=colour')).status).toBe(400);
  });

  test('a malformed id is 400, an unknown one 404', async () => {
    expect((await server.api('GET', '/ScheduleOccurrence/probe')).body.errors).toHaveProperty('id');
    expect((await server.api('GET', '/ScheduleOccurrence/9999999')).status).toBe(404);
  });
});
