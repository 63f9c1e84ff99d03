import { describe, expect, it } from 'vitest';
import { heading, logLine } from '../../test/support/incident-log.ts';
import { type Step, stepsOf } from './replay-rules.ts';
import { inOrderOfTime, lineOf, placesOf } from './rules.ts';

const places = placesOf(heading.split(','));
const read = (values: Record<string, string>, line = 2) => lineOf(logLine(values).split(','), places, line);
const at = '01-03-2016 09:00';

describe('a line', () => {
  it.each([
    ['29-02-2016 01:23', Date.UTC(2016, 1, 29, 1, 23)],
    ['1-3-2016 9:05', Date.UTC(2016, 2, 1, 9, 5)],
    ['?', null],
  ])('read with opened_at %s has that instant of UTC', (text, instant) => {
    expect(read({ number: 'INC1', sys_updated_at: at, opened_at: text }).openedAt).toBe(instant);
  });

  it.each([
    [{ number: '?' }, /number is missing/],
    [{ sys_updated_at: '?' }, /sys_updated_at is missing/],
    [{ sys_updated_at: '30-02-2016 10:00' }, /no date/],
    [{ sys_updated_at: '2016-03-01T10:00' }, /no date/],
    [{ closed_at: '01-03-2016 24:00' }, /no date/],
    [{ incident_state: '-100' }, /is not known/],
    [{ caller_id: 'x'.repeat(201) }, /longer than/],
    [{ caller_id: 'a\u0000b' }, /control character/],
  ])('with %o is refused', (values, reason) => {
    expect(() => read({ number: 'INC1', sys_updated_at: at, ...(values as Record<string, string>) })).toThrow(reason);
  });

  it('with a column too few is refused, and says so', () => {
    expect(() => lineOf(['INC1'], places, 2)).toThrow('has 1 columns instead of 36');
  });

  it('of another file is refused by its heading', () => {
    expect(() => placesOf(['name', 'number'])).toThrow(/lacks incident_state/);
  });
});

/** A short log: minute, incident, state, resolver; and what follows from it. */
const replays: [promise: string, log: string[], steps: string[]][] = [
  ['an unknown resolver is no assignment', ['0 A New ?'], []],
  ['a known one is', ['0 A New ?', '5 A Active x'], ['5 assign A x']],
  ['the same one again is none', ['0 A New x', '5 A Active x'], ['0 assign A x']],
  ['nor the same one after an unknown', ['0 A New x', '5 A Active ?', '6 A Active x'], ['0 assign A x']],
  ['another one is', ['0 A New x', '5 A Active y', '6 A Active x'], ['0 assign A x', '5 assign A y', '6 assign A x']],
  [
    'resolving completes all that is open',
    ['0 A New x', '5 A Active y', '9 A Resolved y'],
    ['0 assign A x', '5 assign A y', '9 complete A#0', '9 complete A#1'],
  ],
  ['closing completes what was not resolved', ['0 A New x', '9 A Closed x'], ['0 assign A x', '9 complete A#0']],
  ['nothing is completed twice', ['0 A Resolved x', '9 A Closed x'], ['0 assign A x', '0 complete A#0']],
  [
    'a new resolver after the end is done at once',
    ['0 A Resolved x', '9 A Closed y'],
    ['0 assign A x', '0 complete A#0', '9 assign A y', '9 complete A#1'],
  ],
  [
    'a reopened incident goes on with the resolver it had',
    ['0 A Resolved x', '5 A Active x', '9 A Closed x'],
    ['0 assign A x', '0 complete A#0'],
  ],
  ['time counts, not the place in the file', ['5 A Active y', '0 A New x'], ['0 assign A x', '5 assign A y']],
  ['within a minute the place counts', ['5 A New y', '5 B New x'], ['5 assign A y', '5 assign B x']],
];

describe('replayed,', () => {
  it.each(replays)('%s', (_promise, log, expected) => {
    const updates = new Map<string, number>();
    const lines = log.map((text, index) => {
      const [minute = '', number = '', incident_state = '', assigned_to = ''] = text.split(' ');
      const update = updates.get(number) ?? 0;
      updates.set(number, update + 1);
      const sys_updated_at = `01-03-2016 09:${minute.padStart(2, '0')}`;
      return read({ number, incident_state, assigned_to, sys_updated_at, sys_mod_count: String(update) }, index + 2);
    });
    expect(stepsOf(inOrderOfTime(lines)).map(inWords)).toEqual(expected);
  });

  it('an update count that the log repeats makes two keys', () => {
    const lines = ['x', 'y'].map((assigned_to, index) =>
      read({ number: 'A', assigned_to, sys_updated_at: at, sys_mod_count: '2' }, index),
    );
    expect(stepsOf(lines).map(({ key }) => key)).toEqual(['A#2', 'A#2.2']);
  });
});

function inWords(step: Step): string {
  const minute = new Date(step.at).getUTCMinutes();
  return step.kind === 'assignment'
    ? `${minute} assign ${step.incident} ${step.resolver}`
    : `${minute} complete ${step.assignment.key}`;
}
