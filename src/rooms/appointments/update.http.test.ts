import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const version = (etag: string) => Number(/\.(\d+)"$/.exec(etag)?.[1]);

describe('a partial update', () => {
  test('leaves what is absent, and clears what is null', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann, {
      note: 'Bring ladder',
      reminderminutes: 15,
      appointment_location: 2,
      appointment_type_id: 3,
      attendees: 'x@example.org',
      is_private: true,
      estimate: 2,
    });
    const changed = await calendar.saved({ id: made.id, subject: 'New' });
    const { last_modified, _etag, ...rest } = made;
    expect(changed).toMatchObject({ ...rest, subject: 'New' });
    const nulls = { note: null, reminderminutes: null, appointment_location: null, attendees: null, estimate: null };
    const cleared = await calendar.saved({ id: made.id, ...nulls, is_private: null, subject: null });
    for (const name of ['note', 'reminderminutes', 'attendees', 'estimate']) expect(cleared).not.toHaveProperty(name);
    expect(cleared).toMatchObject({ appointment_location: 0, is_private: false, appointment_type_id: 3 });
    expect(cleared.subject ?? '').toBe('');
  });

  test('null for a start or an end is a 400, and changes nothing', async () => {
    const made = await calendar.booked(await calendar.person());
    for (const field of ['start_date', 'end_date']) {
      const answer = await calendar.save({ id: made.id, subject: 'New', [field]: null });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toHaveProperty([`[0].${field}`]);
    }
    expect(await calendar.row(made.id)).toEqual(made);
  });

  test('a task may lose its times again', async () => {
    const made = await calendar.booked(await calendar.person(), { is_task: true });
    const dateless = await calendar.saved({ id: made.id, start_date: null, end_date: null });
    expect(dateless).not.toHaveProperty('start_date');
    expect((await calendar.save({ id: made.id, is_task: false })).status).toBe(400);
  });

  test('echoing the whole row back is harmless: the same version, no history', async () => {
    const made = await calendar.booked(await calendar.person(), { note: 'x', estimate: 1, inform_user: false });
    expect(await calendar.saved(made)).toEqual(made);
    const listed = (await calendar.rows({ agents: made.agent_id }))[0];
    expect(await calendar.saved(listed)).toEqual(made);
    const { rows } = await server.database.pool.query(
      "select action from change where entity = 'appointment' and entity_id = $1",
      [String(made.id)],
    );
    expect(rows).toEqual([{ action: 'create' }]);
  });

  test('notes when it was changed, and a new tag', async () => {
    const made = await calendar.booked(await calendar.person());
    server.clock.now = Date.UTC(2026, 5, 1, 12);
    const changed = await calendar.saved({ id: made.id, subject: 'New' }).finally(() => {
      server.clock.now = undefined;
    });
    expect(changed.last_modified).toBe('2026-06-01T12:00:00');
    expect(changed.date_created).toBe(made.date_created);
    expect(version(changed._etag)).toBe(version(made._etag) + 1);
  });

  test('a new ticket brings its client, unless the row has one of its own', async () => {
    const [acme, globex] = [
      await calendar.thing('/Client', { name: 'Acme' }),
      await calendar.thing('/Client', { name: 'Globex' }),
    ];
    const ticket = await calendar.thing('/Tickets', { summary: 'x', client_id: acme.id });
    const plain = await calendar.booked(await calendar.person());
    expect(await calendar.saved({ id: plain.id, ticket_id: ticket.id })).toMatchObject({ client_id: acme.id });
    const own = await calendar.booked(await calendar.person(), { client_id: globex.id });
    expect(await calendar.saved({ id: own.id, ticket_id: ticket.id })).toMatchObject({ client_id: globex.id });
  });
});

