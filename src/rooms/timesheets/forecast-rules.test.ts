import { describe, expect, test } from 'vitest';
import { HOUR } from '../../kernel/time/units.ts';
import { UTC } from '../../kernel/time/zones.ts';
import type { Work } from '../workdays/work-rules.ts';
import { type ForecastRow, forecastOf, teamWeeks, weeksOf, wholePeriods } from './forecast-rules.ts';

const at = (hour: number) => Date.UTC(2026, 4, 4) + hour * HOUR;
const time = (start: number, end: number) => ({ start: at(start), end: at(end) });
const monday = at(0) / (24 * HOUR);
const today = time(0, 24);

/** 9 to 17 with a break at noon. */
function work(values: Partial<Work> = {}): Work {
  const days = Array.from({ length: 7 }, () => ({
    spans: [{ start: 9 * HOUR, end: 17 * HOUR }],
    breaks: [{ start: 12 * HOUR, end: 13 * HOUR }],
  }));
  const patterns = [{ fromDay: undefined, pattern: { zone: UTC, days }, workdayId: 1 }];
  return { zone: UTC, patterns, shifts: [], publicHolidays: [], leave: [], ...values };
}
const leave = (start: number, end: number, approved = true) => ({ ...time(start, end), approved, holidayId: 'x' });

describe('the forecast of a day', () => {
  test('is the working time less what is booked in it', () => {
    const booked = [time(8, 10), time(11, 14), time(30, 31)];
    expect(forecastOf(work(), booked, today)).toEqual({ target: 7, booked: 3, leave: 0, free: 4 });
  });

  test('counts approved leave apart, and what is pending not at all', () => {
    const away = work({ leave: [leave(0, 12), leave(15, 17, false)] });
    expect(forecastOf(away, [], today)).toEqual({ target: 4, booked: 0, leave: 3, free: 4 });
  });

  test('gives the hours of a public holiday to nobody, on leave or not', () => {
    const closed = work({ publicHolidays: [time(0, 12)], leave: [leave(0, 24)] });
    expect(forecastOf(closed, [], today)).toEqual({ target: 0, booked: 0, leave: 4, free: 0 });
  });

  test('shows as less than nothing free what was forced over something else', () => {
    const booked = [time(9, 17), time(13, 17)];
    expect(forecastOf(work(), booked, today)).toEqual({ target: 7, booked: 11, leave: 0, free: -4 });
  });
});

describe('the forecast of teams', () => {
  const row = (agentId: number, teamId: number | null, day: number, target = 7): ForecastRow => ({
    ...{
      agentId,
      teamId,
      day: monday + day,
      target,
      actual: 1,
      chargeable: 0.5,
      booked: 2,
      leave: 0.5,
      free: target - 2,
    },
  });

  test('sums the days of a week from Monday to Sunday, by main team', () => {
    const rows = [row(2, 1, 0), row(3, 1, 6), row(2, 1, 7), row(4, 2, 0), row(5, null, 0), row(2, 1, -1)];
    expect(teamWeeks(rows).map((one) => [one.teamId, one.firstDay - monday, one.agents, one.target])).toEqual([
      [1, -7, 1, 7],
      [1, 0, 2, 14],
      [2, 0, 1, 7],
      [null, 0, 1, 7],
      [1, 7, 1, 7],
    ]);
  });

  test('sums every figure', () => {
    const [sum] = teamWeeks([row(2, 1, 0), row(2, 1, 1)]);
    expect(sum).toEqual({
      ...{ teamId: 1, firstDay: monday, agents: 1, target: 14, actual: 2, booked: 4, leave: 1, free: 10 },
      chargeable: 1,
    });
  });

  test('of all together are by week, and of each agent by the whole period', () => {
    const rows = [row(3, 1, 7), row(3, 1, 0), row(2, null, 6), row(3, 1, 1)];
    expect(weeksOf(rows).map((one) => [one.firstDay - monday, one.agents, one.target])).toEqual([
      [0, 2, 21],
      [7, 1, 7],
    ]);
    expect(wholePeriods(rows).map((one) => [one.first.agentId, one.agents, one.target, one.chargeable])).toEqual([
      [3, 1, 21, 1.5],
      [2, 1, 7, 0.5],
    ]);
  });
});
