/** What each caller is answered: a colleague of the agent whose rows these are, that agent's manager, an admin, and an
 * admin of another tenant. */
export interface Expected {
  agent: number;
  manager: number;
  admin: number;
  stranger: number;
}

const answers = (agent: number, manager: number, admin: number, stranger: number): Expected => ({
  agent,
  manager,
  admin,
  stranger,
});

const everyone = answers(200, 200, 200, 200);
/** Another tenant's rows do not exist. */
const ours = answers(200, 200, 200, 404);
const savedByAdmins = answers(403, 403, 201, 404);
const savedByAll = answers(201, 201, 201, 404);
const savedByManagers = answers(403, 201, 201, 404);
const deletedByAdmins = answers(403, 403, 200, 404);
const deletedByManagers = answers(403, 200, 200, 404);

export const table: Record<string, Expected> = {
  'GET /Agent/me': everyone,
  'GET /Agent': everyone,
  'GET /Agent/{id}': ours,
  'POST /Agent': savedByAdmins,
  'DELETE /Agent/{id}': deletedByAdmins,
  'GET /Team': everyone,
  'GET /Team/{id}': ours,
  'POST /Team': savedByAdmins,
  'DELETE /Team/{id}': deletedByAdmins,
  'GET /Client': everyone,
  'GET /Client/{id}': ours,
  'POST /Client': savedByAdmins,
  'DELETE /Client/{id}': deletedByAdmins,
  'GET /Site': everyone,
  'GET /Site/{id}': ours,
  'POST /Site': savedByAdmins,
  'DELETE /Site/{id}': deletedByAdmins,
  'GET /Users': everyone,
  'GET /Users/{id}': ours,
  'POST /Users': savedByAll,
  'DELETE /Users/{id}': deletedByAdmins,
  'GET /Tickets': everyone,
  'GET /Tickets/{id}': ours,
  'POST /Tickets': savedByManagers,
  'DELETE /Tickets/{id}': deletedByAdmins,
  'GET /Asset': everyone,
  'GET /Asset/{id}': ours,
  'POST /Asset': savedByAdmins,
  'DELETE /Asset/{id}': deletedByAdmins,
  'GET /Service': everyone,
  'GET /Service/{id}': ours,
  'POST /Service': savedByAdmins,
  'DELETE /Service/{id}': deletedByAdmins,
  'GET /ChangeCalendar': everyone,
  'GET /Lookup': everyone,
  'GET /Lookup/{id}': ours,
  'POST /Lookup': savedByAdmins,
  'DELETE /Lookup/{id}': deletedByAdmins,
  'GET /Change': ours,
  'GET /Appointment': everyone,
  'GET /Appointment/{id}': ours,
  'POST /Appointment': savedByManagers,
  'DELETE /Appointment/{id}': deletedByManagers,
  // Each id has its own result, a refusal too.
  'POST /Appointment/Generate': everyone,
  'GET /Schedule': everyone,
  'GET /Schedule/{id}': ours,
  'POST /Schedule': savedByManagers,
  'GET /ScheduleOccurrence': everyone,
  'GET /ScheduleOccurrence/{id}': ours,
  // Each id has its own result: what a stranger asks for does not exist.
  'POST /ScheduleOccurrence': answers(403, 201, 201, 200),
  'GET /Rotation': everyone,
  'GET /Rotation/{id}': ours,
  // The manager here is not the manager of that team.
  'POST /Rotation': savedByAdmins,
  'DELETE /Rotation/{id}': deletedByAdmins,
  'GET /Shift/OnDuty': ours,
  'GET /Workday': everyone,
  'GET /Workday/{id}': ours,
  'POST /Workday': savedByAdmins,
  'DELETE /Workday/{id}': deletedByAdmins,
  // Like changing it; nothing is saved.
  'POST /Workday/Preview': answers(403, 403, 200, 404),
  'GET /Timeslot': everyone,
  'GET /Holiday': everyone,
  'GET /Holiday/{id}': ours,
  // The leave of their report is the manager's to change.
  'POST /Holiday': savedByManagers,
  'DELETE /Holiday/{id}': deletedByManagers,
  // Of a workday, which a stranger's tenant does not have: 400 names it, as in every field that points at something.
  'POST /Holiday/Load': answers(403, 403, 201, 400),
  'GET /Holiday/Year': answers(403, 200, 200, 200),
  // Of a workday, as when it is loaded.
  'POST /Holiday/Preview': answers(403, 200, 200, 400),
  'GET /HolidayAllowance': answers(403, 200, 200, 200),
  'POST /HolidayAllowance': answers(403, 403, 201, 400),
  'GET /HolidaySettings': everyone,
  // A tenant's own.
  'POST /HolidaySettings': answers(403, 403, 201, 201),
  'GET /Agent/Free': everyone,
  'GET /Downtime': everyone,
  'GET /Downtime/{id}': ours,
  'GET /Downtime/DowntimeCalendar': everyone,
  'POST /Downtime': savedByAll,
  'DELETE /Downtime/{id}': deletedByManagers,
  'GET /StatusPage': everyone,
  // A tenant's own.
  'POST /StatusPage': answers(403, 403, 201, 201),
  'GET /BookingType': everyone,
  'GET /BookingType/{id}': ours,
  'POST /BookingType': savedByAdmins,
  'DELETE /BookingType/{id}': deletedByAdmins,
  'POST /BookingType/Preview': answers(403, 403, 200, 404),
  'GET /Appointment/Booking': ours,
  // Whoever may write calendars books for customers.
  'POST /Appointment/Booking': savedByAll,
  // Asked for the time of somebody whom the caller may not see; a stranger finds nobody of that id.
  'GET /Timesheet/forecasting': answers(403, 200, 200, 200),
  'GET /Timesheet/Export': answers(403, 200, 200, 200),
  'GET /Timesheet': answers(403, 200, 200, 200),
  'GET /Timesheet/mine': everyone,
  // Time is its agent's, their manager's and the admins' to see.
  'GET /Timesheet/{id}': answers(403, 200, 200, 404),
  'GET /TimesheetEvent': answers(403, 200, 200, 200),
  'GET /TimesheetEvent/mine': everyone,
  'GET /TimesheetEvent/{id}': answers(403, 200, 200, 404),
  'POST /TimesheetEvent': savedByManagers,
  'DELETE /TimesheetEvent/{id}': deletedByManagers,
  'POST /Timesheet': savedByManagers,
  'GET /Timesheet/Missing': answers(403, 200, 200, 200),
  'GET /TimesheetWarnings': everyone,
  // A tenant's own.
  'POST /TimesheetWarnings': answers(403, 403, 201, 201),
  'GET /TimesheetSettings': everyone,
  // A tenant's own.
  'POST /TimesheetSettings': answers(403, 403, 201, 201),
  'GET /Board': everyone,
  'GET /Board/Suggestions': everyone,
  'POST /Board/Publish': answers(403, 200, 200, 404),
  'GET /Board/View': everyone,
  // The view is the admin's.
  'POST /Board/View': savedByAdmins,
  'DELETE /Board/View/{id}': deletedByAdmins,
  // Everyone's own.
  'GET /CalendarFile': everyone,
  'GET /CalendarKey': everyone,
  'POST /CalendarKey': answers(201, 201, 201, 201),
  'DELETE /CalendarKey': everyone,
  // It would never end: who may listen is told what is wrong with the question.
  'GET /ApiClient': answers(403, 403, 200, 200),
  'POST /ApiClient': savedByAdmins,
  'DELETE /ApiClient/{id}': deletedByAdmins,
  'GET /Feed': answers(400, 400, 400, 400),
};

