import { parseCivilDate, weekdayOf } from '../../kernel/time/civil.ts';
import { formatInstant } from '../../kernel/time/iso.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { parseWallTime } from '../../kernel/time/wall.ts';
import { findZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { OverrideRow, Period, RotationElement, RotationRow } from './schema.ts';

/** What an element of a post makes of a rotation. */

const earliest = '1900-01-01';
const latest = '2199-12-31';
const wholeDay = 1_440;
/** Clients take the agents 0 and 1 for "unassigned". */
const firstAgent = 2;

/** The row that an element makes of a stored one, or a new one.
 * @param timezone that of a new rotation that does not say one
 * @throws Problem naming the field that is wrong */
export function rotationFrom(
  element: RotationElement,
  stored: RotationRow | undefined,
  timezone: string,
  now: number,
): RotationRow {
  const days = daysOf(element, stored);
  return {
    id: stored?.id ?? null,
    team_id: required('team_id', element.team_id, stored?.team_id, (id) => id > 0),
    team_name: stored?.team_name ?? '',
    name: required('name', element.name?.trim(), element.name === null ? '' : stored?.name, (name) => name !== ''),
    timezone: zoneOf(element.timezone, stored?.timezone, timezone),
    ...days,
    ...turnOf(element, stored, days.start_date),
    ...hoursOf(element, stored),
    handover_minute: timeOf('handover_time', element.handover_time, stored?.handover_minute, 9 * 60, wholeDay - 1),
    members: membersOf(element, stored),
    overrides: overridesOf(element, stored),
    version: stored?.version ?? 1,
    last_modified: now,
  };
}

function required<T>(
  field: string,
  given: T | null | undefined,
  stored: T | undefined,
  fits: (value: T) => boolean,
): T {
  const value = given === undefined ? stored : given;
  if (value === undefined || value === null || !fits(value)) throw fieldProblem(field, 'Is required.');
  return value;
}

function zoneOf(given: string | null | undefined, stored: string | undefined, byDefault: string): string {
  if (given === undefined && stored !== undefined) return stored;
  const name = given?.trim() || byDefault;
  const zone = findZone(name);
  if (!zone) throw fieldProblem('timezone', `'${name.slice(0, 60)}' is not a time zone, such as Europe/Berlin.`);
  return zone.name;
}

function daysOf(element: RotationElement, stored: RotationRow | undefined) {
  const start_date = required('start_date_only', element.start_date_only, stored?.start_date, () => true);
  const end_date = (element.end_date_only === undefined ? stored?.end_date : element.end_date_only) ?? null;
  refuseFar('start_date_only', start_date);
  if (end_date !== null) refuseFar('end_date_only', end_date);
  if (end_date !== null && end_date < start_date) throw fieldProblem('end_date_only', 'The end is before the start.');
  return { start_date, end_date };
}

function refuseFar(field: string, date: string): void {
  if (date < earliest || date > latest) throw fieldProblem(field, 'The year is from 1900 to 2199.');
}

/** How long a turn is, and on which weekday a weekly one is handed over. */
function turnOf(element: RotationElement, stored: RotationRow | undefined, startDate: string) {
  const period = ((element.period === undefined ? stored?.period : element.period) ?? 'week') as Period;
  return {
    period,
    period_days: periodDays(element, stored, period),
    handover_weekday: handoverWeekday(element, stored, period, startDate),
  };
}

function periodDays({ period_days: given }: RotationElement, stored: RotationRow | undefined, period: Period): number {
  const days = { day: 1, week: 7, custom: given ?? (given === null ? undefined : stored?.period_days) }[period];
  if (days === undefined) throw fieldProblem('period_days', 'Say how many days a turn of a custom period has.');
  if (given !== undefined && given !== null && given !== days) {
    throw fieldProblem('period_days', `A ${period} has ${days}; other lengths go with the period 'custom'.`);
  }
  return days;
}

function handoverWeekday(
  { handover_weekday: given }: RotationElement,
  stored: RotationRow | undefined,
  period: Period,
  startDate: string,
): number | null {
  if (period !== 'week') {
    if (given === undefined || given === null) return null;
    throw fieldProblem('handover_weekday', "Goes with the period 'week'.");
  }
  const kept = given === undefined ? stored?.handover_weekday : given;
  return kept ?? weekdayOf(parseCivilDate(startDate) as number);
}

function hoursOf(element: RotationElement, stored: RotationRow | undefined) {
  return {
    duty_weekdays: weekdaysOf(element.duty_weekdays, stored?.duty_weekdays),
    duty_start_minute: timeOf('duty_start_time', element.duty_start_time, stored?.duty_start_minute, 0, wholeDay - 1),
    duty_end_minute: timeOf('duty_end_time', element.duty_end_time, stored?.duty_end_minute, wholeDay, wholeDay),
  };
}

function weekdaysOf(given: string | null | undefined, stored: readonly number[] | undefined): readonly number[] {
  if (given === undefined && stored) return stored;
  const text = given?.replaceAll(' ', '') || '0,1,2,3,4,5,6';
  if (!/^[0-6](,[0-6])*$/.test(text)) {
    throw fieldProblem('duty_weekdays', 'Weekdays are numbers from 0 Sunday to 6 Saturday, with commas.');
  }
  return [...new Set(text.split(',').map(Number))].sort();
}

/** A time of day in minutes. */
function timeOf(
  field: string,
  given: string | null | undefined,
  stored: number | undefined,
  byDefault: number,
  most: number,
): number {
  if (given === undefined && stored !== undefined) return stored;
  if (given === undefined || given === null || given.trim() === '') return byDefault;
  const minutes = (parseWallTime(given.trim()) ?? Number.NaN) / MINUTE;
  if (Number.isInteger(minutes) && minutes <= most) return minutes;
  throw fieldProblem(field, `'${given.slice(0, 20)}' is not a time of day in hours and minutes, such as 09:00.`);
}

function membersOf({ members: given }: RotationElement, stored: RotationRow | undefined): readonly number[] {
  const members = given === undefined ? (stored?.members ?? []) : (given ?? []).map(memberId);
  if (members.length === 0) throw fieldProblem('members', 'Say whose turns they are: at least one agent.');
  return members;
}

function memberId(given: unknown, index: number): number {
  const id = Number((given as { id?: unknown } | null)?.id ?? given);
  if (Number.isSafeInteger(id) && id >= firstAgent) return id;
  throw fieldProblem(`members[${index}]`, 'Must be the id of an agent, or an object with an `id`.');
}

type OverrideElement = NonNullable<NonNullable<RotationElement['overrides']>[number]>;

function overridesOf({ overrides: given }: RotationElement, stored: RotationRow | undefined): readonly OverrideRow[] {
  if (given === undefined) return stored?.overrides ?? [];
  return (given ?? []).map((override, index) =>
    overrideFrom(override as OverrideElement | null, `overrides[${index}]`),
  );
}

function overrideFrom(given: OverrideElement | null, path: string): OverrideRow {
  const starts_at = required(`${path}.start_date`, given?.start_date, undefined, () => true);
  const ends_at = required(`${path}.end_date`, given?.end_date, undefined, () => true);
  const away_agent_id = required(`${path}.away_agent_id`, given?.away_agent_id, undefined, (id) => id >= firstAgent);
  const agent_id = given?.agent_id && given.agent_id >= firstAgent ? given.agent_id : null;
  if (ends_at <= starts_at) throw fieldProblem(`${path}.end_date`, 'The end is not after the start.');
  refuseFar(`${path}.start_date`, formatInstant(starts_at));
  refuseFar(`${path}.end_date`, formatInstant(ends_at));
  if (agent_id === away_agent_id) throw fieldProblem(`${path}.agent_id`, 'Who is away cannot stand in.');
  return { starts_at, ends_at, away_agent_id, agent_id };
}
