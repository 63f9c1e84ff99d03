import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importInto, logLine, realLog, writeLog } from '../../test/support/incident-log.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';
import type { ImportResult } from './import-incidents.ts';

/** `almanac import incidents --with-time`. */

const HOUR = 3_600_000;
const servers: TestServer[] = [];
async function newServer(): Promise<TestServer> {
  const server = await startTestServer();
  servers.push(server);
  return server;
}
afterAll(() => Promise.all(servers.map((server) => server.close())));

const withTime = (server: TestServer, file: string) => importInto(server, file, undefined, { withTime: true });

/** Hours of work by name, and how many entries, as the API tells them. */
async function worked(server: TestServer, window: string): Promise<Map<string, { entries: number; hours: number }>> {
  const agents: { id: number; name: string }[] = (await server.api('GET', '/Agent')).body;
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const { body, status } = await server.api('GET', `/TimesheetEvent?agents=0&${window}`);
  expect(status).toBe(200);
  const totals = new Map<string, { entries: number; hours: number }>();
  for (const { agent_id, timetaken } of body) {
    const total = totals.get(names.get(agent_id) ?? '') ?? { entries: 0, hours: 0 };
    totals.set(names.get(agent_id) ?? '', { entries: total.entries + 1, hours: total.hours + timetaken });
  }
  return totals;
}

describe('an import with time', () => {
  const line = (number: string, at: string, assigned_to: string, sys_mod_count: string) =>
    logLine({ number, assigned_to, sys_mod_count, sys_updated_at: `01-03-2016 ${at}`, incident_state: 'Active' });
  const file = writeLog([
    line('INC1', '08:00', 'Ann', '0'),
    line('INC2', '08:30', 'Ann', '0'),
    line('INC1', '09:00', 'Ann', '1'),
    line('INC2', '10:00', 'Ann', '1'),
    line('INC1', '13:30', 'Ann', '2'),
    line('INC1', '13:31', 'Bob', '3'),
  ]);
  const window = 'start_date=2016-03-01T00:00:00Z&end_date=2016-03-02T00:00:00Z';

  it('enters what was worked between updates, tells overlaps, and the second time nothing', async () => {
    const server = await newServer();
    const { time } = await withTime(server, file);
    expect(time).toEqual({ entries: { created: 2, present: 0, skipped: [] }, overlapping: 2 });
    const { body } = await server.api('GET', `/TimesheetEvent?agents=0&${window}`);
    expect(
      body.map((row: Record<string, unknown>) => [row.subject, row.start_date, row.end_date, row.timetaken]),
    ).toEqual([
      ['INC1', '2016-03-01T08:00:00', '2016-03-01T09:00:00', 1],
      ['INC2', '2016-03-01T08:30:00', '2016-03-01T10:00:00', 1.5],
    ]);
    expect(body[0].ticket_id).toBeGreaterThan(0);
    const again = await withTime(server, file);
    expect(again.time).toEqual({ entries: { created: 0, present: 2, skipped: [] }, overlapping: 2 });
    expect(await worked(server, window)).toEqual(new Map([['Ann', { entries: 2, hours: 2.5 }]]));
  });

  it('enters no time unless it is asked for, not for what was completed either', async () => {
    const server = await newServer();
    const done = logLine({
      number: 'INC3',
      assigned_to: 'Bob',
      sys_updated_at: '01-03-2016 14:00',
      sys_mod_count: '0',
    });
    const resolved = logLine({
      ...{ number: 'INC3', assigned_to: 'Bob', sys_updated_at: '01-03-2016 15:00', sys_mod_count: '1' },
      incident_state: 'Resolved',
    });
    const { time, replay } = await importInto(server, writeLog([done, resolved]));
    expect([time, replay.completions.created]).toEqual([undefined, 1]);
    expect((await worked(server, window)).size).toBe(0);
  });
});

describe.skipIf(!existsSync(realLog))('the log of a real desk, with time', { timeout: 240_000 }, () => {
  let server: TestServer;
  let result: ImportResult;
  beforeAll(async () => {
    server = await newServer();
    result = await withTime(server, realLog);
  }, 240_000);

  it('has for each resolver the time that the file tells, by itself', async () => {
    expect(result.time?.entries.skipped).toEqual([]);
    const expected = inFile();
    const found = await worked(server, 'start_date=2015-01-01T00:00:00Z&end_date=2018-01-01T00:00:00Z');
    expect(found.size).toBe(expected.size);
    for (const [name, { entries, hours }] of expected) {
      expect([name, found.get(name)?.entries]).toEqual([name, entries]);
      expect(found.get(name)?.hours).toBeCloseTo(hours, 6);
    }
  });

  it('reports the overlaps that are in the file', () => {
    expect(result.time?.overlapping).toBe(overlappingInFile());
  });
});

interface Worked {
  start: number;
  end: number;
}

/** Straight from the file: every pair of lines of one incident and resolver, next to each other in time. */
function timesInFile(): Map<string, Worked[]> {
  const [first = '', ...lines] = readFileSync(realLog, 'utf8').trim().split(/\r?\n/);
  const names = first.split(',');
  const [number, resolver, updated] = ['number', 'assigned_to', 'sys_updated_at'].map((name) => names.indexOf(name));
  const updates = new Map<string, number[]>();
  for (const line of lines) {
    const values = line.split(',');
    const [day, month, year, hour, minute] = (values[updated as number] ?? '').split(/[- :]/).map(Number);
    const whose = `${values[resolver as number]}|${values[number as number]}`;
    const at = Date.UTC(year as number, (month as number) - 1, day, hour, minute);
    updates.set(whose, [...(updates.get(whose) ?? []), at]);
  }
  const times = new Map<string, Worked[]>();
  for (const [whose, unordered] of updates) {
    const [name = ''] = whose.split('|');
    if (name === '?') continue;
    const ordered = unordered.sort((one, other) => one - other);
    const pairs = ordered.slice(1).map((end, n) => ({ start: ordered[n] as number, end }));
    const own = pairs.filter(({ start, end }) => end > start && end - start <= 4 * HOUR);
    if (own.length > 0) times.set(name, [...(times.get(name) ?? []), ...own]);
  }
  return times;
}

function inFile(): Map<string, { entries: number; hours: number }> {
  return new Map(
    [...timesInFile()].map(([name, times]) => [
      name,
      { entries: times.length, hours: times.reduce((sum, { start, end }) => sum + (end - start) / HOUR, 0) },
    ]),
  );
}

function overlappingInFile(): number {
  return [...timesInFile().values()].reduce(
    (sum, times) =>
      sum +
      times.filter((one) => times.some((other) => other !== one && other.start < one.end && one.start < other.end))
        .length,
    0,
  );
}
