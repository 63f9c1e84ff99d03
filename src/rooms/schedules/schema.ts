import { type Static, Type } from 'typebox';
import { Anything, Bool, Fields, Instant, Int, LenientCount, Num, Text } from '../../wire/fields.ts';

/** What clients send and get (contract/wire.md section 6, contract/behaviour.md section 3). */

const KeyPair = Fields({ id: Text('Weekday, 0 Sunday .. 6 Saturday', 50), name: Text('Hours on it', 50) });

/** The fields of the classic dialog. */
const dialog = {
  recurrencepattern: Int('0 daily, 1 weekly, 2 monthly, 3 yearly'),
  dailyrecurrencepattern: Int('0 every `dailyrecurrencedays` days, 1 every weekday'),
  dailyrecurrencedays: Int('Every so many days; 1 when absent'),
  weeklyrecurrenceweeks: Int('Every so many weeks, counted from Monday; 1 when absent'),
  weeklyrecurrencestring: Text(
    'Weekdays with commas: numbers from 0 Sunday to 6 Saturday, or names; that of the start when empty',
    250,
  ),
  monthlyrecurrencepattern: Int('0 on a date, 1 on a weekday of the month'),
  monthlyrecurrencespecificdate: Int('Date 1 to 31; in a shorter month its last day'),
  monthlyrecurrencespecificdateinterval: Int('Every so many months; 1 when absent'),
  monthlyrecurrencespecificday: Int('1 first .. 4 fourth, 5 last'),
  monthlyrecurrencespecificdayofweek: Int('0 Sunday .. 6 Saturday, 7 day, 8 weekday, 9 weekend day'),
  monthlyrecurrencespecificdayinterval: Int('Every so many months; 1 when absent'),
  yearlyrecurrencepattern: Int('0 on a date, 1 on a weekday of a month'),
  yearlyrecurrencespecificdate: Int('Date 1 to 31; 29 February is the 28th in other years'),
  yearlyrecurrencespecificdatemonth: Int('Month 1 to 12 of the date'),
  yearlyrecurrencespecificdateinterval: Int('Every so many years; 1 when absent'),
  yearlyrecurrencespecificday: Int('1 first .. 4 fourth, 5 last'),
  yearlyrecurrencespecificdayofweek: Int('0 Sunday .. 6 Saturday, 7 day, 8 weekday, 9 weekend day'),
  yearlyrecurrencespecificdaymonth: Int('Month 1 to 12 of the weekday'),
  yearlyrecurrencespecificdayinterval: Int('Every so many years; 1 when absent'),
  rangeofrecurrence: Int('0 no end, 1 `endafteramount` times, 2 until `enddate`'),
  endafteramount: Int('How many times'),
} as const;

export type DialogName = keyof typeof dialog;
export const dialogNames = Object.keys(dialog) as DialogName[];

/** Properties with a column of their own. */
const stored = {
  type: Int('Whose it is: 0 scheduled ticket, 1 appointment master, 2 holiday, 3 shift, 4 contract plan', {
    minimum: 0,
    maximum: 4,
  }),
  uniqueid: Int('Id of the owner that `type` tells of'),
  subject: Text('What it is about; summary of the tickets that it makes', 1_000),
  hours: Num('Duration of an occurrence in hours', { minimum: 0, maximum: 8_784 }),
  requesttype: Int('Ticket type (lookup 101) of the tickets that it makes'),
  agentid: Int('Agent of the tickets that it makes; with `hours` they get an appointment, too'),
  client_id: Int('Client of the tickets that it makes'),
  site_id: Int('Site of the tickets that it makes'),
  user_id: Int('User of the tickets that it makes'),
  team_id: Int('Team of the tickets that it makes'),
  priority: Int('Priority (lookup 103) of the tickets that it makes'),
} as const;

