import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { timesheetOf } from '../../../test/support/timesheet.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let sheet: ReturnType<typeof timesheetOf>;
let ann: Person;
let ticket: Row;
let client: Row;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  calendar = calendarOf(server);
  sheet = timesheetOf(server);
  client = await calendar.thing('/Client', { name: 'Acme' });
  ticket = await calendar.thing('/Tickets', { summary: 'Router', client_id: client.id });
});
afterAll(() => server.close());

/** An appointment of a fresh agent, 09:00 to 10:00, completed. */
async function completed(values: Values = {}, booked: Values = {}): Promise<Row> {
  ann = await calendar.person();
  const { id } = await calendar.booked(ann, booked);
  return calendar.saved({ id, complete_status: 0, ...values }, ann);
}
const events = () => sheet.get('/TimesheetEvent', { agent_id: ann.id, start_date: at('00:00') }, ann);

describe('completing an appointment', () => {
  test('records the hours that it took, from its start, without a ticket of its own', async () => {
    const row = await completed({ complete_timetaken: 1.5, chargerate: '1', complete_notehtml: '<p>done</p>' });
    const [event] = await events();
    expect(event).toMatchObject({
      id: row.timesheet_event_id,
      subject: 'Visit',
      start_date: at('09:00'),
      end_date: at('10:30'),
      timetaken: 1.5,
      charge_rate: 1,
      note: '<p>done</p>',
      appointment_id: row.id,
    });
    expect(event.ticket_id).toBeUndefined();
    expect((await calendar.row(row.id, ann)).timesheet_event_id).toBe(event.id);
  });

  test('records the planned duration on the ticket, from the actual start', async () => {
    await completed({ actual_start: at('09:20') }, { ticket_id: ticket.id });
    expect(await events()).toMatchObject([
      { start_date: at('09:20'), end_date: at('10:20'), timetaken: 1, ticket_id: ticket.id, customer: 'Acme' },
    ]);
  });

  test('records nothing when no time is said and no ticket is linked', async () => {
    expect((await completed()).timesheet_event_id).toBeUndefined();
    expect(await events()).toEqual([]);
  });

  test('a new one that is done already records its time, and so does each of a collection', async () => {
    const [one, two] = [await calendar.person(), await calendar.person()];
    const agents = [{ id: one.id }, { id: two.id }];
    const row = await calendar.saved({
      subject: 'Both',
      start_date: at('09:00'),
      end_date: at('10:00'),
      agents,
      complete_status: 0,
      complete_timetaken: 0.5,
    });
    expect(row.timesheet_event_id).toBeGreaterThan(0);
    for (const { id } of agents) {
      expect(await sheet.get('/TimesheetEvent', { agent_id: id })).toMatchObject([{ subject: 'Both', timetaken: 0.5 }]);
    }
  });

  test('more than an entry can have is 400, and nothing is completed', async () => {
    ann = await calendar.person();
    const { id } = await calendar.booked(ann);
    const answer = await calendar.save({ id, complete_status: 0, complete_timetaken: 25 }, ann);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty('complete_timetaken');
    expect(await calendar.row(id)).toMatchObject({ complete_status: -1 });
  });

  test('its details have the time, for those who may see it', async () => {
    const { id, timesheet_event_id } = await completed({ complete_timetaken: 1 });
    const details = await calendar.read(id, ann, '?includedetails=true');
    expect(details.body.timesheet_events).toMatchObject([{ id: timesheet_event_id, timetaken: 1 }]);
    const bob = await calendar.person();
    expect((await calendar.read(id, bob, '?includedetails=true')).body.timesheet_events).toEqual([]);
    const token = await server.tokenFor(ann.id, { scopes: 'read:calendar' });
    expect((await calendar.read(id, { ...ann, token }, '?includedetails=true')).body.timesheet_events).toEqual([]);
  });

  test('the tenant rounds it like any other entry', async () => {
    await server.api('POST', '/TimesheetSettings', { rounding_minutes: 30, rounding_mode: 'up' });
    await completed({ complete_timetaken: 0.6 });
    expect(await events()).toMatchObject([{ timetaken: 1, end_date: at('09:36') }]);
    await server.api('POST', '/TimesheetSettings', { rounding_minutes: 0, rounding_mode: 'nearest' });
  });
});

