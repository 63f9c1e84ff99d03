import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { timesheetOf } from '../../../test/support/timesheet.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let sheet: ReturnType<typeof timesheetOf>;
let ann: Person;
let boss: Person;
let bob: Person;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  calendar = calendarOf(server);
  sheet = timesheetOf(server);
  boss = await calendar.person({ role: 'manager' });
  bob = await calendar.person();
});
afterAll(() => server.close());
const fresh = async () => {
  ann = await calendar.person({ timesheet_manager: boss.id });
  return ann;
};
const nine = { subject: 'Work', start_date: at('09:00'), end_date: at('10:30') };

describe('the times of an entry', () => {
  test.each([
    ['timetaken comes from start and end', { start_date: at('09:00'), end_date: at('10:30') }, { timetaken: 1.5 }],
    [
      'the end comes from start and timetaken',
      { start_date: at('09:00'), timetaken: '0.5' },
      { end_date: at('09:30') },
    ],
    ['the start comes from end and timetaken', { end_date: at('09:00'), timetaken: 0.5 }, { start_date: at('08:30') }],
    [
      'start, end and timetaken may differ',
      { start_date: at('09:00'), end_date: at('11:00'), timetaken: 1 },
      { timetaken: 1, end_date: at('11:00') },
    ],
  ])('%s', async (_name, given, expected) => {
    await fresh();
    expect(await sheet.logged({ agent_id: ann.id, ...given })).toMatchObject(expected);
  });

  test.each([
    ['start_date', { end_date: at('09:00') }],
    ['end_date', { start_date: at('09:00') }],
    ['end_date', { start_date: at('09:00'), end_date: at('08:59') }],
    ['end_date', { start_date: at('09:00'), end_date: '2026-05-05T09:00:01' }],
    ['timetaken', { start_date: at('09:00'), timetaken: -1 }],
    ['timetaken', { start_date: at('09:00'), timetaken: 24.1 }],
    ['traveltime', { ...nine, traveltime: -0.1 }],
    ['traveltime', { ...nine, traveltime: 25 }],
    ['event_type', { ...nine, event_type: 2 }],
    ['mileage', { ...nine, mileage: -1 }],
    ['agent_id', { ...nine, agent_id: 99_999 }],
    ['ticket_id', { ...nine, ticket_id: 99_999 }],
    ['client_id', { ...nine, client_id: 99_999 }],
    ['agents', { ...nine, agents: ['x'] }],
  ])('a wrong %s is 400', async (field, given) => {
    const answer = await sheet.post(given);
    expect(answer.status, answer.text).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual([`[0].${field}`]);
  });

  test('an update moves the end with the time taken, and the time taken with the end', async () => {
    const { id } = await sheet.logged({ ...nine, agent_id: (await fresh()).id });
    expect(await sheet.logged({ id, timetaken: 2 })).toMatchObject({ end_date: at('11:00'), timetaken: 2 });
    expect(await sheet.logged({ id, end_date: at('09:45') })).toMatchObject({ end_date: at('09:45'), timetaken: 0.75 });
    expect(await sheet.logged({ id, start_date: at('09:15') })).toMatchObject({
      timetaken: 0.5,
      end_date: at('09:45'),
    });
    expect(await sheet.logged({ id, end_date: at('10:15'), timetaken: 0.25 })).toMatchObject({ timetaken: 0.25 });
    expect(await sheet.logged({ id, end_date: at('10:45') })).toMatchObject({ timetaken: 0.25, end_date: at('10:45') });
    expect(await sheet.logged({ id, timetaken: null })).toMatchObject({ timetaken: 1.5 });
  });

  test('a row sent back as it came changes nothing', async () => {
    const row = await sheet.logged({ ...nine, agent_id: (await fresh()).id, traveltime: 0.25, category1: 'a' });
    expect(await sheet.logged(row)).toEqual(row);
  });
});

