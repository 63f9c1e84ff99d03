import { formatCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { writeInstant } from '../../wire/dates.ts';
import { isOpen } from './freeze-rules.ts';
import { isFreeze, type PeriodTime, zoneOf } from './period-rules.ts';
import type { CalendarKind } from './schema.ts';
import type { Conflict, PlannedChange } from './window-rules.ts';

/** Rows of the change calendar as clients get them: those of an appointment list, and what is known of changes. */

export type WireRow = Record<string, unknown>;

/** The names that conflicts are told with. */
export interface Names {
  ticket(id: number): string | undefined;
  service(id: number): string | undefined;
}

/** A change as the list reads it. */
export interface ShownChange {
  readonly id: number;
  readonly summary: string;
  readonly status: number;
  readonly dateclosed: number | null;
  readonly start_date: number;
  readonly end_date: number;
  readonly type_colour: string | null;
  readonly agent_colour: string | null;
  readonly last_modified: number;
  readonly emergency: boolean;
}

export function wireChange(change: ShownChange, conflicts: readonly Conflict[], names: Names): WireRow {
  const { id, summary, start_date, end_date, type_colour, agent_colour, emergency, ...rest } = change;
  return withoutNulls({
    ...row('change', { start: start_date, end: end_date }, summary),
    ticket_id: id,
    ...rest,
    complete_status: isOpen(change) ? -1 : 0,
    dateclosed: change.dateclosed === null ? null : writeInstant(change.dateclosed),
    colour: isColour(type_colour) ? type_colour : (agent_colour ?? colours.change),
    emergency: emergency || undefined,
    conflicts: codesOf(conflicts),
    conflict_details: conflicts.map((conflict) => wireConflict(conflict, names)),
    last_modified: writeInstant(change.last_modified),
  });
}

/** @param stopped the changes that this time of a freeze stops */
export function wirePeriod(time: PeriodTime, stopped: readonly PlannedChange[], names: Names): WireRow {
  const { period } = time;
  const kind = isFreeze(time) ? 'freeze' : 'maintenance';
  return withoutNulls({
    ...row(kind, time, period.name),
    holiday_id: period.id,
    holid: period.holid,
    _etag: period._etag,
    allday: period.all_day,
    ...(period.all_day && civilDates(time)),
    isrecurring: period.rule !== null,
    risk: period.risk,
    services: period.service_id === null ? [] : [{ id: period.service_id, name: period.service_name }],
    change_freeze_clients: period.client_ids,
    colour: colours[kind],
    conflicts: stopped.length > 0 ? ['freeze'] : [],
    conflict_details: stopped.map((change) => ({ code: 'freeze', ...wireOther(change, names) })),
  });
}

/** The first so long part of a time in which nothing is in the way. */
export function wireClear({ start, end }: Interval, length: number): WireRow {
  return {
    ...row('clear', { start, end: start + length }, 'Clear window'),
    clear_until: writeInstant(end),
    duration_hours: length / 3_600_000,
    colour: colours.clear,
    conflicts: [],
  };
}

const colours = { change: '#2563eb', freeze: '#b91c1c', maintenance: '#b45309', clear: '#15803d' } as const;
const isColour = (text: string | null) => /^#[0-9a-f]{6}$/i.test(text ?? '');

function row(kind: CalendarKind, { start, end }: Interval, subject: string): WireRow {
  return {
    id: 0,
    kind,
    subject,
    start_date: writeInstant(start),
    end_date: writeInstant(end),
    allday: false,
    is_private: false,
    is_task: false,
    busy: false,
    _canupdate: false,
    _cancomplete: false,
    _candelete: false,
  };
}

function civilDates({ start, end, period }: PeriodTime) {
  const midnight = (instant: number) => `${formatCivilDate(dayOf(instant, zoneOf(period)))}T00:00:00`;
  return { start_date_only: midnight(start), end_date_only: midnight(end - 1) };
}

export function codesOf(conflicts: readonly Conflict[]): string[] {
  return [...new Set(conflicts.map(({ code }) => code))];
}

export function wireConflict(conflict: Conflict, names: Names): WireRow {
  const { code } = conflict;
  if (code === 'outside_window') {
    return withoutNulls({ code, service_id: conflict.serviceId, service_name: names.service(conflict.serviceId) });
  }
  if (code !== 'freeze') return { code, ...wireOther(conflict.other, names) };
  const { holidayId, name, start, end, risk } = conflict.freeze;
  return { code, holiday_id: holidayId, subject: name, risk, ...times(start, end) };
}

export function wireOther({ ticketId, start, end }: PlannedChange, names: Names): WireRow {
  return withoutNulls({ ticket_id: ticketId, subject: names.ticket(ticketId), ...times(start, end) });
}

function times(start: number, end: number) {
  return { start_date: writeInstant(start), end_date: writeInstant(end) };
}

function withoutNulls(members: WireRow): WireRow {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}
