import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import type { Authenticator } from '../../kernel/auth/authenticate.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { Problem } from '../../problems.ts';
import { type FeedStream, openStream } from './feed-stream.ts';

const scope = { agentId: 2, grants: new Set(['all']) } as unknown as Scope;

/** A stream to a client that has sent its request and reads nothing by itself. */
async function streaming(authenticate: () => Promise<Scope>) {
  const app = Fastify({ forceCloseConnections: true });
  let opened: (stream: FeedStream) => void = () => {};
  const stream = new Promise<FeedStream>((resolve) => {
    opened = resolve;
  });
  const forget = Object.assign(authenticate, { forget: () => {} }) as unknown as Authenticator;
  app.get('/', async (request, reply) => opened(openStream(request, reply, forget, { area: 'calendar', edit: false })));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  return { app, socket, stream: await stream };
}

test('who does not read is let go, before what waits for them fills the memory', async () => {
  const { app, socket, stream } = await streaming(async () => scope);
  socket.pause();
  let gone = false;
  const ended = new Promise<void>((resolve) =>
    stream.onEnd(() => {
      gone = true;
      resolve();
    }),
  );
  const event = JSON.stringify({ text: 'x'.repeat(100_000) });
  // What the two ends of the connection hold by themselves is some megabytes.
  for (let n = 0; n < 1_000 && !gone; n++) {
    stream.send([event], '1:1:');
    await new Promise(setImmediate);
  }
  await ended;
  stream.send([event], '1:1:');
  socket.destroy();
  await app.close();
});

test('a beat moves the place to go on from, while the sign-in lasts, and ends the stream afterwards', async () => {
  let isSignedIn = true;
  const { app, socket, stream } = await streaming(async () => {
    if (isSignedIn) return scope;
    throw new Problem('not-signed-in');
  });
  let text = '';
  const toldBye = new Promise<void>((resolve) => {
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('event: bye') && text.includes('}\n\n')) resolve();
    });
  });
  const closed = new Promise<void>((resolve) => stream.onEnd(resolve));
  await stream.beat('7:9:8');
  isSignedIn = false;
  await stream.beat('9:9:');
  await Promise.all([closed, toldBye]);
  expect(text).toContain(': beat\nid: 7:9:8\n\n');
  expect(text).toContain('event: bye\ndata: {"reason":"signed-out"}\n\n');
  expect(text).not.toContain('9:9:\n');
  socket.destroy();
  await app.close();
});
