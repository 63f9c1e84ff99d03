import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

/** Saves rows for a fresh agent, one after the other; answers what the list of that agent finds, sorted by subject. */
async function withRows(elements: Values[]) {
  const agent = await calendar.person();
  let hour = 0;
  const made: Record<string, Row> = {};
  for (const element of elements) {
    hour += 1;
    const time = (offset: number) => at(`${String(hour + offset).padStart(2, '0')}:00`);
    const times = element.is_task && element.start_date === null ? {} : { start_date: time(0), end_date: time(1) };
    made[String(element.subject)] = await calendar.saved({ agent_id: agent.id, ...times, ...element });
  }
  const find = async (query: Values, by?: Person) =>
    (await calendar.subjects({ agents: agent.id, ...query }, by)).sort();
  return { agent, made, find };
}

describe('customer and ticket', () => {
  test('client_id, site_id, ticket_id and toplevel_id choose equals; 0 and below is no filter', async () => {
    const [acme, globex] = [
      await calendar.thing('/Client', { name: 'Acme', toplevel_id: 41 }),
      await calendar.thing('/Client', { name: 'Globex', toplevel_id: 42 }),
    ];
    const site = await calendar.thing('/Site', { name: 'Plant', client_id: acme.id });
    const ticket = await calendar.thing('/Tickets', { summary: 'Printer' });
    const { find } = await withRows([
      { subject: 'a', client_id: acme.id },
      { subject: 'b', client_id: globex.id },
      { subject: 'c', client_id: acme.id, site_id: site.id },
      { subject: 'd', ticket_id: ticket.id },
    ]);
    expect(await find({ client_id: acme.id })).toEqual(['a', 'c']);
    expect(await find({ site_id: site.id })).toEqual(['c']);
    expect(await find({ ticket_id: ticket.id })).toEqual(['d']);
    expect(await find({ toplevel_id: 41 })).toEqual(['a', 'c']);
    expect(await find({ toplevel_id: 42 })).toEqual(['b']);
    expect(await find({ client_id: acme.id, site_id: site.id })).toEqual(['c']);
    for (const name of ['client_id', 'site_id', 'ticket_id', 'toplevel_id']) {
      for (const none of [0, -1]) expect(await find({ [name]: none })).toEqual(['a', 'b', 'c', 'd']);
      expect(await find({ [name]: 99_999 })).toEqual([]);
    }
  });

  test('assets: those of the row, and those of its ticket', async () => {
    const asset = async (name: string) => (await calendar.thing('/Asset', { name })).id;
    const [van, printer, other] = [await asset('Van'), await asset('Printer'), await asset('Other')];
    const ticket = await calendar.thing('/Tickets', { summary: 'Printer', assets: [printer] });
    const { find } = await withRows([
      { subject: 'own', asset_ids: [van] },
      { subject: 'ticket', ticket_id: ticket.id },
      { subject: 'other', asset_ids: [other] },
      { subject: 'none' },
    ]);
    expect(await find({ assets: van })).toEqual(['own']);
    expect(await find({ assets: printer })).toEqual(['ticket']);
    expect(await find({ assets: `${van},${printer}` })).toEqual(['own', 'ticket']);
  });

  test('locations, types and statuses are comma lists', async () => {
    const { find } = await withRows([
      { subject: 'a', appointment_location: 1, appointment_type_id: 1, open_appointment_status: 0 },
      { subject: 'b', appointment_location: 2, appointment_type_id: 2, open_appointment_status: 1 },
      { subject: 'c', appointment_location: 3, appointment_type_id: 3, open_appointment_status: 7 },
      { subject: 'd', complete_status: 0, appointment_status: 2, open_appointment_status: 1 },
    ]);
    expect(await find({ locations: 2 })).toEqual(['b']);
    expect(await find({ locations: '1,3' })).toEqual(['a', 'c']);
    expect(await find({ types: '2' })).toEqual(['b']);
    expect(await find({ types: '1,2' })).toEqual(['a', 'b']);
    expect(await find({ statuses: '1' })).toEqual(['b']);
    expect(await find({ statuses: '0,7' })).toEqual(['a', 'c']);
    expect(await find({ statuses: '2' })).toEqual(['d']);
  });

  test('excludenonticketapptodo drops appointments and tasks without a ticket, not shifts', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'x' });
    const { find } = await withRows([
      { subject: 'free' },
      { subject: 'job', ticket_id: ticket.id },
      { subject: 'todo', is_task: true },
      { subject: 'todo job', is_task: true, ticket_id: ticket.id },
      { subject: 'shift', shift_type_id: 1 },
    ]);
    const all = { showshifts: true };
    expect(await find({ ...all, excludenonticketapptodo: true })).toEqual(['job', 'shift', 'todo job']);
    expect((await find({ ...all, excludenonticketapptodo: false })).length).toBe(5);
  });
});

