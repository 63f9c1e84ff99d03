import rruleJs from 'rrule';
import { RRuleSet } from 'rrule-rust';
import { RRuleTemporal } from 'rrule-temporal';
import { expand } from '../src/kernel/recurrence/expand.ts';
import { parseRecurrence } from '../src/kernel/recurrence/parse-recurrence.ts';
import { DAY } from '../src/kernel/time/units.ts';
import { bestOf, micros, ratioLine } from './engine-timing.ts';

const EXPANSIONS = [
  ['expand daily for 10 years', 'FREQ=DAILY;UNTIL=20351231T230000Z'],
  ['expand weekly MO,WE,FR for 10 years', 'FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20351231T230000Z'],
  ['expand monthly second Tuesday for 40 years', 'FREQ=MONTHLY;BYDAY=2TU;UNTIL=20651231T230000Z'],
  ['expand yearly last Friday of November for 100 years', 'FREQ=YEARLY;BYMONTH=11;BYDAY=-1FR;UNTIL=21251231T230000Z'],
] as const;
const FRESH = 'FREQ=DAILY;COUNT=30';
const EVERYTHING = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

type Print = (line: string) => void;

/** Whole expansions of known rules in Europe/Berlin, and thirty occurrences of one that has to be read first. */
export function benchRecurrence(print: Print): void {
  for (const [name, rule] of EXPANSIONS) benchExpansion(print, name, textOf(rule));
  benchFresh(print);
  benchFarWindow(print);
}

function textOf(rule: string): string {
  return `DTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:${rule}`;
}

function benchExpansion(print: Print, name: string, text: string): void {
  const ours = parseRecurrence(text);
  const rust = RRuleSet.fromString(text);
  rust.cache.disable();
  const temporal = new RRuleTemporal({ rruleString: text, cache: false });
  const js = rruleJs.rrulestr(text, { cache: false });
  const answer = expand(ours, EVERYTHING);
  const [from, until] = [new Date(0), new Date(9e12)];
  compare(
    name,
    answer,
    temporal.between(from, until).map((date) => Number(date.epochMilliseconds)),
  );
  compare(
    name,
    answer,
    rust.all().map((date) => Date.parse(`${isoOf(date.toString())}`)),
  );
  const [we, rs, all, between] = bestOf([
    () => expand(ours, EVERYTHING),
    () => rust.all(),
    () => temporal.all(),
    () => temporal.between(from, until),
  ]) as [number, number, number, number];
  const [slow] = bestOf([() => js.all()], 300) as [number];
  report(print, name, answer.length, we, {
    'rrule-rust': rs,
    'rrule-temporal': Math.min(all, between),
    'rrule.js': slow,
  });
}

function benchFresh(print: Print): void {
  const text = textOf(FRESH);
  const [we, rust, temporal, js] = bestOf([
    () => expand(parseRecurrence(text), EVERYTHING),
    () => {
      const set = RRuleSet.fromString(text);
      set.cache.disable();
      return set.all();
    },
    () => new RRuleTemporal({ rruleString: text, cache: false }).all(),
    () => rruleJs.rrulestr(text, { cache: false }).all(),
  ]) as [number, number, number, number];
  report(print, 'read a rule and expand 30 days', 30, we, {
    'rrule-rust': rust,
    'rrule-temporal': temporal,
    'rrule.js': js,
  });
}

function report(print: Print, name: string, count: number, ours: number, peers: Record<string, number>): void {
  for (const [peer, theirs] of Object.entries(peers)) {
    const figures = `ours ${micros(ours)}, theirs ${micros(theirs)}, ${count} occurrences`;
    print(ratioLine(name, theirs / ours, peer, figures));
  }
}

/** The cost of a window must not grow with its distance from the start. */
function benchFarWindow(print: Print): void {
  for (const rule of ['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,WE,FR', 'FREQ=YEARLY;BYDAY=MO', 'FREQ=HOURLY;INTERVAL=5']) {
    const recurrence = parseRecurrence(textOf(rule));
    const first = recurrence.start.day * DAY;
    const far = first + 36_525 * DAY;
    const [near, distant] = bestOf([
      () => expand(recurrence, { start: first, end: first + 7 * DAY }),
      () => expand(recurrence, { start: far, end: far + 7 * DAY }),
    ]) as [number, number];
    const figures = `first week ${micros(near)}, the same week 100 years on ${micros(distant)}`;
    print(ratioLine(`cost of a week 100 years on, ${rule}`, distant / near, 'first-week', figures));
  }
}

/** A benchmark of different answers would compare nothing. */
function compare(name: string, ours: readonly number[], theirs: readonly number[]): void {
  const differ = ours.length !== theirs.length || ours.some((instant, i) => instant !== theirs[i]);
  if (differ) throw new Error(`${name}: the peer's answer differs from ours`);
}

/** `20260101T080000Z` or a local reading in Europe/Berlin; the rules here stay at 09:00 there, so the hour tells. */
function isoOf(text: string): string {
  const [, date = '', clock = ''] = /^(\d{8})T(\d{6})/.exec(text) ?? [];
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
  const time = `${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4, 6)}`;
  if (text.endsWith('Z')) return `${day}T${time}Z`;
  const offset = new Intl.DateTimeFormat('en-US', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' });
  return `${day}T${time}${offset.format(Date.parse(`${day}T${time}Z`)).slice(-6)}`;
}
