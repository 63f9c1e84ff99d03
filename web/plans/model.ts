import { ticketStatus } from '../../src/codes.ts';
import type { Board, Named, Session } from '../../src/rooms/board/shape.ts';
import { minuteOf } from '../board/model.ts';
import type { Days } from '../wire/columns.ts';

/** What is planned and what went wrong, as the page keeps it. */

export type Kind = 'change' | 'freeze' | 'maintenance' | 'downtime';

/** What is in the way of a change; of a freeze: a change that it stops. */
export interface Conflict {
  code: 'freeze' | 'same_service' | 'outside_window' | 'same_agent';
  ticket_id?: number;
  holiday_id?: string;
  subject?: string;
  start_date?: string;
  end_date?: string;
  service_id?: number;
  service_name?: string;
}

/** A row of GET /ChangeCalendar or GET /Downtime/DowntimeCalendar. */
export interface CalendarRow {
  id: number;
  kind: Kind;
  ticket_id?: number;
  holiday_id?: string;
  subject: string;
  start_date: string;
  end_date: string;
  allday?: boolean;
  start_date_only?: string;
  end_date_only?: string;
  isrecurring?: boolean;
  risk?: number;
  services?: Named[];
  conflict_details?: Conflict[];
  emergency_reason?: string;
  client_id?: number;
  client_name?: string;
  agent_id?: number;
  agent_name?: string;
  status?: number;
  status_name?: string;
  complete_status?: number;
  /** Of a downtime. */
  service?: number;
  service_desc?: string;
  hours?: number;
  ended?: boolean;
  _etag?: string;
  _candelete?: boolean;
}

export interface Plan {
  /** Of it, or of one of its times. */
  key: string;
  kind: Kind;
  /** Ticket, holiday or downtime. */
  id: number | string;
  subject: string;
  /** Minutes since the first instant shown. */
  from: number;
  until: number;
  services: readonly Named[];
  conflicts: readonly Conflict[];
  row: CalendarRow;
}

/** A service and how available it is in the month. */
export interface Service {
  service: number;
  service_desc: string;
  percent: number;
  target_percent?: number;
  met?: boolean;
}

/** It lasts. */
export interface Outage {
  id: number;
  service: number;
  service_desc: string;
  fault_summary?: string;
  startdate: string;
  since: string;
  _etag?: string;
}

export const boardOf = (days: Days): Board => days as Board;

export function planOf(days: Days, row: CalendarRow): Plan {
  const { kind, subject, conflict_details = [] } = row;
  const id = row.kind === 'change' ? row.ticket_id : row.kind === 'downtime' ? row.id : row.holiday_id;
  const from = minuteOf(boardOf(days), row.start_date);
  const services = row.service ? [{ id: row.service, name: row.service_desc ?? '' }] : (row.services ?? []);
  return {
    key: kind === 'change' ? `#${id}` : `${kind} ${id}${row.isrecurring ? ` ${from}` : ''}`,
    kind,
    id: id ?? 0,
    subject,
    from,
    until: minuteOf(boardOf(days), row.end_date),
    services,
    conflicts: conflict_details,
    row,
  };
}

export const isDone = ({ row }: Plan): boolean => row.complete_status === 0;
/** A change that nobody has agreed to yet: its status is new. */
export const isDraft = ({ kind, row }: Plan): boolean => kind === 'change' && row.status === ticketStatus.new;
export const isLasting = ({ kind, row }: Plan): boolean => kind === 'downtime' && row.ended === false;
export const clashes = (plan: Plan): boolean => plan.kind === 'change' && plan.conflicts.length > 0;

/** As the server decides it: the page offers only what will not be refused. */
export function mayChange(me: Session, { kind, row }: Plan): boolean {
  if (me.role === 'admin' || kind === 'downtime') return true;
  const { agent_id } = row;
  return kind === 'change' && (!agent_id || agent_id === me.agent_id || !!me.reports?.includes(agent_id));
}

export function mayMove(me: Session, plan: Plan): boolean {
  const { kind, row } = plan;
  return kind !== 'downtime' && !isDone(plan) && !row.allday && !row.isrecurring && mayChange(me, plan);
}

/** A change with everything that it meets; two changes that meet each other are one pair. */
export interface Pair {
  plan: Plan;
  codes: Conflict['code'][];
  other: Conflict;
}

export function pairsOf(plans: readonly Plan[]): Pair[] {
  const changes = new Map(plans.filter(clashes).map((plan) => [plan.id, plan]));
  const pairs = new Map<string, Pair>();
  for (const plan of changes.values()) {
    for (const other of plan.conflicts) {
      const { code, ticket_id = 0, holiday_id = '', service_id = 0 } = other;
      if (ticket_id && ticket_id < Number(plan.id) && changes.has(ticket_id)) continue;
      const key = [plan.id, ticket_id, holiday_id, service_id].join();
      const pair = pairs.get(key);
      if (!pair) pairs.set(key, { plan, codes: [code], other });
      else if (!pair.codes.includes(code)) pair.codes.push(code);
    }
  }
  return [...pairs.values()];
}
