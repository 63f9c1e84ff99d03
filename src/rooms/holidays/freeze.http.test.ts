import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let on: ReturnType<typeof leaveOf>;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
});
afterAll(() => server.close());

describe('change freezes and maintenance', () => {
  test('a freeze has a service or all, a risk, and clients', async () => {
    const service = await on.thing('/Service', { name: 'Web' });
    const [one, two] = [await on.thing('/Client', { name: 'One' }), await on.thing('/Client', { name: 'Two' })];
    const freeze = await on.saved({
      name: 'Quarter end',
      entity: 1,
      entity_id: -1,
      risk: 2.5,
      date: '2026-06-28',
      end_date_only: '2026-07-02',
    });
    expect(freeze).toMatchObject({
      entity: 1,
      entity_id: -1,
      risk: 2.5,
      agent_id: 0,
      workday_id: 0,
      enable_change_freeze_per_client: false,
    });
    const changed = await on.saved({
      id: freeze.id,
      entity_id: service.id,
      risk: 0,
      change_freeze_clients: [{ client_id: two.id }, { id: one.id }, { client_id: two.id }],
    });
    expect(changed).toMatchObject({
      entity_id: service.id,
      entity_name: 'Web',
      risk: 0,
      enable_change_freeze_per_client: true,
    });
    expect(changed).not.toHaveProperty('change_freeze_clients');
    const { body } = await on.read(freeze.id, undefined, '?includedetails=true');
    expect(body.change_freeze_clients).toEqual([
      { id: one.id, client_id: one.id, client_name: 'One' },
      { id: two.id, client_id: two.id, client_name: 'Two' },
    ]);
    await on.saved({ id: freeze.id, change_freeze_clients: [] });
    const cleared = (await on.read(freeze.id, undefined, '?includedetails=true')).body;
    expect(cleared).toMatchObject({ change_freeze_clients: [], enable_change_freeze_per_client: false });
  });

  test('what a freeze points at must be there, and stays there', async () => {
    const client = await on.thing('/Client', { name: 'Kept' });
    const service = await on.thing('/Service', { name: 'Kept' });
    await on.saved({
      name: 'x',
      entity: 1,
      entity_id: service.id,
      date: '2026-06-28',
      change_freeze_clients: [{ id: client.id }],
    });
    expect((await server.api('DELETE', `/Client/${client.id}`)).status).toBe(409);
    expect((await server.api('DELETE', `/Service/${service.id}`)).status).toBe(409);
    const refuse = async (values: object) =>
      (await on.save({ name: 'x', entity: 1, date: '2026-06-28', ...values })).body.errors;
    expect(await refuse({ change_freeze_clients: [{ id: 999_999 }] })).toHaveProperty('[0].change_freeze_clients[0]');
    expect(await refuse({ change_freeze_clients: [{}] })).toHaveProperty('[0].change_freeze_clients[0]');
    expect(await refuse({ entity_id: 999_999 })).toHaveProperty('[0].entity_id');
    expect(await refuse({ risk: -1 })).toHaveProperty('[0].risk');
  });

  test('maintenance is of a service', async () => {
    const service = await on.thing('/Service', { name: 'Disk' });
    const times = { date: '2026-06-28T01:00:00', end_date: '2026-06-28T05:00:00' };
    expect(await on.saved({ name: 'New disks', entity: 2, entity_id: service.id, ...times })).toMatchObject({
      entity: 2,
      entity_id: service.id,
      allday: false,
    });
    expect((await on.save({ name: 'x', entity: 2, ...times })).body.errors).toHaveProperty('[0].entity_id');
  });
});
