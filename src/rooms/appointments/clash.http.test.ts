import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  await calendar.thing('/Lookup', { lookupid: 63, id: 5, value9: 'true' });
});
afterAll(() => server.close());

const half = { start_date: at('09:30'), end_date: at('10:30') };

/** Does a second appointment, 09:30 to 10:30, meet the first? */
async function meets(agent: Person, values: Values = {}): Promise<boolean> {
  const answer = await calendar.save({ subject: 'Second', ...half, agent_id: agent.id, ...values });
  expect([201, 409], answer.text).toContain(answer.status);
  return answer.status === 409;
}

describe('a clash', () => {
  test('is 409 with CODE:EVE01 and the rows that are in the way', async () => {
    ann = await calendar.person({ name: 'Ann' });
    const first = await calendar.booked(ann);
    const answer = await calendar.save({ subject: 'Second', ...half, agent_id: ann.id });
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.Message).toMatch(/^CODE:EVE01/);
    expect(answer.body).toMatchObject({ status: 409, code: 'appointment-clash' });
    const [shown] = await calendar.rows({ agents: ann.id });
    expect(answer.body.conflicts).toEqual([shown]);
    expect(shown.id).toBe(first.id);
  });

  test.each([
    ['ends when the other starts', '08:00', '09:00', false],
    ['starts when the other ends', '10:00', '11:00', false],
    ['overlaps by a minute', '09:59', '11:00', true],
    ['lies inside', '09:15', '09:45', true],
    ['lies around', '08:00', '11:00', true],
    ['is the same', '09:00', '10:00', true],
    ['has no length', '09:30', '09:30', false],
  ])('half-open: one that %s', async (_name, start, end, clashes) => {
    const agent = await calendar.person();
    await calendar.booked(agent);
    expect(await meets(agent, { start_date: at(start), end_date: at(end) })).toBe(clashes);
  });

  test('one without length is in nobody’s way either', async () => {
    const agent = await calendar.person();
    await calendar.booked(agent, { start_date: at('09:45'), end_date: at('09:45') });
    expect(await meets(agent)).toBe(false);
  });

  test('another agent at the same time is none', async () => {
    await calendar.booked(await calendar.person());
    expect(await meets(await calendar.person())).toBe(false);
  });
});

describe('busy', () => {
  const notBusy: [string, Values][] = [
    ['a task', { is_task: true }],
    ['a shift', { shift_type_id: 1 }],
    ['a master', { _recurringmaster: true }],
    ['completed', { complete_status: 0 }],
    ['agent_status 0', { agent_status: 0 }],
    ['tentative', { open_appointment_status: 1 }],
    ['a draft', { open_appointment_status: 2 }],
    ['of a type that leaves the agent free', { appointment_type_id: 5 }],
  ];
  test.each(notBusy)('not: %s', async (_name, values) => {
    const agent = await calendar.person();
    const first = await calendar.booked(agent, values);
    expect(first.busy).toBe(false);
    expect(await meets(agent)).toBe(false);
    const other = await calendar.person();
    await calendar.booked(other);
    expect(await meets(other, values)).toBe(false);
  });

  const busy: [string, Values][] = [
    ['agent_status -1', { agent_status: -1 }],
    ['agent_status 1, which clients send', { agent_status: 1 }],
    ['agent_status 3', { agent_status: 3 }],
    ['in progress', { complete_status: 1 }],
    ['a further open status', { open_appointment_status: 7 }],
    ['of another type', { appointment_type_id: 1 }],
    ['private', { is_private: true }],
    ['waiting for approval', { requires_approval: true }],
    ['an occurrence of a master', {}],
  ];
  test.each(busy)('%s', async (name, values) => {
    const agent = await calendar.person();
    const master = name.includes('master') ? await calendar.booked(agent, { _recurringmaster: true }) : undefined;
    const more = master ? { halo_recurring_master_id: master.id } : {};
    expect((await calendar.booked(agent, { ...values, ...more })).busy).toBe(true);
    expect(await meets(agent)).toBe(true);
  });

  test('deleted is not', async () => {
    const agent = await calendar.person();
    await calendar.remove((await calendar.booked(agent)).id);
    expect(await meets(agent)).toBe(false);
  });

  test('leave is while approved, not while it waits', async () => {
    const agent = await calendar.person();
    const leave = await calendar.booked(agent);
    const { pool } = server.database;
    await pool.query('update appointment set holiday_id = gen_random_uuid(), approval_status = 0 where id = $1', [
      leave.id,
    ]);
    expect((await calendar.saved({ id: leave.id, reminderminutes: 5 })).busy).toBe(false);
    await pool.query('update appointment set approval_status = 1 where id = $1', [leave.id]);
    expect((await calendar.saved({ id: leave.id, reminderminutes: 6 })).busy).toBe(true);
  });
});

