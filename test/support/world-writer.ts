import { formatCivilDate } from '../../src/kernel/time/civil.ts';
import { weekdayNames } from '../../src/rooms/workdays/schema.ts';
import type { Hours, Leave, Off, Span, Wall, World, WorldAgent } from './booking-world.ts';
import { calendarOf, type Row, type Values } from './calendar.ts';
import { leaveOf } from './leave.ts';
import type { TestServer } from './server.ts';

/** Writes a world down through the API, as people would enter it; bookings and holds of it are left to the test.
 * @returns the booking type, and the world with the ids that the agents have */
export async function writeWorld(
  server: TestServer,
  world: World,
  values: Values,
): Promise<{ type: Row; world: World }> {
  server.clock.now = world.now;
  const { thing } = calendarOf(server);
  const workdays: number[] = [];
  for (const { versions } of world.workdays) {
    let id = 0;
    for (const hours of versions)
      id = (await thing('/Workday', { ...(id > 0 && { id }), ...workdayElement(hours) })).id;
    workdays.push(id);
  }
  await thing('/Workday', { id: workdays[0], is_default: true });
  const agents: WorldAgent[] = [];
  for (const agent of world.agents) agents.push({ ...agent, id: await writeAgent(server, agent, workdays) });
  const holidays = world.workdays.flatMap(({ holidays: all }, n) =>
    all.map((off) => ({ name: 'Closed', workday_id: workdays[n], ...timesOf(off) })),
  );
  const leave = agents.flatMap((agent) => agent.leave.map((one) => leaveElement(agent, one)));
  if (holidays.length + leave.length > 0) await leaveOf(server).saved([...holidays, ...leave]);
  await writeCalendars(server, agents);
  const type = await thing('/BookingType', { ...typeOf(world), agents: agents.map(({ id }) => id), ...values });
  return { type, world: { ...world, agents } };
}

let people = 0;

async function writeAgent(
  server: TestServer,
  { zone, past, workday, workdayOf }: WorldAgent,
  workdays: readonly number[],
) {
  const { thing } = calendarOf(server);
  people += 1;
  const [before] = past;
  const workday_id = workdays[before?.workday ?? workday];
  const team = workdayOf === 'team' ? await thing('/Team', { name: `Team ${people}`, workday_id }) : undefined;
  const own = workdayOf === 'agent' ? { workday_id } : {};
  const first = { timezone: zone, ...own, ...(team && { team_id: team.id }) };
  const { id } = await thing('/Agent', { name: `Agent ${people}`, email: `world${people}@desk.example`, ...first });
  if (before) {
    const from = formatCivilDate(before.until);
    await thing('/Agent', { id, workday_id: workdays[workday], workday_valid_from: from });
  }
  return id as number;
}

function workdayElement({ from, zone, same, days, breaks }: Hours): Values {
  const each = days.map(({ works, ...wall }, weekday) => {
    const { start, end } = timesOfDay(wall);
    const name = weekdayNames[weekday];
    return { [`inc${name}`]: works, [`start${name}`]: start, [`end${name}`]: end };
  });
  return {
    name: 'World',
    timezone: zone,
    alldayssame: same !== undefined,
    ...(same && timesOfDay(same)),
    ...Object.assign({}, ...each),
    breaks: breaks.map(({ weekdays, ...wall }) => ({
      ...timesOfDay(wall),
      ...Object.fromEntries(weekdayNames.map((name, weekday) => [`inc${name}`, weekdays.includes(weekday)])),
    })),
    ...(from !== undefined && { valid_from: formatCivilDate(from) }),
  };
}

const timesOfDay = ({ start, end }: Wall) => ({ start: `1901-01-01T${time(start)}`, end: `1901-01-01T${time(end)}` });
const time = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 19);
const iso = (instant: number) => new Date(instant).toISOString();

function timesOf(off: Off): Values {
  const schedule = { rrule: `FREQ=DAILY;INTERVAL=${off.everyDays}`, timezone: 'UTC' };
  const rule = off.everyDays === undefined ? {} : { isrecurring: true, schedule };
  if ('start' in off) return { allday: false, date: iso(off.start), end_date: iso(off.end), ...rule };
  const days = { date_only: formatCivilDate(off.firstDay), end_date_only: formatCivilDate(off.lastDay) };
  return { allday: true, ...days, ...rule };
}

function leaveElement({ id }: WorldAgent, { off, state }: Leave): Values {
  const decision = { approved: { _approve: true, _force: true }, rejected: { _reject: true }, pending: {} }[state];
  return { name: 'Away', agent_id: id, ...timesOf(off), ...decision };
}

async function writeCalendars(server: TestServer, agents: readonly WorldAgent[]): Promise<void> {
  const { saved } = calendarOf(server);
  const of = (times: readonly Span[], values: Values) =>
    times.map(({ start, end }) => ({
      subject: 'x',
      start_date: iso(start),
      end_date: iso(end),
      _force: true,
      ...values,
    }));
  const rows = agents.flatMap(({ id, shifts, busy, notBusy }) => [
    ...of(shifts, { agents: [{ id }], shift_type_id: 1 }),
    ...of(busy, { agent_id: id }),
    ...of(notBusy.slice(0, 1), { agent_id: id, agent_status: 0 }),
    ...of(notBusy.slice(1, 2), { agent_id: id, is_task: true }),
    ...of(notBusy.slice(2, 3), { agent_id: id, open_appointment_status: 1 }),
  ]);
  if (rows.length > 0) await saved(rows);
  for (const { id, notBusy } of agents) {
    if (notBusy.length < 4) continue;
    const gone = await saved(of(notBusy.slice(3, 4), { agent_id: id })[0] as Values);
    await server.api('DELETE', `/Appointment/${gone.id}`);
  }
}

function typeOf({ type }: World): Values {
  return {
    name: 'World',
    duration_type: type.duration_type,
    duration_mins: type.duration_mins,
    duration_days: type.duration_days,
    slot_step_mins: type.slot_step_mins,
    max_per_day: type.max_per_day,
    resourcebooking_buffer_minutes_before: type.buffer_mins_before,
    resourcebooking_buffer_minutes_after: type.buffer_mins_after,
    agentbooking_min_hours_advance: type.min_hours_advance,
    agentbooking_max_days_advance: type.max_days_advance,
    customslots: type.customslots.map(({ start_minute, end_minute }) => ({
      start_time: time(start_minute),
      end_time: time(end_minute),
    })),
  };
}
