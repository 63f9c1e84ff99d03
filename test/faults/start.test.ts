import { afterEach, expect, test } from 'vitest';
import { type ChildServer, type Home, makeHome, signIn, startChild } from '../support/child-server.ts';

const homes: Home[] = [];
const servers: ChildServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.kill()));
  await Promise.all(homes.splice(0).map((home) => home.remove()));
});

async function newHome(): Promise<Home> {
  const home = await makeHome();
  homes.push(home);
  return home;
}

async function start(home: Home): Promise<ChildServer> {
  const server = await startChild(home);
  servers.push(server);
  return server;
}

test('a server that is asked to end answers what it began and exits with 0', async () => {
  const server = await start(await newHome());
  const token = await signIn(server.url);
  const answered = fetch(`${server.url}/Appointment`, { headers: { authorization: `Bearer ${token}` } }).then(
    (response) => response.status,
    () => 'not connected',
  );
  const [code, status] = await Promise.all([server.stop(), answered]);
  expect(code).toBe(0);
  // Either it came in before the end, or the connection was not taken; never half an answer.
  expect([200, 'not connected']).toContain(status);
});

test('what was saved is there after a restart, and the same secrets open it', async () => {
  const home = await newHome();
  const first = await start(home);
  const headers = { authorization: `Bearer ${await signIn(first.url)}`, 'content-type': 'application/json' };
  const body = JSON.stringify([{ name: 'Kept' }]);
  expect((await fetch(`${first.url}/Client`, { method: 'POST', headers, body })).status).toBe(201);
  expect(await first.stop()).toBe(0);
  const second = await start(home);
  const list = await fetch(`${second.url}/Client`, {
    headers: { authorization: `Bearer ${await signIn(second.url)}` },
  });
  expect(await list.text()).toContain('Kept');
  // The first token still holds: the keys are kept with the data.
  expect((await fetch(`${second.url}/Client`, { headers })).status).toBe(200);
});

test('a variable that makes no sense stops the start and is named', async () => {
  const home = await newHome();
  home.environment.PORT = 'http';
  await expect(start(home)).rejects.toThrow(/code 1 .*PORT must be a whole number/s);
});

if (process.env.ALMANAC_TEST_DATABASE_URL) {
  test('several servers that start at once on one empty database make one tenant', async () => {
    const home = await newHome();
    const started = await Promise.all([start(home), start(home), start(home), start(home)]);
    const tokens = await Promise.all(started.map((server) => signIn(server.url)));
    // Any server takes any other's token: they share the keys.
    const names = await Promise.all(
      started.map(async (server, index) => {
        const token = tokens[(index + 1) % tokens.length];
        const response = await fetch(`${server.url}/Agent`, { headers: { authorization: `Bearer ${token}` } });
        return ((await response.json()) as { name: string }[]).map((agent) => agent.name);
      }),
    );
    expect(names).toEqual(Array(4).fill(['Administrator']));
  });
} else {
  test('a second server on the same folder is refused, with the reason', async () => {
    const home = await newHome();
    const first = await start(home);
    await expect(start(home)).rejects.toThrow(new RegExp(`in use by process ${first.process.pid}`));
    expect((await fetch(`${first.url}/openapi.json`)).status).toBe(200);
  });
}
