import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/support/long.ts';
import { clock, rotation, span } from '../../../test/support/rota.ts';
import { dutyByMinute } from '../../../test/support/slow-duty.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayLength, dayOf } from '../../kernel/time/local.ts';
import { DAY, HOUR, MINUTE } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { type Duty, dutyOf, type OnDuty } from './rules.ts';
import type { OverrideRow } from './schema.ts';
import type { Rotation } from './turn-rules.ts';

describe('of any rotation', () => {
  const zones = [
    'Europe/London',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Africa/Casablanca',
    'UTC',
  ];
  const from = Date.UTC(2011, 0, 1);
  const daily = fc.integer({ min: 0, max: 1_439 });
  const unrestricted = fc
    .record({
      timezone: fc.constantFrom(...zones),
      start: fc.integer({ min: 0, max: 400 }),
      period_days: fc.constantFrom(1, 2, 7, 7, 10),
      weekday: fc.option(fc.integer({ min: 0, max: 6 })),
      handover_minute: daily,
      size: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ start, weekday, size, ...rest }) =>
      rotation({
        ...rest,
        start_date: new Date(from + start * DAY).toISOString().slice(0, 10),
        handover_weekday: rest.period_days === 7 ? weekday : null,
        members: [2, 3, 4, 5, 6, 7].slice(0, size),
      }),
    );
  const any = fc
    .record({
      plain: unrestricted,
      duty_weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
      duty_start_minute: daily,
      duty_end_minute: fc.integer({ min: 0, max: 1_440 }),
      lasts: fc.option(fc.integer({ min: 0, max: 200 })),
    })
    .map(({ plain, lasts, ...hours }): Rotation => {
      const end_date =
        lasts === null ? null : new Date(Date.parse(plain.start_date) + lasts * DAY).toISOString().slice(0, 10);
      return { ...plain, ...hours, end_date };
    });
  const overrides = fc.array(
    fc
      .record({
        start: fc.integer({ min: 0, max: 700 * 24 }),
        hours: fc.integer({ min: 1, max: 400 }),
        away_agent_id: fc.integer({ min: 2, max: 7 }),
        agent_id: fc.option(fc.integer({ min: 20, max: 22 })),
      })
      .map(({ start, hours, ...rest }) => ({
        ...rest,
        starts_at: from + start * HOUR,
        ends_at: from + (start + hours) * HOUR,
      })),
    { maxLength: 12 },
  );
  const minutes = fc.integer({ min: 0, max: 700 * 1_440 }).map((minute) => from + minute * MINUTE);

  test('two windows side by side say what the whole says', () => {
    fc.assert(
      fc.property(any, overrides, minutes, fc.nat(60 * 1_440), fc.nat(60 * 1_440), (plan, away, start, one, other) => {
        const middle = start + one * MINUTE;
        const end = middle + other * MINUTE;
        const halves = [dutyOf(plan, away, { start, end: middle }), dutyOf(plan, away, { start: middle, end })];
        const whole = dutyOf(plan, away, { start, end });
        expect(glued(halves.flatMap(({ onDuty }) => onDuty))).toEqual(whole.onDuty);
        expect(glued(halves.flatMap(({ gaps }) => gaps))).toEqual(whole.gaps);
      }),
      runs(300),
    );
  });

  test('unrestricted and without overrides, one member after the other is on duty, without a gap', () => {
    fc.assert(
      fc.property(unrestricted, minutes, fc.integer({ min: 1, max: 120 * 1_440 }), (plan, start, length) => {
        const window = { start, end: start + length * MINUTE };
        const { onDuty, gaps } = dutyOf(plan, [], window);
        for (const [index, { end, agentId }] of onDuty.entries()) {
          const next = onDuty[index + 1];
          expect(end).toBe(next?.start ?? window.end);
          // Apia had no 30 December 2011: whose turn was that day alone had none.
          const zone = resolveZone(plan.timezone);
          const isLost = plan.period_days === 1 && dayLength(dayOf(end, zone) - 1, zone) === 0;
          const following = plan.members.indexOf(agentId) + (isLost ? 2 : 1);
          if (next) expect(plan.members.indexOf(next.agentId)).toBe(following % plan.members.length);
        }
        expect(gaps).toEqual(onDuty[0]?.start === start ? [] : [{ start, end: onDuty[0]?.start ?? window.end }]);
      }),
      runs(300),
    );
  });

  test('a clock that runs minute by minute says the same', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(any, overrides, minutes, (plan, away, start) => {
        const window = { start, end: start + 30 * DAY };
        expect(byMinute(dutyOf(plan, away, window), window)).toEqual(
          dutyByMinute(plan, away, window.start, window.end),
        );
      }),
      runs(20, 1_000),
    );
  });
});

