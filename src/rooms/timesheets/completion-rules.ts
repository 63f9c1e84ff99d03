import { HOUR } from '../../kernel/time/units.ts';
import { fieldProblem } from '../../problems.ts';

/** The time that an appointment is recorded for, once it is done (behaviour 2, Completing). */

/** What of an appointment decides about its event. */
export interface CompletedRow {
  readonly id: number;
  readonly agent_id: number | null;
  readonly subject: string;
  readonly starts_at: number | null;
  readonly ends_at: number | null;
  readonly actual_start: number | null;
  readonly complete_date: number | null;
  readonly complete_timetaken: number | null;
  readonly ticket_id: number | null;
  readonly client_id: number | null;
  readonly site_id: number | null;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface RecordedTime {
  readonly agent_id: number;
  readonly starts_at: number;
  readonly hours: number;
  readonly ticket_id: number | null;
  readonly client_id: number | null;
  readonly site_id: number | null;
}

const longest = 24;

/** What completing records; undefined when there is nothing: no agent, or no time was said and there is no ticket.
 * @throws Problem invalid-fields for more hours than an entry has */
export function recordedTime(row: CompletedRow): RecordedTime | undefined {
  const hours = row.complete_timetaken ?? plannedHours(row);
  if (row.agent_id === null || hours === undefined || hours === 0) return undefined;
  if (hours > longest) {
    throw fieldProblem('complete_timetaken', `An entry of a timesheet has at most ${longest} hours.`);
  }
  const startsAt = row.actual_start ?? row.starts_at ?? (row.complete_date ?? 0) - Math.round(hours * HOUR);
  const { agent_id, ticket_id, client_id, site_id } = row;
  return { agent_id, starts_at: startsAt, hours, ticket_id, client_id, site_id };
}

/** What its series of days was planned for is no entry of one day. */
function plannedHours({ ticket_id, starts_at, ends_at }: CompletedRow): number | undefined {
  if (ticket_id === null || starts_at === null || ends_at === null) return undefined;
  const hours = (ends_at - starts_at) / HOUR;
  return hours <= longest ? hours : undefined;
}

/** The charge rate that was sent with the completion. */
export function chargeRateOf({ extra }: CompletedRow): number {
  const rate = Number(extra.chargerate ?? 0);
  return Number.isInteger(rate) && rate > 0 ? rate : 0;
}

export function noteOf({ extra }: CompletedRow): string | null {
  const note = extra.complete_note ?? extra.complete_notehtml;
  return typeof note === 'string' && note !== '' ? note : null;
}
