import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importInto, logLine, writeLog } from '../../test/support/incident-log.ts';
import { downHours, outageLines, outagesIn } from '../../test/support/outages.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';

/** A log of our own: the slice of the real one that is here names an item in no incident of priority 1 or 2. */
const time = (day: number, hour: number) =>
  `${String(day).padStart(2, '0')}-03-2016 ${String(hour).padStart(2, '0')}:00`;
const made: string[] = [];
for (let n = 0; n < 40; n++) {
  const common = {
    number: `INC${String(n).padStart(4, '0')}`,
    priority: ['1 - Critical', '2 - High', '3 - Moderate', '?'][n % 4] as string,
    cmdb_ci: n % 5 === 0 ? '?' : `cmdb_ci ${n % 3}`,
    opened_at: time(1 + (n % 20), n % 24),
    resolved_at: n % 11 === 0 ? '?' : time(1 + (n % 20) + (n % 3), (n + 5) % 24),
    closed_at: time(28, 0),
  };
  made.push(logLine({ ...common, sys_mod_count: '0', sys_updated_at: common.opened_at }));
  const state = ['Closed', 'Resolved', 'Active'][n % 3] as string;
  made.push(logLine({ ...common, incident_state: state, sys_mod_count: '1', sys_updated_at: time(25, n % 24) }));
}

const file = writeLog(made);

describe('outages of a log', () => {
  let server: TestServer;
  const now = Date.UTC(2016, 3, 1);
  const window = { start: Date.UTC(2016, 1, 1), end: Date.UTC(2016, 5, 1) };

  beforeAll(async () => {
    server = await startTestServer();
    await importInto(server, file);
    server.clock.now = now;
  });
  afterAll(() => server?.close());

  test('are in the API as in the file: services, outages and totals', async () => {
    expect((await outageLines(server)).lines).toEqual(outagesIn(file).map(({ text }) => text));
    expect(outagesIn(file).length).toBeGreaterThan(10);
    expect((await outageLines(server, window)).downhours).toEqual(downHours(file, window, now));
  });

  test('come in once: a second import makes nothing', async () => {
    server.clock.now = undefined;
    const { outages } = await importInto(server, file);
    expect([outages.services.created, outages.outages.created, outages.outages.skipped]).toEqual([0, 0, []]);
    expect(outages.outages.present).toBe(outagesIn(file).length);
    server.clock.now = now;
  });
});
