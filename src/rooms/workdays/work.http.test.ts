import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { stretchesOf, workingTimeOf } from './work-rules.ts';
import { readAssetWork, readWork } from './work-sql.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const utc = (text: string) => Date.parse(`${text}Z`);
const window = { start: utc('2026-05-04T00:00:00'), end: utc('2026-05-06T00:00:00') };
const shown = (intervals: readonly { start: number; end: number }[]) =>
  intervals.map(({ start, end }) => [
    new Date(start).toISOString().slice(5, 16),
    new Date(end).toISOString().slice(5, 16),
  ]);

describe('the default workday', () => {
  test('an agent without a workday works from 9 to 17:30, Monday to Friday', async () => {
    const { id } = await calendar.person();
    const work = (await readWork(server.database.pool, server.tenantId, [id], window)).get(id);
    expect(work && shown(workingTimeOf(work, window))).toEqual([
      ['05-04T09:00', '05-04T17:30'],
      ['05-05T09:00', '05-05T17:30'],
    ]);
  });

  test('everyone on it has the very same stretches', async () => {
    const ids = [(await calendar.person()).id, (await calendar.person()).id];
    const found = [...(await readWork(server.database.pool, server.tenantId, ids, window)).values()];
    const [one, other] = found.map((work) => stretchesOf(work, window));
    expect(one).toBe(other);
  });

  test('an asset without a workday has it too', async () => {
    const { id } = await calendar.thing('/Asset', { name: 'Van' });
    const work = (await readAssetWork(server.database.pool, server.tenantId, [id], window)).get(id);
    expect(work && shown(workingTimeOf(work, window))).toHaveLength(2);
  });
});
