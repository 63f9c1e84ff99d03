import { describe, expect, test } from 'vitest';
import { HOUR } from '../../kernel/time/units.ts';
import { afterFailure, laterOf, occurrencesSince } from './queue-rules.ts';
import { scheduleFrom } from './rules.ts';
import type { ScheduleElement, ScheduleRow } from './schema.ts';

const now = Date.UTC(2026, 10, 23);
const startdate = Date.UTC(2027, 0, 4, 14);
const defaults = { timezone: 'America/New_York', savedBy: 2 };
const made = (element: ScheduleElement, stored?: ScheduleRow): ScheduleRow =>
  scheduleFrom({ ...(stored ? {} : { startdate }), ...element }, stored, defaults, now);

describe('the queue', () => {
  const daily = made({ recurrencepattern: 0 });

  test('begins with the first occurrence after now', () => {
    expect(daily.next_creation).toBe(startdate);
    const old = scheduleFrom({ startdate: HOUR, recurrencepattern: 0 }, undefined, defaults, now);
    expect(old.next_creation).toBe(now + HOUR);
  });

  test('an occurrence at the very moment of saving does not come after now', () => {
    const row = scheduleFrom({ startdate: now, recurrencepattern: 0 }, undefined, defaults, now);
    expect(row.next_creation).toBe(now + 24 * HOUR);
  });

  test('a save that leaves the rule as it was leaves the queue, too', () => {
    const ahead = { ...daily, next_creation: startdate + 48 * HOUR };
    expect(made({ id: 1, subject: 'x' }, ahead).next_creation).toBe(startdate + 48 * HOUR);
    expect(made({ id: 1, dailyrecurrencedays: 2 }, ahead).next_creation).toBe(startdate);
  });

  test('gets all that fell due, and the next one', () => {
    expect(occurrencesSince(daily, startdate + 48 * HOUR)).toEqual({
      instants: [24, 48, 72].map((hours) => startdate + hours * HOUR),
      latest: startdate + 72 * HOUR,
    });
  });

  test('catches up in parts after a long time', () => {
    const { instants, latest } = occurrencesSince(daily, startdate + 10_000 * 24 * HOUR);
    expect([instants.length, latest]).toEqual([500, startdate + (500 * 24 - 1) * HOUR]);
  });

  test('ends with the rule', () => {
    const once = made({ recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 1 });
    expect(occurrencesSince(once, startdate)).toEqual({ instants: [], latest: null });
    expect(laterOf(once)).toBeUndefined();
  });

  test('tries again after 1, 5, 15, 60 and 240 minutes, then gives up', () => {
    const tries = [5, 4, 3, 2, 1, 0].map((left) => afterFailure(left, 0));
    expect(tries.map(({ retryAt }) => retryAt && retryAt / 60_000)).toEqual([1, 5, 15, 60, 240, null]);
    expect(tries.map(({ retriesLeft }) => retriesLeft)).toEqual([4, 3, 2, 1, 0, 0]);
    expect(tries.map(({ status }) => status)).toEqual([4, 4, 4, 4, 4, 3]);
  });
});
