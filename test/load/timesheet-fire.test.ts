import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Received, type Sending, sendAtOnce } from '../support/at-once.ts';
import { isLong } from '../support/long.ts';
import { type Random, randomFrom } from '../support/random.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { broken, type DayLog, logsOfDays, type People } from '../support/timesheet-log.ts';

/** The approval machine under fire: everybody does everything to the same 30 days at the same time. Afterwards the log of
 * changes, read from the start, must never have left the table of behaviour 7, nor have touched a locked day. */

const commands = isLong ? 2_000 : 400;
const seed = isLong ? Math.floor(Math.random() * 1e9) : 20_261_127;
const daysEach = 5;

let server: TestServer;
let people: People;
let tokens: Map<number, string>;
/** Of each day its agent, date and an appointment. */
let days: { agentId: number; date: string; appointment: number }[];

beforeAll(async () => {
  server = await startTestServer();
  people = await hirePeople();
  const ids = [...people.owners, ...people.managers, ...people.admins, people.approver];
  tokens = new Map(await Promise.all(ids.map(async (id) => [id, await server.tokenFor(id)] as const)));
  days = await planDays();
});
afterAll(() => server.close());

test(`${commands} random commands from 50 connections on 30 days leave no day that the table does not allow (seed ${seed})`, async () => {
  const random = randomFrom(seed);
  const events = await firstEvents();
  const answers: Received[] = [];
  // In waves, so that ids of new events can be changed by those that follow.
  for (let sent = 0; sent < commands; sent += 200) {
    const wave = Array.from({ length: Math.min(200, commands - sent) }, () => anything(random, events));
    const received = await sendAtOnce(server.url, wave, 50);
    for (const [index, { status, text }] of received.entries()) {
      if (status !== 201) continue;
      const { id, timesheet_event_id } = JSON.parse(text);
      if (wave[index]?.path === '/TimesheetEvent') events.push(id);
      else if (timesheet_event_id) events.push(timesheet_event_id);
    }
    answers.push(...received);
  }
  const statuses = countBy(answers.map(({ status }) => status));
  expect(unforeseen(answers)).toBeUndefined();
  // The mix must have met itself: much was done, much refused, for both reasons.
  for (const status of [201, 403, 409])
    expect(statuses[status] ?? 0, JSON.stringify(statuses)).toBeGreaterThan(commands / 20);

  const logs = await logsOfDays(server, days);
  expect(logs).toHaveLength(days.length);
  expect(logs.flatMap((log) => broken(log, people))).toEqual([]);
  expect(logs.flatMap(({ steps }) => steps).length).toBeGreaterThan(commands / 20);
  await expectShownAsKept(logs);
}, 300_000);

test('what nobody may do, if it had been done, would be found', () => {
  const [owner = 0] = people.owners;
  const [manager = 0] = people.managers;
  const step = (seq: number, from: number | null, to: number | null, by: number) => ({
    change: seq * 10,
    seq,
    from,
    to,
    by,
  });
  const log = (steps: DayLog['steps'], touches: number[] = [], status = steps.at(-1)?.to ?? null): DayLog => {
    return { agentId: owner, date: '2026-05-04', steps, touches, status };
  };
  const handedIn = step(1, null, 0, owner);
  expect(broken(log([handedIn]), people)).toEqual([]);
  expect(broken(log([handedIn], [5]), people)).toEqual([]);
  expect(broken(log([handedIn], [11]), people)).toHaveLength(1);
  expect(broken(log([handedIn, step(2, 0, null, owner)], [21]), people)).toEqual([]);
  expect(broken(log([step(2, null, 0, owner)]), people)).toHaveLength(1);
  expect(broken(log([handedIn, step(2, 1, 0, people.approver)]), people)).toHaveLength(1);
  expect(broken(log([handedIn, step(2, 0, 1, owner)]), people)).toHaveLength(1);
  expect(broken(log([handedIn, step(2, 0, 1, manager)]), people)).toHaveLength(1);
  expect(broken(log([handedIn, step(2, 0, 1, people.approver)]), people)).toEqual([]);
  expect(broken(log([handedIn, step(2, 0, null, people.approver)]), people)).toHaveLength(1);
  expect(broken(log([step(1, null, 1, people.approver)]), people)).toHaveLength(1);
  expect(broken(log([handedIn], [], 1), people)).toHaveLength(1);
});