describe('the time of a completed appointment', () => {
  test('re-opening takes it back, completing again records it anew', async () => {
    const { id } = await completed({ complete_timetaken: 1 });
    const open = await calendar.saved({ id, complete_status: -1 }, ann);
    expect(open.timesheet_event_id).toBeUndefined();
    expect(await events()).toEqual([]);
    await calendar.saved({ id, complete_status: 0, complete_timetaken: 2 }, ann);
    expect(await events()).toMatchObject([{ timetaken: 2 }]);
  });

  test('is changed on the entry when it is changed on the appointment', async () => {
    const { id, timesheet_event_id } = await completed({ complete_timetaken: 1 });
    await sheet.logged({ id: timesheet_event_id, note: 'mine' }, ann);
    await calendar.saved({ id, complete_timetaken: 0.5, actual_start: at('09:10') }, ann);
    expect(await events()).toMatchObject([
      { id: timesheet_event_id, timetaken: 0.5, start_date: at('09:10'), end_date: at('09:40'), note: 'mine' },
    ]);
    const other = await completed({ complete_timetaken: 1 });
    await calendar.saved({ id: other.id, start_date: at('14:00'), end_date: at('15:00') }, ann);
    expect(await events()).toMatchObject([{ start_date: at('14:00'), end_date: at('15:00') }]);
    // What has no time in it leaves the entry as it is.
    const [before] = await events();
    await calendar.saved({ id: other.id, subject: 'Other' }, ann);
    expect(await events()).toEqual([before]);
  });

  test('is changed on the appointment when it is changed on the entry', async () => {
    const row = await completed({ complete_timetaken: 1 });
    await sheet.logged(
      { id: row.timesheet_event_id, start_date: at('11:00'), end_date: at('13:00'), subject: 'x' },
      ann,
    );
    const after = await calendar.row(row.id, ann);
    expect(after).toMatchObject({
      actual_start: at('11:00'),
      complete_timetaken: 2,
      subject: 'Visit',
      complete_status: 0,
    });
    expect(after._etag).not.toBe(row._etag);
    const history = await sheet.get('/Change', { entity: 'appointment', id: row.id }, ann);
    expect(history.changes[0]).toMatchObject({ action: 'update', after: { complete_timetaken: 2 } });
    await sheet.logged({ id: row.timesheet_event_id, note: 'only a note' }, ann);
    expect((await calendar.row(row.id, ann))._etag).toBe(after._etag);
    expect((await sheet.remove(row.timesheet_event_id, ann)).status).toBe(200);
    const without = await calendar.row(row.id, ann);
    expect(without).toMatchObject({ complete_status: 0 });
    expect(without.complete_timetaken).toBeUndefined();
    expect(without.timesheet_event_id).toBeUndefined();
  });

  test('is kept when the appointment is deleted', async () => {
    const { id } = await completed({ complete_timetaken: 1 });
    expect((await calendar.remove(id, ann)).status).toBe(200);
    expect(await events()).toHaveLength(1);
  });

  test('an entry that was deleted does not come back by moving the appointment', async () => {
    const { id, timesheet_event_id } = await completed({}, { ticket_id: ticket.id });
    await sheet.remove(timesheet_event_id, ann);
    await calendar.saved({ id, start_date: at('14:00'), end_date: at('15:00') }, ann);
    expect(await events()).toEqual([]);
  });
});

describe('a locked day', () => {
  test('keeps an appointment from being completed into it, re-opened, and its recorded time from moving', async () => {
    const { id } = await completed({ complete_timetaken: 1 });
    const { id: open } = await calendar.booked(ann, { start_date: at('12:00'), end_date: at('13:00') });
    await sheet.lock(ann, '2026-05-04', 1);
    const refused = [
      { id: open, complete_status: 0, complete_timetaken: 1 },
      { id, complete_status: -1 },
      { id, complete_timetaken: 2 },
      { id, actual_start: '2026-05-05T09:00:00' },
      { id, start_date: at('08:00') },
    ];
    for (const change of refused) expect((await calendar.save(change, ann)).status).toBe(409);
    expect(await calendar.row(id)).toMatchObject({ complete_status: 0, complete_timetaken: 1 });
    expect(await calendar.row(open)).toMatchObject({ complete_status: -1 });
    await calendar.saved({ id, subject: 'A name is no time' }, ann);
    await sheet.lock(ann, '2026-05-04', null);
    await calendar.saved({ id, complete_status: -1 }, ann);
  });
});

test('two at once: completing and re-opening leave the appointment and its time in step', async () => {
  ann = await calendar.person();
  const { id } = await calendar.booked(ann);
  const states = Array.from({ length: 12 }, (_, n) => ({
    id,
    complete_status: n % 2 === 0 ? 0 : -1,
    complete_timetaken: 1,
  }));
  const answers = await Promise.all(states.map((state) => calendar.save(state, ann)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const row = await calendar.row(id, ann);
  expect(await events()).toHaveLength(row.complete_status === 0 ? 1 : 0);
});
