import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { dayLength, localToInstant, offsetAt, startOfDay, wallClockAt } from '../../src/kernel/time/local.ts';
import { transitionsBetween } from '../../src/kernel/time/transitions.ts';
import { DAY, SECOND } from '../../src/kernel/time/units.ts';
import { resolveZone } from '../../src/kernel/time/zones.ts';
import { isLong, LONG_TIME } from '../support/long.ts';

/** Against temporal-polyfill, which reads the same zone data through Intl in its own way. */

const FROM = Date.UTC(1970, 0, 1);
const UNTIL = Date.UTC(2038, 0, 1);
const ALL = Intl.supportedValuesOf('timeZone');
const HARD = [
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Gaza',
  'America/Recife',
];
const names = isLong ? ALL : [...HARD, ...ALL.filter((_, i) => i % 40 === 0)];

function plainOf(local: number): Temporal.PlainDateTime {
  return new Temporal.ZonedDateTime(BigInt(local) * 1_000_000n, 'UTC').toPlainDateTime();
}

/** What the polyfill answers for a local reading with each of its choices. */
function theirs(local: number, zone: string, disambiguation: 'compatible' | 'earlier' | 'later'): number {
  return Number(plainOf(local).toZonedDateTime(zone, { disambiguation }).epochMilliseconds);
}

function differencesAt(instant: number, name: string): string[] {
  const zone = resolveZone(name);
  const there = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
  const found: string[] = [];
  if (there.offsetNanoseconds / 1_000_000 !== offsetAt(instant, zone)) found.push(`${name} offset at ${instant}`);
  for (const offset of [offsetAt(instant - DAY, zone), offsetAt(instant + DAY, zone)]) {
    const local = instant + offset;
    if (localToInstant(0, local, zone) !== theirs(local, name, 'compatible')) found.push(`${name} local ${local}`);
    const later = localToInstant(0, local, zone, { gap: 'forward', overlap: 'last' });
    if (later !== theirs(local, name, 'later')) found.push(`${name} later ${local}`);
    const earlier = localToInstant(0, local, zone, { gap: 'backward', overlap: 'first' });
    if (earlier !== theirs(local, name, 'earlier')) found.push(`${name} earlier ${local}`);
  }
  return found;
}

test('around every transition from 1970 to 2037 the polyfill answers the same, both ways', { timeout: 900_000 }, () => {
  const differences: string[] = [];
  let transitions = 0;
  for (const name of names) {
    for (const { at } of transitionsBetween(FROM, UNTIL, resolveZone(name))) {
      transitions += 1;
      for (const instant of [at - SECOND, at, at + SECOND]) differences.push(...differencesAt(instant, name));
    }
  }
  console.log(`${names.length} zones, ${transitions} transitions, ${differences.length} differences`);
  expect(differences).toEqual([]);
});

test('the polyfill finds the same transitions, and no others', { timeout: 900_000 }, () => {
  for (const name of isLong ? ALL : HARD) {
    const found: number[] = [];
    let at = Temporal.Instant.fromEpochMilliseconds(FROM - 1).toZonedDateTimeISO(name);
    for (let next = at.getTimeZoneTransition('next'); next; next = at.getTimeZoneTransition('next')) {
      if (next.epochMilliseconds >= UNTIL) break;
      // The polyfill also stops where only the name of the time changes.
      if (next.offsetNanoseconds !== next.subtract({ nanoseconds: 1 }).offsetNanoseconds)
        found.push(next.epochMilliseconds);
      at = next;
    }
    const ours = transitionsBetween(FROM, UNTIL, resolveZone(name)).map((transition) => transition.at);
    expect([name, ours]).toEqual([name, found]);
  }
});

test('days begin, and last, as the polyfill says, around every transition', { timeout: 900_000 }, () => {
  for (const name of isLong ? ALL : HARD) {
    const zone = resolveZone(name);
    for (const { at } of transitionsBetween(FROM, UNTIL, zone)) {
      for (const shift of [-1, 0, 1]) {
        const { day } = wallClockAt(at + shift * DAY, zone);
        const begins = plainOf(day * DAY)
          .toPlainDate()
          .toZonedDateTime(name);
        const next = plainOf((day + 1) * DAY)
          .toPlainDate()
          .toZonedDateTime(name);
        expect([name, day, startOfDay(day, zone)]).toEqual([name, day, begins.epochMilliseconds]);
        expect(dayLength(day, zone)).toBe(next.epochMilliseconds - begins.epochMilliseconds);
      }
    }
  }
});

/** The engine steps four days at a time between two looks at Intl; this looks every day, in every zone. */
if (isLong) {
  test('no change of a clock since 1900 hides between two looks', { timeout: 1_800_000 }, () => {
    for (const name of ALL) {
      const zone = resolveZone(name);
      const found = transitionsBetween(Date.UTC(1900, 0, 1), Date.UTC(2100, 0, 1), zone).length;
      let changes = 0;
      let offset = zone.table.probe(Date.UTC(1900, 0, 1));
      for (let at = Date.UTC(1900, 0, 1); at < Date.UTC(2100, 0, 1); at += DAY) {
        const now = zone.table.probe(at);
        if (now !== offset) changes += 1;
        offset = now;
      }
      expect([name, found]).toEqual([name, changes]);
    }
  });
}

test('far from the table’s first years the offsets are still Intl’s', LONG_TIME, () => {
  for (const name of names) {
    const zone = resolveZone(name);
    for (let i = 0; i < 40; i++) {
      const instant = Date.UTC(1700 + i * 207, i % 12, 1 + (i % 28), i % 24);
      expect([name, instant, offsetAt(instant, zone)]).toEqual([name, instant, zone.table.probe(instant)]);
    }
  }
});
