import { pino } from 'pino';
import { scopeOfFirstAdmin } from '../src/cli/acting-sql.ts';
import { civilDay } from '../src/kernel/time/civil.ts';
import { tenants } from '../src/rooms/directory/tenant-sql.ts';
import { addressOf, tourSignIns } from '../src/seed/desk.ts';
import { seedDemo } from '../src/seed/seed-demo.ts';
import { startTestServer, type TestServer } from '../test/support/server.ts';

/** What the pictures show: the demonstration as `almanac seed demo --week 2026-11-23` makes it, on its Wednesday, and what
 * a tour of the pages needs beside: leave, a freeze, an open shift, a booking type, a status page. */

/** Wednesday 25 November 2026, 10:42 in London. */
export const now = Date.parse('2026-11-25T10:42:00Z');
export const password = 'demo demo demo';
export const address = addressOf(tourSignIns[0]);

export interface World {
  url: string;
  booking: string;
  status: string;
  close(): Promise<void>;
}

type Values = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: answers are read freely
type Saved = any;

export async function openWorld(): Promise<World> {
  const server = await startTestServer({ ALMANAC_TIMEZONE: 'Europe/London', ALMANAC_LOG_LEVEL: 'warn' });
  server.clock.now = now;
  await demonstration(server);
  const people: Saved[] = (await server.api('GET', '/Agent')).body;
  const idOf = (name: string): number => people.find((one) => one.name === name)?.id;
  // Who looks at the pictures sees all pages, with a calendar and a timesheet of their own.
  await save(server, '/Agent', { id: idOf(tourSignIns[0]), role: 'admin' });
  await calendar(server, idOf);
  await services(server);
  const booking = await bookingType(server, idOf);
  const { url } = await save(server, '/StatusPage', { enabled: true, title: 'Whitfield IT services' }, 'one');
  return { url: server.url, booking, status: new URL(url).pathname, close: () => server.close() };
}

async function demonstration({ config, database }: TestServer): Promise<void> {
  const context = { config, database, log: pino({ level: 'silent' }), now: () => now };
  const [tenant] = await tenants(database.pool);
  if (!tenant) throw new Error('The server has no tenant');
  const monday = civilDay(2026, 11, 23);
  await seedDemo(context, await scopeOfFirstAdmin(context, tenant), { monday, doneBefore: now, password });
}

/** @returns what was saved; it must work */
async function save(server: TestServer, path: string, values: Values, form: 'one' | 'list' = 'list'): Promise<Saved> {
  const { status, text, body } = await server.api('POST', path, form === 'list' ? [values] : values);
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${text}`);
  return body;
}

const at = (time: string, day = 25) => `2026-11-${day}T${time}:00`;

async function calendar(server: TestServer, idOf: (name: string) => number): Promise<void> {
  const leave = (name: string, values: Values) =>
    save(server, '/Holiday', { agent_id: idOf(name), _force: true, ...values });
  await leave('Farida Khan', {
    name: 'Family visit',
    date_only: '2026-11-25',
    end_date_only: '2026-11-27',
    _approve: true,
  });
  await leave('Leila Haddad', { name: 'Leave', date_only: '2026-11-27' });
  const book = (name: string, from: string, until: string, values: Values) =>
    save(server, '/Appointment', {
      agent_id: idOf(name),
      start_date: at(from),
      end_date: at(until),
      _force: true,
      ...values,
    });
  await book('Rhys Morgan', '13:00', '14:30', {
    subject: 'Site survey',
    appointment_type_id: 2,
    open_appointment_status: 1,
  });
  await book('Amara Okafor', '15:30', '16:30', {
    subject: 'Training: calendars',
    appointment_type_id: 4,
    open_appointment_status: 2,
  });
  await book('Tomasz Zielinski', '11:30', '12:30', { subject: 'Urgent: reception PC', appointment_type_id: 2 });
  await save(server, '/Appointment', {
    subject: 'Late cover',
    shift_type_id: 2,
    start_date: at('16:00'),
    end_date: at('20:00'),
  });
  await save(server, '/Appointment', {
    subject: 'On call',
    shift_type_id: 4,
    start_date: at('08:00', 28),
    end_date: at('20:00', 28),
  });
  await save(server, '/Board/View', {
    name: 'Field, this week',
    shared: true,
    settings: { query: 'view=week&team=2' },
  });
}

async function services(server: TestServer): Promise<void> {
  const all: Saved[] =
    (await server.api('GET', '/Service')).body.services ?? (await server.api('GET', '/Service')).body;
  const idOf = (name: string): number => all.find((one) => one.name === name)?.id;
  await save(server, '/Holiday', {
    entity: 1,
    entity_id: idOf('Network'),
    name: 'No changes',
    risk: 2,
    date: at('15:00'),
    end_date: at('18:00'),
  });
  await save(server, '/Holiday', {
    entity: 2,
    entity_id: idOf('E-mail'),
    name: 'Move of mailboxes',
    date: at('20:00', 28),
    end_date: at('23:00', 28),
  });
  const downs: [string, string, string][] = [
    ['E-mail', '2026-11-03T08:10:00', '2026-11-03T09:25:00'],
    ['Telephony', '2026-11-12T13:00:00', '2026-11-12T13:20:00'],
    ['File storage', '2026-10-20T02:00:00', '2026-10-20T05:40:00'],
  ];
  for (const [name, startdate, enddate] of downs) {
    await save(server, '/Downtime', { service: idOf(name), startdate, enddate });
  }
}

async function bookingType(server: TestServer, idOf: (name: string) => number): Promise<string> {
  const { public_key } = await save(server, '/BookingType', {
    name: 'On-site visit',
    duration_mins: 60,
    public_key: 'onsite',
    agents: [idOf('Tomasz Zielinski'), idOf('Rhys Morgan')],
    messagehtml: '<p>An engineer comes to you. Please have the <b>serial number</b> of the device ready.</p>',
  });
  return `/book/${public_key}`;
}
