import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { bookableAssets, typeLeavesFree } from './sql.ts';

let server: TestServer;
const save = (...elements: Record<string, unknown>[]) => server.api('POST', '/Lookup', elements);

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Row {
  lookupid: number;
  id: number;
  name: string;
}
const list = async (query: string): Promise<Row[]> => (await server.api('GET', `/Lookup${query}`)).body;

test('the list that clients test their sign-in with is a bare array, and not empty', async () => {
  const { text, body } = await server.api('GET', '/api/Lookup?lookupid=11');
  expect(text[0]).toBe('[');
  expect(body.length).toBeGreaterThan(0);
});

test('without a list the entries of all are answered, with several theirs', async () => {
  const lists = (rows: Row[]) => [...new Set(rows.map(({ lookupid }) => lookupid))];
  expect(lists(await list('')).length).toBeGreaterThan(5);
  expect(lists(await list('?lookupid=63,17'))).toEqual([17, 63]);
  expect(lists(await list('?lookupid=0')).length).toBeGreaterThan(5);
});

test('they are searched, ordered and paged', async () => {
  expect((await list('?lookupid=63&search=SITE on')).map(({ name }) => name)).toEqual(['On site']);
  const names = (await list('?lookupid=63&order=name&orderdesc=true')).map(({ name }) => name);
  expect(names).toEqual([...names].sort().reverse());
  expect(await list('?lookupid=63&pageinate=true&page_no=2&page_size=2')).toEqual(
    (await list('?lookupid=63')).slice(2, 4),
  );
});

test('an entry is made with the next id, changed, remembered and deleted', async () => {
  const made = await save({ lookupid: 63, name: 'Travel', value9: 'true' });
  expect([made.status, made.body.id, made.headers.get('etag')]).toEqual([201, 6, '"63/6.1"']);
  const changed = await save({ lookupid: 63, id: 6, value1: 'x', value9: null });
  expect(changed.body).toMatchObject({ name: 'Travel', value1: 'x' });
  expect(changed.body).not.toHaveProperty('value9');
  expect((await save({ lookupid: 63, id: 6, value1: 'x' })).headers.get('etag')).toBe('"63/6.2"');
  expect((await server.api('GET', '/Lookup/6?lookupid=63')).text).toBe(changed.text);
  const stale = await server.api('POST', '/Lookup', [{ lookupid: 63, id: 6, name: 'Late' }], {
    headers: { 'if-match': '"63/6.1"' },
  });
  expect([stale.status, stale.body.current.name]).toEqual([412, 'Travel']);
  expect((await server.api('DELETE', '/Lookup/6?lookupid=63')).body.name).toBe('Travel');
  const { body } = await server.api('GET', '/Change?entity=lookup&id=63/6');
  expect(body.changes.map(({ action }: { action: string }) => action)).toEqual(['delete', 'update', 'create']);
});

test('entries numbered 0 and less are changed, not made again', async () => {
  expect((await save({ lookupid: 17, id: 0, name: 'Free of charge' })).body).toMatchObject({ id: 0 });
  expect((await save({ lookupid: 17, id: -1, name: 'New' })).body).toMatchObject({ id: 3 });
});

test.each<[string, Record<string, unknown>, number]>([
  ['no list', { name: 'x' }, 400],
  ['an unknown list', { lookupid: 9_999, name: 'x' }, 400],
  ['no name for a new one', { lookupid: 63 }, 400],
  ['an id that the list does not have', { lookupid: 63, id: 900, name: 'x' }, 404],
  ['a new one in a list of fixed codes', { lookupid: 110, name: 'x' }, 409],
])('%s is refused', async (_case, element, status) => {
  expect((await save(element)).status).toBe(status);
});

test.each([
  ['without its list', '/Lookup/1', 400],
  ['that the program goes by', '/Lookup/1?lookupid=101', 409],
  ['that is not there', '/Lookup/900?lookupid=63', 404],
])('an entry %s is not deleted', async (_case, path, status) => {
  expect((await server.api('DELETE', path)).status).toBe(status);
});

test('an entry that is used is not deleted, and the answer says by what', async () => {
  const ticket = (await server.api('POST', '/Tickets', [{ summary: 's', priority: 4 }])).body.id;
  const { status, body } = await server.api('DELETE', '/Lookup/4?lookupid=103');
  expect([status, body.in_use_by]).toEqual([409, [{ kind: 'tickets', property: 'priority', count: 1, ids: [ticket] }]]);
});

test('a kind of leave that somebody takes, or has an allowance of, is not deleted', async () => {
  const agent_id = (await server.api('GET', '/Agent/me')).body.id;
  const leave = await server.api('POST', '/Holiday', [{ agent_id, holiday_type: 3, date: '2026-05-04' }]);
  const allowance = await server.api('POST', '/HolidayAllowance', [
    { agent_id, holiday_type: 4, year: 2026, allowance: 8 },
  ]);
  const used = async (id: number) => (await server.api('DELETE', `/Lookup/${id}?lookupid=109`)).body.in_use_by;
  expect(await used(3)).toEqual([{ kind: 'holidays', property: 'holiday_type', count: 1, ids: [leave.body.id] }]);
  expect(await used(4)).toMatchObject([{ kind: 'holiday allowances', property: 'holiday_type', count: 1 }]);
  expect(allowance.status).toBe(201);
  expect((await server.api('DELETE', '/Lookup/2?lookupid=109')).status).toBe(200);
});

test('the last entry of a list stays: clients test their sign-in with it', async () => {
  const entries = await list('?lookupid=11');
  const statuses: number[] = [];
  for (const { id } of entries) statuses.push((await server.api('DELETE', `/Lookup/${id}?lookupid=11`)).status);
  expect(statuses).toEqual([...entries.slice(1).map(() => 200), 409]);
});

describe('value9', () => {
  test('of an appointment type says that the agent stays free', async () => {
    const made = await save(
      { lookupid: 63, name: 'Free', value9: 'true' },
      { lookupid: 63, name: 'Busy', value9: '0' },
    );
    const free = made.body.map(({ id }: Row) => typeLeavesFree(server.database.pool, server.tenantId, id));
    expect(await Promise.all(free)).toEqual([true, false]);
  });

  test("of an asset type says that assets are busy like agents, unless an asset's own bookable differs", async () => {
    const type = (await save({ lookupid: 107, name: 'Bookable', value9: '1' })).body.id;
    const assets = [
      { assettype_id: type },
      { assettype_id: type, bookable: false },
      { assettype_id: 1 },
      { bookable: true },
    ];
    const made = await server.api(
      'POST',
      '/Asset',
      assets.map((asset) => ({ name: 'A', ...asset })),
    );
    const ids = made.body.map(({ id }: Row) => id);
    const busy = await bookableAssets(server.database.pool, server.tenantId, ids);
    expect(ids.map((id: number) => busy.has(id))).toEqual([true, false, false, true]);
  });
});
