import { describe, expect, test } from 'vitest';
import { clock, rotation, span, utc } from '../../../test/support/rota.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { type Duty, dutyOf, type Plans, teamDuty } from './rules.ts';
import type { OverrideRow } from './schema.ts';
import type { Rotation } from './turn-rules.ts';

const away = (member: number, start: string, end: string, standIn: number | null = null): OverrideRow => ({
  starts_at: utc(start),
  ends_at: utc(end),
  away_agent_id: member,
  agent_id: standIn,
});
/** `01-05T09:00 01-12T09:00 2`, `... 3 for 2` where a stand-in is on duty. */
const told = ({ onDuty }: Duty) =>
  onDuty.map(({ start, end, agentId, source, awayAgentId }) =>
    [clock(start), clock(end), agentId, source === 'rotation' ? '' : source, awayAgentId ?? ''].join(' ').trim(),
  );
const gaps = (duty: Duty) => duty.gaps.map(({ start, end }) => `${clock(start)} ${clock(end)}`);

describe('turns', () => {
  test.each<[promise: string, values: Partial<Rotation>, window: Interval, turns: string[]]>([
    [
      'members take turns of a week, in order and round again',
      {},
      span('2026-01-05T09:00', '2026-02-02T09:00'),
      [
        '01-05T09:00 01-12T09:00 2',
        '01-12T09:00 01-19T09:00 3',
        '01-19T09:00 01-26T09:00 4',
        '01-26T09:00 02-02T09:00 2',
      ],
    ],
    [
      'a window cuts the turns at both ends',
      {},
      span('2026-01-18', '2026-01-20'),
      ['01-18T00:00 01-19T09:00 3', '01-19T09:00 01-20T00:00 4'],
    ],
    [
      'nobody is on duty before the first handover',
      {},
      span('2026-01-01', '2026-01-06'),
      ['01-05T09:00 01-06T00:00 2'],
    ],
    [
      'a start on another weekday makes a short first turn',
      { start_date: '2026-01-08', handover_weekday: 1 },
      span('2026-01-05', '2026-01-20'),
      ['01-08T09:00 01-12T09:00 2', '01-12T09:00 01-19T09:00 3', '01-19T09:00 01-20T00:00 4'],
    ],
    [
      'the last day is included',
      { end_date: '2026-01-13' },
      span('2026-01-10', '2026-02-01'),
      ['01-10T00:00 01-12T09:00 2', '01-12T09:00 01-14T00:00 3'],
    ],
    [
      'turns may last any number of days',
      { period_days: 3 },
      span('2026-01-05', '2026-01-12'),
      ['01-05T09:00 01-08T09:00 2', '01-08T09:00 01-11T09:00 3', '01-11T09:00 01-12T00:00 4'],
    ],
    [
      'a member with two places has two turns, and turns that follow each other are one stretch',
      { period_days: 1, members: [2, 3, 3] },
      span('2026-01-05T09:00', '2026-01-09T09:00'),
      ['01-05T09:00 01-06T09:00 2', '01-06T09:00 01-08T09:00 3', '01-08T09:00 01-09T09:00 2'],
    ],
    [
      'hours and weekdays say when anybody is on duty at all',
      { duty_weekdays: [1, 5], duty_start_minute: 8 * 60, duty_end_minute: 18 * 60 },
      span('2026-01-05', '2026-01-13'),
      [
        '01-05T09:00 01-05T18:00 2',
        '01-09T08:00 01-09T18:00 2',
        '01-12T08:00 01-12T09:00 2',
        '01-12T09:00 01-12T18:00 3',
      ],
    ],
    [
      'hours over midnight belong to the day on which they begin',
      { duty_weekdays: [1], duty_start_minute: 22 * 60, duty_end_minute: 6 * 60 },
      span('2026-01-06', '2026-01-13'),
      ['01-06T00:00 01-06T06:00 2', '01-12T22:00 01-13T00:00 3'],
    ],
    [
      'a handover in the hour that the clock skips is made as much later',
      { timezone: 'Europe/London', start_date: '2026-03-22', handover_minute: 90 },
      span('2026-03-29', '2026-03-30'),
      ['03-29T00:00 03-29T01:30 2', '03-29T01:30 03-30T00:00 3'],
    ],
    [
      'a handover in the hour that the clock shows twice is made the first time',
      { timezone: 'Europe/London', start_date: '2026-10-18', handover_minute: 90 },
      span('2026-10-25', '2026-10-26'),
      ['10-25T00:00 10-25T00:30 2', '10-25T00:30 10-26T00:00 3'],
    ],
    [
      'a clock that changes by half an hour moves a skipped handover by half an hour',
      { timezone: 'Australia/Lord_Howe', start_date: '2026-09-27', handover_minute: 135 },
      span('2026-10-03', '2026-10-04'),
      ['10-03T00:00 10-03T15:45 2', '10-03T15:45 10-04T00:00 3'],
    ],
    [
      'a day that the zone skipped gives its member no time',
      { timezone: 'Pacific/Apia', start_date: '2011-12-28', period_days: 1 },
      span('2011-12-28T19:00', '2012-01-01T19:00'),
      [
        '12-28T19:00 12-29T19:00 2',
        '12-29T19:00 12-30T19:00 3',
        '12-30T19:00 12-31T19:00 2',
        '12-31T19:00 01-01T19:00 3',
      ],
    ],
    ['an empty window has nothing', {}, span('2026-01-10', '2026-01-10'), []],
  ])('%s', (_promise, values, window, turns) => {
    expect(told(dutyOf(rotation(values), [], window))).toEqual(turns);
  });
});

