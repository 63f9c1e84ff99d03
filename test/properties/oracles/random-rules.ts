/** Random recurrence rules from a seed: the same seed, the same rules, on every machine. */
import { randomFrom } from '../../support/random.ts';

export interface RandomRule {
  /** The RRULE value. */
  readonly rule: string;
  /** The start as the zone's clock shows it: `20260101T090000`. */
  readonly start: string;
  readonly zone: string;
}

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Tehran',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Africa/Cairo',
];

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function randomRules(count: number, seed: number): RandomRule[] {
  const random = randomFrom(seed).next;
  return Array.from({ length: count }, () => randomRule(random));
}

/** One rule. HOURLY and finer come in UTC only, unless `fineAnywhere`: other libraries read them otherwise in zones. */
export function randomRule(random: () => number, fineAnywhere = false): RandomRule {
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const chance = (share: number) => random() < share;
  const some = <T>(most: number, one: () => T) => [...new Set(Array.from({ length: whole(1, most) }, one))].join(',');
  const signed = (largest: number) => () => (chance(0.3) ? -whole(1, largest) : whole(1, largest));
  const zone = chance(0.3) ? 'UTC' : (ZONES[whole(0, ZONES.length - 1)] as string);

  const finest = zone === 'UTC' || fineAnywhere ? 6 : 3;
  const frequency = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'][
    whole(0, finest)
  ] as string;
  const long = frequency === 'YEARLY' || frequency === 'MONTHLY';
  const fine = !long && frequency !== 'WEEKLY' && frequency !== 'DAILY';
  const parts = [`FREQ=${frequency}`];
  if (chance(0.5)) parts.push(`INTERVAL=${whole(1, fine ? 50 : frequency === 'YEARLY' ? 4 : 12)}`);
  if (chance(0.3)) parts.push(`BYMONTH=${some(4, () => whole(1, 12))}`);
  if (frequency === 'YEARLY' && chance(0.15)) parts.push(`BYWEEKNO=${some(3, signed(53))}`);
  if ((frequency === 'YEARLY' || fine) && chance(0.15)) parts.push(`BYYEARDAY=${some(4, signed(366))}`);
  if (frequency !== 'WEEKLY' && chance(0.25)) parts.push(`BYMONTHDAY=${some(4, signed(31))}`);
  if (chance(0.4)) {
    const numbered = long && !parts.some((part) => part.startsWith('BYWEEKNO')) && chance(0.6);
    const largest = frequency === 'MONTHLY' || parts.some((part) => part.startsWith('BYMONTH=')) ? 5 : 53;
    parts.push(`BYDAY=${some(4, () => `${numbered ? signed(largest)() : ''}${WEEKDAYS[whole(0, 6)]}`)}`);
  }
  if (chance(fine ? 0.2 : 0.15)) parts.push(`BYHOUR=${some(3, () => whole(0, 23))}`);
  if (chance(fine ? 0.2 : 0.1)) parts.push(`BYMINUTE=${some(3, () => whole(0, 59))}`);
  if (chance(fine ? 0.2 : 0.05)) parts.push(`BYSECOND=${some(3, () => whole(0, 59))}`);
  if (parts.some((part) => /^BY/.test(part)) && chance(0.2)) parts.push(`BYSETPOS=${some(3, signed(6))}`);
  if (chance(0.2)) parts.push(`WKST=${WEEKDAYS[whole(0, 6)]}`);
  const end = random();
  if (end < 0.3) parts.push(`COUNT=${whole(1, 12)}`);
  if (end > 0.8)
    parts.push(`UNTIL=${whole(2012, 2040)}${two(whole(1, 12))}${two(whole(1, 28))}T${two(whole(0, 23))}0000Z`);

  const date = `${whole(2008, 2030)}${two(whole(1, 12))}${two(whole(1, 28))}`;
  const clock = chance(0.3)
    ? `0${whole(0, 3)}${['00', '15', '30'][whole(0, 2)]}00`
    : `${two(whole(0, 23))}${two(whole(0, 59))}00`;
  return { rule: parts.join(';'), start: `${date}T${clock}`, zone };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
