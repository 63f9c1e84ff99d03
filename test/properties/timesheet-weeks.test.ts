import { expect, test } from 'vitest';
import { weekOf } from '../support/agent-week.ts';
import { isLong, LONG_TIME } from '../support/long.ts';
import { slowWeek } from '../support/slow-timesheet.ts';
import { forecastIn } from '../support/week-facts.ts';

/** The measure of timesheets: every figure of random weeks of agents is that of a slow reading of the contract, to the
 * second. What fails is named by its seed: `ALMANAC_SEED=123` looks at that week first. */
const weeks = isLong ? 5_000 : 150;
const firstSeed = Number(process.env.ALMANAC_SEED ?? (isLong ? Date.now() % 1_000_000_000 : 1));
const seeds = Array.from({ length: weeks }, (_, n) => firstSeed + n);

/** Half a second, in hours; of what has no second in it, 4 decimals are compared. */
const isSame = (one: number, other: number) => Math.abs(one - other) < 0.5 / 3_600;

test(`in ${weeks} random weeks the forecast is that of a slow reading of the contract`, LONG_TIME, () => {
  for (const seed of seeds) {
    const week = weekOf(seed);
    const slow = slowWeek(week);
    const wrong = forecastIn(week).flatMap(({ target, booked, leave, free }, n) => {
      const expected = slow[n] as (typeof slow)[number];
      const figures = { target, booked, leave, free };
      const theirs = { ...expected, free: expected.target - expected.booked };
      return Object.entries(figures)
        .filter(([name, value]) => !isSame(value, theirs[name as keyof typeof figures]))
        .map(([name, value]) => `${n}: ${name} ${value}, slowly ${theirs[name as keyof typeof figures]}`);
    });
    expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  }
});
