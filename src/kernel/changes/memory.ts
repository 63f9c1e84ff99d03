import { type Connection, poolOf } from '../db/transaction.ts';
import { HOUR } from '../time/units.ts';

/** What is worked out of a tenant's settings, remembered as long as none of them changes. Every statement that uses it asks
 * (`settingsChanged`) whether that is still so, however many servers write: a memory is never trusted by its age. */
export interface Memory {
  /** What was committed when it began: a change that this does not show makes all of it stale. */
  readonly snapshot: string;
  readonly known: Map<string, unknown>;
  readonly since: number;
}

/** Something used what is no longer so; `withMemory` begins again. */
class Stale extends Error {}

const tenants = new WeakMap<object, Map<number, Memory>>();
const oldest = HOUR;
const mostTenants = 1_000;
const mostKnown = 3_000;

/** Does work with what is remembered, and again with an empty memory when it turns out to be stale. Not in a transaction
 * that has changed settings itself: others would remember what may be rolled back.
 * @param work given the memory and a function that takes a row of `settingsChanged` */
export async function withMemory<T>(
  connection: Connection,
  tenantId: number,
  now: number,
  work: (memory: Memory, refuseStale: (changed: boolean) => void) => Promise<T>,
): Promise<T> {
  const memory = keptMemory(connection, tenantId, now);
  if (memory) {
    try {
      return await work(memory, (changed) => {
        if (changed) throw new Stale();
      });
    } catch (error) {
      if (!(error instanceof Stale)) throw error;
    }
  }
  // It begins during this call: a change that comes meanwhile is as good as one that comes after.
  return work(await newMemory(connection, tenantId, now), () => {});
}

/** What is remembered, for a caller whose statement cannot be repeated: it asks, too, and does without when the answer is
 * that settings have changed. */
export async function memoryOf(connection: Connection, tenantId: number, now: number): Promise<Memory> {
  return keptMemory(connection, tenantId, now) ?? newMemory(connection, tenantId, now);
}

function keptMemory(connection: Connection, tenantId: number, now: number): Memory | undefined {
  const memory = memoriesOf(connection).get(tenantId);
  return memory && now - memory.since < oldest ? memory : undefined;
}

/** What is known under a key, worked out when it is not. Nothing, and an empty list, are not remembered: no statement would
 * follow that asks whether they still are. */
export async function remembered<T>({ known }: Memory, key: string, read: () => Promise<T>): Promise<T> {
  if (known.has(key)) return known.get(key) as T;
  const value = await read();
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return value;
  if (known.size >= mostKnown) known.clear();
  known.set(key, value);
  return value;
}

/** What is known of each of some things by their ids, in one reading for those that it is not known of. A thing that is not
 * there is asked for again each time.
 * @returns of those that there are */
export async function rememberedEach<T>(
  memory: Memory,
  key: string,
  ids: readonly number[],
  read: (missing: readonly number[]) => Promise<ReadonlyMap<number, T>>,
): Promise<ReadonlyMap<number, T>> {
  const known = await remembered(memory, key, async () => new Map<number, T>());
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) for (const [id, value] of await read(missing)) known.set(id, value);
  return new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id) as T]] : [])));
}

/** Have settings of the tenant ($1) changed since a snapshot? An expression in SQL. What a setting is, the trigger
 * change_of_setting says (migration 0032). */
export function settingsChanged(snapshot: string): string {
  return `exists (select from setting_change s where s.tenant_id = $1
    and s.xid >= pg_snapshot_xmin(${snapshot}::pg_snapshot)
    and not pg_visible_in_snapshot(s.xid, ${snapshot}::pg_snapshot))`;
}

function memoriesOf(connection: Connection): Map<number, Memory> {
  const pool = poolOf(connection);
  const known = tenants.get(pool) ?? new Map<number, Memory>();
  tenants.set(pool, known);
  return known;
}

async function newMemory(connection: Connection, tenantId: number, since: number): Promise<Memory> {
  const text = 'select pg_current_snapshot()::text as snapshot';
  const { rows } = await connection.query<{ snapshot: string }>({ name: 'settings_snapshot', text });
  const memory = { snapshot: (rows[0] as { snapshot: string }).snapshot, known: new Map(), since };
  const memories = memoriesOf(connection);
  if (memories.size >= mostTenants) memories.clear();
  memories.set(tenantId, memory);
  return memory;
}
