import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blockOf, type Desk, day, has, openDesk } from '../../../test/support/board.ts';
import { at, type Calendar, type Person, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { type Board, blockFlag } from './shape.ts';

let server: TestServer;
let desk: Desk;
let calendar: Calendar;
let ann: Person;
let ben: Person;
let boss: Person;
let team: Row;
let client: Row;
let board: Desk['board'];

beforeAll(async () => {
  server = await startTestServer();
  desk = await openDesk(server);
  ({ calendar, boss, ann, ben, team, client, board } = desk);
});
afterAll(() => server.close());

describe('the blocks', () => {
  test('of an appointment', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'Router' });
    const row = await calendar.booked(ann, {
      subject: 'Replace router',
      ticket_id: ticket.id,
      client_id: client.id,
      appointment_type_id: 1,
      appointment_location_free_text: 'Floor 3',
      actual_start: at('09:05'),
    });
    const found = await board();
    const block = blockOf(found, row.id);
    expect(block).toEqual([
      row.id,
      0,
      540,
      60,
      0,
      blockFlag.change + blockFlag.busy + blockFlag.claims,
      'Replace router',
      found.clients.indexOf('Acme'),
      ticket.id,
      1,
      1,
      0,
      { actual: [545, 545], location: 'Floor 3' },
    ]);
    expect(row._etag).toBe(`"${block[0]}.${block[10]}"`);
    expect(found.types.map(({ id }) => id)).toContain(1);
    await calendar.saved({ id: row.id, complete_status: 0 });
    expect(has(blockOf(await board(), row.id), 'done')).toBe(true);
    expect(has(blockOf(await board(), row.id), 'busy')).toBe(false);
  });

  test('tentative ones and drafts are not busy, count clashes, and drafts are for who may know', async () => {
    const date = '2026-05-18';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    await calendar.booked(ben, hour);
    const maybe = await calendar.booked(ben, { ...hour, open_appointment_status: 1 });
    const draft = await calendar.booked(ben, { ...hour, open_appointment_status: 2 });
    const found = await board({ start_date: date });
    expect(found.blocks.map((block) => block[11])).toEqual([2, 2, 2]);
    expect([has(blockOf(found, maybe.id), 'tentative'), has(blockOf(found, maybe.id), 'busy')]).toEqual([true, false]);
    expect([has(blockOf(found, draft.id), 'draft'), has(blockOf(found, draft.id), 'claims')]).toEqual([true, true]);
    const ids = async (by: Person) => (await board({ start_date: date }, by)).blocks.map((block) => block[0]);
    expect(await ids(ann)).not.toContain(draft.id);
    expect(await ids(boss)).toContain(draft.id);
  });

  test('a private one is masked for others, an admin with showall sees it', async () => {
    const date = '2026-05-19';
    const values = {
      subject: 'Doctor',
      is_private: true,
      client_id: client.id,
      appointment_type_id: 2,
      appointment_location_free_text: 'Clinic',
      start_date: at('09:00', date),
      end_date: at('10:00', date),
      actual_start: at('09:00', date),
    };
    const row = await calendar.booked(ann, values, ann);
    const flags = blockFlag.masked + blockFlag.busy + blockFlag.private + blockFlag.claims;
    expect(blockOf(await board({ start_date: date, timezone: 'UTC' }, ben), row.id)).toEqual([
      row.id,
      0,
      540,
      60,
      0,
      flags,
      'Private',
      -1,
      0,
      0,
      0,
      0,
    ]);
    expect((await board({ start_date: date }, ben)).clients).not.toContain('Acme');
    expect(blockOf(await board({ start_date: date }), row.id)[6]).toBe('Private');
    expect(blockOf(await board({ start_date: date, showall: true }), row.id)[6]).toBe('Doctor');
    expect(blockOf(await board({ start_date: date, showall: true }, ben), row.id)[6]).toBe('Private');
    expect(blockOf(await board({ start_date: date }, ann), row.id)[6]).toBe('Doctor');
  });

  test('shifts, timed tasks and series are there; masters, deleted rows and leave are not', async () => {
    const date = '2026-05-20';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    const task = await calendar.booked(ann, { ...hour, is_task: true });
    const shift = await calendar.booked(ann, { ...hour, shift_type_id: 1 });
    const deleted = await calendar.booked(ann, { ...hour, subject: 'Deleted' });
    await calendar.remove(deleted.id);
    const schedule = { recurrencepattern: 0, rangeofrecurrence: 1, endafteramount: 2 };
    await calendar.booked(ben, { ...hour, subject: 'Daily', schedule });
    const found = await board({ start_date: date });
    expect(found.blocks.map((block) => block[4]).sort()).toEqual([0, 1, 2]);
    expect([blockOf(found, task.id)[4], blockOf(found, shift.id)[4]]).toEqual([1, 2]);
    expect(found.blocks.filter((block) => has(block, 'recurring'))).toHaveLength(1);
  });

  test('a task without a time is no block of any day', async () => {
    const task = await calendar.saved({ subject: 'Some day', is_task: true, agent_id: ann.id });
    expect(task.start_date).toBeUndefined();
    const ids = (await board({ start_date: '2026-05-21' })).blocks.map(([id]) => id);
    expect(ids).not.toContain(task.id);
  });

  test('the others of a collection, and what nobody has', async () => {
    const date = '2026-05-28';
    const hour = { start_date: at('09:00', date), end_date: at('10:00', date) };
    const both = await calendar.saved({ ...hour, subject: 'Both', agents: [{ id: ann.id }, { id: ben.id }] });
    const open = await calendar.saved({
      ...hour,
      subject: 'Open',
      shift_type_id: 1,
      shift_team_id: team.id,
      open_shift: true,
    });
    expect(blockOf(await board({ start_date: date }), both.id)[12]).toMatchObject({ with: [ben.id] });
    const all = (await server.api('GET', `/Board?start_date=${date}`)).body as Board;
    expect(all.unassigned.map((block) => [block[0], block[1], block[12]?.team])).toEqual([[open.id, -1, team.id]]);
    expect((await board({ start_date: date })).unassigned).toEqual([]);
    const other = (await server.api('GET', `/Board?start_date=${date}&team_id=999`)).body as Board;
    expect(other.unassigned).toEqual([]);
  });
});

