import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { scopeOfFirstAdmin } from '../../src/cli/acting-sql.ts';
import { type ImportOptions, type ImportResult, importIncidents } from '../../src/import/import-incidents.ts';
import { readIncidentLog } from '../../src/import/incident-log.ts';
import { tenants } from '../../src/rooms/directory/tenant-sql.ts';
import type { TestServer } from './server.ts';

/** The event log of a real desk, which lies beside the repository; not everybody has it. */
export const realLog = fileURLToPath(new URL('../../../shared/data/incidents/incident_event_log.csv', import.meta.url));

/** Logs of our own in the form of the real one. */

const columns =
  `number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,
sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,cmdb_ci,
impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,
caused_by,closed_code,resolved_by,resolved_at,closed_at`.split(/,\s*/);

export const heading = columns.join(',');

/** One line; what is not said is unknown. */
export function logLine(values: Record<string, string>): string {
  const given: Record<string, string> = {
    incident_state: 'New',
    opened_at: '01-03-2016 08:00',
    priority: '3 - Moderate',
    category: 'Category 1',
    ...values,
  };
  return columns.map((name) => given[name] ?? '?').join(',');
}

export function writeLog(lines: string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'almanac-log-')), 'log.csv');
  writeFileSync(file, `${[heading, ...lines].join('\n')}\n`);
  return file;
}

/** Many incidents of few resolvers, so that there are clashes; the same lines every time. */
export function busyLog(incidents: number): string[] {
  const lines: [at: number, line: string][] = [];
  for (let index = 0; index < incidents; index++) {
    const begin = index * 7;
    const moments = [begin, begin + 5, begin + 5 + ((index * 13) % 60), begin + 200 + ((index * 31) % 300)];
    const states = ['New', 'Active', 'Awaiting User Info', index % 9 === 0 ? 'Active' : 'Resolved'];
    moments.forEach((at, update) => {
      const resolver = update === 0 ? '?' : `Resolver ${(index * (update === 2 ? 5 : 3)) % 4}`;
      const values = {
        number: `INC${String(index).padStart(4, '0')}`,
        incident_state: states[update] as string,
        sys_mod_count: String(update),
        sys_updated_at: logTime(at),
        caller_id: `Caller ${index % 6}`,
        location: `Location ${index % 3}`,
        assignment_group: `Group ${index % 2}`,
        assigned_to: resolver,
        ...(index % 10 === 0 && { rfc: `CHG${index % 30}` }),
      };
      lines.push([at, logLine(values)]);
    });
  }
  return lines.sort(([one], [two]) => one - two).map(([, line]) => line);
}

function logTime(minutes: number): string {
  const [date = '', time = ''] = new Date(Date.UTC(2016, 2, 1, 8, minutes)).toISOString().split('T');
  return `${date.split('-').reverse().join('-')} ${time.slice(0, 5)}`;
}

/** Runs the import as the command does, in the server's first tenant. */
export async function importInto(
  server: TestServer,
  file: string,
  progress?: (done: number, all: number) => void,
  options?: ImportOptions,
): Promise<ImportResult> {
  const { config, database } = server;
  const context = { config, database, log: pino({ level: 'silent' }), now: () => Date.now() };
  const [tenant] = await tenants(database.pool);
  if (!tenant) throw new Error('The server has no tenant');
  const scope = await scopeOfFirstAdmin(context, tenant);
  return importIncidents(context, scope, await readIncidentLog(file), progress, options);
}

/** Pairs of rows of one agent that are busy at the same time. */
// biome-ignore lint/suspicious/noExplicitAny: rows as the API gives them
export function overlaps(rows: any[]): string[] {
  const busy = rows.filter((row) => row.busy);
  busy.sort((one, two) => one.agent_id - two.agent_id || one.start_date.localeCompare(two.start_date));
  const pairs = busy.slice(1).map((row, index) => [busy[index], row]);
  return pairs
    .filter(([one, two]) => one.agent_id === two.agent_id && two.start_date < one.end_date)
    .map(([one, two]) => `${one.id} and ${two.id}`);
}