describe('overrides', () => {
  const window = span('2026-01-05T09:00', '2026-01-19T09:00');

  test('a stand-in takes over for the time that the member is away, within their turn only', () => {
    const duty = dutyOf(rotation(), [away(2, '2026-01-11', '2026-01-20', 7)], window);
    expect(told(duty)).toEqual([
      '01-05T09:00 01-11T00:00 2',
      '01-11T00:00 01-12T09:00 7 override 2',
      '01-12T09:00 01-19T09:00 3',
    ]);
    expect(duty.gaps).toEqual([]);
  });

  test('without a stand-in there is a gap', () => {
    const duty = dutyOf(rotation(), [away(3, '2026-01-13', '2026-01-14')], window);
    expect(gaps(duty)).toEqual(['01-13T00:00 01-14T00:00']);
  });

  test('of several at once the last of the list counts, whichever begins first', () => {
    const overrides = [away(2, '2026-01-08', '2026-01-10', 7), away(2, '2026-01-07', '2026-01-09')];
    const duty = dutyOf(rotation(), overrides, window);
    expect(gaps(duty)).toEqual(['01-07T00:00 01-09T00:00']);
    expect(told(duty)).toContain('01-09T00:00 01-10T00:00 7 override 2');
  });

  test('a stand-in who is a member, and away, stands in all the same', () => {
    const overrides = [away(2, '2026-01-08', '2026-01-09', 3), away(3, '2026-01-08', '2026-01-09', 4)];
    expect(told(dutyOf(rotation(), overrides, window))).toContain('01-08T00:00 01-09T00:00 3 override 2');
  });
});

