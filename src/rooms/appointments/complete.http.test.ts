import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

describe('completing', () => {
  test('notes when (now) and who (the caller), and frees the time', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    server.clock.now = Date.UTC(2026, 4, 4, 9, 45, 12);
    const token = await server.tokenFor(ann.id);
    const done = await calendar.saved({ id: made.id, complete_status: 0 }, { ...ann, token }).finally(() => {
      server.clock.now = undefined;
    });
    expect(done).toMatchObject({
      complete_status: 0,
      complete_date: '2026-05-04T09:45:12',
      complete_agent_id: ann.id,
      busy: false,
      _cancomplete: false,
      _canupdate: true,
    });
    await calendar.booked(ann, { subject: 'Next' });
  });

  test('takes the date, the agent and the hours that are given', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.booked(ann);
    const given = { complete_date: at('11:00'), complete_agent_id: bob.id, complete_timetaken: 1.5 };
    expect(await calendar.saved({ id: made.id, complete_status: '0', ...given })).toMatchObject(given);
  });

  test('a later update of something else keeps them', async () => {
    const made = await calendar.booked(await calendar.person());
    const done = await calendar.saved({ id: made.id, complete_status: 0, complete_date: at('11:00') });
    const later = await calendar.saved({ id: made.id, note: 'x' });
    expect(later).toMatchObject({ complete_date: at('11:00'), complete_agent_id: done.complete_agent_id });
    const echoed = await calendar.saved({ ...later, complete_status: 0 });
    expect(echoed).toEqual(later);
  });

  test('re-opening forgets them, and claims the time again', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    await calendar.saved({ id: made.id, complete_status: 0, complete_timetaken: 2 });
    const open = await calendar.saved({ id: made.id, complete_status: -1 });
    expect(open).toMatchObject({ complete_status: -1, busy: true });
    for (const name of ['complete_date', 'complete_agent_id', 'complete_timetaken'])
      expect(open).not.toHaveProperty(name);
    await calendar.saved({ id: made.id, complete_status: 0 });
    await calendar.booked(ann);
    expect((await calendar.save({ id: made.id, complete_status: -1 })).status).toBe(409);
    expect((await calendar.row(made.id)).complete_status).toBe(0);
  });

  test('in progress is not complete', async () => {
    const made = await calendar.booked(await calendar.person());
    const started = await calendar.saved({ id: made.id, complete_status: 1 });
    expect(started).toMatchObject({ complete_status: 1, busy: true, _cancomplete: true });
    expect(started).not.toHaveProperty('complete_date');
  });

  test('can be done by the creation itself', async () => {
    const done = await calendar.booked(await calendar.person(), { complete_status: 0 });
    expect(done).toMatchObject({ complete_status: 0, busy: false, complete_agent_id: server.adminId });
    expect(done.complete_date).toEqual(expect.any(String));
  });

  test('negative hours are a 400', async () => {
    const made = await calendar.booked(await calendar.person());
    expect((await calendar.save({ id: made.id, complete_status: 0, complete_timetaken: -1 })).status).toBe(400);
  });
});

