import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import type { Connection } from '../db/transaction.ts';
import { HOUR } from '../time/units.ts';
import { recordChanges } from './change.ts';
import { remembered, settingsChanged, withMemory } from './memory.ts';

let server: TestServer;
let pool: Connection;
let reads: number;
let now = Date.UTC(2030, 0, 7, 12);

beforeAll(async () => {
  server = await startTestServer();
  pool = server.database.pool;
});
afterAll(() => server.close());
beforeEach(() => {
  reads = 0;
  // An hour on: every test begins with an empty memory.
  now += 2 * HOUR;
  server.clock.now = now;
});

/** What a room does: something remembered, and a statement that asks whether it is still so. */
function ask(key = 'answer', tenantId = server.tenantId): Promise<number> {
  return withMemory(pool, tenantId, now, async (memory, refuseStale) => {
    const value = await remembered(memory, key, async () => ++reads);
    const text = `select ${settingsChanged('$2')} as changed`;
    const { rows } = await pool.query<{ changed: boolean }>(text, [tenantId, memory.snapshot]);
    refuseStale(rows[0]?.changed === true);
    return value;
  });
}

const change = (entity: string, connection: Connection = pool, tenantId = server.tenantId) =>
  recordChanges(connection, { tenantId, agentId: null, clientId: null }, now, [
    { entity, entityId: 1, action: 'update', after: {} },
  ]);

describe('what is worked out of settings', () => {
  test('is read once, and again after any of them has changed', async () => {
    expect([await ask(), await ask()]).toEqual([1, 1]);
    await change('workday');
    expect([await ask(), await ask()]).toEqual([2, 2]);
    await change('something new');
    expect(await ask()).toBe(3);
  });

  test('is not read again for everyday work, nor for the settings of another tenant', async () => {
    await ask();
    await change('appointment');
    await change('ticket');
    await change('workday', pool, server.tenantId + 1_000);
    expect(await ask()).toBe(1);
  });

  test('is read again when a change is committed that began before it was remembered', async () => {
    // The embedded database has one connection: nothing else can be under way.
    if (server.database.engine === 'pglite') return;
    const client = await server.database.pool.connect();
    await client.query('begin');
    await change('workday', client);
    await change('appointment');
    expect([await ask(), await ask()]).toEqual([1, 1]);
    await client.query('commit');
    client.release();
    expect(await ask()).toBe(2);
  });

  test('is not what is nothing: an empty list may be filled without a statement that asks', async () => {
    await ask();
    const read = async () => {
      reads += 1;
      return [];
    };
    await withMemory(pool, server.tenantId, now, async (memory) => {
      await remembered(memory, 'nobody', read);
      await remembered(memory, 'nobody', read);
    });
    expect(reads).toBe(3);
  });

  test('is forgotten after an hour', async () => {
    await ask();
    now += HOUR;
    expect(await ask()).toBe(2);
  });

  test('is asked about without reading the changes of everyday work', async () => {
    await change('appointment');
    await change('workday');
    const { rows } = await pool.query<{ settings: string[] }>(
      `select array_agg(entity order by entity) as settings from change join setting_change using (tenant_id, xid)
       where tenant_id = $1 and entity in ('appointment', 'workday')`,
      [server.tenantId],
    );
    expect(new Set(rows[0]?.settings)).toEqual(new Set(['workday']));
  });
});