describe('a team of six in a weekly rotation, over two years', () => {
  const window = span('2025-11-01', '2027-11-01');
  const members = [2, 3, 4, 5, 6, 7];
  // Somebody is away for 15 days, every 17; each third time nobody stands in.
  const overrides = Array.from(
    { length: 43 },
    (_one, index): OverrideRow => ({
      starts_at: window.start + index * 17 * DAY + index * 77 * MINUTE,
      ends_at: window.start + (index * 17 + 15) * DAY,
      away_agent_id: members[index % 6] as number,
      agent_id: index % 3 === 2 ? null : (members[(index + 1) % 6] as number),
    }),
  );

  test.each<[zone: string, values: Partial<Rotation>]>([
    ['Europe/London', { handover_weekday: 0, handover_minute: 90 }],
    ['Australia/Lord_Howe', { handover_weekday: 0, handover_minute: 135 }],
    [
      'Europe/London',
      { handover_weekday: 1, duty_weekdays: [1, 2, 3, 4, 5], duty_start_minute: 480, duty_end_minute: 75 },
    ],
    ['Australia/Lord_Howe', { handover_weekday: 1, duty_start_minute: 135, duty_end_minute: 105 }],
  ])(
    'in %s, %j, exactly one is on duty at every minute, or there is a gap',
    { timeout: 120_000 },
    (timezone, values) => {
      const plan = rotation({ ...values, timezone, members, start_date: '2025-10-20' });
      const duty = dutyOf(plan, overrides, window);
      expect(duty.gaps.length).toBeGreaterThan(3);
      expect(Buffer.from(byMinute(duty, window).buffer).equals(slow(plan, overrides, window))).toBe(true);
      // The reference can tell: an hour's difference in one handover is seen.
      const late = dutyOf({ ...plan, handover_minute: plan.handover_minute + 60 }, overrides, window);
      expect(Buffer.from(byMinute(late, window).buffer).equals(slow(plan, overrides, window))).toBe(false);
    },
  );
});

function slow(plan: Rotation, overrides: readonly OverrideRow[], { start, end }: Interval): Buffer {
  return Buffer.from(dutyByMinute(plan, overrides, start, end).buffer);
}

/** Who is on duty in each minute; throws where there are two, or nobody and no gap. */
function byMinute({ onDuty, gaps }: Duty, { start, end }: Interval): Int32Array {
  const unsaid = -1;
  const minutes = new Int32Array((end - start) / MINUTE).fill(unsaid);
  const fill = (stretch: Interval, value: number) => {
    for (let minute = (stretch.start - start) / MINUTE; minute < (stretch.end - start) / MINUTE; minute++) {
      if (minutes[minute] !== unsaid) throw new Error(`twice: ${clock(start + minute * MINUTE)}`);
      minutes[minute] = value;
    }
  };
  for (const one of onDuty) fill(one, one.agentId);
  for (const gap of gaps) fill(gap, 0);
  if (minutes.includes(unsaid)) throw new Error('a minute is neither duty nor gap');
  return minutes;
}

/** Stretches that touch and say the same made one. */
function glued<T extends Interval & Partial<OnDuty>>(pieces: T[]): T[] {
  const result: T[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    const same =
      last && JSON.stringify({ ...last, start: 0, end: 0 }) === JSON.stringify({ ...piece, start: 0, end: 0 });
    if (last && same && last.end === piece.start) result[result.length - 1] = { ...last, end: piece.end };
    else result.push(piece);
  }
  return result;
}