describe('an entry that runs', () => {
  test('has no end, counts to now, and ends when it is told to', async () => {
    await fresh();
    const started = { agent_id: ann.id, subject: 'Timer', start_date: '2026-05-06T11:00:00', clear_end: true };
    const running = await sheet.logged(started);
    expect(running).toMatchObject({ running: true, timetaken: 1 });
    expect(running.end_date).toBeUndefined();
    expect(await sheet.day(ann, '2026-05-06')).toMatchObject({ actual_hours: 1 });
    expect((await sheet.post({ ...started, start_date: '2026-05-06T11:30:00' })).status).toBe(409);
    const ended = await sheet.logged({ id: running.id, clear_end: false });
    expect(ended).toMatchObject({ end_date: '2026-05-06T12:00:00', timetaken: 1 });
    expect(ended.running).toBeUndefined();
  });

  test('ends with an end_date, and an ended one runs again with clear_end', async () => {
    const { id } = await sheet.logged({ agent_id: (await fresh()).id, clear_end: true });
    expect(
      await sheet.logged({ id, start_date: '2026-05-06T10:00:00', end_date: '2026-05-06T10:30:00' }),
    ).toMatchObject({
      timetaken: 0.5,
    });
    expect(await sheet.logged({ id, clear_end: true })).toMatchObject({ running: true, timetaken: 2 });
  });

  test('of two that start at the same moment one wins', async () => {
    await fresh();
    const answers = await Promise.all([1, 2, 3].map(() => sheet.post({ agent_id: ann.id, clear_end: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('tickets', () => {
  test('quick time makes a ticket and closes it behind the entry', async () => {
    const event = await sheet.logged({
      ...nine,
      subject: 'Quick Time - Ann',
      agent_id: (await fresh()).id,
      ticket_id: null,
    });
    expect(event).toMatchObject({ lognewticket: false, ticket_summary: 'Quick Time - Ann' });
    const ticket = await sheet.get(`/Tickets/${event.ticket_id}`);
    expect(ticket).toMatchObject({ summary: 'Quick Time - Ann', status: 9, dateclosed: at('10:30'), agent_id: ann.id });
  });

  test('lognewticket makes one that is open, of its type and client', async () => {
    const client = await calendar.thing('/Client', { name: 'Acme' });
    const given = { ...nine, agent_id: (await fresh()).id, lognewticket: true, tickettype_id: 2, client_id: client.id };
    const event = await sheet.logged(given);
    const ticket = await sheet.get(`/Tickets/${event.ticket_id}`);
    expect(ticket).toMatchObject({ summary: 'Work', status: 1, tickettype_id: 2, client_id: client.id });
    expect(ticket.dateclosed).toBeUndefined();
  });

  test('client and site are those of the ticket; breaks make none', async () => {
    const client = await calendar.thing('/Client', { name: 'Beta' });
    const site = await calendar.thing('/Site', { name: 'There', client_id: client.id });
    const ticket = await calendar.thing('/Tickets', { summary: 'T', client_id: client.id, site_id: site.id });
    const event = await sheet.logged({ ...nine, agent_id: (await fresh()).id, ticket_id: ticket.id });
    expect(event).toMatchObject({ client_id: client.id, customer: 'Beta', site_id: site.id, ticket_summary: 'T' });
    const details = await sheet.get(`/TimesheetEvent/${event.id}`, { includedetails: true });
    expect(details).toMatchObject({ ticket: { summary: 'T' }, client: { name: 'Beta' } });
    const [listed] = await sheet.get('/TimesheetEvent', {
      agent_id: ann.id,
      start_date: at('00:00'),
      includedetails: 'True',
    });
    expect(listed).toMatchObject({ ticket: { summary: 'T' }, client: { name: 'Beta' } });
    const pause = await sheet.logged({ ...nine, agent_id: ann.id, event_type: 1 });
    expect(pause.ticket_id).toBeUndefined();
    expect(pause).toMatchObject({ break_type: 1 });
  });
});

test('what is said of an entry is kept', async () => {
  const said = {
    ...nine,
    traveltime: 0.5,
    mileage: 12,
    charge_rate: 1,
    contract_id: 3,
    category1: 'a',
    category2: 'b',
    category3: 'c',
    category4: 'd',
    note: 'n',
    user_name: 'U',
    action_number: 7,
    action_invoice_number: 8,
    originalstartdate: at('08:00'),
    shift_apid: 5,
    is_starting_break: true,
    is_ending_break: false,
    new_agent_status: 2,
  };
  const row = await sheet.logged({ ...said, agent_id: (await fresh()).id });
  expect(row).toMatchObject({ ...said, charge_type_name: 'Standard', chargeable: true, agent_name: ann.name });
  const cleared = await sheet.logged({
    id: row.id,
    mileage: null,
    category1: null,
    action_number: null,
    charge_rate: null,
  });
  for (const name of ['mileage', 'category1', 'action_number']) expect(cleared[name]).toBeUndefined();
  expect(cleared).toMatchObject({ charge_rate: 0, chargeable: false, category2: 'b' });
});

test('agents get the same entry each; the first is the answer', async () => {
  const [one, two] = [await calendar.person(), await calendar.person()];
  const answer = await sheet.logged({ ...nine, agents: [{ id: String(one.id), name: 'x' }, { id: two.id }] });
  expect(answer).toMatchObject({ agent_id: one.id, agents: [{ id: String(one.id) }, { id: String(two.id) }] });
  const rows = await sheet.get('/TimesheetEvent', {
    agents: `${one.id},${two.id}`,
    start_date: at('00:00'),
    end_date: at('23:00'),
  });
  expect(rows.map((row: { agent_id: number }) => row.agent_id)).toEqual([one.id, two.id]);
  expect(new Set(rows.map((row: { ticket_id: number }) => row.ticket_id)).size).toBe(1);
});

test('an entry changes hands by agent_id or agents; both disagreeing is 400', async () => {
  const { id } = await sheet.logged({ ...nine, agent_id: (await fresh()).id });
  expect(await sheet.logged({ id, agents: [{ id: bob.id }] })).toMatchObject({ agent_id: bob.id });
  expect(await sheet.logged({ id, agent_id: ann.id, agents: [{ id: bob.id }] })).toMatchObject({ agent_id: ann.id });
  expect((await sheet.post({ id, agent_id: bob.id, agents: [{ id: boss.id }] })).status).toBe(400);
});

describe('warnings', () => {
  test('overlapping, long and short entries are saved and told of', async () => {
    await fresh();
    const own = (values: object) => sheet.logged({ agent_id: ann.id, subject: 'x', ...values });
    expect((await own({ start_date: at('09:00'), end_date: at('10:00') }))._warning).toBeUndefined();
    expect((await own({ start_date: at('10:00'), end_date: at('11:00') }))._warning).toBeUndefined();
    expect((await own({ start_date: at('09:30'), end_date: at('10:30') }))._warning).toMatch(
      /overlaps 2 other entries/,
    );
    expect((await own({ start_date: at('12:00'), end_date: at('22:01') }))._warning).toMatch(/longer than 10 hours/);
    expect((await own({ start_date: at('23:00'), timetaken: 0.01 }))._warning).toMatch(/shorter than a minute/);
  });
});

describe('the list', () => {
  test('has what overlaps the window, by start, of the agents asked for', async () => {
    await fresh();
    const day = (start: string, end: string) => sheet.logged({ agent_id: ann.id, start_date: start, end_date: end });
    const night = await day('2026-05-03T22:00:00', '2026-05-04T02:00:00');
    const last = await day('2026-05-04T23:00:00', '2026-05-05T01:00:00');
    await day('2026-05-05T00:00:00', '2026-05-05T01:00:00');
    const ids = async (query: object) =>
      (await sheet.get('/TimesheetEvent', { agent_id: ann.id, ...query })).map(({ id }: { id: number }) => id);
    const monday = { start_date: at('00:00'), end_date: '2026-05-05T00:00:00' };
    expect(await ids(monday)).toEqual([night.id, last.id]);
    // Suffix-less values are local: in UTC-4 the day ends at 04:00Z.
    expect(await ids({ ...monday, utcoffset: 240 })).toHaveLength(2);
    expect(await ids({ ...monday, utcoffset: -180 })).toEqual([night.id]);
    expect(await ids({ start_date: '2026-05-04T00:00:00Z', end_date: '2026-05-05T00:00:00Z', utcoffset: 240 })).toEqual(
      [night.id, last.id],
    );
    // The current week, from Monday 2026-05-04.
    expect(await ids({})).toHaveLength(3);
    expect(await ids({ timezone: 'Pacific/Kiritimati' })).toHaveLength(3);
    const mine = await sheet.get('/TimesheetEvent/mine', monday, ann);
    expect(mine).toHaveLength(2);
  });
});