export interface Made {
  id: number;
}

export interface Surroundings {
  /** Creates rows as the admin. */
  made(path: string, rows: unknown[]): Promise<Made[]>;
  /** The agent whose rows are asked for. */
  owner: number;
  /** To be put into a text of every row. */
  mark: string;
}

export interface Asked {
  method: string;
  path: string;
  body?: unknown;
}

let count = 0;

/** What belongs to a team. */
const onRota = ['/Rotation', '/Shift'];

/** The request of an entry of the table: reading, changing or deleting a row of the first tenant made for it. */
export async function requests(name: string, { made, owner, mark }: Surroundings): Promise<Asked> {
  const [method = '', path = ''] = name.split(' ');
  if (path === '/Agent/me' || path === '/Agent/Free') return { method, path };
  if (path === '/HolidaySettings') return { method, path, ...(method === 'POST' && { body: { team_limit: null } }) };
  if (path === '/Timesheet/forecasting') return { method, path: `${path}?agents=${owner}` };
  if (path === '/Timesheet/Export') return exported(method, path, { made, owner, mark });
  if (path === '/TimesheetWarnings') return { method, path, ...(method === 'POST' && { body: { gap_minutes: 30 } }) };
  if (path === '/TimesheetSettings')
    return { method, path, ...(method === 'POST' && { body: { rounding_minutes: 0 } }) };
  if (path.endsWith('/mine')) return { method, path };
  const monday = `agent_id=${owner}&date=2026-05-04&showalldates=true`;
  if (path === '/Timesheet/Missing') return { method, path: `${path}?${monday}` };
  if (path === '/Timesheet' && method === 'GET') return { method, path: `${path}?${monday}` };
  if (path === '/Timesheet/{id}') return { method, path: `/Timesheet/0?${monday}` };
  if (path === '/StatusPage') return { method, path, ...(method === 'POST' && { body: { enabled: false } }) };
  if (path === '/Downtime/DowntimeCalendar' || /^.Calendar(Key|File)$/.test(path)) return { method, path };
  if (path === '/Holiday/Year') return ofYear({ made, mark });
  if (path === '/Appointment/Booking') return booking(method, { made, owner, mark });
  const collection = `/${path.split('/')[1]}`;
  if (collection === '/Board') return ofBoard({ method, path }, { made, owner, mark });
  if (path === '/Feed') return { method, path: '/Feed?since=nowhere' };
  if (collection === '/ApiClient') return ofClients({ method, path }, { made, owner, mark });
  count += 1;
  const team = onRota.includes(collection) ? await made('/Team', [{ name: `${mark} ${count}`, members: [owner] }]) : [];
  const service = collection === '/Downtime' ? await made('/Service', [{ name: `${mark} ${count}` }]) : [];
  const fresh = {
    ...newRow(collection, `${mark} ${count}`, owner, count),
    ...(team[0] && { team_id: team[0].id }),
    ...(service[0] && { service: service[0].id }),
  };
  const [row] = (await made(rowPath(path, collection), [fresh])) as [Made];
  if (collection === '/Shift') return { method, path: `${path}?team_id=${team[0]?.id}` };
  const inList = collection === '/Lookup' ? '?lookupid=63' : '';
  if (collection === '/Change') return { method, path: `/Change?entity=client&id=${row.id}` };
  if (collection === '/ScheduleOccurrence') {
    const [run] = (await made(collection, [row.id])) as [Made];
    const url = path.replace('{id}', String(run.id));
    return { method, path: url, ...(method === 'POST' && { body: [row.id] }) };
  }
  if (path === '/Holiday/Preview') return { method, path, body: { workday_id: row.id, date_only: '2026-12-24' } };
  if (path.endsWith('/Preview')) return { method, path, body: { id: row.id } };
  if (path.endsWith('/Load')) return { method, path, body: { country: 'GB', year: 2027, workday_id: row.id } };
  if (path === '/HolidayAllowance' && method === 'GET') return { method, path: `${path}?agent_id=${owner}` };
  if (path === '/HolidayAllowance') return { method, path, body: [fresh] };
  if (path.endsWith('/Generate')) return { method, path, body: [row.id] };
  if (method === 'GET' && path === '/TimesheetEvent') {
    return { method, path: `${path}?agent_id=${owner}&start_date=2026-05-04` };
  }
  if (path.endsWith('{id}')) return { method, path: `${collection}/${row.id}${inList}` };
  if (method === 'GET') return { method, path: collection + inList };
  return { method, path, body: [{ ...change(collection), id: row.id }] };
}

