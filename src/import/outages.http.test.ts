import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importInto, logLine, writeLog } from '../../test/support/incident-log.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';

const real = fileURLToPath(new URL('../../../shared/data/incidents/incident_event_log.csv', import.meta.url));

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

const files: [string, string][] = [
  ['a log of our own', writeLog(made)],
  ...(existsSync(real) ? [['the real log', real] as [string, string]] : []),
];

describe.each(files)('outages of %s', { timeout: 240_000 }, (_name, file) => {
  let server: TestServer;
  const now = Date.UTC(2016, 3, 1);
  const window = { start: Date.UTC(2016, 1, 1), end: Date.UTC(2016, 5, 1) };

  beforeAll(async () => {
    server = await startTestServer();
    await importInto(server, file);
    server.clock.now = now;
  }, 240_000);
  afterAll(() => server?.close());

  test('are in the API as in the file: services, outages and totals', async () => {
    const outages = outagesIn(file);
    const { body } = await server.api('GET', '/Downtime');
    const rows = body.downtime.map((row: Record<string, string>) =>
      [row.fault_summary?.split(' ')[0], row.service_desc, row.startdate, row.enddate ?? ''].join(),
    );
    expect(rows.sort()).toEqual(
      outages.map((one) => [one.number, one.item, iso(one.from), one.to ? iso(one.to) : ''].join()).sort(),
    );
    const dates = `start_date=${iso(window.start)}&end_date=${iso(window.end)}`;
    const { availability } = (await server.api('GET', `/Downtime/DowntimeCalendar?${dates}`)).body;
    expect(
      Object.fromEntries(availability.map((row: Record<string, unknown>) => [row.service_desc, row.downhours])),
    ).toEqual(downHours(outages));
  });

  test('come in once: a second import makes nothing', async () => {
    server.clock.now = undefined;
    const { outages } = await importInto(server, file);
    expect([outages.services.created, outages.outages.created, outages.outages.skipped]).toEqual([0, 0, []]);
    expect(outages.outages.present).toBe(outagesIn(file).length);
    server.clock.now = now;
  });

  /** Minute by minute: hours in which a service was down. */
  function downHours(outages: ReturnType<typeof outagesIn>): Record<string, number> {
    const minutes = new Map<string, Set<number>>();
    for (const { item, from, to } of outages) {
      const own = minutes.get(item) ?? new Set<number>();
      minutes.set(item, own);
      for (let at = Math.max(from, window.start); at < Math.min(to ?? now, window.end); at += 60_000) own.add(at);
    }
    return Object.fromEntries([...minutes].map(([item, own]) => [item, Math.round((own.size / 60) * 10_000) / 10_000]));
  }
});

/** Straight from the file. */
function outagesIn(file: string) {
  const [heading = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = heading.split(',');
  const records = lines.map((line) =>
    Object.fromEntries(line.split(',').map((value, place) => [names[place], value.trim()])),
  );
  const ordered = records
    .map((record, place) => ({ record, place, at: instant(record.sys_updated_at) }))
    .sort((one, other) => one.at - other.at || one.place - other.place);
  const last = new Map(ordered.map(({ record, at }) => [record.number as string, { record, at }]));
  return [...last.values()].flatMap(({ record, at }) => {
    if (!/^[12]/.test(record.priority ?? '') || record.cmdb_ci === '?') return [];
    const isOver = /^(resolved|closed)$/i.test(record.incident_state ?? '');
    const resolved = record.resolved_at === '?' ? at : instant(record.resolved_at);
    const from = instant(record.opened_at);
    return [
      {
        number: record.number as string,
        item: record.cmdb_ci as string,
        from,
        to: isOver ? Math.max(resolved, from) : null,
      },
    ];
  });
}

function instant(text = ''): number {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 19);