/** Properties that rules turn into something else. */
const ruled = {
  id: Int('Absent, 0 or less creates; otherwise the schedule to change'),
  startdate: Instant('Where the rule begins: an occurrence only when it satisfies the rule'),
  enddate: Instant('With `rangeofrecurrence` 2: the last civil day in `timezone`, included'),
  timezone: Text("Zone whose clock it follows, IANA or Windows name; the agent's when absent", 100),
  rrule: Text('The rule as RFC 5545 has it, with EXDATE and RDATE lines; instead of the dialog', 200_000),
  weeklyrecurrenceamount: Type.Array(KeyPair, { maxItems: 7, description: 'Hours by weekday, where they differ' }),
  contract_schedule_plan: Type.Array(Anything('ContractSchedulePlan'), {
    maxItems: 1_000,
    description: 'With includedetails: the plan; kept as given, else made from the occurrences (type 4)',
  }),
} as const;

/** Told what to do; never kept. */
const commands = {
  _validateonly: Bool('Check everything, answer 200 with the first occurrences as `events`, save nothing'),
  count: LenientCount('With _validateonly: how many `events`, 50 by default, at most 1000'),
  after: Instant('With _validateonly: only `events` after this'),
} as const;

/** Accepted, so that a schedule can be sent back as it came, and otherwise ignored: the server decides them. */
const computed = {
  nextcreationdate: Instant('When it makes the next ticket'),
  nextrundate: Instant('Its next occurrence'),
  recurring_desc: Text('The rule in words'),
  last_modified: Instant('Last change'),
  _etag: Text('Its version, for If-Match', 100),
  _warning: Text('What the caller should know'),
  events: Type.Array(Anything('An occurrence with start_date and end_date'), {
    maxItems: 1_000,
    description: 'Occurrences: the next 50 with includedetails, the first ones with _validateonly',
  }),
} as const;

export const ScheduleFields = Fields(
  { ...ruled, ...dialog, ...stored, ...computed, ...commands },
  { title: 'Schedule' },
);

export const SchedulePost = Type.Array(ScheduleFields, {
  minItems: 1,
  maxItems: 1_000,
  description: 'Schedules to create (no id) or to change (id). All are saved, or none.',
});

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type ScheduleElement = Given<Static<typeof ScheduleFields>>;

export type StoredName = keyof typeof stored;
export const storedNames = Object.keys(stored) as StoredName[];

/** A row of the table `schedule`: names of the columns, instants in integer milliseconds. Never changed in place: what
 * its rule means is worked out once for each object. */
export interface ScheduleRow {
  readonly id: number | null;
  readonly type: number;
  readonly uniqueid: number | null;
  readonly subject: string;
  readonly hours: number | null;
  readonly weeklyrecurrenceamount: readonly { readonly id: string; readonly name: string }[] | null;
  readonly startdate: number;
  /** IANA */
  readonly timezone: string;
  /** A rule, or the lines RRULE, RDATE and EXDATE. */
  readonly rrule: string;
  readonly dialog: DialogSaid | null;
  readonly enddate: number | null;
  readonly requesttype: number | null;
  readonly agentid: number | null;
  readonly client_id: number | null;
  readonly site_id: number | null;
  readonly user_id: number | null;
  readonly team_id: number | null;
  readonly priority: number | null;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly next_creation: number | null;
  readonly saved_by: number;
  readonly version: number;
  readonly last_modified: number;
}

/** The dialog's fields that its pattern and range use; `enddate` has a column of its own. */
export type DialogSaid = { readonly [K in DialogName]?: string | number };

export const scheduleType = { ticket: 0, appointment: 1, holiday: 2, shift: 3, contractPlan: 4 } as const;

/** Does it belong to a row of the appointments room? */
export function isOfAppointment({ type, uniqueid }: Pick<ScheduleRow, 'type' | 'uniqueid'>): boolean {
  return type === scheduleType.appointment || (type === scheduleType.shift && uniqueid !== null);
}