/** A public holiday of a workday, and its year. */
async function ofYear({ made, mark }: Pick<Surroundings, 'made' | 'mark'>): Promise<Asked> {
  const [workday] = (await made('/Workday', [{ name: mark }])) as [Made];
  await made('/Holiday', [{ name: mark, workday_id: workday.id, date_only: '2026-05-04' }]);
  return { method: 'GET', path: `/Holiday/Year?year=2026` };
}

/** A client that acts as the owner. */
async function ofClients({ method, path }: Asked, { made, owner, mark }: Surroundings): Promise<Asked> {
  const [client] = (await made('/ApiClient', [{ name: mark, agent_id: owner }])) as [Made];
  if (method === 'POST') return { method, path, body: [{ id: client.id, name: mark }] };
  return { method, path: path.replace('{id}', String(client.id)) };
}

/** A board with the owner's row, an appointment of theirs to publish, or a view that the admin shares. */
async function ofBoard({ method, path }: Asked, { made, owner, mark }: Surroundings): Promise<Asked> {
  if (path === '/Board') return { method, path };
  if (path.endsWith('/Suggestions')) return { method, path: `${path}?duration_hours=0.5&count=200` };
  count += 1;
  if (path.endsWith('/Publish')) {
    const tentative = { ...newRow('/Appointment', mark, owner, count), open_appointment_status: 1 };
    const [row] = (await made('/Appointment', [tentative])) as [Made];
    return { method, path, body: { ids: [row.id] } };
  }
  const [view] = (await made('/Board/View', [{ name: `${mark} ${count}`, shared: true }])) as [Made];
  if (path.endsWith('{id}')) return { method, path: path.replace('{id}', String(view.id)) };
  return { method, path, ...(method === 'POST' && { body: [{ id: view.id, shared: true }] }) };
}

