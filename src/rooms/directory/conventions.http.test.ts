import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let other: Awaited<ReturnType<typeof otherTenant>>;
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  server.api('POST', path, body, { headers });

beforeAll(async () => {
  server = await startTestServer();
  other = await otherTenant(server);
});
afterAll(() => server.close());

const kinds = [
  { path: '/Agent', key: undefined, element: { name: 'K', email: 'k@example.org' } },
  { path: '/Team', key: undefined, element: { name: 'K' } },
  { path: '/Client', key: 'clients', element: { name: 'K' } },
  { path: '/Site', key: 'sites', element: { name: 'K' } },
  { path: '/Users', key: 'users', element: { name: 'K' } },
  { path: '/Tickets', key: 'tickets', element: { name: 'K' } },
  { path: '/Asset', key: 'assets', element: { name: 'K' } },
  { path: '/Service', key: 'services', element: { name: 'K' } },
];

describe.each(kinds)('$path', ({ path, key, element }) => {
  let id: number;
  const rowsOf = (body: Record<string, unknown>) => (key ? body[key] : body) as Record<string, unknown>[];

  test('one element answers 201 with what GET then shows, and its tag', async () => {
    const made = await post(path, [element]);
    id = made.body.id;
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject(element);
    const read = await server.api('GET', `/api${path}/${id}`);
    expect(read.text).toBe(made.text);
    expect(read.headers.get('etag')).toBe(`"${id}.1"`);
    expect(read.body._etag).toBe(`"${id}.1"`);
  });

  test('the list has it, in an envelope or bare', async () => {
    const { text, body } = await server.api('GET', `${path}?search=k`);
    expect(text.startsWith(key ? `{"record_count":${rowsOf(body).length},"${key}":[` : '[')).toBe(true);
    expect(rowsOf(body)).toContainEqual(expect.objectContaining({ id }));
  });

  test('a page echoes its number and size before the count', async () => {
    const { text, body } = await server.api('GET', `${path}?pageinate=true&page_no=2&page_size=1&order=id`);
    if (key) expect(text).toMatch(/^\{"page_no":2,"page_size":1,"record_count":\d+,/);
    expect(rowsOf(body).length).toBeLessThanOrEqual(1);
  });

  test('an update that changes nothing writes nothing', async () => {
    const again = await post(path, [{ id, ...element }]);
    expect(again.status).toBe(201);
    expect(again.headers.get('etag')).toBe(`"${id}.1"`);
    const changes = await server.api('GET', `/Change?entity=${entityOf(path)}&id=${id}`);
    expect(changes.body.record_count).toBe(1);
  });

  test('a change makes the next version and is remembered', async () => {
    const changed = await post(path, [{ id, name: 'Known' }], { 'if-match': `"${id}.1"` });
    expect(changed.headers.get('etag')).toBe(`"${id}.2"`);
    const { body } = await server.api('GET', `/Change?entity=${entityOf(path)}&id=${id}`);
    expect(body.changes).toMatchObject([
      {
        action: 'update',
        before: { name: 'K' },
        after: { name: 'Known' },
        agent_name: 'Administrator',
        entity_id: `${id}`,
      },
      { action: 'create', after: { name: 'K' }, client_id: 'test-client' },
    ]);
    expect(body.changes[1]).not.toHaveProperty('before');
  });

  test('a stale If-Match is 412 with the row and who changed it', async () => {
    const stale = await post(path, [{ id, name: 'Late' }], { 'if-match': `"${id}.1"` });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({
      code: 'changed-meanwhile',
      current: { id, name: 'Known' },
      changed_by: { agent_id: server.adminId, agent_name: 'Administrator' },
    });
    expect((await server.api('DELETE', `${path}/${id}`, undefined, { headers: { 'if-match': '"1.99"' } })).status).toBe(
      412,
    );
  });

  test('If-Match with several elements is 400', async () => {
    const two = [
      { id, name: 'A' },
      { id, name: 'B' },
    ];
    expect((await post(path, two, { 'if-match': `"${id}.2"` })).status).toBe(400);
  });

  test('a required name that is missing is named', async () => {
    const { status, body } = await post(path, [{ ...element, name: '' }]);
    expect(status).toBe(400);
    expect(Object.keys(body.errors)[0]).toMatch(/^\[0\]\.(name|summary)$/);
  });

  test('all elements are saved or none', async () => {
    const count = async () => rowsOf((await server.api('GET', path)).body).length;
    const before = await count();
    const fresh = { ...element, name: 'Fresh', email: 'fresh@example.org' };
    expect((await post(path, [fresh, { id: 999_999, name: 'X' }])).body.Message).toBe('Record not found');
    expect(await count()).toBe(before);
  });

  test("another tenant's id does not exist: same status and text", async () => {
    const options = { token: other.token };
    for (const [method, body] of [['GET'], ['DELETE'], ['POST', [{ id, name: 'Mine now' }]]] as const) {
      const at = (one: number) => (method === 'POST' ? path : `${path}/${one}`);
      const theirs = await server.api(method, at(id), body, options);
      const never = await server.api(method, at(999_999), body && [{ ...body[0], id: 999_999 }], options);
      expect(theirs.status).toBe(404);
      expect(theirs.text).toBe(never.text);
    }
    const list = await server.api('GET', `${path}?search=known`, undefined, options);
    expect(rowsOf(list.body)).toEqual([]);
    const history = `/Change?entity=${entityOf(path)}&id=`;
    const past = await server.api('GET', `${history}${id}`, undefined, options);
    expect(past.status).toBe(404);
    expect(past.text).toBe((await server.api('GET', `${history}999999`, undefined, options)).text);
  });

  test('a malformed id is 400', async () => {
    const { status, body } = await server.api('GET', `${path}/probe`);
    expect(status).toBe(400);
    expect(body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
  });

  test('the same key and body make one; another body is 422', async () => {
    const headers = { 'idempotency-key': `key-${path}` };
    const twice = { ...element, name: 'Once', email: 'once@example.org' };
    const [one, two] = await Promise.all([post(path, [twice], headers), post(path, [twice], headers)]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.text).toBe(one.text);
    expect(two.headers.get('etag')).toBe(one.headers.get('etag'));
    const replayed = [one, two].map(({ headers }) => headers.get('idempotency-replayed'));
    expect(replayed.sort()).toEqual([null, 'true'].sort());
    expect((await post(path, [{ ...twice, name: 'Twice' }], headers)).status).toBe(422);
    expect((await server.api('DELETE', `${path}/${one.body.id}`)).status).toBe(200);
  });

  test('it can be ordered by, and an unknown order is 400', async () => {
    await post(path, [{ ...element, name: 'Aaa', email: 'aaa@example.org' }]);
    const name = path === '/Tickets' ? 'summary' : 'name';
    const ordered = async (query: string) =>
      rowsOf((await server.api('GET', `${path}?${query}`)).body).map((row) => row[name]);
    const up = await ordered(`order=${name}`);
    expect(await ordered(`order=${name}&orderdesc=true`)).toEqual([...up].reverse());
    expect((await server.api('GET', `${path}?order=nothing`)).status).toBe(400);
    expect((await server.api('GET', `${path}?count=1`).then(({ body }) => rowsOf(body))).length).toBe(1);
  });

  test('deleted is gone, and its past stays', async () => {
    const gone = await server.api('DELETE', `${path}/${id}`);
    expect([gone.status, gone.body.name]).toEqual([200, 'Known']);
    expect((await server.api('GET', `${path}/${id}`)).status).toBe(404);
    const { body } = await server.api(
      'GET',
      `/Change?entity=${entityOf(path)}&id=${id}&pageinate=true&page_no=1&page_size=1`,
    );
    expect(body).toMatchObject({ page_no: 1, page_size: 1, record_count: 3, changes: [{ action: 'delete' }] });
  });
});

function entityOf(path: string): string {
  return path
    .slice(1)
    .toLowerCase()
    .replace(/^(users|tickets)$/, (word) => word.slice(0, -1));
}
