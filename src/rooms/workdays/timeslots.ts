import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { writeInstant } from '../../wire/dates.ts';
import { agentBusyTimes } from '../booking/busy-sql.ts';
import { patternOn } from './pattern-rules.ts';
import { patternsOfWorkdays } from './pattern-sql.ts';
import type { TimeslotQuery } from './schema.ts';
import { wireTimeslot } from './shown.ts';
import { type DatedSlot, datedSlots, freeTimeOf, isFreeIn, slotWindow } from './timeslot-rules.ts';
import { bookableAgents, type StoredTimeslot, timeslotsOf } from './timeslot-sql.ts';
import type { Work } from './work-rules.ts';
import { readWork } from './work-sql.ts';

interface Asked {
  readonly connection: Connection;
  readonly tenantId: number;
  /** 0 or less: anybody. */
  readonly agentId: number;
}

/** Timeslots as they are, or each of them on each day of a window with how many are free in it. */
export async function timeslots(connection: Connection, scope: Scope, query: TimeslotQuery, now: number) {
  const asked = { connection, tenantId: scope.tenantId, agentId: query.agent_id ?? 0 };
  const window = slotWindow(query);
  const slots = await timeslotsOf(connection, scope.tenantId, query.workday_id ?? 0);
  if (window) return dated(asked, slots, window, now);
  if (asked.agentId <= 0) return slots.map(wireRow);
  const workdayId = await workdayToday(asked, now);
  return slots.filter((slot) => slot.workday_id === workdayId).map(wireRow);
}

function wireRow({ workday_id: id, workday_guid: guid, ...slot }: StoredTimeslot) {
  return wireTimeslot({ id, guid }, slot);
}

async function workdayToday({ connection, tenantId, agentId }: Asked, now: number): Promise<number | undefined> {
  const work = (await readWork(connection, tenantId, [agentId], { start: now, end: now + 1 })).get(agentId);
  return work && patternOn(work.patterns, dayOf(now, work.zone))?.workdayId;
}

async function dated(asked: Asked, slots: readonly StoredTimeslot[], window: Interval, now: number) {
  const { connection, tenantId, agentId } = asked;
  if (slots.length === 0) return [];
  // Slots at the edges are answered whole.
  const around = { start: window.start - DAY, end: window.end + DAY };
  const agentIds = agentId > 0 ? [agentId] : await bookableAgents(connection, tenantId);
  const works = await readWork(connection, tenantId, agentIds, around);
  const busy = await agentBusyTimes(connection, tenantId, { ids: agentIds, window: around, now, own: {} });
  const free = [...works].map(([id, work]) => freeTimeOf(work, busy.get(id) ?? [], around));
  return (await onDays(asked, slots, works, window)).map((one) => ({
    ...wireRow(one.slot),
    date: formatCivilDate(one.day),
    start_date: writeInstant(one.start),
    end_date: writeInstant(one.end),
    capacity: free.filter((agent) => isFreeIn(agent, one.slot.workday_id, one)).length,
  }));
}

async function onDays(
  { connection, tenantId, agentId }: Asked,
  slots: readonly StoredTimeslot[],
  works: ReadonlyMap<number, Work>,
  window: Interval,
): Promise<DatedSlot<StoredTimeslot>[]> {
  if (agentId > 0) return datedSlots(slots, works.get(agentId)?.patterns ?? [], window);
  const ids = [...new Set(slots.map((slot) => slot.workday_id))];
  const patterns = await patternsOfWorkdays(connection, tenantId, ids);
  return [...patterns.values()]
    .flatMap((own) => datedSlots(slots, own, window))
    .sort((one, other) => one.start - other.start || one.end - other.end);
}
