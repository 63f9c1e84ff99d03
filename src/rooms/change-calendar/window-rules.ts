import {
  firstEndingAfter,
  type Interval,
  type IntervalSet,
  intersectIntervals,
  mergeIntervals,
  overlaps,
  subtractIntervals,
} from '../../kernel/time/intervals.ts';
import { concerns, type FreezeTime, type FrozenChange } from './freeze-rules.ts';

/** What stands in the way of changes, and when nothing does (contract/behaviour.md section 8): by the sorted beginnings and
 * ends of what there is, however long it lasts. */

export const conflictCodes = ['freeze', 'same_service', 'outside_window', 'same_agent'] as const;
export type ConflictCode = (typeof conflictCodes)[number];

export interface PlannedChange extends FrozenChange {
  readonly ticketId: number;
  readonly agentId: number | null;
  /** What is resolved or closed is in nobody's way, and nothing in its. */
  readonly open: boolean;
}

export interface Surroundings {
  readonly changes: readonly PlannedChange[];
  readonly freezes: readonly FreezeTime[];
  /** By service: when its changes may be. Others may be at any time. */
  readonly windows: ReadonlyMap<number, IntervalSet>;
  /** By service: itself, and what it needs over however many others. */
  readonly needs: Needs;
}

export type Needs = (serviceId: number) => ReadonlySet<number>;

/** `freeze`: the time of a freeze; `outside_window`: a service; otherwise the other change. */
export type Conflict =
  | { readonly code: 'freeze'; readonly freeze: FreezeTime }
  | { readonly code: 'same_service' | 'same_agent'; readonly other: PlannedChange }
  | { readonly code: 'outside_window'; readonly serviceId: number };

export interface Conflicts {
  /** By ticket, in the order of the codes. */
  readonly ofChanges: Map<number, Conflict[]>;
  /** The changes that each time of a freeze stops. */
  readonly ofFreezes: Map<FreezeTime, PlannedChange[]>;
}

/** Everything that is in the way of something. */
export function conflictsOf({ changes, freezes, windows, needs }: Surroundings): Conflicts {
  const open = changes.filter((change) => change.open);
  const found: Conflicts = { ofChanges: new Map(), ofFreezes: new Map() };
  const add = ({ ticketId }: PlannedChange, conflict: Conflict) =>
    found.ofChanges.set(ticketId, [...(found.ofChanges.get(ticketId) ?? []), conflict]);
  for (const change of open) {
    for (const serviceId of change.serviceIds) {
      if (!isWithin(change, windows.get(serviceId))) add(change, { code: 'outside_window', serviceId });
    }
  }
  forEachMeeting(open, freezes, {
    changes: (one, other) => {
      if (areRelated(one.serviceIds, other.serviceIds, needs)) addBoth(add, 'same_service', one, other);
      if (one.agentId !== null && one.agentId === other.agentId) addBoth(add, 'same_agent', one, other);
    },
    freeze: (change, freeze) => {
      if (!concerns(freeze, change)) return;
      add(change, { code: 'freeze', freeze });
      found.ofFreezes.set(freeze, [...(found.ofFreezes.get(freeze) ?? []), change]);
    },
  });
  for (const list of found.ofChanges.values()) list.sort(byCode);
  return found;
}

type Add = (change: PlannedChange, conflict: Conflict) => void;

function addBoth(add: Add, code: 'same_service' | 'same_agent', one: PlannedChange, other: PlannedChange): void {
  add(one, { code, other });
  add(other, { code, other: one });
}

const byCode = (one: Conflict, other: Conflict) =>
  conflictCodes.indexOf(one.code) - conflictCodes.indexOf(other.code) || placeOf(one) - placeOf(other);

function placeOf(conflict: Conflict): number {
  if (conflict.code === 'freeze') return conflict.freeze.start;
  return conflict.code === 'outside_window' ? conflict.serviceId : conflict.other.ticketId;
}

/** Do two changes touch the same service, or one a service that the other's needs? */
export function areRelated(ones: readonly number[], others: readonly number[], needs: Needs): boolean {
  return ones.some((one) => others.some((other) => needs(one).has(other) || needs(other).has(one)));
}

/** No windows: any time will do. */
function isWithin({ start, end }: Interval, windows: IntervalSet | undefined): boolean {
  if (!windows) return true;
  const window = windows[firstEndingAfter(windows, start)];
  return window !== undefined && window.start <= start && end <= window.end;
}

interface Meeting {
  changes(one: PlannedChange, other: PlannedChange): void;
  freeze(change: PlannedChange, freeze: FreezeTime): void;
}

/** In the order of their starts, each with all that is still going on. Of two that start together the freeze comes first, so
 * that a change that takes no time meets it; with other changes such a one shares nothing. */
function forEachMeeting(changes: readonly PlannedChange[], freezes: readonly FreezeTime[], meeting: Meeting): void {
  const arrivals: (Interval & { change?: PlannedChange; freeze?: FreezeTime })[] = [
    ...freezes.map((freeze) => ({ start: freeze.start, end: freeze.end, freeze })),
    ...changes.map((change) => ({ start: change.start, end: change.end, change })),
  ].sort((one, other) => one.start - other.start);
  let changesOn: PlannedChange[] = [];
  let freezesOn: FreezeTime[] = [];
  for (const { start, change, freeze } of arrivals) {
    changesOn = changesOn.filter(({ end }) => end > start);
    freezesOn = freezesOn.filter(({ end }) => end > start);
    if (freeze) {
      for (const one of changesOn) meeting.freeze(one, freeze);
      freezesOn.push(freeze);
    }
    if (change) {
      for (const one of freezesOn) meeting.freeze(change, one);
      for (const one of changesOn) if (overlaps(one, change)) meeting.changes(one, change);
      changesOn.push(change);
    }
  }
}

/** A change that somebody would like to plan. What is not said may be anything. */
export interface WishedChange {
  readonly search: Interval;
  readonly length: number;
  /** None: whichever. */
  readonly serviceIds: readonly number[];
  readonly clientId: number | undefined;
  readonly risk: number | undefined;
  readonly agentId: number | undefined;
}

/** The times in which the change would meet no conflict, whole, as long as it is or longer, by start. */
export function clearTimes(wish: WishedChange, { changes, freezes, windows, needs }: Surroundings): Interval[] {
  const taken = mergeIntervals([
    ...freezes.filter((freeze) => mayConcern(freeze, wish)),
    ...changes.filter((change) => change.open && isInTheWay(change, wish, needs)),
  ]);
  let free = subtractIntervals([wish.search], taken);
  for (const id of wish.serviceIds) free = intersectIntervals(free, windows.get(id) ?? [wish.search]);
  return free.filter(({ start, end }) => end - start >= wish.length);
}

function mayConcern(freeze: FreezeTime, { serviceIds, clientId, risk }: WishedChange): boolean {
  return concerns(freeze, {
    risk: risk ?? freeze.risk,
    clientId: clientId ?? freeze.clientIds?.[0] ?? null,
    serviceIds: serviceIds.length === 0 && freeze.serviceId !== null ? [freeze.serviceId] : serviceIds,
  });
}

function isInTheWay(change: PlannedChange, { serviceIds, agentId }: WishedChange, needs: Needs): boolean {
  if (serviceIds.length === 0 || (agentId !== undefined && change.agentId === agentId)) return true;
  return areRelated(serviceIds, change.serviceIds, needs);
}