describe('If-Match', () => {
  test('of the present version saves; of an older one is 412 with the row and who changed it', async () => {
    const ann = await calendar.person({ name: 'Ann' });
    const made = await calendar.booked(ann);
    const changed = await calendar.saved({ id: made.id, subject: 'By Ann' }, ann);
    const late = await calendar.save({ id: made.id, subject: 'Late' }, undefined, { 'If-Match': made._etag });
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({
      code: 'changed-meanwhile',
      current: changed,
      changed_by: { agent_id: ann.id, agent_name: 'Ann', at: changed.last_modified },
    });
    expect(late.body.Message).toContain('Ann');
    expect(late.headers.get('etag')).toBe(changed._etag);
    const fine = await calendar.save({ id: made.id, subject: 'Fine' }, undefined, { 'If-Match': changed._etag });
    expect([fine.status, fine.body.subject]).toEqual([201, 'Fine']);
  });

  test('* and one of several are taken; list rows have the same tag', async () => {
    const made = await calendar.booked(await calendar.person());
    const [listed] = await calendar.rows({ agents: made.agent_id });
    expect(listed._etag).toBe(made._etag);
    for (const tag of ['*', `"0.0", ${made._etag}`, `W/${made._etag}`]) {
      expect((await calendar.save({ id: made.id, subject: 'Visit' }, undefined, { 'If-Match': tag })).status).toBe(201);
    }
  });

  test('with several elements is 400', async () => {
    const made = await calendar.booked(await calendar.person());
    const answer = await calendar.save([{ id: made.id }, { id: made.id }], undefined, { 'If-Match': made._etag });
    expect(answer.status).toBe(400);
  });

  test('goes with DELETE, too', async () => {
    const made = await calendar.booked(await calendar.person());
    await calendar.saved({ id: made.id, subject: 'New' });
    const options = (tag: string) => ({ headers: { 'If-Match': tag } });
    const path = `/Appointment/${made.id}`;
    expect((await server.api('DELETE', path, undefined, options(made._etag))).status).toBe(412);
    const { _etag } = await calendar.row(made.id);
    expect((await server.api('DELETE', path, undefined, options(_etag))).status).toBe(200);
    expect((await server.api('DELETE', path, undefined, options(_etag))).status).toBe(404);
  });
});

describe('Idempotency-Key', () => {
  test('the same request again gets the same answer, and is done once', async () => {
    const ann = await calendar.person();
    const body = { subject: 'Once', start_date: at('09:00'), end_date: at('10:00'), agent_id: ann.id };
    const first = await calendar.save(body, undefined, { 'Idempotency-Key': 'k1' });
    const again = await calendar.save(body, undefined, { 'Idempotency-Key': 'k1' });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect((await calendar.rows({ agents: ann.id })).length).toBe(1);
    expect((await calendar.save({ ...body, subject: 'x' }, undefined, { 'Idempotency-Key': 'k1' })).status).toBe(422);
  });

  test('a request that failed may be tried again', async () => {
    const ann = await calendar.person();
    const first = await calendar.booked(ann);
    const body = { subject: 'Retry', start_date: at('09:00'), end_date: at('10:00'), agent_id: ann.id };
    expect((await calendar.save(body, undefined, { 'Idempotency-Key': 'k2' })).status).toBe(409);
    await calendar.remove(first.id);
    expect((await calendar.save(body, undefined, { 'Idempotency-Key': 'k2' })).status).toBe(201);
  });

  test('is forgotten after 24 hours', async () => {
    const ann = await calendar.person();
    const body = { is_task: true, subject: 'Daily', agent_id: ann.id };
    try {
      for (const [hours, count] of [
        [0, 1],
        [23.9, 1],
        [24.1, 2],
      ] as const) {
        server.clock.now = Date.UTC(2026, 5, 2) + hours * 3_600_000;
        expect((await calendar.save(body, undefined, { 'Idempotency-Key': 'k3' })).status).toBe(201);
        expect((await calendar.rows({ agents: ann.id })).length).toBe(count);
      }
    } finally {
      server.clock.now = undefined;
    }
  });
});

