import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveOf } from '../../../test/support/leave.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Public holidays, freezes and maintenance. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let workday: number;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
  workday = (await server.database.pool.query('select id from workday')).rows[0].id;
});
afterAll(() => server.close());

const uuid = '0b9f3c1e-1111-4222-8333-444455556666';

test('what a client of the real service sends (recipe 11) works as it is', async () => {
  const row = await on.saved({
    name: 'x',
    date: '2026-10-05T12:09:48',
    end_date: '2025-05-05T00:00:00',
    allday: true,
    duration: 0.0,
    holiday_type: 1,
    agent_id: 0,
    agent_name: '',
    entity: 0,
    entity_id: -1,
    isrecurring: false,
    risk: 0.0,
    workday_id: workday,
    workday_name: 'Default Working Hours',
  });
  expect(row).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    holid: expect.any(Number),
    date: '2026-10-05T00:00:00',
    end_date: '2026-10-05T00:00:00',
    allday: true,
    name: 'x',
    duration: 8.5,
    holiday_type: 1,
    agent_id: 0,
    agent_name: '',
    entity: 0,
    entity_id: -1,
    isrecurring: false,
    risk: 0,
    workday_id: workday,
    workday_name: 'Default Working Hours',
  });
  const { _canupdate, _etag, ...rest } = row;
  const echo = await on.saved(row);
  expect(echo).toEqual({ _canupdate, _etag, ...rest });
  expect((await on.read(row.id)).body).toEqual(row);
});

describe('what is read and written', () => {
  test('GET one has an ETag, and If-Match lets only its holder write', async () => {
    const row = await on.saved({ name: 'Tagged', workday_id: workday, date: '2026-06-01' });
    const answer = await on.read(row.id);
    expect(answer.headers.get('etag')).toBe(row._etag);
    const write = (tag: string, name: string) => on.save({ id: row.id, name }, undefined, { 'if-match': tag });
    const changed = await write(row._etag, 'Second');
    expect(changed.status).toBe(201);
    expect(changed.headers.get('etag')).toBe(changed.body._etag);
    const late = await write(row._etag, 'Third');
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({ code: 'changed-meanwhile', current: { name: 'Second' }, changed_by: {} });
    expect((await on.save([{ id: row.id }, { id: row.id }], undefined, { 'if-match': '*' })).status).toBe(400);
    expect(
      (await on.save({ name: 'x', workday_id: workday, date: '2026-01-01' }, undefined, { 'if-match': '*' })).status,
    ).toBe(400);
  });

  test('an Idempotency-Key makes a repeated request one', async () => {
    const key = { 'idempotency-key': 'holiday-once' };
    const body = { name: 'Once only', workday_id: workday, date: '2026-06-02' };
    const [first, second] = [await on.save(body, undefined, key), await on.save(body, undefined, key)];
    expect(second.body.id).toBe(first.body.id);
    expect((await on.names()).filter((name) => name === 'Once only')).toHaveLength(1);
    expect((await on.save({ ...body, name: 'y' }, undefined, key)).status).toBe(422);
  });

  test('several elements are all saved, or none', async () => {
    const good = { name: 'Half of two', workday_id: workday, date: '2026-06-03' };
    const answer = await on.save([good, { ...good, date: 'x' }]);
    expect(answer.body.errors).toHaveProperty('[1].date');
    const refused = await on.save([good, { ...good, workday_id: 999_999 }]);
    expect(refused.body).toMatchObject({
      code: 'unknown-reference',
      errors: { '[1].workday_id': [expect.any(String)] },
    });
    expect(await on.names()).not.toContain('Half of two');
    const both = await on.saved([good, { ...good, name: 'Other half' }]);
    expect(both.map(({ name }: { name: string }) => name)).toEqual(['Half of two', 'Other half']);
  });

  test('an update says only what changes; null clears', async () => {
    const row = await on.saved({
      name: 'Part',
      workday_id: workday,
      date: '2026-06-04',
      thirdpartyid: 'abc',
      environment: 3,
      createnextappt: true,
      schedulehandledtype: 2,
    });
    expect(row).toMatchObject({ thirdpartyid: 'abc', environment: 3, createnextappt: true, schedulehandledtype: 2 });
    const changed = await on.saved({ id: row.id, thirdpartyid: null, date_only: '2026-06-05' });
    expect(changed).toMatchObject({ name: 'Part', date: '2026-06-05T00:00:00', environment: 3 });
    expect(changed).not.toHaveProperty('thirdpartyid');
  });

  test('what is only sent back writes nothing', async () => {
    const row = await on.saved({ name: 'Echo', workday_id: workday, date: '2026-06-04', end_date: '2026-06-07' });
    const detailed = (await on.read(row.id, undefined, '?includedetails=true')).body;
    expect((await on.saved(detailed))._etag).toBe(row._etag);
  });

  test('DELETE answers with what was deleted, and it is gone for good', async () => {
    const row = await on.saved({ name: 'Gone', workday_id: workday, date: '2026-06-06' });
    const answer = await on.remove(row.id);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: row.id, name: 'Gone' });
    for (const late of [await on.read(row.id), await on.remove(row.id), await on.save({ id: row.id, name: 'x' })]) {
      expect(late.status).toBe(404);
      expect(late.body.Message).toBe('Record not found');
    }
    expect(await on.names()).not.toContain('Gone');
  });

  test('a malformed id is 400 in the form of the wire; one that never was is 404', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await server.api(method, '/Holiday/probe');
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
      expect(answer.body.Message).toContain("The value 'probe' is not valid.");
    }
    expect((await on.save({ id: 'probe', name: 'x' })).body.errors).toHaveProperty('[0].id');
    expect((await on.read(uuid)).status).toBe(404);
    expect((await on.save({ id: uuid, name: 'x' })).status).toBe(404);
    expect((await on.read(uuid.toUpperCase())).status).toBe(404);
  });

  test("another tenant's holidays do not exist", async () => {
    const stranger = await addTenant(server, 'holiday strangers');
    const row = await on.saved({ name: 'Ours', workday_id: workday, date: '2026-06-08' });
    const by = { token: stranger.token };
    expect((await server.api('GET', `/Holiday/${row.id}`, undefined, by)).status).toBe(404);
    expect((await server.api('DELETE', `/Holiday/${row.id}`, undefined, by)).status).toBe(404);
    expect((await server.api('POST', '/Holiday', [{ id: row.id, name: 'x' }], by)).status).toBe(404);
    expect((await server.api('GET', '/Holiday', undefined, by)).body).toEqual([]);
    const theirs = { name: 'x', workday_id: workday, date: '2026-06-08' };
    expect((await server.api('POST', '/Holiday', [theirs], by)).status).toBe(400);
  });

  test('its history tells who made, changed and deleted it', async () => {
    const row = await on.saved({ name: 'Logged', workday_id: workday, date: '2026-06-09' });
    await on.saved({ id: row.id, name: 'Logged again' });
    await on.remove(row.id);
    const { body } = await server.api('GET', `/Change?entity=holiday&id=${row.id}`);
    const changes = body.changes ?? body;
    expect(changes.map(({ action }: { action: string }) => action).sort()).toEqual(['create', 'delete', 'update']);
  });
});

