import { describeRecurrence } from '../../kernel/recurrence/describe.ts';
import { next } from '../../kernel/recurrence/expand.ts';
import { parseRecurrence, startAt } from '../../kernel/recurrence/parse-recurrence.ts';
import { type Recurrence, RecurrenceError, type Start } from '../../kernel/recurrence/rule.ts';
import { localToInstant, startOfDay } from '../../kernel/time/local.ts';
import { MIN_INSTANT } from '../../kernel/time/units.ts';
import { findZone, resolveZone, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { checkedAmounts } from './hours-rules.ts';
import { dialogOf, type ShownDialog, saidRule } from './said-rules.ts';
import { isOfAppointment, type ScheduleElement, type ScheduleRow, scheduleType } from './schema.ts';

/** The rules of contract/behaviour.md section 3 about one schedule. */

/** What a schedule has when its element does not say it. */
export interface ScheduleDefaults {
  /** IANA zone of the agent, else of the tenant. */
  timezone: string;
  /** Start and duration of the appointment that it belongs to; they win over what the element says. */
  startdate?: number;
  hours?: number;
  /** The agent who saves it. */
  savedBy: number;
}

/** The row that an element makes of a stored one, or a new one.
 * @throws Problem naming the field that is wrong */
export function scheduleFrom(
  element: ScheduleElement,
  stored: ScheduleRow | undefined,
  defaults: ScheduleDefaults,
  now: number,
): ScheduleRow {
  const type = ownerType(element, stored);
  const { startdate, timezone } = beginning(element, stored, defaults);
  const start = startAt(startdate, resolveZone(timezone));
  const shown = stored && shownDialog(stored);
  const row: ScheduleRow = {
    ...plainFields(element, stored, defaults),
    ...saidRule(element, stored, shown, start),
    id: stored?.id ?? null,
    type,
    startdate,
    timezone,
    next_creation: null,
    saved_by: defaults.savedBy,
    version: stored?.version ?? 1,
    last_modified: now,
  };
  refuseNever(row);
  return { ...row, next_creation: type === scheduleType.ticket ? nextCreation(row, stored, now) : null };
}

const recurrences = new WeakMap<ScheduleRow, Recurrence>();

/** What a stored rule means; the same object for the same row. */
export function recurrenceOfSchedule(row: ScheduleRow): Recurrence {
  const known = recurrences.get(row);
  if (known) return known;
  const recurrence = parseRecurrence(row.rrule, { start: startAt(row.startdate, resolveZone(row.timezone)) });
  recurrences.set(row, recurrence);
  return recurrence;
}

/** The rule in words. */
export function describeSchedule(row: ScheduleRow): string {
  return describeRecurrence(recurrenceOfSchedule(row));
}

/** The dialog that says the rule; undefined when none can. */
export function shownDialog(row: ScheduleRow): ShownDialog | undefined {
  const computed = dialogOf(recurrenceOfSchedule(row));
  // A weekly dialog that names no day goes by the start, and so shows the start's.
  if (!row.dialog || row.dialog.weeklyrecurrencestring === '') return computed;
  return { said: row.dialog, enddate: row.enddate };
}

/** Do two rows occur at the same instants? */
export function sameRule(one: ScheduleRow, other: ScheduleRow): boolean {
  return one.rrule === other.rrule && one.startdate === other.startdate && one.timezone === other.timezone;
}

function ownerType({ type, uniqueid }: ScheduleElement, stored: ScheduleRow | undefined): number {
  if (stored && type !== undefined && type !== null && type !== stored.type) {
    throw fieldProblem('type', 'Cannot change; make another schedule.');
  }
  const result = stored?.type ?? type ?? scheduleType.ticket;
  const owner = uniqueid === undefined ? stored?.uniqueid : positive(uniqueid);
  if (stored && isOfAppointment(stored) && owner !== stored.uniqueid) {
    throw fieldProblem('uniqueid', 'Cannot change; make another schedule.');
  }
  return result;
}

interface Beginning {
  startdate: number;
  timezone: string;
}

function beginning(element: ScheduleElement, stored: ScheduleRow | undefined, defaults: ScheduleDefaults): Beginning {
  const said = startInText(element.rrule);
  const otherwise = stored?.timezone ?? said?.zone.name ?? defaults.timezone;
  const timezone = zoneNamed(element.timezone, otherwise, defaults.timezone);
  const inText = said && instantOf(said, resolveZone(timezone));
  const startdate = defaults.startdate ?? element.startdate ?? inText ?? stored?.startdate;
  if (startdate === undefined) throw fieldProblem('startdate', 'Is required.');
  if (element.startdate === null && defaults.startdate === undefined) {
    throw fieldProblem('startdate', 'Is required, and cannot be cleared.');
  }
  if (inText !== undefined && inText !== startdate) {
    throw fieldProblem('rrule', 'Its DTSTART is not startdate; send one of them.');
  }
  return { startdate, timezone };
}

/** The DTSTART of a text that brings its own. */
function startInText(rrule: string | null | undefined): Start | undefined {
  if (!rrule || !/(^|\n)\s*DTSTART/i.test(rrule)) return undefined;
  try {
    return parseRecurrence(rrule).start;
  } catch (error) {
    if (error instanceof RecurrenceError) throw fieldProblem('rrule', error.message);
    throw error;
  }
}

function instantOf({ day, time, allDay, zone }: Start, otherZone: Zone): number {
  return allDay ? startOfDay(day, otherZone) : localToInstant(day, time, zone);
}

function zoneNamed(given: string | null | undefined, otherwise: string, cleared: string): string {
  if (given === undefined) return otherwise;
  if (given === null || given.trim() === '') return cleared;
  const zone = findZone(given.trim());
  if (!zone) {
    throw fieldProblem('timezone', `There is no time zone '${given.slice(0, 60)}'; use a name such as Europe/Berlin.`);
  }
  return zone.name;
}

type PlainFields = Omit<
  ScheduleRow,
  | 'id'
  | 'type'
  | 'startdate'
  | 'timezone'
  | 'rrule'
  | 'dialog'
  | 'enddate'
  | 'next_creation'
  | 'saved_by'
  | 'version'
  | 'last_modified'
>;

function plainFields(
  element: ScheduleElement,
  stored: ScheduleRow | undefined,
  defaults: ScheduleDefaults,
): PlainFields {
  const id = (name: 'uniqueid' | 'requesttype' | 'client_id' | 'site_id' | 'user_id' | 'team_id' | 'priority') =>
    element[name] === undefined ? (stored?.[name] ?? null) : positive(element[name]);
  const { contract_schedule_plan: plan } = element;
  const { contract_schedule_plan: _stored, ...extra } = stored?.extra ?? {};
  return {
    uniqueid: id('uniqueid'),
    subject: element.subject === undefined ? (stored?.subject ?? '') : (element.subject ?? ''),
    hours: defaults.hours ?? (element.hours === undefined ? (stored?.hours ?? null) : element.hours),
    weeklyrecurrenceamount: checkedAmounts(element.weeklyrecurrenceamount, stored?.weeklyrecurrenceamount ?? null),
    requesttype: id('requesttype'),
    // Clients take the agents 0 and 1 for nobody.
    agentid: element.agentid === undefined ? (stored?.agentid ?? null) : positive(element.agentid, 2),
    client_id: id('client_id'),
    site_id: id('site_id'),
    user_id: id('user_id'),
    team_id: id('team_id'),
    priority: id('priority'),
    extra: plan === undefined ? (stored?.extra ?? {}) : plan ? { ...extra, contract_schedule_plan: plan } : extra,
  };
}

function positive(id: number | null | undefined, least = 1): number | null {
  return id !== null && id !== undefined && id >= least ? id : null;
}

/** @throws Problem naming what makes the rule occur never */
function refuseNever(row: ScheduleRow): void {
  if (next(recurrenceOfSchedule(row), MIN_INSTANT) !== undefined) return;
  const field = row.dialog ? (row.enddate === null ? 'recurrencepattern' : 'enddate') : 'rrule';
  throw fieldProblem(field, 'With this rule it never occurs.');
}

/** What is queued first: the first occurrence after now. A save that leaves the rule as it was leaves the queue, too. */
function nextCreation(row: ScheduleRow, stored: ScheduleRow | undefined, now: number): number | null {
  if (stored && sameRule(row, stored)) return stored.next_creation;
  return next(recurrenceOfSchedule(row), now) ?? null;
}
