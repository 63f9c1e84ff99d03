import { describe, expect, test } from 'vitest';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { holidayEntity } from '../holidays/schema.ts';
import { bindingTime, changeWindows, isAsked, type Period, timesIn } from './period-rules.ts';

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);

const maintenance = (values: Partial<Period> = {}): Period => ({
  id: 'period',
  holid: 1,
  _etag: '"period.1"',
  entity: holidayEntity.maintenance,
  name: 'Window',
  risk: 0,
  service_id: 7,
  service_name: 'Web',
  client_ids: null,
  timezone: 'UTC',
  all_day: false,
  start_date: null,
  end_date: null,
  starts_at: day('2026-06-10') + 2 * HOUR,
  ends_at: day('2026-06-10') + 4 * HOUR,
  rule: null,
  ...values,
});
const recurring = (rrule: string, startdate = day('2026-06-10') + 2 * HOUR) =>
  maintenance({ rule: { rrule, startdate, timezone: 'UTC' } });

/** Is this hour one of those in which the service may be changed? */
function isOpen(periods: Period[], instant: number): boolean {
  const window: Interval = { start: instant, end: instant + HOUR };
  const windows = changeWindows(periods, window).get(7) ?? [];
  return windows.some(({ start, end }) => start <= window.start && window.end <= end);
}

describe('when the changes of a service may be', () => {
  test.each<[string, Period, number, boolean]>([
    ['in its maintenance', maintenance(), day('2026-06-10') + 3 * HOUR, true],
    ['not beside it', maintenance(), day('2026-06-10') + 4 * HOUR, false],
    ['not a month before it', maintenance(), day('2026-06-10') + 2 * HOUR - bindingTime, false],
    ['any time before that', maintenance(), day('2026-06-10') + HOUR - bindingTime, true],
    ['not a month after it', maintenance(), day('2026-06-10') + 3 * HOUR + bindingTime, false],
    ['any time after that', maintenance(), day('2026-06-10') + 4 * HOUR + bindingTime, true],
    ['as long as it recurs, in its times', recurring('FREQ=YEARLY'), day('2036-06-10') + 2 * HOUR, true],
    ['as long as it recurs, not between', recurring('FREQ=YEARLY'), day('2036-01-10'), false],
    ['any time long before it recurs', recurring('FREQ=WEEKLY'), day('2026-01-10'), true],
    ['any time long after it ended', recurring('FREQ=WEEKLY;COUNT=3'), day('2026-09-10'), true],
    ['not soon after it ended', recurring('FREQ=WEEKLY;COUNT=3'), day('2026-07-10'), false],
  ])('%s', (_name, period, instant, expected) => {
    expect(isOpen([period], instant)).toBe(expected);
  });

  test('back-to-back windows are one, of several rows too', () => {
    const next = maintenance({ starts_at: day('2026-06-10') + 4 * HOUR, ends_at: day('2026-06-10') + 6 * HOUR });
    expect(isOpen([maintenance(), next], day('2026-06-10') + 3.5 * HOUR)).toBe(true);
  });

  test('a service without maintenance has none, and freezes are none', () => {
    expect(changeWindows([maintenance({ entity: holidayEntity.freeze })], { start: 0, end: DAY }).size).toBe(0);
  });
});

test('times keep their wall clock when the clocks change', () => {
  const rule = { rrule: 'FREQ=DAILY', startdate: Date.parse('2026-03-28T01:30:00Z'), timezone: 'Europe/Berlin' };
  const nightly = maintenance({ starts_at: rule.startdate, ends_at: rule.startdate + HOUR, rule });
  const window = { start: day('2026-03-28'), end: day('2026-03-31') };
  // 02:30 in Berlin; on the 29th the clock goes from 02:00 to 03:00, and it is 03:30.
  expect(timesIn([nightly], window).map(({ start }) => new Date(start).toISOString().slice(5, 16))).toEqual([
    '03-28T01:30',
    '03-29T01:30',
    '03-30T00:30',
  ]);
});

test('whole days of 23 hours are frozen whole', () => {
  const whole = { all_day: true, start_date: '2026-03-29', end_date: '2026-03-29', starts_at: null, ends_at: null };
  const [time] = timesIn([maintenance({ ...whole, timezone: 'Europe/Berlin' })], {
    start: day('2026-03-01'),
    end: day('2026-04-01'),
  });
  expect((time as Interval).end - (time as Interval).start).toBe(23 * HOUR);
});

test.each<[string, Partial<Period>, { clientIds?: number[]; serviceIds?: number[] }, boolean]>([
  ['nothing is asked', {}, {}, true],
  ['its service', {}, { serviceIds: [7, 8] }, true],
  ['another service', {}, { serviceIds: [8] }, false],
  ['a freeze of all services', { entity: 1, service_id: null }, { serviceIds: [8] }, true],
  ['maintenance, of a client', {}, { clientIds: [1] }, true],
  ['a freeze of all clients', { entity: 1 }, { clientIds: [1] }, true],
  ['a freeze of the client', { entity: 1, client_ids: [1, 2] }, { clientIds: [1] }, true],
  ['a freeze of others', { entity: 1, client_ids: [2] }, { clientIds: [1] }, false],
])('is shown: %s', (_name, period, { clientIds = [], serviceIds = [] }, expected) => {
  expect(isAsked(maintenance(period), { clientIds, serviceIds })).toBe(expected);
});