describe('_validateonly', () => {
  const nothingSaved = async (agentId: number) => expect(await calendar.rows({ agents: agentId })).toEqual([]);

  test('answers 200 with the result, and saves nothing', async () => {
    const ann = await calendar.person({ name: 'Ann' });
    const values = { start_date: at('09:00'), end_date: at('10:30'), agent_id: ann.id, _validateonly: true };
    const answer = await calendar.save({ subject: 'Try', ...values });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ subject: 'Try', agent_name: 'Ann', appointment_hours: 1.5 });
    expect(answer.body).not.toHaveProperty('_warning');
    expect(answer.body).not.toHaveProperty('conflicts');
    await nothingSaved(ann.id);
  });

  test('tells of a clash with a warning and the conflicts', async () => {
    const ann = await calendar.person();
    const first = await calendar.booked(ann);
    const values = { start_date: at('09:30'), end_date: at('10:30'), agent_id: ann.id, _validateonly: true };
    const answer = await calendar.save({ subject: 'Try', ...values });
    expect(answer.status).toBe(200);
    expect(answer.body._warning).toMatch(/^CODE:EVE01/);
    expect(answer.body.conflicts).toEqual([await calendar.rows({ agents: ann.id }).then(([row]) => row)]);
    expect((await calendar.row(first.id)).subject).toBe('Visit');
    expect((await calendar.rows({ agents: ann.id })).length).toBe(1);
  });

  test('tries out an update, and the agents of a collection', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.booked(ann);
    const busy = await calendar.booked(bob);
    const fields = { id: made.id, subject: 'Moved', agents: [{ id: ann.id }, { id: bob.id }], _validateonly: true };
    const answer = await calendar.save(fields);
    expect([answer.status, answer.body.id, answer.body.subject]).toEqual([200, made.id, 'Moved']);
    expect(await calendar.row(made.id)).toEqual(made);
    expect(await calendar.row(busy.id)).toEqual(busy);
    expect((await calendar.rows({ agents: bob.id })).length).toBe(1);
    const moved = await calendar.save({ id: made.id, agent_id: bob.id, _validateonly: true });
    expect(moved.body.conflicts.map((row: { id: number }) => row.id)).toEqual([busy.id]);
  });

  test('warns of assets that are taken, and of what a tentative row overlaps', async () => {
    const van = await calendar.thing('/Asset', { name: 'Van', bookable: true });
    const hour = { start_date: at('09:00'), end_date: at('10:00'), _validateonly: true };
    const first = await calendar.booked(await calendar.person(), { asset_ids: [van.id] });
    const ids = (answer: { body: { conflicts: { id: number }[] } }) => answer.body.conflicts.map(({ id }) => id);
    const booking = await calendar.save({ ...hour, asset_ids: [van.id] });
    expect([booking.status, ids(booking)]).toEqual([200, [first.id]]);
    const agent_id = (await calendar.person()).id;
    expect(ids(await calendar.save({ ...hour, agent_id, asset_ids: [van.id] }))).toEqual([first.id]);
    const plan = await calendar.save({ ...hour, agent_id: first.agent_id, open_appointment_status: 1 });
    expect([plan.status, ids(plan), typeof plan.body._warning]).toEqual([200, [first.id], 'string']);
    expect(await calendar.rows({ agents: agent_id })).toEqual([]);
  });

  test('a mistake is the same 400, 403 or 404 as without it', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.booked(ann);
    const status = async (values: Record<string, unknown>) =>
      (await calendar.save({ _validateonly: true, ...values }, bob)).status;
    expect(await status({ subject: 'x', agent_id: bob.id })).toBe(400);
    expect(await status({ id: made.id, subject: 'x' })).toBe(403);
    expect(await status({ id: 999_999, subject: 'x' })).toBe(404);
  });
});

describe('a shift that is taken back', () => {
  test('is one that nobody has, and can be given again; an appointment keeps its last agent', async () => {
    const ann = await calendar.person();
    const team = await calendar.thing('/Team', { name: 'Cover' });
    const shift = await calendar.booked(ann, { shift_type_id: 1, shift_team_id: team.id });
    for (const nobody of [{ agent_id: 0 }, { agents: [] }]) {
      expect((await calendar.save({ id: shift.id, ...nobody })).status).toBe(400);
      const open = await calendar.saved({ id: shift.id, ...nobody, open_shift: true });
      expect(open).not.toHaveProperty('agent_id');
      expect(open.shift_team_id).toBe(team.id);
      expect((await calendar.saved({ id: shift.id, agent_id: ann.id })).agent_id).toBe(ann.id);
    }
    const visit = await calendar.booked(ann, { start_date: at('11:00'), end_date: at('12:00') });
    const refused = await calendar.save({ id: visit.id, agent_id: 0, open_shift: true });
    expect(refused.body.errors).toEqual({ '[0].agents': ['Please select at least one Agent'] });
    expect((await calendar.read(visit.id)).body.agent_id).toBe(ann.id);
  });
});

describe('reminders and journeys', () => {
  test('reminderminutes and reminder_shown are settable; a negative reminder is a 400', async () => {
    const made = await calendar.booked(await calendar.person(), { reminderminutes: 30 });
    expect(made).toMatchObject({ reminderminutes: 30, reminder_shown: false });
    expect((await calendar.saved({ id: made.id, reminder_shown: true })).reminder_shown).toBe(true);
    expect((await calendar.save({ id: made.id, reminderminutes: -5 })).status).toBe(400);
  });

  test('actual_start opens a journey until the row is complete', async () => {
    const ann = await calendar.person();
    const made = await calendar.booked(ann);
    const open = () => calendar.rows({ agents: ann.id, getopenjourney: true });
    expect(await open()).toEqual([]);
    await calendar.saved({ id: made.id, actual_start: at('08:40') });
    expect((await open()).map((row) => row.id)).toEqual([made.id]);
    await calendar.saved({ id: made.id, complete_status: 1 });
    expect((await open()).length).toBe(1);
    await calendar.saved({ id: made.id, complete_status: 0 });
    expect(await open()).toEqual([]);
  });
});
