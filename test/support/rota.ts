import type { Interval } from '../../src/kernel/time/intervals.ts';
import type { Rotation } from '../../src/rooms/shifts/turn-rules.ts';

/** What tests of rotations do again and again. */

export const rotation = (values: Partial<Rotation> = {}): Rotation => ({
  id: 9,
  timezone: 'UTC',
  start_date: '2026-01-05',
  end_date: null,
  period_days: 7,
  handover_minute: 9 * 60,
  handover_weekday: null,
  duty_weekdays: [0, 1, 2, 3, 4, 5, 6],
  duty_start_minute: 0,
  duty_end_minute: 1_440,
  members: [2, 3, 4],
  ...values,
});
export const utc = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);
export const span = (start: string, end: string): Interval => ({ start: utc(start), end: utc(end) });
export const clock = (instant: number) => new Date(instant).toISOString().slice(5, 16);
