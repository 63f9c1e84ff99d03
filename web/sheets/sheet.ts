import type { Board, Span as Minutes } from '../../src/rooms/board/shape.ts';
import { type Desk, deskOf, has, type Item, minuteOf } from '../board/model.ts';
import type { CellEntry, Span } from './cell.ts';

/** The week of one agent as the page keeps it, made of what the server answers. Times are minutes since its start. */

export type ApprovalState = 'draft' | 'pending' | 'approved' | 'returned';

export interface HistoryStep {
  seq: number;
  command: string;
  agent_name: string;
  /** UTC without a suffix. */
  date: string;
  message?: string;
}

export interface Warned {
  code: string;
  message: string;
  event_ids?: number[];
  start_date?: string;
  end_date?: string;
}

/** A row of `GET /Timesheet?includeapproval=true`. */
export interface DayRow {
  id: number;
  agent_id: number;
  agent_name: string;
  date: string;
  target_hours: number;
  actual_hours: number;
  automatic_break_hours?: number;
  approval?: { approvalstatus: number; message?: string };
  approval_history?: HistoryStep[];
  warnings?: Warned[];
  _canapprove?: boolean;
  _canupdate: boolean;
}

/** A row of `GET /TimesheetEvent`. */
export interface EventRow {
  id: number;
  event_type: number;
  break_type?: number;
  start_date: string;
  end_date?: string;
  timetaken: number;
  traveltime?: number;
  subject?: string;
  note?: string;
  ticket_id?: number;
  ticket_summary?: string;
  client_id?: number;
  customer?: string;
  charge_rate?: number;
  chargeable?: boolean;
  lognewticket?: boolean;
  appointment_id?: number;
  running?: boolean;
  is_private?: boolean;
  _etag: string;
  _canupdate: boolean;
}

/** A row of `GET /Timesheet/forecasting`. */
export interface ForecastRow {
  agent_id: number;
  date: string;
  booked_hours: number;
  leave_hours: number;
}

export interface Entry extends CellEntry {
  row: EventRow;
  /** Key of its line. */
  line: string;
}

/** One line of the grid: what the time was for. */
export interface Line {
  key: string;
  title: string;
  kind: 'ticket' | 'internal' | 'break' | 'private';
  chargeable: boolean;
  /** What a new entry of it is made of. */
  values: Record<string, unknown>;
}

export interface SheetDay extends Span {
  date: string;
  label: string;
  state: ApprovalState;
  /** Nothing of it may be changed: it waits, is approved, or is another's. */
  locked: boolean;
  row: DayRow;
  worked: number;
  target: number;
  leave: number;
}

export interface Sheet {
  agent: { id: number; name: string };
  monday: string;
  desk: Desk;
  days: SheetDay[];
  entries: Entry[];
  work: Span[];
}

export const stateOf = ({ approval }: Pick<DayRow, 'approval'>): ApprovalState =>
  (['pending', 'approved', 'returned'] as const)[approval?.approvalstatus ?? -1] ?? 'draft';

export interface Answers {
  board: Board;
  days: readonly DayRow[];
  events: readonly EventRow[];
  forecast: readonly ForecastRow[];
}

export function sheetOf(agentId: number, monday: string, { board, days, events, forecast }: Answers): Sheet {
  const found = board.agents[0];
  const work = (board.hours[found?.hours ?? -1] ?? []).map(([from, until]: Minutes) => ({ from, until }));
  return {
    agent: { id: agentId, name: days[0]?.agent_name ?? found?.name ?? '' },
    monday,
    desk: deskOf(board),
    work,
    days: board.columns.flatMap(({ date, label, at, minutes }, index): SheetDay[] => {
      const row = days.find((one) => one.date.startsWith(date));
      if (!row) return [];
      return [
        {
          date,
          label,
          from: at,
          until: at + minutes,
          row,
          state: stateOf(row),
          locked: !row._canupdate,
          worked: row.actual_hours * 60,
          target: row.target_hours * 60,
          leave: (forecast[index]?.leave_hours ?? 0) * 60,
        },
      ];
    }),
    entries: events.map((row) => entryOf(board, row)).sort((one, other) => one.from - other.from || one.id - other.id),
  };
}

function entryOf(board: Board, row: EventRow): Entry {
  const from = minuteOf(board, row.start_date);
  const until = row.end_date ? minuteOf(board, row.end_date) : Math.max(from, board.now);
  return {
    id: row.id,
    from,
    until,
    minutes: row.timetaken * 60,
    row,
    line: lineKey(row),
    ...(row.running && { running: true }),
  };
}

export function lineKey({
  is_private,
  event_type,
  break_type,
  ticket_id,
  lognewticket,
  subject = '',
  client_id,
}: EventRow) {
  if (is_private) return 'private';
  if (event_type === 1) return `break ${break_type ?? 1}`;
  if (ticket_id && lognewticket !== false) return `ticket ${ticket_id}`;
  return internalKey(subject, client_id);
}

export const internalKey = (subject: string, client?: number): string =>
  `internal ${client ?? 0} ${subject.trim().toLowerCase()}`;

export function lineOf(row: EventRow, words: { private: string; breaks: string[]; unnamed: string }): Line {
  const key = lineKey(row);
  const kind = key.split(' ')[0] as Line['kind'];
  const { subject, ticket_id, ticket_summary, client_id, customer, charge_rate = 0, break_type = 1 } = row;
  const client = customer ? `${customer} / ` : '';
  const rate = charge_rate > 0 ? { charge_rate } : {};
  const shared = { key, kind, chargeable: row.chargeable === true };
  if (kind === 'private') return { ...shared, title: words.private, values: {} };
  if (kind === 'break') {
    return { ...shared, title: words.breaks[break_type - 1] ?? '', values: { event_type: 1, break_type, subject } };
  }
  if (kind === 'ticket') {
    const title = `${client}#${ticket_id} ${ticket_summary ?? subject ?? ''}`;
    return { ...shared, title, values: { ticket_id, subject: ticket_summary ?? subject, ...rate } };
  }
  const title = `${client}${subject?.trim() || words.unnamed}`;
  return { ...shared, title, values: { subject, ...(client_id && { client_id }), ...rate } };
}

/** The part of an entry that lies in a day, of the time that it took. */
export function minutesIn({ from, until, minutes }: CellEntry, day: Span): number {
  if (until <= from) return from >= day.from && from < day.until ? minutes : 0;
  const inside = Math.min(until, day.until) - Math.max(from, day.from);
  return inside > 0 ? (minutes * inside) / (until - from) : 0;
}

export const touches = ({ from, until }: Span, day: Span): boolean =>
  from < day.until && (until > day.from || from >= day.from);

/** Appointments that are over and that nobody has recorded: on days that are open. */
export function unrecorded({ desk, days, entries }: Sheet): Item[] {
  const recorded = new Set(entries.map(({ row }) => row.appointment_id));
  const plain = (item: Item) =>
    item.kind === 0 &&
    has(item, 'change') &&
    !(['done', 'draft', 'tentative', 'pending', 'allDay'] as const).some((flag) => has(item, flag));
  return desk.items.filter(
    (item) =>
      plain(item) &&
      item.until > item.from &&
      item.until <= desk.board.now &&
      !recorded.has(item.id) &&
      days.some((day) => !day.locked && item.from >= day.from && item.until <= day.until),
  );
}
