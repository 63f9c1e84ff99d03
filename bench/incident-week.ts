import { existsSync } from 'node:fs';
import type { Board } from '../src/rooms/board/shape.ts';
import { importInto, realLog } from '../test/support/incident-log.ts';
import { startTestServer } from '../test/support/server.ts';

/** The event log of a real desk; ALMANAC_INCIDENT_LOG names another place. */
export const incidentLog = process.env.ALMANAC_INCIDENT_LOG ?? realLog;

/** The busiest week of the real log, imported as `almanac import incidents` does it and answered by GET /Board; undefined
 * when the file is not there. */
export async function incidentWeek(): Promise<Board | undefined> {
  if (!existsSync(incidentLog)) return undefined;
  const server = await startTestServer();
  try {
    await importInto(server, incidentLog);
    const { rows } = await server.database.pool.query(
      `select to_char(date_trunc('week', starts_at at time zone 'UTC'), 'YYYY-MM-DD') as monday, count(*) from appointment
       where starts_at is not null and not deleted group by 1 order by 2 desc, 1 limit 1`,
    );
    const monday: string = rows[0].monday;
    const sunday = new Date(Date.parse(monday) + 7 * 86_400_000).toISOString().slice(0, 10);
    return (await server.api('GET', `/Board?start_date=${monday}&end_date=${sunday}&timezone=UTC`)).body;
  } finally {
    await server.close();
  }
}
