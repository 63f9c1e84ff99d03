import { ticketStatus } from '../codes.ts';
import { checkedCivilDay } from '../kernel/time/civil.ts';
import { DAY, MINUTE } from '../kernel/time/units.ts';

/** One line of the log: one update of one incident. What the log does not know (`?`) is null. */
export interface LogLine {
  /** Its place in the file; the heading is line 1. */
  line: number;
  /** Number of the incident. */
  incident: string;
  /** The log's own count of the incident's updates. */
  update: string;
  /** When this update happened. */
  at: number;
  status: number;
  priority: number | null;
  openedAt: number | null;
  closedAt: number | null;
  /** Null too where the log has no such column. */
  resolvedAt: number | null;
  resolver: string | null;
  group: string | null;
  caller: string | null;
  location: string | null;
  /** What it was about. */
  item: string | null;
  category: string | null;
  subcategory: string | null;
  /** Number of a change. */
  change: string | null;
}

/** Why a line cannot be used; the message is for the person who has the file. */
export class BadLine extends Error {}

/** Columns that the import reads; others may be there, in any order. */
export const neededColumns = [
  'number',
  'incident_state',
  'sys_mod_count',
  'sys_updated_at',
  'opened_at',
  'closed_at',
  'priority',
  'caller_id',
  'location',
  'assignment_group',
  'assigned_to',
  'category',
  'subcategory',
  'cmdb_ci',
  'rfc',
] as const;

type Column = (typeof neededColumns)[number];
/** Of the columns that a log may lack. */
type AnyColumn = Column | 'resolved_at';

/** Where each needed column is.
 * @throws Error naming those that are missing */
export function placesOf(heading: readonly string[]): Record<AnyColumn, number> & { count: number } {
  const names = heading.map((name) => name.trim().toLowerCase());
  const missing = neededColumns.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`This is no incident log: its first line lacks ${missing.join(', ')}.`);
  const places = Object.fromEntries(neededColumns.map((name) => [name, names.indexOf(name)]));
  return { ...(places as Record<Column, number>), resolved_at: names.indexOf('resolved_at'), count: names.length };
}

/** Reads the values of one line.
 * @throws BadLine */
export function lineOf(values: readonly string[], places: ReturnType<typeof placesOf>, line: number): LogLine {
  if (values.length !== places.count) throw new BadLine(`has ${values.length} columns instead of ${places.count}`);
  const text = (column: AnyColumn) => known(column, values[places[column]] ?? '');
  const instant = (column: AnyColumn) => instantOf(column, text(column));
  return {
    line,
    incident: needed('number', text('number')),
    update: text('sys_mod_count') ?? '',
    at: needed('sys_updated_at', instant('sys_updated_at')),
    status: statusOf(needed('incident_state', text('incident_state'))),
    priority: priorityOf(text('priority')),
    openedAt: instant('opened_at'),
    closedAt: instant('closed_at'),
    resolvedAt: instant('resolved_at'),
    resolver: text('assigned_to'),
    group: text('assignment_group'),
    caller: text('caller_id'),
    location: text('location'),
    item: text('cmdb_ci'),
    category: text('category'),
    subcategory: text('subcategory'),
    change: text('rfc'),
  };
}

/** In the order of time; within a minute, which is as fine as the log is, in the order of the file. */
export function inOrderOfTime(lines: readonly LogLine[]): LogLine[] {
  return [...lines].sort((one, other) => one.at - other.at || one.line - other.line);
}

export function isResolved(status: number): boolean {
  return status === ticketStatus.resolved || status === ticketStatus.closed;
}

const longestName = 200;

function known(column: AnyColumn, given: string): string | null {
  const text = given.trim();
  if (text === '' || text === '?') return null;
  if (text.length > longestName) throw new BadLine(`${column} is longer than ${longestName} characters`);
  // PostgreSQL keeps no zero characters, and no other control character belongs into a name.
  if (/\p{Cc}/u.test(text)) throw new BadLine(`${column} has a control character`);
  return text;
}

function needed<T>(column: Column, value: T | null): T {
  if (value === null) throw new BadLine(`${column} is missing`);
  return value;
}

/** `dd-mm-yyyy hh:mm`, read as UTC. */
function instantOf(column: AnyColumn, text: string | null): number | null {
  if (text === null) return null;
  const parts = /^(\d{1,2})-(\d{1,2})-(\d{4}) (\d{1,2}):(\d{2})$/.exec(text)?.slice(1).map(Number);
  const [date = 0, month = 0, year = 0, hour = 24, minute = 60] = parts ?? [];
  const day = year >= 1900 && year < 2200 ? checkedCivilDay(year, month, date) : undefined;
  if (day === undefined || hour > 23 || minute > 59) {
    throw new BadLine(`${column} '${text}' is no date like 29-02-2016 01:23`);
  }
  return day * DAY + (hour * 60 + minute) * MINUTE;
}

const statuses: Record<string, number> = {
  new: ticketStatus.new,
  active: ticketStatus.active,
  'awaiting user info': ticketStatus.awaitingUserInfo,
  'awaiting problem': ticketStatus.awaitingProblem,
  'awaiting vendor': ticketStatus.awaitingVendor,
  'awaiting evidence': ticketStatus.awaitingEvidence,
  resolved: ticketStatus.resolved,
  closed: ticketStatus.closed,
};

function statusOf(text: string): number {
  const status = statuses[text.toLowerCase()];
  if (status === undefined) throw new BadLine(`incident_state '${text}' is not known`);
  return status;
}

/** `3 - Moderate` is 3: the numbers are those of the lookup list of priorities. */
function priorityOf(text: string | null): number | null {
  const number = /^([1-4])\b/.exec(text ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
