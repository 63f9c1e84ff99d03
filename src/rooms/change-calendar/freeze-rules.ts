import { ticketStatus } from '../../codes.ts';
import type { Interval } from '../../kernel/time/intervals.ts';

/** Which changes a freeze stops (contract/behaviour.md sections 5 and 8). */

/** What of a change says whether a freeze stops it. */
export interface FrozenChange extends Interval {
  /** Unknown is 0: only freezes of every risk stop it. */
  readonly risk: number | null;
  readonly clientId: number | null;
  readonly serviceIds: readonly number[];
}

/** A time of a freeze; one that recurs has many. */
export interface FreezeTime extends Interval {
  readonly holidayId: string;
  readonly name: string;
  /** Changes of this risk and above are stopped. */
  readonly risk: number;
  /** Null: every service, and changes that name none. */
  readonly serviceId: number | null;
  /** Null: every client, and changes that have none. */
  readonly clientIds: readonly number[] | null;
}

/** Does the freeze stop such a change, whenever it is? */
export function concerns(freeze: FreezeTime, { risk, clientId, serviceIds }: Omit<FrozenChange, keyof Interval>) {
  return (
    (risk ?? 0) >= freeze.risk &&
    (freeze.serviceId === null || serviceIds.includes(freeze.serviceId)) &&
    (freeze.clientIds === null || (clientId !== null && freeze.clientIds.includes(clientId)))
  );
}

/** Is the change in this time? One that takes no time counts as an instant. */
export function isDuring({ start, end }: Interval, time: Interval): boolean {
  return start < time.end && (end > time.start || (start === end && start >= time.start));
}

/** The times that stop a change. */
export function freezesOver(change: FrozenChange, freezes: readonly FreezeTime[]): FreezeTime[] {
  return freezes.filter((freeze) => isDuring(change, freeze) && concerns(freeze, change));
}

/** A ticket of a change type as far as freezes are concerned. */
export interface PlannedTicket extends FrozenChange {
  readonly status: number;
  readonly dateclosed: unknown;
  readonly emergency: boolean;
  readonly emergencyReason: string | null;
}

/** Work that is still to be done, as the directory's `open_only` has it; of other changes nothing is stopped any more. */
export function isOpen({ status, dateclosed }: Pick<PlannedTicket, 'status' | 'dateclosed'>): boolean {
  return status !== ticketStatus.resolved && status !== ticketStatus.closed && (dateclosed ?? null) === null;
}

/** Emergencies go ahead, and say why. */
export function isExempt({ emergency, emergencyReason }: PlannedTicket): boolean {
  return emergency && (emergencyReason ?? '').trim() !== '';
}

/** Must a save of the change be weighed against freezes? Only where it moves the change, or makes it one that a freeze
 * may stop: a change that a later freeze came over can still be renamed, assigned and closed.
 * @param before absent for what was no planned change until now */
export function needsWeighing(before: PlannedTicket | undefined, after: PlannedTicket): boolean {
  if (!isOpen(after) || isExempt(after)) return false;
  if (!before || !isOpen(before) || isExempt(before)) return true;
  return (
    before.start !== after.start ||
    before.end !== after.end ||
    (after.risk ?? 0) > (before.risk ?? 0) ||
    before.clientId !== after.clientId ||
    after.serviceIds.some((id) => !before.serviceIds.includes(id))
  );
}
