import { instantParameter } from '../../kernel/db/transaction.ts';
import type { AppointmentRow } from './row.ts';

type Column = Exclude<keyof AppointmentRow, 'id' | 'asset_ids' | 'version' | 'busy'>;

const instant = (name: Column) => (row: AppointmentRow) => instantParameter(row[name] as number | null);

/** Columns that a save writes, with their types, in the order of the statements' parameters. */
const types: [type: string, names: Column[]][] = [
  [
    'bigint',
    [
      'agent_id',
      'shift_team_id',
      'master_id',
      'ticket_id',
      'client_id',
      'site_id',
      'user_id',
      'complete_agent_id',
      'organizer',
      'requestedapprovalagent',
      'approvalagent',
      'followup_id',
      'created_by',
      'series_agent_id',
    ],
  ],
  [
    'integer',
    [
      'shift_type_id',
      'appointment_type_id',
      'appointment_status',
      'open_appointment_status',
      'appointment_location',
      'agent_status',
      'complete_status',
      'approval_status',
      'reminderminutes',
    ],
  ],
  [
    'text',
    [
      'subject',
      'note',
      'recurring_master_id',
      'appointment_location_free_text',
      'attendees',
      'approvalnote',
      'recurring_desc',
    ],
  ],
  [
    'boolean',
    [
      'all_day',
      'is_task',
      'is_master',
      'is_exception',
      'clash',
      'is_private',
      'requires_approval',
      'reminder_shown',
      'deleted',
      'forced',
    ],
  ],
  ['date', ['start_date', 'end_date']],
  ['uuid', ['holiday_id', 'collection_id']],
  ['double precision', ['complete_timetaken']],
  ['jsonb', ['extra']],
  [
    'timestamptz',
    [
      'starts_at',
      'ends_at',
      'original_start',
      'complete_date',
      'actual_start',
      'approvaldatetime',
      'deleted_at',
      'date_created',
      'last_modified',
    ],
  ],
];

export interface Written {
  name: Column;
  type: string;
  value(row: AppointmentRow): unknown;
}

export const writtenColumns: Written[] = types.flatMap(([type, names]) =>
  names.map((name) => ({ name, type, value: type === 'timestamptz' ? instant(name) : (row) => row[name] })),
);

export const columnNames: string[] = writtenColumns.map(({ name }) => name);

/** The values of a row, in the order of `writtenColumns`. */
export function columnValues(row: AppointmentRow): unknown[] {
  return writtenColumns.map(({ value }) => value(row));
}

/** Places of the columns' parameters, the first after `before` others, each with its type. */
export function columnPlaces(before: number): string[] {
  return writtenColumns.map(({ type }, index) => `$${before + index + 1}::${type}`);
}

/** A row as the change log keeps it: what a save writes, and not what only the database needs. Nulls are left out when it
 * is read, which is seldom.
 * @param names of the columns, where it is known that all others are null */
export function loggedRow(row: string, names = columnNames): string {
  const columns = ['id', 'version', ...names].map((name) => `${row}.${name}`);
  return `(select to_json(entry) from (select ${columns.join(', ')}) entry)`;
}
