import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overlaps } from '../../test/support/incident-log.ts';
import { startTestServer, type TestServer, testClient } from '../../test/support/server.ts';
import { scopeOfFirstAdmin } from '../cli/acting-sql.ts';
import { civilDay } from '../kernel/time/civil.ts';
import { tenants } from '../rooms/directory/tenant-sql.ts';
import { seedDemo } from './seed-demo.ts';

const monday = civilDay(2026, 11, 23);
const midweek = Date.UTC(2026, 10, 25, 12);
const password = 'a password for the tour';
let server: TestServer;
// biome-ignore lint/suspicious/noExplicitAny: rows as the API gives them
let rows: any[];

beforeAll(async () => {
  server = await startTestServer();
  await seed(server);
  rows = await week(server);
});
afterAll(() => server.close());

describe('the demonstration', () => {
  it('is a desk of 12 agents in three time zones, with managers who have reports', async () => {
    const agents = (await server.api('GET', '/api/Agent')).body.filter((one: { team_id?: number }) => one.team_id);
    expect(agents.length).toBe(12);
    expect(new Set(agents.map((one: { timezone: string }) => one.timezone))).toEqual(
      new Set(['Europe/London', 'America/New_York', 'Asia/Kolkata']),
    );
    const teams = (await server.api('GET', '/api/Team')).body;
    expect(teams.every((team: { manager_id?: number }) => team.manager_id)).toBe(true);
  });

  it.each([
    ['a task with a time', (row) => row.is_task && row.start_date],
    ['a task without one', (row) => row.is_task && !row.start_date],
    ['an all-day row', (row) => row.allday],
    ['a private one', (row) => row.is_private],
    ['a tentative one', (row) => row.open_appointment_status === 1],
    ['a draft', (row) => row.open_appointment_status === 2],
    ['one of several agents', (row) => row.collection_id],
    ['a completed one', (row) => row.complete_status === 0],
    ['a shift', (row) => row.shift_type_id > 0],
    ['one for a ticket', (row) => row.ticket_id],
    ['one on site', (row) => row.appointment_type_name === 'On site'],
    ['a meeting', (row) => row.appointment_type_name === 'Meeting'],
    // biome-ignore lint/suspicious/noExplicitAny: rows as the API gives them
  ] as [string, (row: any) => unknown][])('has %s', (_what, isThat) => {
    expect(rows.some(isThat)).toBe(true);
  });

  it('has enough in it, and nobody is in two places at once', () => {
    expect(rows.filter((row) => row.busy).length).toBeGreaterThan(100);
    expect(overlaps(rows)).toEqual([]);
  });

  it('has an approval that waits for one of the managers', async () => {
    const [manager] = (await server.api('GET', '/api/Agent?search=Ananya')).body;
    const token = await server.tokenFor(manager.id);
    const { body } = await server.api('GET', '/api/Appointment?my_approvals=true', undefined, { token });
    expect(body.appointments.map((row: { agent_name: string }) => row.agent_name)).toEqual(['Farida Khan']);
  });

  it('has no work on a ticket that was closed before', async () => {
    const { tickets } = (await server.api('GET', '/api/Tickets')).body;
    const closed = new Set(
      tickets.filter((one: { status: number }) => one.status === 9).map((one: { id: number }) => one.id),
    );
    expect(closed.size).toBeGreaterThan(3);
    expect(rows.filter((row) => closed.has(row.ticket_id))).toEqual([]);
  });

  it.each(['eleanor.whitfield@desk.example', 'tomasz.zielinski@desk.example'])('lets %s sign in', async (username) => {
    const form = { grant_type: 'password', client_id: testClient.id, client_secret: testClient.secret, scope: 'all' };
    const body = new URLSearchParams({ ...form, username, password });
    const answer = await fetch(`${server.url}/auth/token`, { method: 'POST', body });
    expect(answer.status).toBe(200);
  });

  it('made a second time says that it is there and changes nothing', async () => {
    const changes = async () => (await server.database.pool.query('select count(*) as changes from change')).rows;
    const before = await changes();
    expect(await seed(server)).toBeUndefined();
    expect(await changes()).toEqual(before);
  });

  it('is the same in another database at another time', async () => {
    const other = await startTestServer();
    await seed(other, Date.UTC(2031, 1, 1));
    const plain = (one: unknown) =>
      JSON.stringify(one, (name, value) =>
        /^(last_modified|date_created|collection_id|_etag)$/.test(name) ? undefined : value,
      );
    expect(plain(await week(other))).toBe(plain(rows));
    await other.close();
  });
});

async function seed({ config, database }: TestServer, now = Date.UTC(2026, 10, 20)) {
  const context = { config, database, log: pino({ level: 'silent' }), now: () => now };
  const [tenant] = await tenants(database.pool);
  if (!tenant) throw new Error('The server has no tenant');
  const scope = await scopeOfFirstAdmin(context, tenant);
  return seedDemo(context, scope, { monday, doneBefore: midweek, password });
}

async function week(of: TestServer) {
  return (await of.api('GET', '/api/Appointment?showall=true&showshifts=true')).body.appointments;
}