describe('a follow-up', () => {
  test('appointment is made from the followup_* fields; its id is followup_id', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const ticket = await calendar.thing('/Tickets', { summary: 'Printer' });
    const made = await calendar.booked(ann, { ticket_id: ticket.id, subject: 'Visit' });
    const done = await calendar.saved({
      id: made.id,
      complete_status: 0,
      add_followup_appointment: true,
      followup_subject: 'Visit again',
      followup_start_date: at('09:00', '2026-05-11'),
      followup_end_date: at('11:00', '2026-05-11'),
      followup_agents: [{ id: ann.id }, { id: bob.id }],
      followup_is_private: true,
      followup_reminderminutes: 10,
      followup_agent_status: 2,
      followup_note: 'Bring toner',
      followup_note_html: '<b>toner</b>',
      followup_appointmenttype_id: 2,
    });
    expect(done).toMatchObject({ id: made.id, complete_status: 0, followup_id: expect.any(Number) });
    expect(await calendar.row(done.followup_id)).toMatchObject({
      subject: 'Visit again',
      start_date: at('09:00', '2026-05-11'),
      end_date: at('11:00', '2026-05-11'),
      is_task: false,
      ticket_id: ticket.id,
      is_private: true,
      reminderminutes: 10,
      agent_status: 2,
      note: 'Bring toner',
      note_html: '<b>toner</b>',
      appointment_type_id: 2,
      complete_status: -1,
      busy: true,
    });
    const agents = (await calendar.row(done.followup_id)).agents.map((agent: Row) => agent.id);
    expect(agents).toEqual([ann.id, bob.id]);
  });

  test('task may have no time; it is for the same agent when none is named', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    const done = await calendar.saved({ id: made.id, complete_status: 0, add_followup_task: true });
    const task = await calendar.row(done.followup_id);
    expect(task).toMatchObject({ is_task: true, agent_id: ann.id, subject: 'Visit', busy: false });
    expect(task).not.toHaveProperty('start_date');
    const other = await calendar.booked(ann, { followup_date: null });
    const due = { add_followup_task: true, followup_date: at('12:00', '2026-05-11') };
    const second = await calendar.saved({ id: other.id, complete_status: 0, ...due });
    expect((await calendar.row(second.followup_id)).start_date).toBe(at('12:00', '2026-05-11'));
  });

  test('that clashes keeps the completion from being saved', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    const next = { start_date: at('09:00', '2026-05-12'), end_date: at('10:00', '2026-05-12') };
    await calendar.booked(ann, next);
    const wish = { followup_start_date: next.start_date, followup_end_date: next.end_date };
    const complete = { id: made.id, complete_status: 0, add_followup_appointment: true, ...wish };
    expect((await calendar.save(complete)).status).toBe(409);
    expect((await calendar.row(made.id)).complete_status).toBe(-1);
    const done = await calendar.saved({ ...complete, _force: true });
    expect(await calendar.row(done.followup_id)).toMatchObject({ forced: true });
  });

  test('may begin in the very time that the completion frees', async () => {
    const made = await calendar.booked(await calendar.person());
    const wish = { followup_start_date: at('09:30'), followup_end_date: at('10:30') };
    const done = await calendar.saved({ id: made.id, complete_status: 0, add_followup_appointment: true, ...wish });
    expect((await calendar.row(done.followup_id)).busy).toBe(true);
  });

  test('without a start, or without completing, is a 400', async () => {
    const made = await calendar.booked(await calendar.person());
    const noStart = await calendar.save({ id: made.id, complete_status: 0, add_followup_appointment: true });
    expect(noStart.status).toBe(400);
    expect(noStart.body.errors).toHaveProperty(['[0].followup_start_date']);
    const start = { followup_start_date: at('09:00', '2026-05-11') };
    expect((await calendar.save({ id: made.id, add_followup_appointment: true, ...start })).status).toBe(400);
  });

  test('of a private row is private, unless it is said not to be', async () => {
    const ann = await calendar.person();
    const [first, second] = [
      await calendar.booked(ann, { is_private: true, subject: 'Doctor' }),
      await calendar.booked(ann, { is_private: true, start_date: at('11:00'), end_date: at('12:00') }),
    ];
    const complete = { complete_status: 0, add_followup_task: true };
    const done = await calendar.saved({ id: first.id, ...complete });
    expect(await calendar.row(done.followup_id)).toMatchObject({ subject: 'Doctor', is_private: true });
    const said = await calendar.saved({ id: second.id, ...complete, followup_is_private: false });
    expect((await calendar.row(said.followup_id)).is_private).toBe(false);
  });

  test('its fields without the command make nothing', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    await calendar.saved({ id: made.id, complete_status: 0, followup_start_date: at('12:00'), followup_subject: 'x' });
    expect((await calendar.rows({ agents: ann.id })).length).toBe(1);
  });

  test('is not made for another agent whose rows the caller may not change', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.booked(ann);
    const wish = { add_followup_task: true, followup_agent_id: bob.id };
    expect((await calendar.save({ id: made.id, complete_status: 0, ...wish }, ann)).status).toBe(403);
    expect((await calendar.row(made.id)).complete_status).toBe(-1);
  });
});
