import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** A day that waits or is approved stays as it is, whatever way somebody comes. */

let server: TestServer;
let agent: number;
let token: string;
let day = Date.UTC(2026, 2, 2);
let date: string;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  agent = (await made('/Agent', { name: 'Ann', email: 'ann@x.example', timezone: 'Europe/Berlin' })).id;
  token = await server.tokenFor(agent);
});
afterAll(() => server.close());

beforeEach(() => {
  // Not beside the day of the test before.
  do day += 2 * 86_400_000;
  while ([0, 6].includes(new Date(day).getUTCDay()));
  date = new Date(day).toISOString().slice(0, 10);
});

const api = (method: string, path: string, body?: unknown) => server.api(method, path, body);
const made = async (path: string, element: object) => {
  const answer = await server.api('POST', path, [element]);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const say = (command: object) => made('/Timesheet', { agent_id: agent, date, ...command });
const view = async () => (await api('GET', `/Timesheet/0?agent_id=${agent}&date=${date}`)).body;
const event = (from: string, to: string, more: object = {}) => ({
  agent_id: agent,
  subject: 'Work',
  start_date: `${date}T${from}:00`,
  end_date: `${date}T${to}:00`,
  ...more,
});
const appointment = (more: object = {}) =>
  made('/Appointment', { ...event('09:00', '10:00'), agent_id: undefined, agents: [{ id: agent }], ...more });

/** Hands the day in with 8 hours, and approves it. */
async function lock() {
  const { id } = await made('/TimesheetEvent', event('08:00', '16:00'));
  await say({ _submitapproval: true });
  await say({ _approve: true });
  return id as number;
}

describe.each<[string, object[]]>([
  ['waits', [{ _submitapproval: true }]],
  ['is approved', [{ _submitapproval: true }, { _approve: true }]],
])('a day that %s', (_name, commands) => {
  test('takes no new, changed, moved or deleted entry, by whomever', async () => {
    const { id } = await made('/TimesheetEvent', event('08:00', '16:00'));
    for (const command of commands) await say(command);
    const next = new Date(day + 86_400_000).toISOString().slice(0, 10);
    const before = await view();
    const attempts: [string, string, unknown?][] = [
      ['POST', '/TimesheetEvent', [event('17:00', '18:00')]],
      ['POST', '/TimesheetEvent', [event('12:00', '12:30', { event_type: 1, break_type: 1 })]],
      ['POST', '/TimesheetEvent', [{ id, note: 'Other' }]],
      ['POST', '/TimesheetEvent', [{ id, start_date: `${next}T08:00:00`, end_date: `${next}T16:00:00` }]],
      [
        'POST',
        '/TimesheetEvent',
        [
          { ...event('08:00', '09:00'), start_date: `${next}T08:00:00`, end_date: `${next}T09:00:00` },
          event('17:00', '18:00'),
        ],
      ],
      ['DELETE', `/TimesheetEvent/${id}`],
    ];
    for (const [method, path, body] of attempts) {
      for (const caller of [undefined, { token }]) {
        const answer = await server.api(method, path, body, caller);
        expect(answer.status, `${method} ${JSON.stringify(body)} ${answer.text}`).toBe(409);
      }
    }
    expect((await server.api('POST', '/TimesheetEvent', [event('17:00', '18:00')])).body.locked_days).toEqual([
      { agent_id: agent, date },
    ]);
    expect(await view()).toEqual(before);
    expect((await api('GET', `/Timesheet/0?agent_id=${agent}&date=${next}`)).body.events).toEqual([]);
    // Echoing it as it is changes nothing.
    expect((await server.api('POST', '/TimesheetEvent', [{ id, subject: 'Work' }])).status).toBe(201);
    expect(before.events[0]).toMatchObject({ _canupdate: false, _candelete: false });
  });

  test('is not reached from the evening before, over its midnight', async () => {
    for (const command of commands) await say(command);
    const start = new Date(day - 3 * 3_600_000).toISOString();
    const end = new Date(day + 3_600_000).toISOString();
    const over = { agent_id: agent, subject: 'Late', start_date: start, end_date: end };
    expect((await api('POST', '/TimesheetEvent', [over])).status).toBe(409);
    const until = new Date(day - 2 * 3_600_000).toISOString();
    expect((await api('POST', '/TimesheetEvent', [{ ...over, end_date: until }])).status).toBe(201);
  });

  test('takes no completion, no re-opening, and no other time of what was completed', async () => {
    const done = await appointment();
    const open = await appointment({ start_date: `${date}T11:00:00`, end_date: `${date}T12:00:00` });
    const complete = { complete_status: 0, complete_timetaken: 1 };
    const recorded = await made('/Appointment', { id: done.id, ...complete });
    expect(recorded.timesheet_event_id).toBeGreaterThan(0);
    for (const command of commands) await say(command);
    const before = await view();
    const attempts: [string, string, unknown?][] = [
      ['POST', '/Appointment', [{ id: open.id, ...complete }]],
      ['POST', '/Appointment', [{ id: done.id, complete_status: -1 }]],
      ['POST', '/Appointment', [{ id: done.id, complete_timetaken: 2 }]],
      ['POST', '/Appointment', [{ id: done.id, actual_start: `${date}T07:00:00` }]],
      ['POST', '/Appointment', [{ id: done.id, start_date: `${date}T13:00:00`, end_date: `${date}T14:00:00` }]],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await api(method, path, body);
      expect(answer.status, `${JSON.stringify(body)} ${answer.text}`).toBe(409);
    }
    expect((await api('GET', `/Appointment/${open.id}`)).body.complete_status).toBe(-1);
    expect((await api('GET', `/Appointment/${done.id}`)).body.complete_status).toBe(0);
    await api('DELETE', `/Appointment/${done.id}`);
    const after = await view();
    expect([after.actual_hours, after.events.length]).toEqual([before.actual_hours, before.events.length]);
  });
});

describe('once it is free again', () => {
  test.each<[string, object[]]>([
    ['rejected', [{ _submitapproval: true }, { _reject: true, _approval_message: 'No' }]],
  ])('%s: its entries change, and its figures with them', async (_name, commands) => {
    const { id } = await made('/TimesheetEvent', event('08:00', '16:00'));
    for (const command of commands) await say(command);
    const changed = await made('/TimesheetEvent', { id, end_date: `${date}T17:00:00`, timetaken: null });
    expect(changed.timetaken).toBe(9);
    expect((await view()).actual_hours).toBe(9);
  });
});

test('a ticket with time on it is not deleted, whether the day is locked or not', async () => {
  const id = await lock();
  const { ticket_id } = (await api('GET', `/TimesheetEvent/${id}`)).body;
  const refused = await api('DELETE', `/Tickets/${ticket_id}`);
  expect([refused.status, refused.body.code]).toEqual([409, 'in-use']);
});

describe('what an approved day was worth stays, and the view says what would be different today', () => {
  const figures = async () => {
    const { target_hours, actual_hours, unlogged_hours, percentage, allowed_break_hours, warnings = [] } = await view();
    const codes = (warnings as { code: string }[]).map(({ code }) => code);
    return { kept: { target_hours, actual_hours, unlogged_hours, percentage, allowed_break_hours }, codes };
  };

  const later: Record<string, () => Promise<unknown>> = {
    'a public holiday': async () => {
      const [workday] = (await api('GET', '/Workday?isconfig=true')).body;
      return made('/Holiday', { name: 'Feast', workday_id: workday.id, date_only: date });
    },
    'leave that is approved afterwards': async () => {
      const leave = await made('/Holiday', { name: 'Away', agent_id: agent, date_only: date });
      return made('/Holiday', { id: leave.id, _approve: true });
    },
    'another workday of the agent': async () => {
      const short = {
        name: `Short ${date}`,
        alldayssame: true,
        start: '1901-01-01T09:00:00',
        end: '1901-01-01T10:00:00',
      };
      const all = Object.fromEntries(
        ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((name) => [`inc${name}`, true]),
      );
      const workday = await made('/Workday', { ...short, ...all });
      return made('/Agent', { id: agent, workday_id: workday.id, workday_valid_from: '1970-01-01' });
    },
    'a shift': () => appointment({ shift_type_id: 1, start_date: `${date}T19:00:00`, end_date: `${date}T21:00:00` }),
    'a break that the tenant takes off': () =>
      api('POST', '/TimesheetSettings', { automatic_breaks: [{ after_hours: 6, break_minutes: 45 }] }),
  };

  test.each(Object.entries(later))('%s', async (_name, change) => {
    await lock();
    const before = await figures();
    expect(before.codes).not.toContain('figures-changed');
    await change();
    const after = await figures();
    expect(after.kept).toEqual(before.kept);
    expect(after.codes).toContain('figures-changed');
    const list = await api('GET', `/Timesheet?agent_id=${agent}&date=${date}`);
    expect(list.body[0]).toMatchObject(before.kept);
    await api('POST', '/TimesheetSettings', { automatic_breaks: [] });
  });

  test('and a reading of other hours counts by the same target', async () => {
    await lock();
    const { target_hours } = await view();
    const feast = { name: 'Feast', agent_id: agent, date_only: date };
    const leave = await made('/Holiday', feast);
    await made('/Holiday', { id: leave.id, _approve: true });
    const cut = (await api('GET', `/Timesheet/0?agent_id=${agent}&date=${date}&utcoffset=-600`)).body;
    expect(cut.target_hours).toBe(target_hours);
    expect(cut.actual_hours).toBe(6);
  });

  test('another zone of the agent moves neither its hours nor its lock', async () => {
    await made('/TimesheetEvent', event('05:00', '06:00'));
    const late = {
      start_date: new Date(day - 1_800_000).toISOString(),
      end_date: new Date(day - 900_000).toISOString(),
    };
    const { id } = await made('/TimesheetEvent', { agent_id: agent, subject: 'After midnight', ...late });
    await say({ _submitapproval: true });
    const before = await view();
    expect(before.actual_hours).toBe(1.25);
    await made('/Agent', { id: agent, timezone: 'America/New_York' });
    const after = await view();
    expect([after.actual_hours, after.events.length]).toEqual([1.25, 2]);
    // In New York this quarter of an hour lies on the evening before, which nobody has handed in.
    expect((await api('DELETE', `/TimesheetEvent/${id}`)).status).toBe(409);
    const beside = { agent_id: agent, subject: 'x', ...late };
    expect((await api('POST', '/TimesheetEvent', [beside])).status).toBe(409);
    await made('/Agent', { id: agent, timezone: 'Europe/Berlin' });
  });
});
