import { Problem } from '../problems.ts';
import { overlapsOf } from '../rooms/timesheets/event-sql.ts';
import { saveEventElements } from '../rooms/timesheets/write-events.ts';
import { keyOf } from './directory-rules.ts';
import { type Batch, inBatches, newTally, type Run, type Tally } from './run.ts';
import type { Stint } from './time-rules.ts';

export interface TimeTally {
  entries: Tally;
  /** Of all that the log has: those that overlap another entry of the same agent, as the product sees it. */
  overlapping: number;
}

/** Enters the time that was not entered yet. */
export async function enterTime(run: Run, stints: readonly Stint[]): Promise<TimeTally> {
  const entries = newTally();
  await inBatches(
    run,
    stints,
    ({ key }) => [key],
    async (batch, some) => {
      const missing = some.filter(({ key }) => run.origins.get(key) === undefined);
      await enter(batch, missing);
      entries.created += missing.length;
      entries.present += some.length - missing.length;
    },
    ({ key }, reason) => entries.skipped.push({ key, reason }),
  );
  return { entries, overlapping: await countOverlapping(run, stints) };
}

async function enter({ run, connection, now }: Batch, stints: readonly Stint[]): Promise<void> {
  if (stints.length === 0) return;
  const elements = stints.map((stint) => elementOf(run, stint));
  const saved = await saveEventElements(connection, run.scope, now, elements);
  for (const [index, { key }] of stints.entries()) {
    const id = saved[index]?.[0]?.id;
    if (id !== undefined) await run.origins.add(connection, key, 'timesheet_event', id);
  }
}

function elementOf({ origins }: Run, { incident, resolver, start, end }: Stint) {
  const agentId = origins.get(keyOf.thing('agent', resolver));
  const ticketId = origins.get(keyOf.ticket(incident));
  if (agentId === undefined || ticketId === undefined) {
    throw new Problem('conflict', `${agentId === undefined ? resolver : incident} was not imported.`);
  }
  return { subject: incident, agent_id: agentId, ticket_id: ticketId, start_date: start, end_date: end };
}

async function countOverlapping({ context, scope, origins }: Run, stints: readonly Stint[]): Promise<number> {
  const ids = stints.flatMap(({ key }) => origins.get(key) ?? []);
  return (await overlapsOf(context.database.pool, scope.tenantId, ids, context.now())).size;
}
