import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from '../../kernel/auth/authenticate.ts';
import { type Access, permit, type Scope } from '../../kernel/auth/scope.ts';
import { Problem } from '../../problems.ts';

/** One who listens: a connection that stays open. */
export interface FeedStream {
  /** Whom it acts for, asked anew; undefined when the sign-in has ended, and the stream with it. */
  scope(): Promise<Scope | undefined>;
  /** Events, the last of them with the id to go on from. */
  send(events: readonly string[], upto: string): void;
  reset(upto: string): void;
  /** Shows that the server lives, and that the sign-in does. */
  beat(upto: string | undefined): Promise<void>;
  end(reason: 'stopping' | 'signed-out'): void;
  onEnd(listener: () => void): void;
}

/** Who does not read for so long that this many bytes wait is let go; a browser comes back by itself. */
const mostWaiting = 1024 * 1024;

/** Begins the answer at once: headers, and how long to wait before coming back. */
export function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  authenticate: Authenticator,
  access: Access,
): FeedStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that gather what they pass on must not.
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n: almanac\n\n');
  const listeners: (() => void)[] = [];
  raw.once('close', () => {
    for (const listener of listeners.splice(0)) listener();
  });
  const write = (text: string) => {
    if (raw.writableEnded || raw.destroyed) return;
    if (raw.writableLength > mostWaiting) raw.destroy();
    else raw.write(text);
  };
  const stream: FeedStream = {
    scope: async () => {
      try {
        const scope = await authenticate(request, { quietly: true });
        permit(scope, access);
        return scope;
      } catch (error) {
        // A database that does not answer just now is no sign-out.
        if (!(error instanceof Problem)) return request.scope;
        stream.end('signed-out');
        return undefined;
      }
    },
    send: (events, upto) => {
      if (events.length > 0) {
        const last = events.length - 1;
        write(events.map((event, place) => eventText('change', event, place === last ? upto : undefined)).join(''));
      }
    },
    reset: (upto) => write(eventText('reset', '{}', upto)),
    beat: async (upto) => {
      // An id without data moves the place to go on from, and no more.
      if (await stream.scope()) write(upto === undefined ? ': beat\n\n' : `: beat\nid: ${upto}\n\n`);
    },
    end: (reason) => {
      write(eventText('bye', JSON.stringify({ reason })));
      raw.end();
    },
    onEnd: (listener) => {
      if (raw.destroyed) listener();
      else listeners.push(listener);
    },
  };
  return stream;
}

function eventText(name: string, data: string, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}
