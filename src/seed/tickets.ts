import { ticketStatus, ticketType } from '../codes.ts';
import { HOUR } from '../kernel/time/units.ts';
import { customers, type Person, people } from './desk.ts';
import { plannedTickets, type Ticket } from './planned-tickets.ts';
import type { Random } from './random.ts';

const incidents: [summary: string, team: string, service?: string][] = [
  ['Cannot open shared calendar', 'Service Desk', 'E-mail'],
  ['Printer on first floor prints blank pages', 'Service Desk'],
  ['New starter needs an account and a laptop', 'Service Desk', 'Directory and sign-in'],
  ['Password reset after long absence', 'Service Desk', 'Directory and sign-in'],
  ['Headset not found by the softphone', 'Service Desk', 'Telephony'],
  ['Screen reader stops after the update', 'Service Desk'],
  ['Mailbox is full', 'Service Desk', 'E-mail'],
  ['Second screen stays dark', 'Service Desk'],
  ['Video calls freeze in the meeting room', 'Service Desk', 'Network'],
  ['Spreadsheet opens read-only', 'Service Desk', 'File storage'],
  ['Shared folder asks for a password', 'Service Desk', 'File storage'],
  ['Time clock shows the wrong hour', 'Service Desk'],
  ['Access to the accounts folder', 'Service Desk', 'File storage'],
  ['Calendar shows the wrong time zone', 'Service Desk', 'E-mail'],
  ['Keyboard tray for an adjusted desk', 'Service Desk'],
  ['Leaver: close account on Friday', 'Service Desk', 'Directory and sign-in'],
  ['Voicemail light stays on', 'Service Desk', 'Telephony'],
  ['Phone rings twice and hangs up', 'Service Desk', 'Telephony'],
  ['Captions are missing in training videos', 'Service Desk'],
  ['Cannot sign in after a change of name', 'Service Desk', 'Directory and sign-in'],
  ['Laptop fan is loud', 'Service Desk'],
  ['Spam in the enquiries mailbox', 'Service Desk', 'E-mail'],
  ['Scanner sends to the wrong folder', 'Service Desk', 'File storage'],
  ['Tablet for the front desk', 'Service Desk'],
  ['Label printer jams every morning', 'Field Service'],
  ['Wireless drops in the warehouse', 'Field Service', 'Network'],
  ['Replace the battery of the door terminal', 'Field Service'],
  ['Barcode scanner does not charge', 'Field Service'],
  ['Network socket behind the counter is loose', 'Field Service', 'Network'],
  ['Till drawer does not open', 'Field Service'],
  ['Move four desks to the second floor', 'Field Service'],
  ['Projector bulb has gone', 'Field Service'],
  ['Wall screen in the lobby is upside down', 'Field Service'],
  ['Access point hangs from its bracket', 'Field Service', 'Network'],
  ['Install a card reader at till 3', 'Field Service'],
  ['Printer in dispatch needs a new drum', 'Field Service'],
  ['Cable duct by the loading bay is open', 'Field Service', 'Network'],
  ['Set up the meeting room on floor 2', 'Field Service'],
  ['Swap the router at the branch', 'Field Service', 'Network'],
  ['Tracking tablet falls off its holder', 'Field Service'],
  ['Lift phone has no dial tone', 'Field Service', 'Telephony'],
  ['Collect old monitors', 'Field Service'],
  ['Nightly backup finished with warnings', 'Infrastructure', 'Backup'],
  ['File server is low on space', 'Infrastructure', 'File storage'],
  ['VPN disconnects after ten minutes', 'Infrastructure', 'Network'],
  ['Certificate of the intranet expires soon', 'Infrastructure', 'Network'],
  ['Slow sign-in on Monday mornings', 'Infrastructure', 'Directory and sign-in'],
  ['Switch in rack 2 reports a failed fan', 'Infrastructure', 'Network'],
  ['Restore a folder deleted by mistake', 'Infrastructure', 'Backup'],
  ['Alarm mail is not delivered', 'Infrastructure', 'E-mail'],
  ['Mail queue grows at night', 'Infrastructure', 'E-mail'],
  ['Test the restore of the accounts database', 'Infrastructure', 'Backup'],
  ['Disk 4 of the file server is failing', 'Infrastructure', 'File storage'],
  ['Wireless guests reach the office network', 'Infrastructure', 'Network'],
  ['Time on two servers differs', 'Infrastructure', 'Network'],
  ['Archive projects older than seven years', 'Infrastructure', 'File storage'],
];

const openStatuses = [ticketStatus.new, ticketStatus.active, ticketStatus.active, ticketStatus.awaitingUserInfo];

export function demoTickets(random: Random): Ticket[] {
  return [...incidents.map((incident, index) => incidentTicket(random, incident, index)), ...plannedTickets];
}

function incidentTicket(random: Random, [summary, team, service]: (typeof incidents)[number], index: number): Ticket {
  const agents = people.filter((person) => person.team === team && person.role === 'agent');
  const agent = agents[index % agents.length] as Person;
  const isNew = index % 9 === 4;
  const isOver = index % 5 === 3;
  const status = isNew ? ticketStatus.new : isOver ? ticketStatus.closed : random.pick(openStatuses);
  const occurred = -random.whole(4, 150) * HOUR;
  return {
    summary,
    type: index % 19 === 13 ? ticketType.problem : ticketType.incident,
    status,
    priority: random.pick([2, 3, 3, 3, 4]),
    ...whoReported(random, agent),
    agent: isNew ? null : agent.name,
    team,
    occurred,
    closed: status === ticketStatus.closed ? Math.min(occurred + random.whole(2, 30) * HOUR, -HOUR) : null,
    services: service === undefined ? [] : [service],
  };
}

/** Somebody at a customer in the part of the world that the agent looks after. */
function whoReported(random: Random, agent: Person) {
  const customer = random.pick(customers.filter(({ zone }) => zone === agent.zone));
  return { customer: customer.name, site: random.pick(customer.sites).name, user: random.pick(customer.users) };
}