describe('a team', () => {
  const window = span('2026-01-05T09:00', '2026-01-06T09:00');
  const shift = (id: number, agentId: number | null, start: string, end: string, draft = false) => ({
    id,
    agentId,
    draft,
    ...span(start, end),
  });
  const leave = (agentId: number, start: string, end: string) => ({ agentId, ...span(start, end) });
  const plans = (values: Partial<Plans>, overrides: OverrideRow[] = []): Plans => ({
    shifts: [],
    leaves: [],
    rotations: [{ rotation: rotation(), overrides }],
    ...values,
  });
  const early = shift(70, 5, '2026-01-05T12:00', '2026-01-05T20:00');

  test('without any plan is a gap', () => {
    const duty = teamDuty(plans({ rotations: [] }), window);
    expect([told(duty), gaps(duty)]).toEqual([[], ['01-05T09:00 01-06T09:00']]);
  });

  test.each<[promise: string, plans: Plans, onDuty: string[], gaps: string[]]>([
    [
      'where there is a shift, the rotation rests',
      plans({ shifts: [early] }),
      ['01-05T09:00 01-05T12:00 2', '01-05T12:00 01-05T20:00 5 shift', '01-05T20:00 01-06T09:00 2'],
      [],
    ],
    [
      'an open shift is a gap',
      plans({ shifts: [{ ...early, agentId: null }] }),
      ['01-05T09:00 01-05T12:00 2', '01-05T20:00 01-06T09:00 2'],
      ['01-05T12:00 01-05T20:00'],
    ],
    [
      'an open shift beside one that is taken is none',
      plans({ shifts: [early, { ...early, id: 71, agentId: null }] }),
      ['01-05T09:00 01-05T12:00 2', '01-05T12:00 01-05T20:00 5 shift', '01-05T20:00 01-06T09:00 2'],
      [],
    ],
    [
      'several shifts at once are all on duty',
      plans({ shifts: [early, shift(71, 6, '2026-01-05T18:00', '2026-01-06T09:00')] }),
      ['01-05T09:00 01-05T12:00 2', '01-05T12:00 01-05T20:00 5 shift', '01-05T18:00 01-06T09:00 6 shift'],
      [],
    ],
    [
      'a shift without length is nothing',
      plans({ shifts: [shift(72, 5, '2026-01-05T12:00', '2026-01-05T12:00')] }),
      ['01-05T09:00 01-06T09:00 2'],
      [],
    ],
    [
      'leave takes whoever is planned, by rotation or shift, and nobody steps in',
      plans({
        shifts: [early],
        leaves: [leave(5, '2026-01-05T16:00', '2026-01-06'), leave(2, '2026-01-06', '2026-01-07')],
      }),
      ['01-05T09:00 01-05T12:00 2', '01-05T12:00 01-05T16:00 5 shift', '01-05T20:00 01-06T00:00 2'],
      ['01-05T16:00 01-05T20:00', '01-06T00:00 01-06T09:00'],
    ],
    [
      'an override gives a stand-in for leave',
      plans({ leaves: [leave(2, '2026-01-05', '2026-01-07')] }, [away(2, '2026-01-05T12:00', '2026-01-05T18:00', 7)]),
      ['01-05T12:00 01-05T18:00 7 override 2'],
      ['01-05T09:00 01-05T12:00', '01-05T18:00 01-06T09:00'],
    ],
    [
      'a stand-in on leave is not there',
      plans({ leaves: [leave(7, '2026-01-05', '2026-01-07')] }, [away(2, '2026-01-05T12:00', '2026-01-05T18:00', 7)]),
      ['01-05T09:00 01-05T12:00 2', '01-05T18:00 01-06T09:00 2'],
      ['01-05T12:00 01-05T18:00'],
    ],
    [
      'an override speaks of the shifts of whoever is away, too',
      plans({ shifts: [early] }, [away(5, '2026-01-05T18:00', '2026-01-06', 7)]),
      [
        '01-05T09:00 01-05T12:00 2',
        '01-05T12:00 01-05T18:00 5 shift',
        '01-05T18:00 01-05T20:00 7 override 5',
        '01-05T20:00 01-06T09:00 2',
      ],
      [],
    ],
    [
      'several rotations are on duty side by side, each with its own overrides',
      plans({
        rotations: [
          { rotation: rotation(), overrides: [] },
          { rotation: rotation({ id: 10 }), overrides: [away(2, '2026-01-06', '2026-01-07', 7)] },
        ],
      }),
      ['01-05T09:00 01-06T09:00 2', '01-05T09:00 01-06T00:00 2', '01-06T00:00 01-06T09:00 7 override 2'],
      [],
    ],
  ])('%s', (_promise, given, onDuty, empty) => {
    const duty = teamDuty(given, window);
    expect([told(duty), gaps(duty)]).toEqual([onDuty, empty]);
  });

  test('what is answered says which shift or rotation it comes from', () => {
    const given = plans({ shifts: [{ ...early, draft: true }] }, [away(5, '2026-01-05T18:00', '2026-01-05T20:00', 7)]);
    const sources = teamDuty(given, window).onDuty.map(({ start: _start, end: _end, ...rest }) => rest);
    expect(sources).toEqual([
      { agentId: 2, source: 'rotation', rotationId: 9 },
      { agentId: 5, source: 'shift', shiftId: 70, draft: true },
      { agentId: 7, source: 'override', rotationId: 9, shiftId: 70, awayAgentId: 5 },
      { agentId: 2, source: 'rotation', rotationId: 9 },
    ]);
  });
});
