import type pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { about, listeners, ownHours } from '../../../test/support/feed.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let boss: Person;
let ann: Person;
let ben: Person;
const { listen, closeAll } = listeners(() => server);

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  boss = await calendar.person({ name: 'Boss', role: 'manager' });
  ann = await calendar.person({ name: 'Ann', linemanager: boss.id });
  ben = await calendar.person({ name: 'Ben' });
});
afterEach(closeAll);
afterAll(() => server.close());

const hour = ownHours();

describe('going on', () => {
  test('from the board: what was written after it was read', async () => {
    const before = await calendar.booked(ann, hour());
    const { feed } = (await server.api('GET', '/Board')).body;
    const after = await calendar.booked(ann, hour());
    const listening = await listen(ben, `?since=${feed}`);
    await listening.until(about(after.id));
    expect(listening.events.filter(about(before.id))).toEqual([]);
  });

  test('from the last event, by Last-Event-ID, which wins over since', async () => {
    const first = await listen(ben);
    const one = await calendar.booked(ann, hour());
    const { id = '' } = await first.until(about(one.id));
    first.close();
    const [two, three] = [await calendar.booked(ann, hour()), await calendar.booked(ann, hour())];
    const again = await listen(ben, '?since=0', { 'last-event-id': id });
    await again.until(about(three.id));
    expect(again.events.map(({ data }) => data.entity_id)).toEqual([two.id, three.id].map(String));
  });

  test('from the number of a change', async () => {
    const one = await calendar.booked(ann, hour());
    const { changes } = (await server.api('GET', `/Change?entity=appointment&id=${one.id}`)).body;
    const two = await calendar.booked(ann, hour());
    const feed = await listen(ben, `?since=${changes[0].id}`);
    await feed.until(about(two.id));
    expect(feed.events.filter(about(one.id))).toEqual([]);
    const all = await listen(ben, `?since=${changes[0].id - 1}`);
    await all.until(about(one.id));
  });

  test.each(['x', '5:3:', '5:9:9', '5:9:7,6', '1:2', '-1'])('%s is 400', async (since) => {
    const answer = await server.api('GET', `/Feed?since=${since}`);
    expect([answer.status, Object.keys(answer.body.errors ?? {})]).toEqual([400, ['since']]);
  });

  test('a snapshot from before the database was put back asks for everything anew', async () => {
    const feed = await listen(ben, '?since=900000000:900000000:');
    const { id } = await feed.until(({ name }) => name === 'reset');
    const row = await calendar.booked(ann, hour());
    await feed.until(about(row.id));
    expect(id).toMatch(/^\d+:\d+:/);
  });

  test('more than a thousand changes are one reset', async () => {
    const { feed } = (await server.api('GET', '/Board')).body;
    await server.database.pool.query(
      `insert into change (tenant_id, at, entity, entity_id, action) select $1, now(), 'client', n::text, 'update' from generate_series(1, 1001) n`,
      [server.tenantId],
    );
    const listening = await listen(ben, `?since=${feed}`);
    await listening.until(({ name }) => name === 'reset');
    expect(listening.events).toHaveLength(1);
  });

  test('when everybody has gone and somebody comes again', async () => {
    for (let n = 0; n < 3; n++) {
      const feed = await listen(ben);
      const row = await calendar.booked(ann, hour());
      await feed.until(about(row.id));
      feed.close();
      await feed.ended;
    }
  });

  test('many listen at once, and each is told everything', async () => {
    const feeds = await Promise.all(Array.from({ length: 40 }, (_, n) => listen([ann, ben, boss][n % 3] as Person)));
    const rows = await Promise.all([1, 2, 3].map(() => calendar.booked(ann, hour())));
    await Promise.all(feeds.flatMap((feed) => rows.map(({ id }) => feed.until(about(id)))));
  });
});

describe('transactions that commit in another order than they began', () => {
  test('are all told, each once, also to who comes back in between', async () => {
    // PGlite has one connection: nothing is ever under way beside a commit.
    if (server.database.engine === 'pglite') return;
    const { pool } = server.database;
    const clients: pg.PoolClient[] = [await pool.connect(), await pool.connect()];
    const write = (client: pg.Pool | pg.PoolClient, name: string) =>
      client.query(
        `insert into change (tenant_id, at, entity, entity_id, action) values ($1, now(), 'lookup', $2, 'create')`,
        [server.tenantId, name],
      );
    await pool.query(
      `insert into lookup (tenant_id, lookupid, id, name, last_modified)
       select $1, 999, n, 'Entry', now() from generate_series(1, 4) n`,
      [server.tenantId],
    );
    const steady = await listen(ben);
    const [slow, slower] = clients as [pg.PoolClient, pg.PoolClient];
    await slow.query('begin');
    await write(slow, '999/1');
    await slower.query('begin');
    await write(slower, '999/2');
    // Has a greater number than both, and is seen first.
    await write(pool, '999/3');
    const third = await steady.until(about('999/3'));
    steady.close();
    await slow.query('commit');
    const back = await listen(ben, '', { 'last-event-id': third.id as string });
    await back.until(about('999/1'));
    await write(pool, '999/4');
    await back.until(about('999/4'));
    await slower.query('commit');
    await back.until(about('999/2'));
    for (const client of clients) client.release();
    expect(back.events.map(({ data }) => data.entity_id)).toEqual(['999/1', '999/4', '999/2']);
    const again = await listen(ben, `?since=${third.id}`);
    await again.until(about('999/4'));
    expect(again.events.map(({ data }) => data.entity_id)).toEqual(['999/1', '999/2', '999/4']);
  });
});
