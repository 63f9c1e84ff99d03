import { people } from './desk.ts';
import { type Entry, timed } from './entry.ts';

export const shiftHours = 8;

/** When somebody's day begins, in hours, and what that shift is called. */
export function shiftOf(agent: string, day: number): { begins: number; kind: number; subject: string } {
  const isLate = agent === 'Leila Haddad' || (agent === 'Rhys Morgan' && day > 2);
  return isLate ? { begins: 11, kind: 2, subject: 'Late shift' } : { begins: 9, kind: 1, subject: 'Day shift' };
}

/** Day shifts for most, late ones on the service desk, and one agent on call at the weekend. */
export function shifts(monday: number): Entry[] {
  const weekdays = [0, 1, 2, 3, 4].flatMap((day) =>
    people.map(({ name }) => {
      const { begins, kind, subject } = shiftOf(name, day);
      return timed([name], [monday, day, begins, 0], shiftHours * 60, { subject, shift_type_id: kind });
    }),
  );
  const onCall = [5, 6].map((day) =>
    timed(['Daniel Cohen'], [monday, day, 8, 0], 12 * 60, { subject: 'On call', shift_type_id: 4 }),
  );
  return [...weekdays, ...onCall];
}
