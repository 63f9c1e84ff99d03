import { readFileSync } from 'node:fs';
import type { TestServer } from './server.ts';

/** Outages of an incident log, computed straight from the file and asked of the API. */

interface Window {
  readonly start: number;
  readonly end: number;
}

/** What the API says: a line for each outage, and the hours that each service was down in a window. */
export async function outageLines(server: TestServer, window?: Window) {
  const rows: Record<string, string>[] = (await server.api('GET', '/Downtime')).body.downtime;
  const lines = rows.map(({ fault_summary = '', service_desc, startdate, enddate = '' }) =>
    [fault_summary.split(' ')[0], service_desc, startdate, enddate].join(),
  );
  const dates = window ? `start_date=${iso(window.start)}&end_date=${iso(window.end)}` : '';
  const { availability } = (await server.api('GET', `/Downtime/DowntimeCalendar?${dates}`)).body;
  const hours: [string, number][] = availability.map((row: { service_desc: string; downhours: number }) => [
    row.service_desc,
    row.downhours,
  ]);
  return { lines: lines.sort(), downhours: Object.fromEntries(hours) };
}

/** Incidents whose last line has the priority 1 or 2 and an item. */
export function outagesIn(file: string) {
  const [heading = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = heading.split(',');
  const records = lines.map((line) => Object.fromEntries(line.split(',').map((value, n) => [names[n], value.trim()])));
  const ordered = records
    .map((record, place) => ({ record, place, at: instant(record.sys_updated_at) }))
    .sort((one, other) => one.at - other.at || one.place - other.place);
  const last = new Map(ordered.map(({ record, at }) => [record.number as string, { record, at }]));
  const outages = [...last.values()].flatMap(({ record, at }) => {
    if (!/^[12]/.test(record.priority ?? '') || record.cmdb_ci === '?') return [];
    const isOver = /^(resolved|closed)$/i.test(record.incident_state ?? '');
    const resolved = record.resolved_at === '?' ? at : instant(record.resolved_at);
    const from = instant(record.opened_at);
    const to = isOver ? Math.max(resolved, from) : undefined;
    const item = record.cmdb_ci as string;
    return [{ item, from, to, text: [record.number, item, iso(from), to === undefined ? '' : iso(to)].join() }];
  });
  return outages.sort((one, other) => (one.text < other.text ? -1 : 1));
}

/** Minute by minute: the hours in which each service was down. */
export function downHours(file: string, window: Window, now: number): Record<string, number> {
  const minutes = new Map<string, Set<number>>();
  for (const { item, from, to } of outagesIn(file)) {
    const own = minutes.get(item) ?? new Set<number>();
    minutes.set(item, own);
    for (let at = Math.max(from, window.start); at < Math.min(to ?? now, window.end); at += 60_000) own.add(at);
  }
  return Object.fromEntries([...minutes].map(([item, own]) => [item, Math.round((own.size / 60) * 10_000) / 10_000]));
}

function instant(text = ''): number {
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute);
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 19);
