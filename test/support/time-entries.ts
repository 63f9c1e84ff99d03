import type { Values } from './calendar.ts';
import type { TestServer } from './server.ts';

/** Entries and days as rows of the database, for tests that are not about how they are saved. */
export function timeEntries(server: TestServer) {
  const insert = async (table: string, values: Values): Promise<number> => {
    const all: Values = { tenant_id: server.tenantId, last_modified: '2026-05-01T00:00:00Z', ...values };
    const names = Object.keys(all);
    const { rows } = await server.database.pool.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_name, n) => `$${n + 1}`).join(', ')}) returning id`,
      Object.values(all),
    );
    return rows[0].id;
  };

  /** An entry of so many hours from an instant on; none: it runs. */
  const entry = (agentId: number, start: string, hours: number | null, values: Values = {}): Promise<number> =>
    insert('timesheet_event', {
      agent_id: agentId,
      created_by: agentId,
      starts_at: start,
      ends_at: hours === null ? null : new Date(Date.parse(start) + hours * 3_600_000).toISOString(),
      timetaken: hours,
      ...values,
    });

  const day = (agentId: number, date: string, values: Values = {}): Promise<number> =>
    insert('timesheet', { agent_id: agentId, day: date, ...values });

  return { entry, day };
}
