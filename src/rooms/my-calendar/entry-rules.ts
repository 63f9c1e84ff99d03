import { openAppointmentStatus } from '../../codes.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { DAY } from '../../kernel/time/units.ts';

/** What a subscribed calendar gets of the rows of an agent. */

/** So far back and ahead: what is over long ago needs no calendar, and series are made as far ahead. */
const daysBack = 31;
const daysAhead = 180;

export function windowAt(now: number): Interval {
  return { start: now - daysBack * DAY, end: now + daysAhead * DAY };
}

interface Shown {
  readonly whole: boolean;
  readonly subject: string;
  readonly client: string | null;
  readonly ticket_id: number | null;
  readonly note: string | null;
  readonly location: string | null;
  readonly open_appointment_status: number;
}

/** Texts of an entry; of a masked row the mask. */
export function textsOf({ whole, subject, client, ticket_id, note, location }: Shown) {
  if (!whole) return { summary: 'Private' };
  const about = [client, ticket_id === null ? undefined : `#${ticket_id}`].filter(Boolean).join(', ');
  return {
    summary: subject || client || 'Appointment',
    description: [about, note].filter(Boolean).join('\n\n'),
    location: location ?? undefined,
  };
}

export function statusOf({ open_appointment_status }: Shown): 'CONFIRMED' | 'TENTATIVE' {
  return open_appointment_status === openAppointmentStatus.firm ? 'CONFIRMED' : 'TENTATIVE';
}