describe('whose it is', () => {
  test('neither of an agent nor of a workday is 400', async () => {
    const { body, status } = await on.save({ name: 'Whose?', date: '2026-06-01' });
    expect(status).toBe(400);
    expect(body.errors).toHaveProperty('[0].agent_id');
  });

  test('a kind does not become another', async () => {
    const agent = await on.person();
    const row = await on.saved({ name: 'Public', workday_id: workday, date: '2026-06-01' });
    expect((await on.save({ id: row.id, agent_id: agent.id })).body.errors).toHaveProperty('[0].agent_id');
    expect((await on.save({ id: row.id, entity: 1 })).body.errors).toHaveProperty('[0].entity');
    expect((await on.save({ id: row.id, entity: 3 })).body.errors).toHaveProperty('[0].entity');
  });

  test('only admins make, change and delete public holidays, freezes and maintenance', async () => {
    const service = await on.thing('/Service', { name: 'Mail' });
    const bodies = [
      { name: 'x', workday_id: workday, date: '2026-06-01' },
      { name: 'x', entity: 1, entity_id: -1, date: '2026-06-01' },
      { name: 'x', entity: 2, entity_id: service.id, date: '2026-06-01' },
    ];
    const manager = await on.person({ role: 'manager' });
    for (const body of bodies) {
      const row = await on.saved(body);
      for (const by of [await on.person(), manager]) {
        expect((await on.save(body, by)).status).toBe(403);
        expect((await on.save({ id: row.id, name: 'y' }, by)).status).toBe(403);
        expect((await on.remove(row.id, by)).status).toBe(403);
        expect((await on.read(row.id, by)).body).toMatchObject({ _canupdate: false, _candelete: false });
      }
    }
  });
});

describe('half days and hours', () => {
  test('times are kept as instants, and take the hours of the workday that they meet', async () => {
    const row = await on.saved({
      name: 'Afternoon',
      workday_id: workday,
      date: '2026-12-24T13:00:00Z',
      end_date: '2026-12-25T01:00:00+01:00',
      allday: false,
    });
    expect(row).toMatchObject({
      date: '2026-12-24T13:00:00',
      end_date: '2026-12-25T00:00:00',
      allday: false,
      duration: 4.5,
    });
    expect(row).not.toHaveProperty('date_only');
  });

  test('days off cost nothing', async () => {
    const row = await on.saved({ name: 'Long', workday_id: workday, date: '2026-05-01', end_date_only: '2026-05-04' });
    expect(row.duration).toBe(17);
  });
});

test('a holiday type must be one of the list, unless it is only sent back', async () => {
  const type = await on.thing('/Lookup', { lookupid: 109, name: 'Moving house' });
  const row = await on.saved({ name: 'x', workday_id: workday, date: '2026-06-01', holiday_type: type.id });
  expect(row).toMatchObject({ holiday_type: type.id, holiday_type_name: 'Moving house' });
  const wrong = await on.save({ name: 'x', workday_id: workday, date: '2026-06-01', holiday_type: 999 });
  expect(wrong.body.errors).toHaveProperty('[0].holiday_type');
});