describe('kinds', () => {
  async function oneOfEach() {
    const each = await withRows([
      { subject: 'appointment' },
      { subject: 'task', is_task: true },
      { subject: 'shift', shift_type_id: 1 },
      { subject: 'leave' },
    ]);
    const set = 'update appointment set holiday_id = gen_random_uuid(), approval_status = $2 where id = $1';
    await server.database.pool.query(set, [each.made.leave.id, 1]);
    return { ...each, setLeave: (status: number) => server.database.pool.query(set, [each.made.leave.id, status]) };
  }

  test('by default appointments and tasks', async () => {
    expect(await (await oneOfEach()).find({})).toEqual(['appointment', 'task']);
  });

  test('show... switch kinds on and off', async () => {
    const { find } = await oneOfEach();
    expect(await find({ showappointments: 'false' })).toEqual([]);
    expect(await find({ showappointments: 'True' })).toEqual(['appointment', 'task']);
    expect(await find({ showshifts: true })).toEqual(['appointment', 'shift', 'task']);
    expect(await find({ showappointments: 'false', showshifts: true })).toEqual(['shift']);
    expect(await find({ showholidays: true })).toEqual(['appointment', 'leave', 'task']);
    expect(await find({ showappointments: 'false', showholidays: true })).toEqual(['leave']);
  });

  test('leave is shown once it is approved', async () => {
    const { find, setLeave } = await oneOfEach();
    for (const [status, shown] of [
      [0, []],
      [2, []],
      [1, ['leave']],
    ] as const) {
      await setLeave(status);
      expect(await find({ showappointments: 'false', showholidays: true })).toEqual(shown);
    }
  });

  test('...only switches its kind on, and several are their union', async () => {
    const { find } = await oneOfEach();
    expect(await find({ tasksonly: true })).toEqual(['task']);
    expect(await find({ appointmentsonly: true })).toEqual(['appointment']);
    expect(await find({ shiftsonly: true })).toEqual(['shift']);
    expect(await find({ tasksonly: true, shiftsonly: true })).toEqual(['shift', 'task']);
    expect(await find({ appointmentsonly: true, tasksonly: true })).toEqual(['appointment', 'task']);
    expect(await find({ tasksonly: true, showappointments: 'false' })).toEqual(['task']);
    expect(await find({ tasksonly: false })).toEqual(['appointment', 'task']);
  });
});

describe('done and deleted', () => {
  test('hidecompleted drops what is done, not what is in progress', async () => {
    const { find } = await withRows([
      { subject: 'open' },
      { subject: 'busy', complete_status: 1 },
      { subject: 'done', complete_status: 0 },
    ]);
    expect(await find({ hidecompleted: true })).toEqual(['busy', 'open']);
    expect(await find({ hidecompleted: false })).toEqual(['busy', 'done', 'open']);
  });

  test('includedeleted: own rows; a manager those of reports; an admin all', async () => {
    const boss = await calendar.person({ role: 'manager' });
    const stranger = await calendar.person({ role: 'manager' });
    const agent = await calendar.person({ timesheet_manager: boss.id });
    const kept = await calendar.booked(agent, { subject: 'kept' });
    const gone = await calendar.booked(agent, { subject: 'gone', start_date: at('11:00'), end_date: at('12:00') });
    await calendar.remove(gone.id);
    const found = (by?: Person) => calendar.rows({ agents: agent.id, includedeleted: true }, by);
    for (const by of [undefined, agent, boss]) {
      expect(await found(by)).toMatchObject([{ id: kept.id }, { id: gone.id, deleted: true }]);
    }
    expect((await found())[0]).not.toHaveProperty('deleted');
    for (const by of [stranger, await calendar.person()]) expect(await found(by)).toMatchObject([{ id: kept.id }]);
    expect((await calendar.list({ agents: agent.id, includedeleted: true }, stranger)).body.record_count).toBe(1);
  });
});

describe('recurring rows', () => {
  async function series() {
    const { agent, made, find } = await withRows([
      { subject: 'master', _recurringmaster: true },
      { subject: 'plain' },
      { subject: 'exchange', recurring_master_id: 'AAMkAD=' },
    ]);
    const child = { agent_id: agent.id, halo_recurring_master_id: made.master.id };
    const times = { start_date: at('20:00'), end_date: at('21:00') };
    await calendar.saved({ subject: 'child', ...child, ...times });
    const later = { start_date: at('21:00'), end_date: at('22:00') };
    const edited = await calendar.saved({ subject: 'exception', ...child, ...later });
    await server.database.pool.query('update appointment set is_exception = true where id = $1', [edited.id]);
    return { master: made.master, find };
  }

  test('are all listed without any of the parameters', async () => {
    const { find, master } = await series();
    expect(await find({})).toEqual(['child', 'exception', 'exchange', 'master', 'plain']);
    expect(master._recurringmaster).toBe(true);
  });

  test('excluderecurring, excluderecurringmaster, isrecurringmaster, isrecurringchild, recurringchangeonly', async () => {
    const { find } = await series();
    expect(await find({ excluderecurring: true })).toEqual(['plain']);
    expect(await find({ excluderecurringmaster: 'True' })).toEqual(['child', 'exception', 'exchange', 'plain']);
    expect(await find({ isrecurringmaster: true })).toEqual(['master']);
    expect(await find({ isrecurringchild: true })).toEqual(['child', 'exception', 'exchange']);
    expect(await find({ recurringchangeonly: true })).toEqual(['exception']);
  });

  test('recurringmasterid: by our id, or by the text of another calendar', async () => {
    const { find, master } = await series();
    expect(await find({ recurringmasterid: master.id })).toEqual(['child', 'exception']);
    expect(await find({ recurringmasterid: 'AAMkAD=' })).toEqual(['exchange']);
    expect(await find({ recurringmasterid: 'aamkad=' })).toEqual([]);
  });
});
