import { civilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { findZone, type Zone } from '../../kernel/time/zones.ts';
import { Problem } from '../../problems.ts';
import { sameRule, scheduleFrom } from '../schedules/rules.ts';
import { type ScheduleElement, type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import type { HolidayElement, HolidayRow } from './schema.ts';

/** How a holiday recurs: by the rule that is said, else every year on its date. */

interface Recurring {
  readonly zone: Zone;
  readonly savedBy: number;
  readonly now: number;
}

/** The schedule of a row that recurs; its start and duration are those of the row.
 * @throws Problem naming the field inside `schedule` */
export function scheduleOfHoliday(
  row: HolidayRow,
  said: HolidayElement['schedule'],
  stored: ScheduleRow | undefined,
  { zone: own, savedBy, now }: Recurring,
): ScheduleRow {
  const zone = (said?.timezone ? findZone(said.timezone.trim()) : undefined) ?? zoneOf(stored) ?? own;
  const startdate = row.all_day ? startOfDay(firstDay(row), zone) : (row.starts_at as number);
  const hours = row.all_day ? wholeDayHours(row, zone) : ((row.ends_at as number) - startdate) / HOUR;
  const defaults = { timezone: zone.name, startdate, hours, savedBy };
  const plan = (element: ScheduleElement) =>
    aboutSchedule(() =>
      scheduleFrom(
        { ...element, type: scheduleType.holiday, uniqueid: row.holid, subject: row.name },
        stored,
        defaults,
        now,
      ),
    );
  const isNewRule = said && !(stored && sameRule(plan(said), plan({})));
  if (isNewRule) return plan(said);
  const everyYear = !stored || said === null || isYearlyOn(stored, zone);
  return everyYear ? plan(yearlyOn(startdate, zone)) : plan({});
}

/** Every year on the date of an instant; 29 February is the 28th in other years. */
function yearlyOn(instant: number, zone: Zone): ScheduleElement {
  const { month, date } = civilDate(dayOf(instant, zone));
  return {
    rrule: null,
    recurrencepattern: 3,
    yearlyrecurrencepattern: 0,
    yearlyrecurrencespecificdatemonth: month,
    yearlyrecurrencespecificdate: date,
    yearlyrecurrencespecificdateinterval: 1,
    rangeofrecurrence: 0,
  };
}

/** Does it just recur every year on its date? Then it moves with the date. */
function isYearlyOn({ dialog, startdate }: ScheduleRow, zone: Zone): boolean {
  const yearly = yearlyOn(startdate, zone);
  return (
    dialog !== null &&
    dialog.recurrencepattern === 3 &&
    (dialog.yearlyrecurrencepattern ?? 0) === 0 &&
    (dialog.rangeofrecurrence ?? 0) === 0 &&
    (dialog.yearlyrecurrencespecificdateinterval ?? 1) === 1 &&
    dialog.yearlyrecurrencespecificdatemonth === yearly.yearlyrecurrencespecificdatemonth &&
    dialog.yearlyrecurrencespecificdate === yearly.yearlyrecurrencespecificdate
  );
}

function zoneOf(stored: ScheduleRow | undefined): Zone | undefined {
  return stored && findZone(stored.timezone);
}

const firstDay = ({ start_date }: HolidayRow) => parseCivilDate(start_date as string) as number;

function wholeDayHours(row: HolidayRow, zone: Zone): number {
  const last = parseCivilDate(row.end_date as string) as number;
  return (startOfDay(last + 1, zone) - startOfDay(firstDay(row), zone)) / HOUR;
}

/** Names the fields of the schedule inside its holiday. */
function aboutSchedule<T>(rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof Problem) || !error.extras.errors) throw error;
    const errors = Object.entries(error.extras.errors).map(([field, messages]) => [`schedule.${field}`, messages]);
    throw new Problem(error.code, error.message, { ...error.extras, errors: Object.fromEntries(errors) });
  }
}
