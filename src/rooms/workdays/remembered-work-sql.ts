import { type Memory, rememberedEach, settingsChanged, withMemory } from '../../kernel/changes/memory.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';
import type { Work } from './work-rules.ts';
import { askedOfAll, type ShiftRow, settledRows, shiftRows, shiftsFrom, type WorkRow, workFrom } from './work-sql.ts';

/** When agents and assets work, for those who ask many times a second: what settings and leave say is remembered, shifts are
 * read each time. */

/** The row by which a statement says that what is remembered is stale: its snapshot is the parameter. */
export const changedRows = (snapshot: string) =>
  `select 'changed' as kind, 0::bigint as id, null::json as facts where ${settingsChanged(snapshot)}`;

export interface ChangedRow {
  readonly kind: 'changed';
}

/** What `readWork` would say, but for shifts. It may know of holidays and leave around the window, too. */
export async function rememberedWork(
  memory: Memory,
  connection: Connection,
  tenantId: number,
  whose: keyof typeof settledRows,
  ids: readonly number[],
  window: Interval,
): Promise<ReadonlyMap<number, Work>> {
  // Many windows, few that are remembered; and each agent, since they are asked about in ever other company.
  const start = Math.floor(window.start / rememberedSpan) * rememberedSpan;
  const end = Math.ceil(window.end / rememberedSpan) * rememberedSpan;
  return rememberedEach(memory, `work/${whose}/${start}/${end}`, ids, async (missing) => {
    const { rows } = await connection.query<WorkRow>({
      name: `settled_work_of_${whose}`,
      text: settledRows[whose],
      values: [tenantId, missing, instantParameter(start), instantParameter(end)],
    });
    return workFrom(connection, tenantId, rows, { start, end });
  });
}

const rememberedSpan = 32 * DAY;

/** The same as `readWork` of agents. Not in a transaction that has changed settings. */
export async function readWorkOften(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  window: Interval,
  now: number,
): Promise<ReadonlyMap<number, Work>> {
  if (agentIds.length === 0) return new Map();
  return withMemory(connection, tenantId, now, async (memory, refuseStale) => {
    const settled = await rememberedWork(memory, connection, tenantId, 'agents', agentIds, window);
    const { rows } = await connection.query<ShiftRow | ChangedRow>({
      name: 'shifts_of_agents',
      text: `${changedRows('$5')} union all ${shiftRows(askedOfAll)}`,
      values: [tenantId, agentIds, instantParameter(window.start), instantParameter(window.end), memory.snapshot],
    });
    refuseStale(rows.some(({ kind }) => kind === 'changed'));
    const shifts = shiftsFrom(rows.filter((row) => row.kind === 'shift'));
    return new Map([...settled].map(([id, work]) => [id, { ...work, shifts: shifts.get(id) ?? none }]));
  });
}

const none: readonly never[] = [];
