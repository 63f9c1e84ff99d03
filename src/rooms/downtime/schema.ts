import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, Int, Num, QueryTime, Text } from '../../wire/fields.ts';
import { pageParameters } from '../../wire/list-query.ts';

/** What clients send and get (contract/wire.md section 6, contract/behaviour.md section 9). */

const ruled = {
  id: Int('Absent, 0 or less creates; otherwise the downtime to change'),
  faultid: Int('Ticket that it belongs to; 0 or less = none'),
  service: Int('Service that was down; of a new one with faultid that of the ticket, when it has one'),
  startdate: Instant('Since when; of a new one the beginning of the ticket, else now'),
  enddate: Instant('Until when; none while it lasts'),
  ended: Bool('True ends it, now or at enddate. Ending what has ended changes nothing'),
  hours: Num('Hours that were said; otherwise they are computed', { minimum: 0, maximum: 1_000_000 }),
  calculated: Bool('Hours are computed: from start to end (open: until now), in the hours of the service'),
  allday: Bool("Whole days of the caller's zone; without an end one day"),
  rrule: Text('RFC 5545 rule by days, weeks, months or years, when it happens again; null = once', 2_000),
  timezone: Text("Zone whose clock the rule goes by, IANA or Windows name; the caller's when absent", 100),
} as const;

/** Accepted, so that a row can be sent back as it came, and otherwise ignored: the server decides them. */
const computed = {
  fault_summary: Text('Summary of the ticket', 100_000),
  service_desc: Text('Name of the service', 100_000),
  workdays: Int('Workday of the service: its hours'),
  source: Text('typed, or ticket: computed from a ticket that says its services are down while it is open', 20),
  last_modified: Instant('Last change'),
  _etag: Text('Its version, for If-Match', 100),
  _canupdate: Bool('The caller may change it'),
  _candelete: Bool('The caller may delete it'),
  _warning: Text('What the caller should know', 10_000),
} as const;

const commands = {
  _validateonly: Bool('Run everything, answer 200 with the result, save nothing'),
} as const;

export const DowntimeFields = Fields({ ...ruled, ...computed, ...commands }, { title: 'Downtime' });

export const DowntimePost = Type.Array(DowntimeFields, {
  minItems: 1,
  description: 'Downtimes to create (no id) or to change (id). All are saved, or none.',
});

export const DowntimeListQuery = Fields({
  service: Int('Of this service; 0 or less = no filter'),
  faultid: Int('Of this ticket; 0 or less = no filter'),
  start_date: QueryTime('Those that end after this, and those that last'),
  end_date: QueryTime('Those that begin before this'),
  ended: Bool('True: those that have an end; false: those that last'),
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of dates without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone of dates without a suffix; wins over utcoffset', 100),
  ...pageParameters,
});

export const DowntimeList = Type.Object({
  page_no: Type.Optional(Int('As asked for')),
  page_size: Type.Optional(Int('As asked for')),
  record_count: Int('Of all pages'),
  downtime: Type.Array(DowntimeFields, { description: 'By start' }),
});

export const DowntimeCalendarQuery = Fields({
  start_date: QueryTime('From then on; the beginning of this month when absent'),
  end_date: QueryTime('Until then; the end of this month when absent'),
  service: Int('Of this service; 0 or less = of all'),
  utcoffset: Num('Minutes west of Greenwich (240 = UTC-4) of dates without a suffix', {
    minimum: -1_440,
    maximum: 1_440,
  }),
  timezone: Text('Zone of dates without a suffix; wins over utcoffset', 100),
  ...pageParameters,
});

const CalendarRow = Fields(
  {
    id: Int('Of the downtime; 0 of planned maintenance'),
    kind: Text('downtime or maintenance'),
    subject: Text('Service and what it is about'),
    start_date: Instant('Start'),
    end_date: Instant('End; now, while it lasts'),
    allday: Bool('Whole days'),
    ticket_id: Int('Ticket of the downtime'),
    holiday_id: Text('Id of the planned maintenance'),
    service: Int('Service'),
    service_desc: Text('Its name'),
    hours: Num('Hours of the service that it took'),
    ended: Bool('It has an end'),
    colour: Text('Of its kind'),
    isrecurring: Bool('One of the times of a downtime that happens again'),
    _canupdate: Bool('False: it is changed where it is kept'),
    _candelete: Bool('The caller may delete the downtime'),
    _etag: Text('Version of the downtime, for If-Match', 100),
  },
  { title: 'DowntimeCalendarRow' },
);

export const DowntimeCalendarAnswer = Type.Object({
  page_no: Type.Optional(Int('As asked for')),
  page_size: Type.Optional(Int('As asked for')),
  record_count: Int('Of all pages'),
  appointments: Type.Array(CalendarRow, {
    description: 'Each time of a downtime and of planned maintenance, by start',
  }),
  availability: Type.Array(
    Fields(
      {
        service: Int('Service'),
        service_desc: Text('Its name'),
        totalhours: Num('Hours in which it should have been up, without planned maintenance'),
        downhours: Num('Of these, when it was down; overlapping downtimes count once'),
        percent: Num('100 x (total - down) / total'),
        maintenancehours: Num('Hours of planned maintenance'),
        target_percent: Num('Promised availability'),
        met: Bool('percent is not below it'),
      },
      { title: 'Availability' },
    ),
    { description: 'Of each service, by name' },
  ),
});

type Given<T> = { [K in keyof T]?: T[K] | null };
/** One element of a post, as read: absent = unchanged, null = cleared. */
export type DowntimeElement = Given<Static<typeof DowntimeFields>>;
export type DowntimeListQuery = Given<Static<typeof DowntimeListQuery>>;
export type DowntimeCalendarQuery = Given<Static<typeof DowntimeCalendarQuery>>;

/** A downtime as it is stored, instants in integer milliseconds. */
export interface DowntimeRow {
  readonly ticket_id: number | null;
  readonly service_id: number;
  readonly starts_at: number;
  readonly ends_at: number | null;
  /** Hours that were said. */
  readonly hours: number | null;
  readonly allday: boolean;
  readonly rrule: string | null;
  /** IANA; of what recurs. */
  readonly timezone: string | null;
}

/** With its number and the names of what it points at. */
export interface StoredDowntime extends DowntimeRow {
  readonly id: number;
  readonly version: number;
  readonly last_modified: number;
  readonly created_by: number | null;
  /** It is what a ticket says; no row of the table. */
  readonly from_ticket: boolean;
  readonly ticket_summary: string | null;
  readonly service_name: string;
  readonly workday_id: number | null;
}

/** What a change of a downtime without any rests on: the ticket that it names. */
export interface TicketFacts {
  readonly id: number;
  readonly dateoccurred: number | null;
  readonly services: readonly number[];
}
