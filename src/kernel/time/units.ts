/** One second in milliseconds. */
export const SECOND = 1_000;
/** One minute in milliseconds. */
export const MINUTE = 60_000;
/** One hour in milliseconds. */
export const HOUR = 3_600_000;
/** 24 hours in milliseconds. A civil day in a zone may be longer or shorter: see `dayLength`. */
export const DAY = 86_400_000;

/** The earliest instant the engine answers for: 0001-01-02T00:00Z. Zone arithmetic may look one day beyond it. */
export const MIN_INSTANT = -62_135_510_400_000;
/** The instant before which every answer lies: 9999-12-31T00:00Z. */
export const MAX_INSTANT = 253_402_214_400_000;

/** The second that an instant lies in, as an instant: stored instants are whole seconds, as those of the wire are.
 * @example
 * wholeSecond(1_999) // => 1_000
 */
export function wholeSecond(instant: number): number {
  return Math.floor(instant / SECOND) * SECOND;
}
