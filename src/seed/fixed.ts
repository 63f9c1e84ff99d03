import { openAppointmentStatus } from '../codes.ts';
import { formatCivilDate } from '../kernel/time/civil.ts';
import type { Element } from '../rooms/appointments/schema.ts';
import { people, teams } from './desk.ts';
import { at, type Entry, timed, appointmentType as type } from './entry.ts';

/** What a tour can point at: one of each kind. */
export function fixedEntries(monday: number): Entry[] {
  const meetings = teams.map(({ name, manager }) => {
    const members = people.filter(({ team }) => team === name).map((person) => person.name);
    const others = members.filter((member) => member !== manager);
    return timed([manager, ...others], [monday, 0, 9, 0], 30, {
      subject: `${name}: start of the week`,
      appointment_type_id: type.meeting,
    });
  });
  const managers = teams.map(({ manager }) => manager);
  const allDay = (agent: string, day: number, element: Element, more: Partial<Entry> = {}): Entry => ({
    agents: [agent],
    ...more,
    element: {
      allday: true,
      start_date_only: formatCivilDate(monday + day),
      end_date_only: formatCivilDate(monday + day),
      ...element,
    },
  });
  return [
    ...meetings,
    timed(managers, [monday, 2, 14, 0], 60, {
      subject: 'Change advisory board',
      note: 'Firewall at the head office, file server, telephony.',
      appointment_type_id: type.meeting,
      appointment_location: 2,
    }),
    allDay('Amara Okafor', 3, { subject: 'Accessibility course', note: 'In Leeds; back on Friday.' }),
    allDay('Daniel Cohen', 4, { subject: 'Weekend on-call hand-over', agent_status: 0 }),
    timed(['Tomasz Zielinski'], [monday, 2, 15, 0], 60, { subject: 'Dentist', is_private: true }),
    timed(['Grace Kim'], [monday, 3, 16, 0], 60, { subject: 'School meeting', is_private: true }),
    timed(['Rhys Morgan'], [monday, 3, 14, 0], 120, {
      subject: 'Set up laptops for the new starters',
      note: 'Waiting for the delivery to be confirmed.',
      open_appointment_status: openAppointmentStatus.tentative,
      appointment_type_id: type.onSite,
    }),
    timed(['Jasmine Brooks'], [monday, 4, 10, 0], 180, {
      subject: 'Walk through the telephony move',
      open_appointment_status: openAppointmentStatus.draft,
      appointment_type_id: type.onSite,
    }),
    timed(
      ['Farida Khan'],
      [monday, 3, 18, 30],
      120,
      {
        subject: 'Replace the firewall at the head office',
        note: 'Out of hours: the office is told.',
        appointment_type_id: type.remote,
        requires_approval: true,
      },
      { ticket: 'Replace the firewall at the head office', asks: 'Ananya Banerjee' },
    ),
    timed(
      ['Grace Kim', 'Daniel Cohen'],
      [monday, 2, 9, 0],
      240,
      { subject: 'Cabling in the new warehouse office', appointment_type_id: type.onSite, appointment_location: 1 },
      { ticket: 'Fit out the new warehouse office', asset: 'Van 1' },
    ),
  ];
}

export function tasks(monday: number): Entry[] {
  const task = (agent: string, subject: string, day?: number, hour = 12): Entry => ({
    agents: [agent],
    element: {
      is_task: true,
      subject,
      ...(day !== undefined && { start_date: at(agent, monday, day, hour), end_date: at(agent, monday, day, hour) }),
    },
  });
  return [
    task('Eleanor Whitfield', 'Write the monthly report', 4, 16),
    task('Eleanor Whitfield', 'Review the on-call rota'),
    task('Tomasz Zielinski', 'Order two headsets', 1),
    task('Leila Haddad', 'Update the screen reader guide'),
    task('Marcus Rivera', 'Renew the insurance of van 2', 3, 15),
    task('Grace Kim', 'Send the floor plan to the electrician', 0, 16),
    task('Ananya Banerjee', 'Check last month’s backups', 2, 11),
    task('Rohan Mehta', 'Tidy up old restore points'),
  ];
}
