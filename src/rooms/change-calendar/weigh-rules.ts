import { Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import type { FreezeTime, PlannedTicket } from './freeze-rules.ts';

/** A save of tickets as far as freezes are concerned. */

/** A ticket as the directory gives it out. */
export type TicketRow = Readonly<Record<string, unknown>>;

/** A row with planned times as freezes see it; undefined when it is none, or of another type. */
export function plannedTicket(row: TicketRow | undefined, types: ReadonlySet<number>): PlannedTicket | undefined {
  if (!hasPlan(row) || !types.has(row.tickettype_id as number)) return undefined;
  return {
    start: Date.parse(`${row.start_date}Z`),
    end: Date.parse(`${row.end_date}Z`),
    risk: (row.risk as number | undefined) ?? null,
    clientId: (row.client_id as number | undefined) ?? null,
    serviceIds: ((row.services ?? []) as { id: number }[]).map(({ id }) => id),
    status: row.status as number,
    dateclosed: row.dateclosed,
    emergency: row.emergency === true,
    emergencyReason: (row.emergency_reason as string | undefined) ?? null,
  };
}

export function hasPlan(row: TicketRow | undefined): row is TicketRow {
  return typeof row?.start_date === 'string' && typeof row.end_date === 'string';
}

const mostTold = 20;

/** The refusal of a change that freezes stop.
 * @param path of the element, such as `[0]` */
export function frozen(path: string, ticket: PlannedTicket, freezes: readonly FreezeTime[]): Problem {
  const [first] = freezes as [FreezeTime, ...FreezeTime[]];
  const name = first.name === '' ? 'a change freeze' : `the change freeze '${first.name}'`;
  const more = freezes.length > 1 ? ` (and ${freezes.length - 1} more)` : '';
  const times = `${writeInstant(first.start)} to ${writeInstant(first.end)} UTC`;
  const message = `The change is planned during ${name}, ${times}${more}. ${wayOut(ticket)}`;
  const field = ticket.emergency ? 'emergency_reason' : 'start_date';
  return new Problem('change-freeze', message, {
    errors: { [`${path}.${field}`]: [message] },
    members: { freezes: freezes.slice(0, mostTold).map(told) },
  });
}

function wayOut({ emergency }: PlannedTicket): string {
  if (emergency) return 'An emergency needs an emergency_reason that says why it cannot wait.';
  return 'Move it, or send emergency: true with an emergency_reason.';
}

function told({ holidayId, name, start, end, risk, serviceId }: FreezeTime) {
  const times = { start_date: writeInstant(start), end_date: writeInstant(end) };
  return { holiday_id: holidayId, name, ...times, risk, ...(serviceId !== null && { service_id: serviceId }) };
}