/** Free times of the owner, or one of them: a Monday of their own for each request. */
async function booking(method: string, { made, owner, mark }: Surroundings): Promise<Asked> {
  const [type] = (await made('/BookingType', [{ name: mark, agents: [owner] }])) as [Made];
  const path = '/Appointment/Booking';
  if (method === 'GET') return { method, path: `${path}?bookingtype_id=${type.id}` };
  bookings += 1;
  const start_date = new Date(Date.UTC(2031, 0, 6 + 7 * bookings, 9)).toISOString();
  return { method, path, body: { bookingtype_id: type.id, start_date } };
}

let bookings = 0;

function rowPath(path: string, collection: string): string {
  if (path.endsWith('/Load') || path === '/Holiday/Preview') return '/Workday';
  if (collection === '/ScheduleOccurrence') return '/Schedule';
  if (collection === '/Shift') return '/Rotation';
  if (collection === '/Timeslot') return '/Workday';
  if (collection === '/ChangeCalendar') return '/Tickets';
  return collection === '/Change' ? '/Client' : collection;
}

/** Of a day on which something was done. */
async function exported(method: string, path: string, { made, owner, mark }: Surroundings): Promise<Asked> {
  const times = { start_date: '2026-05-04T09:00:00', end_date: '2026-05-04T10:00:00' };
  await made('/TimesheetEvent', [{ subject: mark, agent_id: owner, event_type: 1, ...times }]);
  return { method, path: `${path}?agents=${owner}&date=2026-05-04` };
}

/** Names must differ where they are unique. */
function newRow(collection: string, text: string, owner: number, n: number): object {
  if (collection === '/Agent') return { name: text, email: `a${n}@x.example` };
  if (collection === '/Lookup') return { lookupid: 63, name: text };
  if (collection === '/Timeslot') {
    return { name: text, timeslots: [{ name: text, start_time: '09:00:00', end_time: '12:00:00' }] };
  }
  if (collection === '/Tickets') return { summary: text, agent_id: owner };
  if (collection === '/Timesheet') return { note: text, agent_id: owner, date: '2026-05-04' };
  if (collection === '/TimesheetEvent') {
    return { subject: text, agent_id: owner, start_date: '2026-05-04T09:00:00', timetaken: 0.1 };
  }
  if (collection === '/ChangeCalendar') {
    return { summary: text, tickettype_id: 2, start_date: '2020-01-01T00:00:00', end_date: '2090-01-01T00:00:00' };
  }
  if (collection === '/Holiday') return { name: text, agent_id: owner, date_only: '2026-05-04' };
  if (collection === '/HolidayAllowance') return { agent_id: owner, year: 2026, allowance: n };
  if (onRota.includes(collection)) return { name: text, start_date_only: '2020-01-01', members: [owner] };
  if (collection.startsWith('/Schedule')) {
    return { subject: text, agentid: owner, startdate: '2090-01-01T09:00:00', recurrencepattern: 0 };
  }
  if (collection === '/Appointment') {
    const day = new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);
    return { subject: text, start_date: `${day}T09:00:00`, end_date: `${day}T10:00:00`, agents: [{ id: owner }] };
  }
  return { name: text };
}

function change(collection: string): object {
  if (collection === '/Lookup') return { lookupid: 63, value1: 'changed' };
  if (collection === '/Appointment' || collection.startsWith('/Timesheet')) return { note: 'changed' };
  if (collection === '/Tickets') return { risk: 1 };
  if (collection === '/Downtime') return { ended: true };
  if (collection === '/Schedule') return { hours: 1 };
  if (collection === '/Agent') return { colour: '#123456' };
  if (collection === '/Users') return { phonenumber: '1' };
  return { name: `changed ${count}` };
}
