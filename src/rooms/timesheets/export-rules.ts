import { approvalStatus } from '../../codes.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { wallClockAt } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';

/** The columns of an export, and its rows as text of a CSV file. One row is one event. */

export interface ExportRow {
  readonly id: number;
  readonly agent_id: number;
  readonly agent_name: string;
  /** IANA: whose clock the times are by. */
  readonly timezone: string;
  readonly starts_at: number;
  /** Null: running. */
  readonly ends_at: number | null;
  /** Hours that were said; null: as long as it lasts. */
  readonly timetaken: number | null;
  readonly traveltime: number | null;
  readonly event_type: number;
  readonly break_type: number | null;
  readonly break_note: string | null;
  readonly subject: string | null;
  readonly note: string | null;
  readonly ticket_id: number | null;
  readonly ticket: string | null;
  readonly client: string | null;
  readonly charge_rate: number | null;
  readonly charge_name: string | null;
  readonly chargeable: boolean;
  readonly mileage: number | null;
  readonly contract_id: number | null;
  readonly category1: string | null;
  readonly category2: string | null;
  readonly category3: string | null;
  readonly category4: string | null;
  /** Of the day on which it begins; null: none. */
  readonly approval: number | null;
  readonly approver: string | null;
}

export type Cell = string | number | null;

export interface Column {
  readonly title: string;
  readonly of: (row: ExportRow, now: number) => Cell;
}

const typeNames: Readonly<Record<number, string>> = { 0: 'work', 1: 'break' };
const breakNames: Readonly<Record<number, string>> = { 1: 'break', 2: 'lunch' };
const approvalNames: Readonly<Record<number, string>> = {
  [approvalStatus.pending]: 'pending',
  [approvalStatus.approved]: 'approved',
  [approvalStatus.rejected]: 'rejected',
};

/** Times are by the agent's own clock, which `timezone` names. */
export const columns: readonly Column[] = [
  { title: 'id', of: ({ id }) => id },
  { title: 'agent_id', of: ({ agent_id }) => agent_id },
  { title: 'agent', of: ({ agent_name }) => agent_name },
  { title: 'date', of: ({ starts_at, timezone }) => localText(starts_at, timezone).slice(0, 10) },
  { title: 'start', of: ({ starts_at, timezone }) => localText(starts_at, timezone) },
  { title: 'end', of: ({ ends_at, timezone }) => (ends_at === null ? null : localText(ends_at, timezone)) },
  { title: 'timezone', of: ({ timezone }) => timezone },
  { title: 'hours', of: hoursOf },
  { title: 'travel_hours', of: ({ traveltime }) => traveltime },
  { title: 'type', of: ({ event_type }) => typeNames[event_type] ?? String(event_type) },
  { title: 'break', of: ({ break_type }) => (break_type === null ? null : (breakNames[break_type] ?? null)) },
  { title: 'subject', of: ({ subject }) => subject },
  { title: 'note', of: ({ note, break_note }) => note ?? break_note },
  { title: 'ticket_id', of: ({ ticket_id }) => ticket_id },
  { title: 'ticket', of: ({ ticket }) => ticket },
  { title: 'client', of: ({ client }) => client },
  { title: 'charge_rate', of: ({ charge_rate }) => charge_rate },
  { title: 'charge', of: ({ charge_name }) => charge_name },
  { title: 'chargeable', of: ({ chargeable }) => (chargeable ? 'yes' : 'no') },
  { title: 'mileage', of: ({ mileage }) => mileage },
  { title: 'contract_id', of: ({ contract_id }) => contract_id },
  { title: 'category1', of: ({ category1 }) => category1 },
  { title: 'category2', of: ({ category2 }) => category2 },
  { title: 'category3', of: ({ category3 }) => category3 },
  { title: 'category4', of: ({ category4 }) => category4 },
  { title: 'approval', of: ({ approval }) => (approval === null ? 'none' : (approvalNames[approval] ?? 'none')) },
  { title: 'approved_by', of: ({ approver }) => approver },
];

/** What begins the file: a mark by which spreadsheets know that it is UTF-8, and the titles. */
export const csvHead = `\uFEFF${columns.map(({ title }) => title).join(',')}\r\n`;

/** Rows as lines (RFC 4180), each with its end. */
export function csvLines(rows: readonly ExportRow[], now: number): string {
  return rows.map((row) => `${columns.map(({ of }) => csvCell(of(row, now))).join(',')}\r\n`).join('');
}

/** A text that a spreadsheet would read as a formula gets an apostrophe before it, as OWASP advises (CSV injection): what
 * somebody wrote into a note must not run on the computer of who opens the file. */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A running event has the hours that it has come to. */
function hoursOf({ timetaken, starts_at, ends_at }: ExportRow, now: number): number {
  if (ends_at !== null && timetaken !== null) return rounded(timetaken);
  return rounded(Math.max(0, (ends_at ?? now) - starts_at) / HOUR);
}

const rounded = (hours: number) => Math.round(hours * 10_000) / 10_000;

function localText(instant: number, timezone: string): string {
  const { day, time } = wallClockAt(instant, findZone(timezone) ?? UTC);
  return `${formatCivilDate(day)} ${new Date(time).toISOString().slice(11, 19)}`;
}
