import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Person, type Row } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Leave and its place in the calendar. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let boss: Person;
let ann: Person;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
});
afterAll(() => server.close());

async function fresh(values = {}): Promise<Person> {
  // What is known of a manager is remembered for seconds: a new one has all their reports.
  boss = await on.person({ role: 'manager' });
  ann = await on.person({ linemanager: boss.id, ...values });
  return ann;
}

describe('in the calendar', () => {
  const shown = (query = {}): Promise<Row[]> =>
    on.rows({ agents: ann.id, showholidays: true, start_date: '2026-05-01', end_date: '2026-06-01', ...query });

  test('the mirror is made, moved and removed with the leave; busy once approved', async () => {
    await fresh();
    const row = await on.asked(ann, { name: 'Sea', _return_appointment: true });
    expect(row.appointmentobj).toMatchObject({
      id: row.apid,
      subject: 'Sea',
      busy: false,
      holiday_id: row.id,
      holiday_type: 1,
      approval_status: 0,
      _canupdate: false,
      _candelete: false,
      start_date_only: '2026-05-04T00:00:00',
    });
    expect(await shown()).toEqual([]);
    const approved = await on.saved({ id: row.id, _approve: true, _return_appointment: true });
    expect(approved.apid).toBe(row.apid);
    expect(approved.appointmentobj).toMatchObject({ busy: true, approval_status: 1 });
    expect(await shown()).toMatchObject([{ id: row.apid, subject: 'Sea', busy: true }]);
    expect(await shown({ showholidays: false })).toEqual([]);
    const moved = await on.saved({
      id: row.id,
      date_only: '2026-05-11',
      end_date_only: '2026-05-12',
      _approve: true,
      _return_appointment: true,
    });
    expect(moved.appointmentobj).toMatchObject({
      id: row.apid,
      start_date: '2026-05-11T00:00:00',
      end_date: '2026-05-13T00:00:00',
    });
    await on.remove(row.id);
    expect(await shown()).toEqual([]);
    expect((await on.read(row.id)).status).toBe(404);
    expect((await on.mirrors(row.id)).map(({ deleted }) => deleted)).toEqual([true]);
    await expect(on.row(row.apid)).rejects.toThrow();
  });

  test('rejected leave leaves the calendar, and comes back when it is asked for again', async () => {
    await fresh();
    const row = await on.asked(ann);
    await on.saved({ id: row.id, _reject: true });
    expect((await on.mirrors(row.id)).filter(({ deleted }) => !deleted)).toEqual([]);
    await on.saved({ id: row.id, approval_start: true }, ann);
    await on.saved({ id: row.id, _approve: true });
    expect(await shown()).toHaveLength(1);
  });

  test('a change that the leave does not let through saves neither', async () => {
    await fresh();
    const row = await on.asked(ann);
    await on.booked(ann, { start_date: at('09:00', '2026-05-11'), end_date: at('10:00', '2026-05-11') });
    const answer = await on.save({ id: row.id, date_only: '2026-05-11', _approve: true });
    expect(answer.status).toBe(409);
    expect((await on.read(row.id)).body).toMatchObject({ date: '2026-05-04T00:00:00', approval_status: 0 });
    expect(await on.mirrors(row.id)).toMatchObject([{ start_date: '2026-05-04', busy: false }]);
  });

  test('the mirror is changed with the leave only', async () => {
    await fresh();
    const { id, apid } = await on.approved(ann, { _return_appointment: true });
    for (const change of [
      { subject: 'x' },
      { start_date: at('09:00', '2026-05-09'), end_date: at('10:00', '2026-05-09') },
      { deleted: true },
      { complete_status: 0 },
      { agent_status: 0 },
    ]) {
      const answer = await server.api('POST', '/Appointment', [{ id: apid, ...change }]);
      expect(answer.status, JSON.stringify(change)).toBe(409);
      expect(answer.body.Message).toContain(id);
    }
    expect((await server.api('DELETE', `/Appointment/${apid}`)).status).toBe(409);
    expect((await server.api('POST', '/Appointment', [await on.row(apid)])).status).toBe(201);
    expect((await server.api('POST', '/Appointment', [{ id: apid, reminderminutes: 5 }])).status).toBe(201);
  });

  test('nobody is booked over approved leave; over leave that waits they are', async () => {
    await fresh();
    const row = await on.asked(ann);
    await on.booked(ann);
    await on.saved({ id: row.id, date_only: '2026-05-05', _approve: true });
    const answer = await server.api('POST', '/Appointment', [
      {
        subject: 'Visit',
        agent_id: ann.id,
        start_date: at('09:00', '2026-05-05'),
        end_date: at('10:00', '2026-05-05'),
      },
    ]);
    expect(answer.status).toBe(409);
    expect(answer.body.conflicts).toMatchObject([{ holiday_id: row.id }]);
  });
});

