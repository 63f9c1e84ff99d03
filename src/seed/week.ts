import { people } from './desk.ts';
import type { Entry } from './entry.ts';
import { fixedEntries, tasks } from './fixed.ts';
import type { Ticket } from './planned-tickets.ts';
import type { Random } from './random.ts';
import { shifts } from './shifts.ts';
import { workOf } from './work.ts';

/** Everything that stands in the week.
 * @param monday its first civil day
 * @param doneBefore what ends before this instant is completed */
export function weekOf(monday: number, doneBefore: number, tickets: readonly Ticket[], random: Random): Entry[] {
  const fixed = fixedEntries(monday);
  const work = people.flatMap(({ name }) => workOf(name, monday, tickets, random, fixed));
  return [...fixed, ...work, ...tasks(monday), ...shifts(monday)].map((entry) => completed(entry, doneBefore));
}

/** Work that ends before that instant is done; what has begun and not ended is under way. */
function completed(entry: Entry, doneBefore: number): Entry {
  const { element } = entry;
  const { start_date, end_date } = element as { start_date?: number; end_date?: number };
  const isWork = !element.is_task && !element.shift_type_id && !element.allday && !element.requires_approval;
  const isSettled = (element.open_appointment_status ?? 0) === 0;
  if (!isWork || !isSettled || start_date === undefined || end_date === undefined) return entry;
  if (end_date <= doneBefore) return { ...entry, element: { ...element, complete_status: 0, complete_date: end_date } };
  if (start_date < doneBefore && entry.ticket) return { ...entry, element: { ...element, actual_start: start_date } };
  return entry;
}
