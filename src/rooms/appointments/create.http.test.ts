import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const hour = { start_date: at('09:00'), end_date: at('10:00') };

describe('creating', () => {
  test('answers 201 with the one object, as GET shows it, with its tag', async () => {
    const ann = await calendar.person({ name: 'Ann' });
    const answer = await calendar.save({ subject: 'Visit', ...hour, agents: [{ id: ann.id, use: 'agent' }] });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      subject: 'Visit',
      ...hour,
      agent_id: ann.id,
      agent_name: 'Ann',
      agents: [{ id: ann.id, name: 'Ann', use: 'agent' }],
      complete_status: -1,
      allday: false,
      is_private: false,
      is_task: false,
      appointment_hours: 1,
      _canupdate: true,
      _cancomplete: true,
      _candelete: true,
    });
    const read = await calendar.read(answer.body.id);
    expect(read.body).toEqual(answer.body);
    expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
    expect(answer.headers.get('etag')).toBe(answer.body._etag);
    expect(answer.text).not.toContain('null');
  });

  test('an id of 0 or below, or null, creates too', async () => {
    for (const id of [0, -1, -77, null, '-1']) {
      const ann = await calendar.person();
      const made = await calendar.booked(ann, { id });
      expect(made.id).toBeGreaterThan(0);
    }
  });

  test.each([
    [{}],
    [{ agents: [] }],
    [{ agents: null }],
    [{ agent_id: 0 }],
    [{ agent_id: 1 }],
    [{ agents: [{ id: 1 }] }],
  ])('needs an agent: %j', async (who) => {
    const answer = await calendar.save({ subject: 'Nobody', ...hour, ...who });
    expect(answer.status).toBe(400);
    expect(answer.body.Message).toBe('Please select at least one Agent');
    expect(answer.body.errors).toHaveProperty(['[0].agents']);
  });

  test('an asset booking needs no agent', async () => {
    const room = await calendar.thing('/Asset', { name: 'Room', bookable: true });
    const made = await calendar.saved({ subject: 'Room only', ...hour, asset_ids: [room.id] });
    expect(made).toMatchObject({ asset_ids: [room.id], busy: false });
    expect(made).not.toHaveProperty('agent_id');
  });

  test.each([
    ['no start', { start_date: undefined }, 'start_date'],
    ['no end', { end_date: undefined }, 'end_date'],
    ['a null start', { start_date: null }, 'start_date'],
    ['an end before the start', { end_date: at('08:59') }, 'end_date'],
    ['more than 366 days', { end_date: '2027-05-06T09:00:00' }, 'end_date'],
    ['a date that is none', { start_date: '2026-02-30T09:00:00' }, 'start_date'],
    ['words for a date', { start_date: 'tomorrow' }, 'start_date'],
    ['a number that is none', { appointment_type_id: 'x' }, 'appointment_type_id'],
    ['a boolean that is none', { is_private: 'maybe' }, 'is_private'],
    ['a kept property of another type', { inform_agents: 'perhaps' }, 'inform_agents'],
  ])('refuses %s, and names the field', async (_name, values, field) => {
    const ann = await calendar.person();
    const answer = await calendar.save({ subject: 'x', ...hour, agent_id: ann.id, ...values });
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body.errors).toHaveProperty([`[0].${field}`]);
    expect(answer.body.Message).toEqual(expect.any(String));
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
  });

  test('366 days are allowed', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann, { end_date: '2027-05-05T09:00:00' });
    expect(made.appointment_hours).toBe(366 * 24);
  });

  test('a task may have neither start nor end; with one of them it is due then', async () => {
    const ann = await calendar.person();
    const task = await calendar.saved({ subject: 'Someday', is_task: true, agent_id: ann.id });
    expect(task).toMatchObject({ is_task: true, busy: false });
    expect(task).not.toHaveProperty('start_date');
    const due = await calendar.saved({ subject: 'Due', is_task: true, agent_id: ann.id, end_date: at('12:00') });
    expect(due).toMatchObject({ start_date: at('12:00'), end_date: at('12:00') });
  });

  test('dates come in with Z, with an offset, with fractions or bare, and go out in UTC without a suffix', async () => {
    for (const start of ['2026-05-04T09:00:00Z', '2026-05-04T11:00:00+02:00', '2026-05-04T09:00:00.000', at('09:00')]) {
      const ann = await calendar.person();
      expect((await calendar.booked(ann, { start_date: start })).start_date).toBe(at('09:00'));
    }
  });

  test('numeric strings, booleans in any case, and names in any case are taken', async () => {
    const ann = await calendar.person();
    const made = await calendar.saved({
      SUBJECT: 'Visit',
      Start_Date: at('09:00'),
      End_Date: at('10:00'),
      agents: [{ id: String(ann.id) }],
      is_private: 'True',
      allday: 'FALSE',
      complete_status: '-1',
      reminderminutes: '15',
    });
    expect(made).toMatchObject({ subject: 'Visit', is_private: true, reminderminutes: 15, agent_id: ann.id });
  });

  test('unknown properties are ignored, and the answer names them', async () => {
    const ann = await calendar.person();
    const answer = await calendar.save({ subject: 'x', ...hour, agent_id: ann.id, colour_of_socks: 'red', risk: 1 });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-almanac-ignored')).toBe('colour_of_socks, risk');
    expect(answer.body).not.toHaveProperty('colour_of_socks');
  });

  test('an agent who does not exist or is disabled is a 400 that names the field', async () => {
    const gone = await calendar.person({ isdisabled: true });
    for (const id of [999_999, gone.id]) {
      for (const who of [{ agent_id: id }, { agents: [{ id: server.adminId }, { id }] }]) {
        const answer = await calendar.save({ subject: 'x', ...hour, ...who });
        expect(answer.status, answer.text).toBe(400);
        expect(answer.body.errors).toHaveProperty(['[0].agents']);
      }
    }
  });

  test.each(['ticket_id', 'client_id', 'site_id', 'user_id', 'organizer', 'requestedapprovalagent', 'shift_team_id'])(
    'a %s that does not exist is a 400 that names it; 0 and -1 mean none',
    async (field) => {
      const ann = await calendar.person();
      const answer = await calendar.save({ subject: 'x', ...hour, agent_id: ann.id, [field]: 987_654 });
      expect(answer.status).toBe(400);
      expect(answer.body.code).toBe('unknown-reference');
      expect(JSON.stringify(answer.body.errors)).toContain(field);
      const none = await calendar.booked(ann, { [field]: -1 });
      expect(none).not.toHaveProperty(field);
      expect(await calendar.row((await calendar.booked(ann, { [field]: 0, _force: true })).id)).not.toHaveProperty(
        field,
      );
    },
  );

  test('client, site and user are those of the ticket, unless something else is said', async () => {
    const client = await calendar.thing('/Client', { name: 'Acme' });
    const site = await calendar.thing('/Site', { name: 'Plant', client_id: client.id });
    const user = await calendar.thing('/Users', { name: 'Uma', client_id: client.id });
    const ticket = await calendar.thing('/Tickets', {
      summary: 'Printer',
      client_id: client.id,
      site_id: site.id,
      user_id: user.id,
    });
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const said = { ticket_id: ticket.id };
    for (const made of [
      await calendar.booked(ann, said),
      await calendar.saved({ ...hour, agents: [{ id: bob.id }, { id: server.adminId }], ...said }),
    ]) {
      expect(made).toMatchObject({ client_id: client.id, client_name: 'Acme', site_name: 'Plant', user_name: 'Uma' });
    }
    const other = await calendar.thing('/Users', { name: 'Ulf' });
    const own = await calendar.booked(await calendar.person(), { ...said, user_id: other.id });
    expect(own).toMatchObject({ client_id: client.id, user_name: 'Ulf' });
    const nobody = await calendar.booked(await calendar.person(), { ...said, user_id: -1 });
    expect(nobody).toMatchObject({ client_id: client.id });
    expect(nobody).not.toHaveProperty('user_id');
  });

  test('what comes together with other properties is answered as GET shows it, however many ways there are to fill a row', async () => {
    const ticket = await calendar.thing('/Tickets', { summary: 'Printer', client_name: 'Acme' });
    const client = await calendar.thing('/Client', { name: 'Bolt' });
    const site = await calendar.thing('/Site', { name: 'Plant', client_id: client.id });
    const user = await calendar.thing('/Users', { name: 'Uma', client_id: client.id });
    const team = await calendar.thing('/Team', { name: 'Field' });
    const ways: Values[] = [
      {},
      { note: 'Bring a cable' },
      { client_id: client.id },
      { client_id: client.id, site_id: site.id },
      { user_id: user.id },
      { ticket_id: ticket.id },
      { ticket_id: ticket.id, user_id: user.id },
      { shift_team_id: team.id },
      { appointment_location_free_text: 'Gate 3' },
      { attendees: 'uma@bolt.example' },
      { reminderminutes: 15 },
      { organizer: server.adminId },
      { requestedapprovalagent: server.adminId },
      { reminderminutes: 5, note: 'Ring twice' },
      { reminderminutes: 5, attendees: 'uma@bolt.example' },
      { note: 'Ask for Uma', client_id: client.id, site_id: site.id, user_id: user.id, attendees: 'uma@bolt.example' },
    ];
    const people = await Promise.all(ways.map(() => calendar.person()));
    const together = await Promise.all(ways.map((way, index) => calendar.booked(people[index] as Person, way)));
    for (const [index, way] of ways.entries()) {
      const byItself = await calendar.booked(people[index] as Person, {
        ...way,
        start_date: at('10:00'),
        end_date: at('11:00'),
      });
      for (const made of [together[index], byItself]) {
        expect(made).toMatchObject(way);
        expect(made).toEqual((await calendar.read(made.id)).body);
        const { body } = await server.api('GET', `/Change?entity=appointment&id=${made.id}`);
        expect(body.changes[0].after).toMatchObject({ ...way, agent_id: people[index]?.id, subject: 'Visit' });
      }
    }
  });

  test('names and colours are computed, not taken', async () => {
    const ann = await calendar.person({ name: 'Ann', colour: '#123456' });
    const made = await calendar.booked(ann, { agent_name: 'Mallory', colour: '#ffffff', client_name: 'Nobody' });
    expect(made).toMatchObject({ agent_name: 'Ann', colour: '#123456' });
    expect(made).not.toHaveProperty('client_name');
    await calendar.thing('/Lookup', { lookupid: 63, id: 2, value1: '#00ff00' });
    expect((await calendar.booked(await calendar.person(), { appointment_type_id: 2 })).colour).toBe('#00ff00');
  });

  test('an id that does not exist is 404 Record not found, also in an array, where nothing is saved then', async () => {
    const ann = await calendar.person();
    const answer = await calendar.save({ id: 987_654, subject: 'x' });
    expect(answer.status).toBe(404);
    expect(answer.body.Message).toBe('Record not found');
    const both = await calendar.save([
      { subject: 'x', ...hour, agent_id: ann.id },
      { id: 987_654, subject: 'y' },
    ]);
    expect(both.status).toBe(404);
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
  });
});

