import { findZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type {
  AccessElement,
  AccessRow,
  BreakElement,
  BreakRow,
  DayRow,
  PatternRow,
  TimeslotElement,
  TimeslotRow,
  WallRow,
  WorkdayElement,
  WorkdayRow,
} from './schema.ts';
import { weekdayNames } from './schema.ts';
import { versionsFrom } from './version-rules.ts';
import { endFrom, startFrom } from './wall-rules.ts';

/** What an element of a post makes of a workday. */

/** What a workday has that does not say its hours: Monday to Friday, 9 to 17:30. */
const usual: WallRow = { start: 9 * 3_600, end: 17.5 * 3_600 };
/** Clients take the agents 0 and 1 for "unassigned". */
const firstAgent = 2;

/** The row that an element makes of a stored one, or a new one.
 * @param current the stored hours that hold today
 * @throws Problem naming the field that is wrong */
export function workdayFrom(
  element: WorkdayElement,
  stored: WorkdayRow | undefined,
  current: PatternRow | undefined,
): WorkdayRow {
  return {
    id: stored?.id ?? null,
    name: nameOf(element, stored),
    summary: element.summary === undefined ? (stored?.summary ?? null) : element.summary,
    intent: element.intent === undefined ? (stored?.intent ?? null) : element.intent,
    is_default: defaultOf(element, stored),
    patterns: versionsFrom(element, stored?.patterns ?? [], current, (base, isSame) =>
      patternFrom(element, base, isSame),
    ),
    timeslots: timeslotsFrom(element.timeslots as TimeslotElement[] | null | undefined, stored?.timeslots ?? []),
    access: accessFrom(element.access_control as AccessElement[] | null | undefined, stored?.access ?? []),
  };
}

function nameOf({ name }: WorkdayElement, stored: WorkdayRow | undefined): string {
  const text = name === undefined ? stored?.name : name?.trim();
  if (!text) throw fieldProblem('name', 'Is required.');
  return text;
}

function defaultOf({ is_default }: WorkdayElement, stored: WorkdayRow | undefined): boolean {
  const before = stored?.is_default ?? false;
  if (is_default === undefined || is_default === null || is_default === before) return before;
  if (is_default) return true;
  throw fieldProblem('is_default', 'There is always a default: make another workday it.');
}

/** @param isSame the hours are changed, not new ones made after them: their breaks stay the same breaks */
function patternFrom(element: WorkdayElement, base: PatternRow | undefined, isSame: boolean): PatternRow {
  const shared = wallFrom(element.start, element.end, base ?? usual, 'start', 'end');
  const days = weekdayNames.map((_name, weekday) => dayFrom(element, base, weekday, shared));
  const breaks = breaksFrom(element.breaks as BreakElement[] | null | undefined, base?.breaks ?? []);
  return {
    valid_from: base?.valid_from ?? null,
    timezone: zoneFrom(element.timezone, base?.timezone ?? ''),
    alldayssame: element.alldayssame ?? base?.alldayssame ?? !saysDays(element),
    ...shared,
    days,
    breaks: isSame ? breaks : breaks.map((one) => ({ ...one, id: null })),
  };
}

/** A new workday whose days are told one by one is one whose days differ. */
function saysDays(element: WorkdayElement): boolean {
  return weekdayNames.some((day) => element[`start${day}`] || element[`end${day}`]);
}

function dayFrom(element: WorkdayElement, base: PatternRow | undefined, weekday: number, shared: WallRow): DayRow {
  const name = weekdayNames[weekday] as (typeof weekdayNames)[number];
  const before = base?.days[weekday];
  const byDefault = before?.works ?? (weekday > 0 && weekday < 6);
  const start = `start${name}` as const;
  const end = `end${name}` as const;
  return {
    works: element[`inc${name}`] === null ? false : (element[`inc${name}`] ?? byDefault),
    ...wallFrom(element[start], element[end], before ?? shared, start, end),
  };
}

/** Start and end as given, else as they were. */
function wallFrom(
  start: string | null | undefined,
  end: string | null | undefined,
  before: WallRow,
  startField: string,
  endField: string,
): WallRow {
  return {
    start: start?.trim() ? startFrom(startField, start) : before.start,
    end: end?.trim() ? endFrom(endField, end) : before.end,
  };
}

function zoneFrom(given: string | null | undefined, before: string): string {
  if (given === undefined) return before;
  const name = given?.trim() ?? '';
  const zone = name === '' ? undefined : findZone(name);
  if (name !== '' && !zone) {
    throw fieldProblem('timezone', `There is no time zone '${name.slice(0, 60)}'; use a name such as Europe/Berlin.`);
  }
  return zone?.name ?? '';
}

function breaksFrom(
  given: readonly BreakElement[] | null | undefined,
  stored: readonly BreakRow[],
): readonly BreakRow[] {
  if (given === undefined) return stored;
  const made = (given ?? []).map((one, index) => breakFrom(one, `breaks[${index}]`, stored));
  return onceEach(made).sort(byStart);
}

function breakFrom(element: BreakElement | null, path: string, stored: readonly BreakRow[]): BreakRow {
  const before = stored.find(({ id }) => id === element?.id);
  const wall = requiredWall(element?.start, element?.end, before, `${path}.start`, `${path}.end`);
  if (wall.start === wall.end) throw fieldProblem(`${path}.end`, 'A break has a length: the end is the start.');
  return {
    id: before?.id ?? null,
    name: element?.name === undefined ? (before?.name ?? null) : element.name,
    ...wall,
    weekdays: weekdaysOf(element, before),
  };
}

function weekdaysOf(element: BreakElement | null, before: BreakRow | undefined): number[] {
  const given = weekdayNames.map((day) => element?.[`inc${day}`]);
  const untold = before || given.every((one) => one === undefined);
  return [0, 1, 2, 3, 4, 5, 6].filter((weekday) => {
    const one = given[weekday];
    if (one !== undefined) return one === true;
    return untold ? (before?.weekdays.includes(weekday) ?? true) : false;
  });
}

function timeslotsFrom(given: readonly TimeslotElement[] | null | undefined, stored: readonly TimeslotRow[]) {
  if (given === undefined) return stored;
  return onceEach((given ?? []).map((one, index) => timeslotFrom(one, `timeslots[${index}]`, stored))).sort(byStart);
}

function timeslotFrom(element: TimeslotElement | null, path: string, stored: readonly TimeslotRow[]): TimeslotRow {
  const before = stored.find(({ id }) => id === element?.id);
  const text = (given: string | null | undefined, was: string | null | undefined) =>
    given === undefined ? (was ?? null) : given;
  return {
    id: before?.id ?? null,
    name: text(element?.name, before?.name),
    ...requiredWall(element?.start_time, element?.end_time, before, `${path}.start_time`, `${path}.end_time`),
    start_label: text(element?.start_label, before?.start_label),
    end_label: text(element?.end_label, before?.end_label),
  };
}

function requiredWall(
  start: string | null | undefined,
  end: string | null | undefined,
  before: WallRow | undefined,
  startField: string,
  endField: string,
): WallRow {
  if (!before && !start?.trim()) throw fieldProblem(startField, 'Is required.');
  if (!before && !end?.trim()) throw fieldProblem(endField, 'Is required.');
  return wallFrom(start, end, before ?? usual, startField, endField);
}

function accessFrom(given: readonly AccessElement[] | null | undefined, stored: readonly AccessRow[]) {
  if (given === undefined) return stored;
  return (given ?? []).map((one, index): AccessRow => {
    const agent_id = one?.agent_id && one.agent_id >= firstAgent ? one.agent_id : null;
    const team_id = one?.team_id && one.team_id > 0 ? one.team_id : null;
    if ((agent_id === null) === (team_id === null)) {
      throw fieldProblem(`access_control[${index}]`, 'Say either an agent_id or a team_id.');
    }
    return { agent_id, team_id, level: one?.access_control_level ?? 1 };
  });
}

const byStart = (one: WallRow, other: WallRow) => one.start - other.start;

/** Of two rows with one id, the second is a new one. */
function onceEach<T extends { readonly id: number | null }>(rows: readonly T[]): T[] {
  return rows.map((row, index) => (rows.findIndex(({ id }) => id === row.id) < index ? { ...row, id: null } : row));
}