/** The answers of the API tell what the tables keep: state, history in order, and hours that are those of the entries. */
async function expectShownAsKept(logs: DayLog[]): Promise<void> {
  for (const { agentId, date, steps, status } of logs) {
    const { body } = await server.api('GET', `/Timesheet/0?agent_id=${agentId}&date=${date}`);
    expect(body.approval?.approvalstatus ?? null).toBe(status);
    const told = (body.approval_history ?? []) as { seq: number; agent_id: number }[];
    expect(told.map(({ seq, agent_id }) => [seq, agent_id])).toEqual(steps.map(({ seq, by }) => [seq, by]));
    const work = (body.events as { event_type: number; timetaken: number }[]).filter((event) => event.event_type === 0);
    const hours = work.reduce((sum, { timetaken }) => sum + timetaken, 0);
    expect(body.actual_hours, `${agentId} ${date}`).toBeCloseTo(hours, 3);
  }
}

async function hirePeople(): Promise<People> {
  const hire = async (rows: object[]): Promise<number[]> => {
    const { status, body, text } = await server.api('POST', '/Agent', rows);
    expect(status, text).toBe(201);
    return [body].flat().map(({ id }: { id: number }) => id);
  };
  const staff = (name: string, role: string, n: number) =>
    Array.from({ length: n }, (_, index) => ({ name: `${name} ${index}`, email: `${name}${index}@x.example`, role }));
  const managers = await hire(staff('manager', 'manager', 2));
  const [admin = 0, approver = 0] = [
    ...(await hire(staff('admin', 'admin', 1))),
    ...(await hire(staff('lead', 'agent', 1))),
  ];
  const team = await server.api('POST', '/Team', [{ name: 'Team', timesheet_approver: approver }]);
  const owners = await hire(
    staff('owner', 'agent', 6).map((one, n) => ({
      ...one,
      team_id: team.body.id,
      linemanager: managers[n % 2],
      timezone: 'UTC',
    })),
  );
  return { owners, managers, admins: [server.adminId, admin], approver };
}

async function planDays() {
  const wanted = people.owners.flatMap((agentId) =>
    Array.from({ length: daysEach }, (_, n) => ({ agentId, date: `2026-05-0${4 + n}` })),
  );
  const rows = wanted.map(({ agentId, date }) => ({
    subject: 'Visit',
    start_date: `${date}T09:00:00`,
    end_date: `${date}T10:00:00`,
    agents: [{ id: agentId }],
  }));
  const { body } = await server.api('POST', '/Appointment', rows);
  return wanted.map((day, index) => ({ ...day, appointment: body[index].id as number }));
}

async function firstEvents(): Promise<number[]> {
  const rows = days.map(({ agentId, date }) => ({
    subject: 'Work',
    agent_id: agentId,
    event_type: 1,
    break_type: 1,
    start_date: `${date}T12:00:00`,
    end_date: `${date}T12:30:00`,
  }));
  const { status, body, text } = await server.api('POST', '/TimesheetEvent', rows);
  expect(status, text).toBe(201);
  return body.map(({ id }: { id: number }) => id);
}

/** One command of the mix, by somebody. */
function anything(random: Random, events: number[]): Sending {
  const { agentId, date, appointment } = random.pick(days);
  const everyone = [...people.managers, ...people.admins, people.approver, ...people.owners];
  const by = random.below(3) === 0 ? agentId : random.pick(everyone);
  const post = (path: string, element: object): Sending => ({
    method: 'POST',
    path,
    token: tokens.get(by) as string,
    body: [element],
  });
  const timesheet = (command: object) => post('/Timesheet', { agent_id: agentId, date, ...command });
  const hour = random.below(22);
  const times = { start_date: at(date, hour), end_date: at(date, hour + 1) };
  switch (random.below(12)) {
    case 0:
    case 1:
      return timesheet({ _submitapproval: true });
    case 2:
      return timesheet({ _approve: true });
    case 3:
      return timesheet({ _reject: true, _approval_message: 'No' });
    case 4:
    case 5:
      return timesheet({ _revertapproval: true });
    case 6:
    case 7:
      return post('/TimesheetEvent', {
        agent_id: agentId,
        subject: 'Work',
        event_type: random.below(2),
        break_type: 1,
        ...times,
      });
    case 8:
      // To whatever day: it may leave one and come into another.
      return post('/TimesheetEvent', { id: random.pick(events), ...times });
    case 9:
      return { method: 'DELETE', path: `/TimesheetEvent/${random.pick(events)}`, token: tokens.get(by) as string };
    case 10:
      return post('/Appointment', { id: appointment, complete_status: 0, complete_timetaken: 1 + random.below(3) });
    default:
      return post('/Appointment', { id: appointment, complete_status: -1 });
  }
}

function at(date: string, hour: number): string {
  return `${date}T${String(hour).padStart(2, '0')}:00:00`;
}

function unforeseen(answers: Received[]): Received | undefined {
  return answers.find(({ status }) => ![200, 201, 403, 404, 409].includes(status));
}

function countBy(values: number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