describe('a clash with appointments', () => {
  test('is a warning when asked for, and 409 listing them when approved, unless forced', async () => {
    await fresh();
    const visit = await on.booked(ann, { subject: 'Visit' });
    const row = await on.asked(ann);
    expect(row).toMatchObject({
      approval_status: 0,
      _warning: 'It overlaps 1 busy appointment.',
      conflicts: [{ id: visit.id, subject: 'Visit' }],
    });
    const refused = await on.save({ id: row.id, _approve: true }, boss);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: 'appointment-clash', conflicts: [{ id: visit.id }] });
    expect(refused.body.Message).toMatch(/^CODE:EVE01/);
    const forced = await on.saved({ id: row.id, _approve: true, _force: true, _return_appointment: true }, boss);
    expect(forced).toMatchObject({ approval_status: 1, appointmentobj: { busy: true, forced: true } });
  });

  test('tells of private appointments no more than their mask', async () => {
    await fresh();
    await on.booked(ann, { subject: 'Doctor', is_private: true }, ann);
    const row = await on.asked(ann);
    expect(row.conflicts).toMatchObject([{ subject: 'Doctor' }]);
    const { body } = await on.save({ id: row.id, _approve: true }, boss);
    expect(body.conflicts).toMatchObject([{ subject: 'Private' }]);
    expect(JSON.stringify(body)).not.toContain('Doctor');
  });

  test('with other leave of the same agent is one, too', async () => {
    await fresh();
    await on.approved(ann);
    const row = await on.asked(ann, { name: 'Twice' });
    expect(row._warning).toContain('1 busy');
    expect((await on.save({ id: row.id, _approve: true })).status).toBe(409);
  });

  test('two decisions at the same moment never book the agent twice', async () => {
    await fresh();
    const [one, two] = [await on.asked(ann), await on.asked(ann)];
    const answers = await Promise.all([one, two].map(({ id }) => on.save({ id, _approve: true })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

test('approved leave leaves a gap in who is on duty', async () => {
  await fresh();
  const team = await on.thing('/Team', { name: 'Rota', members: [ann.id] });
  await on.thing('/Rotation', {
    team_id: team.id,
    name: 'Daily',
    start_date_only: '2026-05-01',
    members: [ann.id],
    handover_time: '00:00',
    timezone: 'UTC',
  });
  const duty = async () =>
    (await server.api('GET', `/Shift/OnDuty?team_id=${team.id}&start_date=2026-05-04&end_date=2026-05-06`)).body;
  const row = await on.asked(ann);
  expect((await duty()).gaps).toEqual([]);
  await on.saved({ id: row.id, _approve: true });
  expect(await duty()).toMatchObject({
    on_duty: [{ agent_id: ann.id, start_date: '2026-05-05T00:00:00' }],
    gaps: [{ start_date: '2026-05-04T00:00:00', end_date: '2026-05-05T00:00:00' }],
  });
});
