import type { Interval } from '../../kernel/time/intervals.ts';
import { writeInstant } from '../../wire/dates.ts';
import { type Reader, slotText } from '../booking-page/when-rules.ts';

/** Rows of the calendar that a setting would touch, as lists of what would change say them. */

export interface RowWithin extends Interval {
  /** Place of the time that was asked for. */
  readonly place: number;
  readonly id: number;
  readonly agent_id: number;
  readonly agent_name: string;
  readonly kind: number;
  /** `Private` where the reader may not know. */
  readonly subject: string;
  /** A customer has booked it. */
  readonly booked: boolean;
}

/** What is planned, as a list of what would change says it. */
export function wirePlanned(
  { id, agent_id, agent_name, subject, booked, kind, start, end }: RowWithin,
  reader: Reader,
) {
  const [start_date, end_date] = [writeInstant(start), writeInstant(end)];
  return {
    id,
    agent_id,
    agent_name,
    subject,
    kind,
    booked,
    start_date,
    end_date,
    label: slotText({ start, end }, reader, true),
  };
}