describe('the queue', () => {
  const queue = async (query = '', by?: Person) =>
    (
      (await server.api('GET', `/Board?start_date=${day}${query}`, undefined, by ? { token: by.token } : {}))
        .body as Board
    ).queue;
  const ids = async (query = '', by?: Person) => (await queue(query, by)).map(({ id }) => id);

  test('has open tickets without an open appointment, the most urgent first', async () => {
    const later = await calendar.thing('/Tickets', {
      summary: 'Later',
      targetdate: at('12:00'),
      team_id: team.id,
      estimate: 2,
    });
    const soon = await calendar.thing('/Tickets', {
      summary: 'Soon',
      targetdate: at('08:00'),
      skills: ['printers'],
      client_id: client.id,
      priority: 1,
    });
    const done = await calendar.thing('/Tickets', { summary: 'Done', status: 9 });
    const planned = await calendar.thing('/Tickets', {
      summary: 'Planned',
      start_date: at('09:00'),
      end_date: at('10:00'),
    });
    const order = (await ids()).filter((id) => [later.id, soon.id, done.id, planned.id].includes(id));
    expect(order).toEqual([soon.id, later.id]);
    const found = await board();
    expect(found.queue.find(({ id }) => id === soon.id)).toEqual({
      id: soon.id,
      summary: 'Soon',
      client: found.clients.indexOf('Acme'),
      priority: 1,
      priority_name: expect.any(String),
      due: 480,
      due_label: 'Mon 4 May, 08:00',
      late: true,
      skills: ['printers'],
      status: 1,
    });
    expect(found.queue.find(({ id }) => id === later.id)).toMatchObject({ estimate: 2, team_id: team.id });
    expect(found.queue_count).toBe(found.queue.length);
    expect(await ids('&skill=Printers')).toEqual([soon.id]);
    expect(await ids('&team_id=999')).not.toContain(later.id);
    const booked = await calendar.booked(ann, { ticket_id: soon.id, start_date: at('15:00'), end_date: at('16:00') });
    expect(await ids()).not.toContain(soon.id);
    await calendar.saved({ id: booked.id, complete_status: 0 });
    expect(await ids()).toContain(soon.id);
  });

  test('a private appointment, or a draft, tells nothing of its ticket', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'Quiet' });
    const values = { ticket_id: ticket.id, start_date: at('20:00'), end_date: at('21:00') };
    const row = await calendar.booked(ann, { ...values, is_private: true }, ann);
    expect([await ids('', ben), await ids('', ann)].map((found) => found.includes(ticket.id))).toEqual([true, false]);
    await calendar.saved({ id: row.id, is_private: false, open_appointment_status: 2 }, ann);
    expect([await ids('', ben), await ids('', boss)].map((found) => found.includes(ticket.id))).toEqual([true, false]);
  });
});
