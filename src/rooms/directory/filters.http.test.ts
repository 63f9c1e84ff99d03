import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let other: Awaited<ReturnType<typeof otherTenant>>;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.api('POST', path, body, { headers });
const idOf = async (path: string, element: Record<string, unknown>): Promise<number> =>
  (await post(path, [element])).body.id;

beforeAll(async () => {
  server = await startTestServer();
  other = await otherTenant(server);
});
afterAll(() => server.close());

const keys: Record<string, string | undefined> = {
  '/Client': 'clients',
  '/Site': 'sites',
  '/Users': 'users',
  '/Tickets': 'tickets',
  '/Asset': 'assets',
  '/Service': 'services',
};

describe('filters', () => {
  const ids: Record<string, number> = {};
  beforeAll(async () => {
    // One of each that no filter finds.
    const decoy = { name: 'Decoy', email: 'decoy@example.org' };
    for (const path of ['/Agent', '/Team', ...Object.keys(keys)]) await post(path, [decoy]);
    ids.workday = (
      await server.database.pool.query('select id from workday where tenant_id = $1', [server.tenantId])
    ).rows[0].id;
    ids.client = await idOf('/Client', { name: 'Filter client', toplevel_id: 77 });
    ids.site = await idOf('/Site', { name: 'Filter site', client_id: ids.client, address: 'Long Street' });
    ids.user = await idOf('/Users', {
      name: 'Filter user',
      client_id: ids.client,
      site_id: ids.site,
      phonenumber: '555-01',
    });
    ids.boss = await idOf('/Agent', { name: 'Boss', email: 'boss@example.org' });
    ids.team = await idOf('/Team', {
      name: 'Filter team',
      manager_id: ids.boss,
      timesheet_approver: ids.boss,
      workday_id: ids.workday,
    });
    ids.agent = await idOf('/Agent', {
      name: 'Filter agent',
      email: 'fa@example.org',
      team_id: ids.team,
      linemanager: ids.boss,
      timesheet_manager: ids.boss,
      timesheet_deputy_id: ids.boss,
      workday_id: ids.workday,
    });
    ids.base = await idOf('/Service', { name: 'Base' });
    ids.service = await idOf('/Service', { name: 'Filter service', workday_id: ids.workday, depends_on: [ids.base] });
    ids.asset = await idOf('/Asset', {
      name: 'Filter asset',
      client_id: ids.client,
      site_id: ids.site,
      workday_id: ids.workday,
      assettype_id: 3,
    });
    ids.ticket = await idOf('/Tickets', {
      summary: 'Filter ticket',
      tickettype_id: 2,
      status: 2,
      priority: 3,
      client_id: ids.client,
      site_id: ids.site,
      user_id: ids.user,
      agent_id: ids.agent,
      team_id: ids.team,
      services: [{ id: ids.service }],
      assets: [ids.asset],
    });
  });

  test.each([
    ['/Site', 'client_id', 'client', 'site'],
    ['/Users', 'client_id', 'client', 'user'],
    ['/Users', 'site_id', 'site', 'user'],
    ['/Agent', 'team_id', 'team', 'agent'],
    ['/Agent', 'linemanager', 'boss', 'agent'],
    ['/Agent', 'timesheet_manager', 'boss', 'agent'],
    ['/Agent', 'timesheet_deputy_id', 'boss', 'agent'],
    ['/Agent', 'workday_id', 'workday', 'agent'],
    ['/Team', 'manager_id', 'boss', 'team'],
    ['/Team', 'timesheet_approver', 'boss', 'team'],
    ['/Team', 'workday_id', 'workday', 'team'],
    ['/Team', 'agent_id', 'agent', 'team'],
    ['/Service', 'workday_id', 'workday', 'service'],
    ['/Service', 'depends_on', 'base', 'service'],
    ['/Asset', 'client_id', 'client', 'asset'],
    ['/Asset', 'site_id', 'site', 'asset'],
    ['/Asset', 'workday_id', 'workday', 'asset'],
    ['/Asset', 'assettype_id', 3, 'asset'],
    ['/Tickets', 'client_id', 'client', 'ticket'],
    ['/Tickets', 'site_id', 'site', 'ticket'],
    ['/Tickets', 'user_id', 'user', 'ticket'],
    ['/Tickets', 'agent_id', 'agent', 'ticket'],
    ['/Tickets', 'team_id', 'team', 'ticket'],
    ['/Tickets', 'tickettype_id', 2, 'ticket'],
    ['/Tickets', 'status', 2, 'ticket'],
    ['/Tickets', 'priority', 3, 'ticket'],
    ['/Tickets', 'service_id', 'service', 'ticket'],
    ['/Tickets', 'asset_id', 'asset', 'ticket'],
    ['/Client', 'toplevel_id', 77, 'client'],
    ['/Site', 'toplevel_id', 77, 'site'],
    ['/Users', 'toplevel_id', 77, 'user'],
    ['/Asset', 'toplevel_id', 77, 'asset'],
    ['/Tickets', 'toplevel_id', 77, 'ticket'],
  ])('%s by %s', async (path, parameter, value, found) => {
    const key = keys[path];
    const rows = async (query: string) => {
      const { body } = await server.api('GET', `${path}?${query}`);
      return (key ? body[key] : body).map(({ id }: { id: number }) => id);
    };
    const wanted = typeof value === 'number' ? value : ids[value];
    expect(await rows(`${parameter.toUpperCase()}=${wanted},123456`)).toEqual([ids[found]]);
    expect(await rows(`${parameter}=123456`)).toEqual([]);
    expect((await rows(`${parameter}=-1`)).length).toBeGreaterThan(1);
    expect((await rows(`${parameter}=0`)).length).toBeGreaterThan(1);
  });

  test.each([
    ['/Users?search=filter%20555', 'users', 1],
    ['/Users?search=filter%20556', 'users', 0],
    ['/Sites?search=x', undefined, undefined],
    ['/Site?search=LONG%20str', 'sites', 1],
    ['/Site?search=%25', 'sites', 0],
  ])('%s finds rows that have every word', async (path, key, count) => {
    const { body, status } = await server.api('GET', path);
    if (key === undefined) expect(status).toBe(404);
    else expect(body[key]).toHaveLength(count);
  });

  test('related things are named', async () => {
    const { body } = await server.api('GET', `/Tickets/${ids.ticket}`);
    expect(body).toMatchObject({
      name: 'Filter ticket',
      summary: 'Filter ticket',
      client_name: 'Filter client',
      site_name: 'Filter site',
      user_name: 'Filter user',
      agent_name: 'Filter agent',
      team_name: 'Filter team',
      tickettype_name: 'Change',
      status_name: 'Active',
      priority_name: 'Moderate',
      services: [{ id: ids.service, name: 'Filter service' }],
      assets: [{ id: ids.asset, name: 'Filter asset' }],
    });
    expect((await server.api('GET', `/Service/${ids.service}`)).body.depends_on).toEqual([
      { id: ids.base, name: 'Base' },
    ]);
    expect((await server.api('GET', `/Team/${ids.team}`)).body).toMatchObject({
      manager_name: 'Boss',
      members: [{ id: ids.agent, name: 'Filter agent' }],
    });
  });

  test('open_only leaves out what is resolved or closed', async () => {
    const open = async () =>
      (await server.api('GET', `/Tickets?open_only=true&agent_id=${ids.agent}`)).body.tickets.length;
    expect(await open()).toBe(1);
    for (const status of [8, 9]) {
      await post('/Tickets', [{ id: ids.ticket, status }]);
      expect(await open()).toBe(0);
    }
    await post('/Tickets', [{ id: ids.ticket, status: 2 }]);
    expect(await open()).toBe(1);
  });

  test('what is in use cannot be deleted, and the answer says by what', async () => {
    const { status, body } = await server.api('DELETE', `/Client/${ids.client}`);
    expect([status, body.code]).toEqual([409, 'in-use']);
    expect(body.Message).toContain(`1 site (client_id: ${ids.site})`);
    expect(body.errors).toMatchObject({ tickets: [`1 ticket (client_id: ${ids.ticket})`] });
    expect(body.in_use_by).toContainEqual({ kind: 'users', property: 'client_id', count: 1, ids: [ids.user] });
    for (const [path, id] of [
      ['/Site', ids.site],
      ['/Users', ids.user],
      ['/Agent', ids.agent],
      ['/Team', ids.team],
      ['/Service', ids.base],
      ['/Service', ids.service],
      ['/Asset', ids.asset],
      ['/Agent', ids.boss],
    ] as const) {
      expect([path, (await server.api('DELETE', `${path}/${id}`)).status]).toEqual([path, 409]);
    }
  });

  test.each([
    'client_id',
    'site_id',
    'user_id',
    'agent_id',
    'team_id',
    'tickettype_id',
    'status',
    'priority',
    'services',
    'assets',
  ])('a ticket whose %s does not exist is 400', async (name) => {
    const value = name.endsWith('s') && name !== 'status' ? [123_456] : 123_456;
    const { status, body } = await post('/Tickets', [{ summary: 'ok' }, { summary: 'x', [name]: value }]);
    expect([status, body.code]).toEqual([400, 'unknown-reference']);
    expect(Object.keys(body.errors)).toEqual([`[1].${name}`]);
  });

  test("another tenant's client cannot be pointed at", async () => {
    const { status, body } = await server.api('POST', '/Site', [{ name: 'x', client_id: ids.client }], {
      token: other.token,
    });
    expect([status, body.code]).toEqual([400, 'unknown-reference']);
  });

  test('a long list comes whole, in order, and with its count', async () => {
    await server.database.pool.query(
      `insert into client_user (tenant_id, name, last_modified) select $1, 'Many ' || n, now() from generate_series(1, 2500) n`,
      [server.tenantId],
    );
    const { body } = await server.api('GET', '/Users?search=many&order=id');
    expect([body.record_count, body.users.length]).toEqual([2_500, 2_500]);
    expect(body.users.map(({ id }: { id: number }) => id)).toEqual(
      body.users.map(({ id }: { id: number }) => id).toSorted((a: number, b: number) => a - b),
    );
  });
});
