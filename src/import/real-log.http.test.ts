import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heading, importInto, overlaps, realLog, writeLog } from '../../test/support/incident-log.ts';
import { downHours, outageLines, outagesIn } from '../../test/support/outages.ts';
import { startTestServer, type TestServer } from '../../test/support/server.ts';
import type { ImportResult } from './import-incidents.ts';

/** The log of a real desk. It stays outside the repository; on a machine that lacks it these tests say so. */
const file = realLog;
const isThere = existsSync(file);
const name = isThere ? 'the log of a real desk' : `the log of a real desk (NOT RUN: there is no ${file})`;

if (process.env.CI === 'true') {
  it('the log of a real desk is there in CI', () => {
    expect(isThere, file).toBe(true);
  });
}

describe.skipIf(!isThere)(name, { timeout: 240_000 }, () => {
  let server: TestServer;
  let first: ImportResult;

  beforeAll(async () => {
    server = await startTestServer();
    first = await importInto(server, file);
  }, 240_000);
  afterAll(() => server?.close());

  it('goes in whole: every incident, change, resolver and assignment, nothing skipped', () => {
    const { things, replay } = first;
    expect([things.incidents.created, things.changes.created, things.agents.created]).toEqual([890, 23, 122]);
    expect([replay.appointments.created, replay.completions.created]).toEqual([906, 906]);
    const skipped = [...Object.values(things), replay.appointments, replay.completions].flatMap((one) => one.skipped);
    expect(skipped).toEqual([]);
  });

  it('moves as many appointments as a simulation of the log without a database does', () => {
    expect(first.replay.moved).toBe(simulation().moved);
  });

  it.each([
    ['/Tickets?tickettype_id=1', 'number', 0],
    ['/Tickets?tickettype_id=2', 'rfc', 0],
    ['/Agent', 'assigned_to', 1],
    ['/Team', 'assignment_group', 0],
    ['/Users', 'caller_id', 0],
    ['/Site', 'location', 0],
    ['/Asset', 'cmdb_ci', 0],
  ])('%s counts what the column %s of the file has', async (path, column, others) => {
    const inFile = new Set(
      records()
        .map((record) => record[column])
        .filter((value) => value !== '?'),
    ).size;
    const paging = path.includes('?') ? '&' : '?';
    const { body } = await server.api('GET', `/api${path}${paging}pageinate=true&page_no=1&page_size=1`);
    const all = (await server.api('GET', `/api${path}`)).body;
    expect(Array.isArray(all) ? all.length : body.record_count).toBe(inFile + others);
  });

  it('has the appointments at the times of the simulation, completed when their incident was resolved', async () => {
    const { appointments, record_count } = (await server.api('GET', '/api/Appointment')).body;
    expect(record_count).toBe(906);
    const expected = new Map(simulation().appointments);
    expect(appointments.map(whoAndWhen).sort()).toEqual([...expected.keys()].sort());
    for (const row of appointments.filter((_row: unknown, index: number) => index % 45 === 0)) {
      const { body } = await server.api('GET', `/api/Appointment/${row.id}`);
      expect([body.complete_status, body.complete_date]).toEqual([0, expected.get(whoAndWhen(row))]);
    }
  });

  it('keeps the states and times of each incident', async () => {
    const { tickets } = (await server.api('GET', '/api/Tickets?tickettype_id=1')).body;
    // biome-ignore lint/suspicious/noExplicitAny: rows as the API gives them
    const found = tickets.map((row: any) =>
      [
        row.summary.split(' ')[0],
        row.status_name,
        row.priority,
        row.dateoccurred,
        row.dateclosed,
        row.user_name,
      ].join(),
    );
    const last = new Map(inOrder().map((record) => [record.number, record]));
    const expected = [...last.values()].map((record) =>
      [
        record.number,
        record.incident_state,
        record.priority?.[0],
        iso(instant(record.opened_at)),
        iso(instant(record.closed_at)),
        record.caller_id,
      ].join(),
    );
    expect(found.sort()).toEqual(expected.sort());
  });

  it('has the services, the outages and their totals that are computed straight from the file', async () => {
    const window = { start: Date.UTC(2016, 0, 1), end: Date.UTC(2018, 0, 1) };
    const { lines, downhours } = await outageLines(server, window);
    expect(lines).toEqual(outagesIn(file).map(({ text }) => text));
    expect(downhours).toEqual(downHours(file, window, Date.now()));
    expect(first.outages.outages.created).toBe(lines.length);
  });

  it('imported again changes nothing', async () => {
    const changes = 'select count(*) as changes from change';
    const before = (await server.database.pool.query(changes)).rows;
    const { things, replay } = await importInto(server, file);
    const created = [...Object.values(things), replay.appointments, replay.completions].map((tally) => tally.created);
    expect(new Set(created)).toEqual(new Set([0]));
    expect((await server.database.pool.query(changes)).rows).toEqual(before);
  });

  it('cut off in the middle leaves busy appointments, none over another', async () => {
    const cut = await startTestServer();
    const until = Date.UTC(2016, 2, 1, 15);
    const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    const early = lines.filter((line) => instant(line.split(',')[13]) < until);
    await importInto(cut, writeLog(early));
    const { appointments } = (await cut.api('GET', '/api/Appointment')).body;
    await cut.close();
    expect(heading).toBe(readFileSync(file, 'utf8').split('\n')[0]?.trim());
    expect(appointments.filter((row: { busy: boolean }) => row.busy).length).toBeGreaterThan(50);
    expect(overlaps(appointments)).toEqual([]);
  });
});

type Update = Record<string, string>;

// biome-ignore lint/suspicious/noExplicitAny: a row as the API gives it
function whoAndWhen(row: any): string {
  return [row.subject, row.agent_name, row.start_date, row.end_date].join(' ');
}

function records(): Update[] {
  const [first = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = first.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [names[index], value])));
}

function inOrder(): Update[] {
  return records().sort((one, other) => instant(one.sys_updated_at) - instant(other.sys_updated_at));
}

function instant(text = ''): number {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

/** The replay in a few lines of its own: calendars are lists, and a busy resolver is tried minute by minute. */
function simulation(): { appointments: [whoAndWhen: string, completed: string][]; moved: number } {
  const calendars = new Map<string, Set<number>>();
  const open = new Map<string, [resolver: string, start: number][]>();
  const last = new Map<string, string>();
  const minute = 60_000;
  const half = 30 * minute;
  const appointments: [string, string][] = [];
  let moved = 0;
  for (const { number = '', assigned_to = '', incident_state, sys_updated_at } of inOrder()) {
    const at = instant(sys_updated_at);
    if (assigned_to !== '?' && last.get(number) !== assigned_to) {
      last.set(number, assigned_to);
      const calendar = calendars.get(assigned_to) ?? new Set<number>();
      calendars.set(assigned_to, calendar);
      let start = at;
      while ([...calendar].some((other) => Math.abs(other - start) < half)) start += minute;
      if (start > at) moved++;
      calendar.add(start);
      open.set(number, [...(open.get(number) ?? []), [assigned_to, start]]);
    }
    if (incident_state !== 'Resolved' && incident_state !== 'Closed') continue;
    for (const [resolver, start] of open.get(number) ?? []) {
      calendars.get(resolver)?.delete(start);
      appointments.push([[number, resolver, iso(start), iso(start + half)].join(' '), iso(at)]);
    }
    open.delete(number);
  }
  return { appointments, moved };
}
