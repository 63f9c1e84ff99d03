/** The demonstration's desk: who works there and whom it looks after. Names are made up; addresses are of domains that
 * nobody can have (RFC 2606). */

export interface Person {
  name: string;
  team: string;
  role: 'agent' | 'manager';
  zone: string;
  colour: string;
  skills: string[];
}

const london = { team: 'Service Desk', zone: 'Europe/London' };
const newYork = { team: 'Field Service', zone: 'America/New_York' };
const kolkata = { team: 'Infrastructure', zone: 'Asia/Kolkata' };

export const people: Person[] = [
  { name: 'Eleanor Whitfield', role: 'manager', ...london, colour: '#1d4ed8', skills: ['Service management'] },
  { name: 'Tomasz Zielinski', role: 'agent', ...london, colour: '#0f766e', skills: ['Desktops', 'Telephony'] },
  { name: 'Amara Okafor', role: 'agent', ...london, colour: '#b45309', skills: ['Mail and calendars', 'Training'] },
  { name: 'Rhys Morgan', role: 'agent', ...london, colour: '#7c3aed', skills: ['Laptops', 'Printing'] },
  { name: 'Leila Haddad', role: 'agent', ...london, colour: '#be185d', skills: ['Desktops', 'Accessibility'] },
  { name: 'Marcus Rivera', role: 'manager', ...newYork, colour: '#b91c1c', skills: ['Service management'] },
  { name: 'Grace Kim', role: 'agent', ...newYork, colour: '#4d7c0f', skills: ['Cabling', 'Wireless'] },
  { name: 'Daniel Cohen', role: 'agent', ...newYork, colour: '#0369a1', skills: ['Point of sale', 'Printing'] },
  { name: 'Jasmine Brooks', role: 'agent', ...newYork, colour: '#a21caf', skills: ['Wireless', 'Telephony'] },
  { name: 'Ananya Banerjee', role: 'manager', ...kolkata, colour: '#4338ca', skills: ['Change management'] },
  { name: 'Rohan Mehta', role: 'agent', ...kolkata, colour: '#15803d', skills: ['Linux', 'Backup'] },
  { name: 'Farida Khan', role: 'agent', ...kolkata, colour: '#c2410c', skills: ['Networks', 'Firewalls'] },
];

export const teams = [
  { name: 'Service Desk', manager: 'Eleanor Whitfield' },
  { name: 'Field Service', manager: 'Marcus Rivera' },
  { name: 'Infrastructure', manager: 'Ananya Banerjee' },
];

export const tourSignIns = ['Eleanor Whitfield', 'Tomasz Zielinski'] as const;

export function addressOf(name: string): string {
  return `${name.toLowerCase().replace(' ', '.')}@desk.example`;
}

export interface Customer {
  name: string;
  domain: string;
  zone: string;
  sites: { name: string; address: string }[];
  users: string[];
}

export const customers: Customer[] = [
  {
    name: 'Tarnbrook Logistics',
    domain: 'tarnbrook.example',
    zone: 'Europe/London',
    sites: [
      { name: 'Tarnbrook head office', address: '14 Mill Lane, Leeds' },
      { name: 'Tarnbrook depot', address: 'Unit 6, Canal Road, Bradford' },
    ],
    users: ['Hannah Clarke', 'Imran Siddiqui', 'Owen Price'],
  },
  {
    name: 'Wexcombe Dental Care',
    domain: 'wexcombe.example',
    zone: 'Europe/London',
    sites: [{ name: 'Wexcombe practice', address: '3 Abbey Street, Bath' }],
    users: ['Sofia Marino', 'Joanne Bell'],
  },
  {
    name: 'Ostermere Library Service',
    domain: 'ostermere.example',
    zone: 'Europe/London',
    sites: [{ name: 'Ostermere central library', address: '1 Market Square, York' }],
    users: ['David Achebe', 'Ruth Lindqvist'],
  },
  {
    name: 'Pellworth Foods',
    domain: 'pellworth.example',
    zone: 'America/New_York',
    sites: [
      { name: 'Pellworth offices', address: '220 Court Street, Brooklyn' },
      { name: 'Pellworth warehouse', address: '8 Dock Road, Newark' },
    ],
    users: ['Maria Santos', 'Kevin Doyle', 'Aisha Coleman'],
  },
  {
    name: 'Kestrel Row Architects',
    domain: 'kestrelrow.example',
    zone: 'America/New_York',
    sites: [{ name: 'Kestrel Row studio', address: '51 Mercer Street, New York' }],
    users: ['Noah Feldman', 'Yuki Tanaka'],
  },
  {
    name: 'Dunmarra Textiles',
    domain: 'dunmarra.example',
    zone: 'Asia/Kolkata',
    sites: [{ name: 'Dunmarra works', address: '22 Strand Road, Kolkata' }],
    users: ['Meera Pillai', 'Arjun Bose', 'Sunita Rao'],
  },
];

/** Of the asset types that a tenant begins with: 1 computer, 2 vehicle, 3 room. */
export const assets = [
  { name: 'Van 1', type: 2, bookable: true },
  { name: 'Van 2', type: 2, bookable: true },
  { name: 'Training room', type: 3, bookable: true },
  { name: 'Loan laptop 01', type: 1, bookable: true },
  { name: 'Reception PC', type: 1, customer: 'Wexcombe Dental Care' },
  { name: 'Label printer station', type: 1, customer: 'Tarnbrook Logistics' },
  { name: 'Catalogue terminal', type: 1, customer: 'Ostermere Library Service' },
  { name: 'Drawing office server', type: 1, customer: 'Kestrel Row Architects' },
  { name: 'Warehouse scanner base', type: 1, customer: 'Pellworth Foods' },
  { name: 'Loom control PC', type: 1, customer: 'Dunmarra Textiles' },
];

export const services = [
  { name: 'Network', target: 99.9, needs: [] },
  { name: 'Directory and sign-in', target: 99.9, needs: ['Network'] },
  { name: 'E-mail', target: 99.5, needs: ['Network', 'Directory and sign-in'] },
  { name: 'File storage', target: 99.5, needs: ['Network', 'Directory and sign-in'] },
  { name: 'Telephony', target: 99.5, needs: ['Network'] },
  { name: 'Backup', target: 99, needs: ['File storage'] },
];
