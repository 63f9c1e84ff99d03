import { formatCivilDate } from '../kernel/time/civil.ts';
import type { Element } from '../rooms/appointments/schema.ts';
import { type Entry, timed, appointmentType as type } from './entry.ts';
import type { Ticket } from './planned-tickets.ts';
import type { Random } from './random.ts';
import { shiftHours, shiftOf } from './shifts.ts';

const lengths = [30, 30, 45, 60, 60, 90, 120];

/** An agent's own five days: stretches of work on their open tickets around what is fixed, and a free lunch. */
export function workOf(
  agent: string,
  monday: number,
  tickets: readonly Ticket[],
  random: Random,
  fixed: Entry[],
): Entry[] {
  const nextWork = workFor(agent, tickets, random);
  const taken = fixed.filter(({ agents, element }) => agents.includes(agent) && element.agent_status !== 0);
  const entries: Entry[] = [];
  for (let day = 0; day < 5; day++) {
    const first = shiftOf(agent, day).begins * 60;
    const last = first + shiftHours * 60;
    const lunch = { from: first + 210, to: first + 255 };
    let minute = first + random.pick([0, 0, 15, 30]);
    while (minute < last - 30) {
      const length = random.pick(lengths);
      const isOverLunch = minute < lunch.to && minute + length > lunch.from;
      const slot = timed([agent], [monday, day, 0, minute], length, {});
      if (minute + length <= last && !isOverLunch && isFree(slot, taken, monday + day)) {
        entries.push(withWork(slot, nextWork()));
      }
      minute += length + random.pick([0, 15, 30, 45, 60]);
    }
  }
  return entries;
}

function isFree({ element }: Entry, taken: Entry[], day: number): boolean {
  const { start_date: start, end_date: end } = element as { start_date: number; end_date: number };
  return taken.every(({ element: other }) =>
    other.allday
      ? other.start_date_only !== formatCivilDate(day)
      : end <= (other.start_date as number) || start >= (other.end_date as number),
  );
}

const betweenTickets = [
  { subject: 'Ticket queue', appointment_type_id: type.focus },
  { subject: 'Documentation', appointment_type_id: type.focus },
  { subject: 'Call with a supplier', appointment_type_id: type.meeting },
  { subject: 'Stock check', appointment_type_id: 1 },
  { subject: 'Hand over to the next shift', appointment_type_id: type.meeting },
  { subject: 'Study for the certificate', appointment_type_id: type.focus },
];

const ofManagers = [
  { subject: 'One to one', appointment_type_id: type.meeting },
  { subject: 'Customer review', appointment_type_id: type.meeting },
  { subject: 'Plan the rota', appointment_type_id: type.focus },
  { subject: 'Escalations', appointment_type_id: 1 },
  { subject: 'Budget', appointment_type_id: type.focus },
  { subject: 'Call with a supplier', appointment_type_id: type.meeting },
  { subject: 'Read the week’s tickets', appointment_type_id: type.focus },
];

interface Work {
  ticket?: string;
  element: Element;
}

/** What somebody does next: a ticket of theirs, two times out of three, or what else there is to do. Tickets come round
 * only when all have had their turn. */
function workFor(agent: string, tickets: readonly Ticket[], random: Random): () => Work {
  const open = tickets.filter((one) => one.agent === agent && one.closed === null && one.planned === undefined);
  const nextOther = random.deal(open.length === 0 ? ofManagers : betweenTickets);
  const nextTicket = random.deal(open);
  return () =>
    open.length === 0 || random.whole(1, 3) === 1 ? { element: nextOther() } : onTicket(nextTicket(), random);
}

function onTicket({ summary, team }: Ticket, random: Random): Work {
  const isVisit = team === 'Field Service' || random.whole(1, 6) === 1;
  const element = {
    subject: summary,
    appointment_type_id: isVisit ? type.onSite : type.remote,
    appointment_location: isVisit ? 1 : 2,
    reminderminutes: 15,
  };
  return { ticket: summary, element };
}

function withWork(slot: Entry, work: Work): Entry {
  return { ...slot, ...work, element: { ...slot.element, ...work.element } };
}
