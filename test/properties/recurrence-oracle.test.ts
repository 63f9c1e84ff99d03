import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expand } from '../../src/kernel/recurrence/expand.ts';
import { parseRecurrence } from '../../src/kernel/recurrence/parse-recurrence.ts';
import { RecurrenceError } from '../../src/kernel/recurrence/rule.ts';
import { isLong, LONG_TIME } from '../support/long.ts';
import { type Answer, askDateutil, askIcal, askTemporal } from './oracles/peers.ts';
import { type RandomRule, randomRules } from './oracles/random-rules.ts';

/** In the long run enough that libraries agree on more than 20,000 of them. */
const RULES = isLong ? 26_000 : 150;
const FIRST = 15;
/** Where python-dateutil's zone files end. */
const LAST_INSTANT = Date.UTC(2037, 0, 1);
const ALWAYS = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };

const expected = readFileSync(new URL('./expected-differences.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('case | '));

function ask({ rule, start, zone }: RandomRule): Answer {
  const head = zone === 'UTC' ? `DTSTART:${start}Z` : `DTSTART;TZID=${zone}:${start}`;
  try {
    return expand(parseRecurrence(`${head}\nRRULE:${rule}`), ALWAYS, FIRST);
  } catch (error) {
    if (error instanceof RecurrenceError) return undefined;
    throw error;
  }
}

function upToLast(answer: Answer): string | undefined {
  return answer && JSON.stringify(answer.filter((instant) => instant < LAST_INSTANT));
}

/** What two of the answers agree on; undefined when no two do. */
function agreement(answers: readonly Answer[]): string | undefined {
  const texts = answers.map(upToLast);
  return texts.find((text, i) => text !== undefined && texts.indexOf(text) < i);
}

test('where two libraries agree on a random rule, so does this engine', LONG_TIME, async ({ skip }) => {
  const cases = randomRules(RULES, 20_260);
  const inUtc = cases.map(({ zone }, i) => ({ zone, i })).filter(({ zone }) => zone === 'UTC');
  const casesInUtc = inUtc.map(({ i }) => cases[i] as RandomRule);
  const [dateutil, temporal, ical] = await Promise.all([
    askDateutil(cases, FIRST),
    askTemporal(cases, FIRST),
    askIcal(casesInUtc, FIRST),
  ]);
  if (dateutil === undefined) return skip('python3-dateutil is not installed');
  const icalOf = new Map(inUtc.map(({ i }, at) => [i, ical[at]]));
  let agreed = 0;
  const differences: string[] = [];
  cases.forEach((random, i) => {
    const answer = agreement([dateutil[i], temporal[i], icalOf.get(i)]);
    if (answer === undefined) return;
    agreed += 1;
    const line = `case | ${random.zone} | ${random.start} | ${random.rule} | `;
    if (upToLast(ask(random)) === answer || expected.some((known) => known.startsWith(line))) return;
    differences.push(line);
  });
  console.log(`${agreed} of ${RULES} random rules on which two libraries agree, ${differences.length} differences`);
  expect(differences).toEqual([]);
  expect(agreed).toBeGreaterThan(RULES * (isLong ? 20 / 26 : 0.7));
});
