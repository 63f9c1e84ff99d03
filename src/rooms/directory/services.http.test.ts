import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const save = (elements: unknown[]) => server.api('POST', '/Service', elements);

test('services that would depend on each other in a circle are refused, and nothing is saved', async () => {
  const { body } = await save([{ name: 'Mail' }, { name: 'Directory' }, { name: 'Network' }]);
  const [mail, directory, network] = body.map((row: { id: number }) => row.id);
  expect(
    (
      await save([
        { id: mail, depends_on: [directory] },
        { id: directory, depends_on: [network] },
      ])
    ).status,
  ).toBe(201);

  const refused = await save([{ id: network, name: 'Network and cables', depends_on: [mail] }]);

  expect(refused.status).toBe(400);
  expect(Object.keys(refused.body.errors)).toEqual(['[0].depends_on']);
  expect((await server.api('GET', `/Service/${network}`)).body.name).toBe('Network');
});
