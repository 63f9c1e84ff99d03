import { ticketStatus, ticketType } from '../codes.ts';
import { HOUR } from '../kernel/time/units.ts';

/** A ticket of the demonstration, by names; instants are relative to the Monday, in milliseconds. */
export interface Ticket {
  summary: string;
  type: number;
  status: number;
  priority: number;
  customer: string;
  site: string;
  user: string;
  agent: string | null;
  team: string;
  occurred: number;
  closed: number | null;
  services: string[];
  asset?: string;
  planned?: { start: number; end: number; risk?: number; estimate?: number };
}

const day = 24 * HOUR;

/** Changes and a project, with the times that they are planned for. */
export const plannedTickets: Ticket[] = [
  {
    summary: 'Replace the firewall at the head office',
    type: ticketType.change,
    status: ticketStatus.active,
    priority: 2,
    customer: 'Tarnbrook Logistics',
    site: 'Tarnbrook head office',
    user: 'Imran Siddiqui',
    agent: 'Farida Khan',
    team: 'Infrastructure',
    occurred: -9 * day,
    closed: null,
    services: ['Network'],
    planned: { start: 3 * day + 13 * HOUR, end: 3 * day + 15 * HOUR, risk: 3, estimate: 2 },
  },
  {
    summary: 'Update the file server',
    type: ticketType.change,
    status: ticketStatus.new,
    priority: 3,
    customer: 'Kestrel Row Architects',
    site: 'Kestrel Row studio',
    user: 'Yuki Tanaka',
    agent: 'Rohan Mehta',
    team: 'Infrastructure',
    occurred: -5 * day,
    closed: null,
    services: ['File storage'],
    asset: 'Drawing office server',
    planned: { start: 5 * day + 3 * HOUR, end: 5 * day + 6 * HOUR, risk: 2, estimate: 3 },
  },
  {
    summary: 'Move telephony to the new provider',
    type: ticketType.change,
    status: ticketStatus.new,
    priority: 3,
    customer: 'Pellworth Foods',
    site: 'Pellworth offices',
    user: 'Maria Santos',
    agent: 'Jasmine Brooks',
    team: 'Field Service',
    occurred: -12 * day,
    closed: null,
    services: ['Telephony'],
    planned: { start: 10 * day + 22 * HOUR, end: 11 * day + HOUR, risk: 4, estimate: 3 },
  },
  {
    summary: 'Fit out the new warehouse office',
    type: ticketType.project,
    status: ticketStatus.active,
    priority: 3,
    customer: 'Pellworth Foods',
    site: 'Pellworth warehouse',
    user: 'Kevin Doyle',
    agent: 'Grace Kim',
    team: 'Field Service',
    occurred: -20 * day,
    closed: null,
    services: [],
    planned: { start: -3 * day, end: 18 * day, estimate: 60 },
  },
];
