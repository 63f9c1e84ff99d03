import { calendarOf, type Person, type Row, type Values } from './calendar.ts';
import { leaveOf } from './leave.ts';
import type { TestServer } from './server.ts';

export type OverlayWeek = Awaited<ReturnType<typeof overlayWeek>>;

/** The week from 4 May 2026 of three agents on one workday, with a row of every kind. */
export async function overlayWeek(server: TestServer) {
  server.clock.now = Date.parse('2026-05-01T12:00:00Z');
  const leave = leaveOf(server);
  const calendar = calendarOf(server);
  const workday: number = (await server.api('POST', '/Workday', [{ name: 'Berlin', timezone: 'Europe/Berlin' }])).body
    .id;

  async function agent(name: string, timezone: string, more: Values = {}): Promise<Person> {
    const person = await calendar.person({ name, timezone, ...more });
    await server.database.pool.query('update agent set workday_id = $2 where id = $1', [person.id, workday]);
    return person;
  }

  function planned(summary: string, type: number, by: Person, from?: string, to?: string, more: Values = {}) {
    const dates = from ? { start_date: from, end_date: to } : {};
    return calendar.thing('/Tickets', { summary, tickettype_id: type, agent_id: by.id, ...dates, ...more });
  }

  const ann = await agent('Ann', 'Europe/Berlin');
  const bob = await agent('Bob', 'Europe/Berlin');
  const west = await agent('West', 'America/New_York');
  const client = await calendar.thing('/Client', { name: 'Clinic', toplevel_id: 9 });
  const site = await calendar.thing('/Site', { name: 'Ward', client_id: client.id });
  const asset = await calendar.thing('/Asset', { name: 'Bed' });
  const holiday = await leave.saved({ name: 'Labour Day', workday_id: workday, date: '2026-05-04' });
  const afternoon = { date: '2026-05-06T12:00:00Z', end_date: '2026-05-06T16:00:00Z', allday: false };
  const halfDay = await leave.saved({ name: 'Half', workday_id: workday, ...afternoon });
  const project = await planned('Roll-out', 3, ann, '2026-05-05T09:00:00', '2026-05-05T17:00:00', {
    client_id: client.id,
    site_id: site.id,
    assets: [asset.id],
  });
  const change = await planned('New switch', 2, bob, '2026-05-05T20:00:00', '2026-05-05T22:00:00');
  await planned('Not planned', 3, ann);
  await planned('Incident', 1, ann, '2026-05-05T09:00:00', '2026-05-05T17:00:00');
  await calendar.booked(ann, { subject: 'Visit', start_date: '2026-05-05T09:00:00', end_date: '2026-05-05T10:00:00' });
  await leave.approved(bob, { name: 'Sea', date_only: '2026-05-07' });

  const agents = `${ann.id},${bob.id},${west.id}`;
  const asked = { agents, start_date: '2026-05-03', end_date: '2026-05-10' };
  const shown = (query: Values = {}, by?: Person): Promise<Row[]> => calendar.rows({ ...asked, ...query }, by);
  const subjects = async (query: Values, by?: Person): Promise<string[]> =>
    (await shown(query, by)).map(({ subject }) => subject);
  const people = { ann, bob, west };
  const things = { client, site, asset, holiday, halfDay, project, change };
  return { calendar, leave, workday, agent, planned, asked, shown, subjects, ...people, ...things };
}

/** Every layer. */
export const all = { showholidays: true, showprojects: true, showchanges: true };
