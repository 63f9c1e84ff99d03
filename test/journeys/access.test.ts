import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTenant } from '../support/other-tenant.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { type Expected, type Made, requests, table } from './access-table.ts';

/** Behaviour 1: who may do what, for every route of the OpenAPI document. A route that the table does not know fails. */

const open =
  /^\/(auth\/.*|authinfo|openapi\.json|docs|healthz|readyz|metrics|book\/.*|status\/.*|calendar\/.*|app(\/.*)?)$/i;

/** In the text of everything that the first tenant has here; a stranger may never read it. */
const mark = 'Only-ours-7f3a';

/** Reads that have nothing of the first tenant to tell by its mark. */
const namesNobody = [
  'GET /CalendarFile',
  'GET /CalendarKey',
  'GET /Agent/me',
  'GET /HolidaySettings',
  'GET /StatusPage',
  'GET /Timesheet/mine',
  'GET /TimesheetEvent/mine',
  'GET /TimesheetSettings',
  'GET /TimesheetWarnings',
];

let server: TestServer;
let tokens: Record<keyof Expected, string>;
let owner: number;
let operations: { name: string; method: string; path: string; isOpen: boolean }[];

beforeAll(async () => {
  server = await startTestServer();
  const [manager, colleague] = (await made('/Agent', [
    { name: `${mark} manager`, email: 'manager@x.example', role: 'manager' },
    { name: `${mark} colleague`, email: 'colleague@x.example' },
  ])) as [Made, Made];
  // Everything under test belongs to this agent: the manager's report, the agent's colleague.
  [{ id: owner }] = (await made('/Agent', [{ name: mark, email: 'owner@x.example', linemanager: manager.id }])) as [
    Made,
  ];
  tokens = {
    agent: await server.tokenFor(colleague.id),
    manager: await server.tokenFor(manager.id),
    admin: await server.tokenFor(server.adminId),
    stranger: (await addTenant(server, 'others')).token,
  };
  const { body } = await server.api('GET', '/openapi.json');
  operations = Object.entries<Record<string, { security: unknown[] }>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      isOpen: security.length === 0,
    })),
  );
});
afterAll(() => server.close());

async function made(path: string, rows: object[]): Promise<Made[]> {
  const answer = await server.api('POST', path, rows);
  expect(answer.status, answer.text).toBe(201);
  return [answer.body].flat();
}

describe('without a token', () => {
  test('only the routes that are meant to be open are open', () => {
    const wrong = operations.filter(({ path, isOpen }) => open.test(path) !== isOpen).map(({ name }) => name);
    expect(wrong).toEqual([]);
  });

  test('every other route answers 401 with a problem document', async () => {
    for (const { name, method, path, isOpen } of operations) {
      if (isOpen) continue;
      for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: 'Basic YTpi' }]) {
        const url = path.replace(/\{\w+\}/g, '1');
        const answer = await server.api(method, url, method === 'POST' ? [{}] : undefined, { token: null, headers });
        expect.soft(answer.status, name).toBe(401);
        expect.soft(answer.headers.get('content-type'), name).toContain('application/problem+json');
        expect.soft(answer.body, name).toMatchObject({ code: 'not-signed-in', status: 401 });
        expect.soft(answer.body.Message, name).toBeTruthy();
      }
    }
  });

  test('a path that does not exist is 401 too, and 404 once signed in', async () => {
    expect((await server.api('GET', '/Nowhere', undefined, { token: null })).status).toBe(401);
    expect((await server.api('GET', '/Nowhere')).status).toBe(404);
  });

  test('an open route never asks for a token', async () => {
    for (const { name, method, path, isOpen } of operations) {
      if (!isOpen) continue;
      const answer = await server.api(method, path.replace(/\{\w+\}/g, '1'), undefined, { token: null });
      expect.soft(answer.status, name).not.toBe(401);
    }
  });
});

describe('with a token', () => {
  test('every route is in the table, and the table has no other', () => {
    const known = operations.filter(({ isOpen }) => !isOpen).map(({ name }) => name);
    expect(Object.keys(table).sort()).toEqual(known.sort());
  });

  test.each(Object.entries(table))('%s', async (name, expected) => {
    for (const caller of ['agent', 'manager', 'admin', 'stranger'] as const) {
      // A fresh thing for each caller: a DELETE leaves nothing for the next.
      const { method, path, body } = await requests(name, { made, owner, mark });
      const answer = await server.api(method, path, body, { token: tokens[caller] });
      expect.soft(answer.status, `${caller}: ${answer.text.slice(0, 300)}`).toBe(expected[caller]);
      if (answer.status >= 400) expect.soft(answer.body.Message, caller).toBeTruthy();
      if (caller === 'stranger') expect.soft(answer.text).not.toContain(mark);
      // The mark must be there to be seen, or its absence would prove nothing.
      else if (method === 'GET' && !namesNobody.includes(name) && answer.status === 200)
        expect.soft(answer.text).toContain(mark);
    }
  });
});