describe('an update clashes only when it claims time', () => {
  let agent: Person;
  let free: Row;
  const later = { start_date: at('13:00'), end_date: at('14:00') };
  async function twoRows(values: Values = {}): Promise<Row> {
    agent = await calendar.person();
    await calendar.booked(agent);
    free = await calendar.booked(agent, { subject: 'Other', ...later, ...values });
    return free;
  }
  const change = async (values: Values) => (await calendar.save({ id: free.id, ...values })).status;

  test('by moving its start, its end, or both', async () => {
    await twoRows();
    expect(await change({ start_date: at('09:30') })).toBe(409);
    expect(await change({ start_date: at('09:00'), end_date: at('10:00') })).toBe(409);
    await twoRows({ start_date: at('08:00'), end_date: at('08:30') });
    expect(await change({ end_date: at('09:01') })).toBe(409);
    expect(await change({ end_date: at('09:00') })).toBe(201);
    expect((await calendar.row(free.id)).end_date).toBe(at('09:00'));
  });

  test('by moving to an agent who is busy then', async () => {
    await twoRows();
    const other = await calendar.person();
    await calendar.booked(other, later);
    expect(await change({ agent_id: other.id })).toBe(409);
    expect(await change({ agents: [{ id: other.id }] })).toBe(409);
  });

  test.each([
    ['re-opening', { complete_status: 0 }, { complete_status: -1 }],
    ['no longer being free', { agent_status: 0 }, { agent_status: 2 }],
    ['being published', { open_appointment_status: 2 }, { open_appointment_status: 0 }],
    ['becoming firm', { open_appointment_status: 1 }, { open_appointment_status: 0 }],
    ['becoming an appointment', { is_task: true }, { is_task: false }],
    ['no longer being a shift', { shift_type_id: 2 }, { shift_type_id: 0 }],
    ['another type', { appointment_type_id: 5 }, { appointment_type_id: 1 }],
  ])('by %s', async (_name, before, after) => {
    agent = await calendar.person();
    await calendar.booked(agent);
    free = await calendar.booked(agent, before);
    expect(await change({ subject: 'Fine' })).toBe(201);
    expect(await change(after)).toBe(409);
    expect(await change({ ...after, _force: true })).toBe(201);
    expect(await calendar.row(free.id)).toMatchObject({ busy: true, forced: true });
  });

  test('other updates never clash, not even of a row that was forced', async () => {
    agent = await calendar.person();
    const first = await calendar.booked(agent);
    free = await calendar.booked(agent, { _force: true });
    for (const row of [first, free]) {
      for (const values of [{ subject: 'New' }, { note: 'x' }, { is_private: true }, { reminderminutes: 5 }]) {
        expect((await calendar.save({ id: row.id, ...values })).status).toBe(201);
      }
      const echo = await calendar.row(row.id);
      expect((await calendar.save(echo)).status).toBe(201);
    }
    expect((await calendar.row(free.id)).forced).toBe(true);
  });

  test('a shorter stay is a change of time, and is checked: fine when it meets nobody any more', async () => {
    agent = await calendar.person();
    await calendar.booked(agent);
    free = await calendar.booked(agent, { ...half, _force: true });
    expect(await change({ end_date: at('10:15') })).toBe(409);
    expect(await change({ start_date: at('10:00') })).toBe(201);
    expect(await calendar.row(free.id)).not.toHaveProperty('forced');
  });
});

describe('_force', () => {
  test('saves it all the same, and marks the row as forced', async () => {
    const agent = await calendar.person();
    await calendar.booked(agent);
    const forced = await calendar.booked(agent, { subject: 'Second', ...half, _force: true });
    expect(forced).toMatchObject({ forced: true, busy: true });
    expect(await calendar.subjects({ agents: agent.id })).toEqual(['Visit', 'Second']);
    expect(await meets(agent, { start_date: at('10:15'), end_date: at('10:45') })).toBe(true);
  });

  test('false, or on another element of the array, forces nothing', async () => {
    const agent = await calendar.person();
    await calendar.booked(agent);
    expect(await meets(agent, { _force: false })).toBe(true);
    const answer = await calendar.save([
      { ...half, agent_id: agent.id, _force: true },
      { ...half, agent_id: agent.id },
    ]);
    expect(answer.status).toBe(409);
    expect((await calendar.rows({ agents: agent.id })).length).toBe(1);
  });
});

describe('tentative and draft', () => {
  test.each([1, 2])(
    'open_appointment_status %i: saved with a warning, checked for real when published',
    async (status) => {
      const agent = await calendar.person();
      const first = await calendar.booked(agent);
      const plan = await calendar.booked(agent, { subject: 'Plan', ...half, open_appointment_status: status });
      expect(plan).toMatchObject({ open_appointment_status: status, busy: false });
      expect(plan._warning).toEqual(expect.any(String));
      expect(plan.conflicts.map((row: Row) => row.id)).toEqual([first.id]);
      expect(await calendar.row(plan.id)).not.toHaveProperty('_warning');
      expect((await calendar.save({ id: plan.id, open_appointment_status: 0 })).status).toBe(409);
      await calendar.remove(first.id);
      const published = await calendar.saved({ id: plan.id, open_appointment_status: 0 });
      expect(published).toMatchObject({ busy: true, open_appointment_status: 0 });
      expect(published).not.toHaveProperty('_warning');
    },
  );

  test('without a clash there is no warning', async () => {
    const plan = await calendar.booked(await calendar.person(), { open_appointment_status: 1 });
    expect(plan).not.toHaveProperty('_warning');
    expect(plan).not.toHaveProperty('conflicts');
  });
});
