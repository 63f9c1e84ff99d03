import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { findZone, resolveZone, type Zone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { DowntimeElement, DowntimeRow, TicketFacts } from './schema.ts';
import { earliest, latest, refuseUnfit } from './time-rules.ts';

/** What an element of a post makes of a downtime (contract/behaviour.md section 9). */

export interface Saver {
  /** IANA zone of whoever saves. */
  readonly timezone: string;
  readonly now: number;
}

/** The row after a save.
 * @param ticket that the element names, for a new one
 * @throws Problem naming the field that is wrong */
export function downtimeFrom(
  element: DowntimeElement,
  stored: DowntimeRow | undefined,
  ticket: TicketFacts | undefined,
  { timezone, now }: Saver,
): DowntimeRow {
  if (stored && endsAgain(element, stored)) return stored;
  const ticket_id = element.faultid === undefined ? (stored?.ticket_id ?? null) : reference(element.faultid);
  const allday = element.allday ?? stored?.allday ?? false;
  const rule = ruleOf(element, stored, timezone);
  const zone = resolveZone(timezone);
  const times = timesFrom(element, stored, allday, { zone, now, began: ticket?.dateoccurred ?? now });
  const row = {
    ticket_id,
    service_id: serviceOf(element, stored, ticket),
    ...times,
    hours: hoursFrom(element, stored),
    allday,
    ...rule,
  };
  refuseWrongTimes(row);
  refuseUnfit(row);
  return row;
}

/** Somebody ends what has ended, and asks for nothing else: it stays as it was. */
export function endsAgain(element: DowntimeElement, stored: Pick<DowntimeRow, 'ends_at'>): boolean {
  const asked = Object.entries(element).filter(([name, value]) => value !== undefined && !idle.includes(name));
  return stored.ends_at !== null && element.ended === true && asked.every(([name]) => name === 'ended');
}

const idle = ['id', 'enddate', '_etag', '_validateonly', 'last_modified'];

const reference = (id: number | null) => (id !== null && id > 0 ? id : null);

function serviceOf({ service }: DowntimeElement, stored: DowntimeRow | undefined, ticket: TicketFacts | undefined) {
  const given = reference(service ?? null);
  if (given !== null) return given;
  const [only, other] = ticket?.services ?? [];
  const id = stored?.service_id ?? (other === undefined ? only : undefined);
  if (id === undefined || service === null) throw fieldProblem('service', 'Please say which service was down.');
  return id;
}

function timesFrom(
  element: DowntimeElement,
  stored: DowntimeRow | undefined,
  allday: boolean,
  { zone, now, began }: { zone: Zone; now: number; began: number },
): Pick<DowntimeRow, 'starts_at' | 'ends_at'> {
  const starts_at = element.startdate ?? stored?.starts_at ?? began;
  if (element.startdate === null) throw fieldProblem('startdate', 'Please say since when it was down.');
  const ends_at = endFrom(element, stored, now);
  if (ends_at !== null && ends_at < starts_at) return { starts_at, ends_at };
  const isSame = stored && stored.allday === allday && stored.starts_at === starts_at && stored.ends_at === ends_at;
  return allday && !isSame ? wholeDays(starts_at, ends_at, zone) : { starts_at, ends_at };
}

/** `ended` ends it now and false opens it again, unless an end is given. */
function endFrom({ enddate, ended }: DowntimeElement, stored: DowntimeRow | undefined, now: number): number | null {
  const before = stored?.ends_at ?? null;
  if (typeof enddate === 'number' && enddate !== before) return enddate;
  if (ended === true) return before ?? now;
  if (enddate === null || (ended === false && stored)) return null;
  return typeof enddate === 'number' ? enddate : before;
}

/** An end at midnight is the end of the day before. */
function wholeDays(start: number, end: number | null, zone: Zone): Pick<DowntimeRow, 'starts_at' | 'ends_at'> {
  const first = dayOf(start, zone);
  const last = Math.max(first, end === null ? first : dayOf(end - 1, zone));
  return { starts_at: startOfDay(first, zone), ends_at: startOfDay(last + 1, zone) };
}

/** Hours that were said; null when they are computed. The ones that are shown say nothing while they are. */
function hoursFrom({ hours, calculated }: DowntimeElement, stored: DowntimeRow | undefined): number | null {
  if (calculated === true || hours === null) return null;
  const isComputed = calculated === undefined && stored !== undefined && stored.hours === null;
  if (calculated === false) return hours ?? stored?.hours ?? 0;
  return isComputed ? null : (hours ?? stored?.hours ?? null);
}

function ruleOf({ rrule, timezone }: DowntimeElement, stored: DowntimeRow | undefined, own: string) {
  const text = (rrule === undefined ? stored?.rrule : rrule)?.trim() || null;
  if (text === null) return { rrule: null, timezone: null };
  const asked = timezone?.trim();
  const zone = findZone(asked || (stored?.timezone ?? own));
  if (!zone) throw fieldProblem('timezone', `'${asked?.slice(0, 60)}' is not a time zone, such as Europe/Berlin.`);
  return { rrule: text, timezone: zone.name };
}

function refuseWrongTimes({ starts_at, ends_at }: DowntimeRow): void {
  const isFar = (instant: number) => instant < earliest || instant >= latest;
  if (isFar(starts_at)) throw fieldProblem('startdate', 'The year is from 2000 to 2099.');
  if (ends_at === null) return;
  if (ends_at < starts_at) throw fieldProblem('enddate', 'enddate is before startdate.');
  if (isFar(ends_at)) throw fieldProblem('enddate', 'The year is from 2000 to 2099.');
}
