/** `ALMANAC_LONG=1`: the full sizes of the issues' measures, with another seed each time. Otherwise seconds, and the same seed. */
export const isLong = process.env.ALMANAC_LONG === '1';

/** Time enough for a property in its full size. */
export const LONG_TIME = { timeout: 3_600_000 };

/** How often fast-check tries a property. */
export const runs = (quick: number, long = 10_000) => ({ numRuns: isLong ? long : quick });
