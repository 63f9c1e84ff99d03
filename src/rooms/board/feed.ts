import type { Scope } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import type { Cursor } from './feed-cursor-rules.ts';
import { eventsFor } from './feed-events.ts';
import { mostChanges, presentSnapshot, type Read, readChanges } from './feed-sql.ts';
import type { FeedStream } from './feed-stream.ts';

/** How often the database is asked for changes while somebody listens, and how soon after this server wrote something: so
 * many writes at once are one question. */
const pollMilliseconds = 250;
const soonMilliseconds = 20;
const beatMilliseconds = 15_000;

interface Listener {
  stream: FeedStream;
  /** Where it is, until it has caught up with the others of its tenant. */
  since: Cursor | undefined;
}

interface TenantFeed {
  listeners: Set<Listener>;
  /** Where those are who have caught up. */
  upto: string | undefined;
}

export interface Feed {
  listen(tenantId: number, stream: FeedStream, since: Cursor): void;
  /** Something may have been written. */
  poke(): void;
  /** Ends every stream; the feed is of no use afterwards. */
  stop(): Promise<void>;
  count(): number;
}

/** One reader of the change log for all who listen at this server: a statement for each tenant that somebody listens to,
 * and one for each different reader of what it found. Nothing is asked while nobody listens. */
export function newFeed({ database, log }: Pick<Context, 'database' | 'log'>, beat = beatMilliseconds): Feed {
  const tenants = new Map<number, TenantFeed>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isDueSoon = false;
  let stopped = false;

  const schedule = (milliseconds: number) => {
    clearTimeout(timer);
    if (stopped || tenants.size === 0) isDueSoon = false;
    else timer = setTimeout(run, milliseconds).unref();
  };
  const soon = () => {
    if (isDueSoon) return;
    isDueSoon = true;
    if (!running) schedule(soonMilliseconds);
  };
  const run = () => {
    isDueSoon = false;
    running = readAll().finally(() => {
      running = undefined;
      schedule(isDueSoon ? soonMilliseconds : pollMilliseconds);
    });
  };
  const readAll = async () => {
    for (const [tenantId, tenant] of tenants) {
      try {
        await readTenant(database.pool, tenantId, tenant);
      } catch (error) {
        // The next round reads on from where this one began.
        if (!stopped) log.error({ err: error }, 'the feed could not be read');
      }
    }
  };
  const beats = setInterval(() => {
    for (const tenant of tenants.values()) for (const { stream } of tenant.listeners) void stream.beat(tenant.upto);
  }, beat).unref();

  return {
    listen: (tenantId, stream, since) => {
      if (stopped) return stream.end('stopping');
      const tenant = tenants.get(tenantId) ?? { listeners: new Set(), upto: undefined };
      tenants.set(tenantId, tenant);
      const listener = { stream, since };
      tenant.listeners.add(listener);
      stream.onEnd(() => {
        tenant.listeners.delete(listener);
        if (tenant.listeners.size === 0 && tenants.get(tenantId) === tenant) tenants.delete(tenantId);
      });
      soon();
    },
    poke: () => {
      if (tenants.size > 0) soon();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      clearInterval(beats);
      for (const { listeners } of [...tenants.values()])
        for (const { stream } of [...listeners]) stream.end('stopping');
      await running;
    },
    count: () => [...tenants.values()].reduce((sum, { listeners }) => sum + listeners.size, 0),
  };
}

type Pool = Context['database']['pool'];

/** First those who have caught up, then each who has not, to the same point. */
async function readTenant(pool: Pool, tenantId: number, tenant: TenantFeed): Promise<void> {
  const [caughtUp, behind] = [true, false].map((is) =>
    [...tenant.listeners].filter(({ since }) => (since === undefined) === is),
  ) as [Listener[], Listener[]];
  const before = tenant.upto;
  const read =
    before === undefined
      ? { upto: await presentSnapshot(pool), changes: [], ahead: false }
      : await readChanges(pool, tenantId, { snapshot: before });
  tenant.upto = read.upto;
  if (before !== undefined) await deliver(pool, caughtUp, read);
  for (const listener of behind) {
    const missed = await readChanges(pool, tenantId, listener.since as Cursor, read.upto);
    listener.since = undefined;
    await deliver(pool, [listener], missed);
  }
}

/** Readers who may see the same are told the same, which is made once. What cannot be told is told as a reset, so that nobody
 * misses it. */
async function deliver(pool: Pool, listeners: readonly Listener[], { upto, changes, ahead }: Read): Promise<void> {
  if (changes.length === 0 && !ahead) return;
  const made = new Map<string, Promise<string[] | undefined>>();
  for (const { stream } of listeners) {
    const scope = await stream.scope();
    if (!scope) continue;
    const key = readerKey(scope);
    const events = made.get(key) ?? eventsOrNone(pool, scope, ahead ? undefined : changes);
    made.set(key, events);
    const told = await events;
    if (told) stream.send(told, upto);
    else stream.reset(upto);
  }
}

async function eventsOrNone(
  pool: Pool,
  scope: Scope,
  changes: Read['changes'] | undefined,
): Promise<string[] | undefined> {
  if (!changes || changes.length > mostChanges) return undefined;
  return eventsFor(pool, scope, changes).catch(() => undefined);
}

function readerKey({ agentId, role, grants }: Scope): string {
  return [agentId, role, ...[...grants].sort()].join(' ');
}