describe('arrays', () => {
  test('several elements answer an array in their order', async () => {
    const ann = await calendar.person();
    const first = await calendar.booked(ann);
    const rows = await calendar.saved([
      { subject: 'New', start_date: at('11:00'), end_date: at('12:00'), agent_id: ann.id },
      { id: first.id, subject: 'Changed' },
    ]);
    expect(rows.map((row: { subject: string }) => row.subject)).toEqual(['New', 'Changed']);
    expect(rows[1].id).toBe(first.id);
  });

  test('all are saved, or none: a wrong last element undoes the others', async () => {
    const ann = await calendar.person();
    const first = await calendar.booked(ann);
    for (const wrong of [
      { subject: 'No end', start_date: at('13:00'), agent_id: ann.id },
      { subject: 'Clash', start_date: at('09:30'), end_date: at('10:30'), agent_id: ann.id },
      { subject: 'No ticket', start_date: at('14:00'), end_date: at('15:00'), agent_id: ann.id, ticket_id: 99_999 },
    ]) {
      const answer = await calendar.save([
        { id: first.id, subject: 'Changed' },
        { subject: 'New', start_date: at('11:00'), end_date: at('12:00'), agent_id: ann.id },
        wrong,
      ]);
      expect([400, 409]).toContain(answer.status);
      if (answer.body.code === 'invalid-fields') expect(answer.body.errors).toHaveProperty(['[2].end_date']);
      expect(await calendar.subjects({ agents: ann.id })).toEqual(['Visit']);
    }
  });

  test('an empty array and a text are 400, a lone object is taken as an array of one', async () => {
    expect((await server.api('POST', '/Appointment', [])).status).toBe(400);
    expect((await server.api('POST', '/Appointment', '"x"')).status).toBe(400);
    const ann = await calendar.person();
    const answer = await server.api('POST', '/Appointment', { subject: 'Lone', ...hour, agent_id: ann.id });
    expect([answer.status, answer.body.subject]).toEqual([201, 'Lone']);
  });
});
