import { formatInstant } from '../../kernel/time/iso.ts';
import { MAX_INSTANT, MIN_INSTANT } from '../../kernel/time/units.ts';

/** What pages send of themselves; anything else in its place is nothing. */

/** A time that was chosen; where several begin together the end tells them apart. Integer milliseconds. */
export interface Chosen {
  readonly start: number;
  readonly end?: number;
}

/** How a time stands in a form or an address: an interval as ISO 8601 writes it. */
export function slotValue({ start, end }: Chosen): string {
  return end === undefined ? formatInstant(start) : `${formatInstant(start)}/${formatInstant(end)}`;
}

/** What `slotValue` wrote.
 * @example
 * slotOf('2026-11-24T09:00:00Z') // => { start: Date.UTC(2026, 10, 24, 9) }
 */
export function slotOf(text: string | null | undefined): Chosen | undefined {
  const [from, until, more] = (text ?? '').split('/');
  const [start, end] = [instantOf(from), instantOf(until)];
  if (start === undefined || more !== undefined || (until !== undefined && end === undefined)) return undefined;
  return end === undefined ? { start } : { start, end };
}

function instantOf(text: string | undefined): number | undefined {
  if (!text || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text)) return undefined;
  const instant = Date.parse(text);
  return instant > MIN_INSTANT && instant < MAX_INSTANT ? instant : undefined;
}

/** The id of an agent or asset. */
export function personOf(text: string | number | null | undefined): number | undefined {
  const id = Number(text ?? 0);
  return Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? id : undefined;
}

/** What tells one form from another: 32 random bytes. */
export function formIdOf(text: string | null | undefined): string | undefined {
  return text && /^[\w-]{43}$/.test(text) ? text : undefined;
}
