import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Person } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Leave: who asks and decides, and what it costs. */

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

describe('asking and deciding', () => {
  test('leave waits, whoever makes it, until a manager of the agent or an admin decides', async () => {
    await fresh();
    for (const by of [ann, boss, undefined]) {
      const row = await on.saved({ name: 'Off', agent_id: ann.id, date_only: '2026-05-04' }, by);
      expect(row).toMatchObject({ approval_status: 0, agent_id: ann.id, agent_name: ann.name, workday_id: 0 });
    }
    const row = await on.asked(ann, { approval_start: true });
    expect(row).toMatchObject({ _canupdate: true, _candelete: true, _canapprove: false });
    expect((await on.read(row.id, boss)).body).toMatchObject({ _canapprove: true });
    const decided = await on.saved({ id: row.id, _approve: true, approvalnote: 'Have fun' }, boss);
    expect(decided).toMatchObject({ approval_status: 1, approvalagent: boss.id, approvalnote: 'Have fun' });
    expect(decided.approvaldatetime).toMatch(/^\d{4}-/);
    expect((await on.read(row.id, ann)).body).toMatchObject({
      _canupdate: false,
      _candelete: false,
      approvalnote: 'Have fun',
    });
  });

  test('nobody else may ask for it, change it, decide about it or read the words of the decision', async () => {
    await fresh();
    const stranger = await on.person();
    const row = await on.asked(ann);
    expect((await on.save({ name: 'x', agent_id: ann.id, date_only: '2026-05-04' }, stranger)).status).toBe(403);
    expect((await on.save({ id: row.id, name: 'x' }, stranger)).status).toBe(403);
    expect((await on.save({ id: row.id, _approve: true }, stranger)).status).toBe(403);
    expect((await on.save({ id: row.id, _approve: true }, ann)).status).toBe(403);
    expect((await on.remove(row.id, stranger)).status).toBe(403);
    await on.saved({ id: row.id, _reject: true, approvalnote: 'Too busy' }, boss);
    const seen = (await on.read(row.id, stranger)).body;
    expect(seen).toMatchObject({ approval_status: 2, _canupdate: false, _candelete: false, _canapprove: false });
    expect(seen).not.toHaveProperty('approvalnote');
  });

  test('an admin does not decide their own, unless they are alone', async () => {
    const own = await on.saved({ name: 'Own', agent_id: server.adminId, date_only: '2026-05-04' });
    expect((await on.save({ id: own.id, _approve: true })).status).toBe(403);
    await server.database.pool.query('update agent set isdisabled = true where id <> $1', [server.adminId]);
    expect((await on.saved({ id: own.id, _approve: true })).approval_status).toBe(1);
    await server.database.pool.query('update agent set isdisabled = false');
  });

  test('agents change and cancel their own while it waits, and ask again after a rejection', async () => {
    await fresh();
    const row = await on.asked(ann);
    expect(await on.saved({ id: row.id, date_only: '2026-05-05', holiday_type: 3 }, ann)).toMatchObject({
      date: '2026-05-05T00:00:00',
      holiday_type: 3,
    });
    await on.saved({ id: row.id, _reject: true }, boss);
    expect((await on.save({ id: row.id, date_only: '2026-05-06' }, ann)).status).toBe(409);
    const again = await on.saved({ id: row.id, date_only: '2026-05-06', approval_start: true }, ann);
    expect(again).toMatchObject({ approval_status: 0, date: '2026-05-06T00:00:00' });
    expect(again).not.toHaveProperty('approvalagent');
    await on.saved({ id: row.id, _approve: true }, boss);
    expect((await on.save({ id: row.id, date_only: '2026-05-07' }, ann)).status).toBe(409);
    expect((await on.remove(row.id, ann)).status).toBe(409);
    expect((await on.remove(row.id, boss)).status).toBe(200);
    const waiting = await on.asked(ann);
    expect((await on.remove(waiting.id, ann)).status).toBe(200);
  });

  test('what is moved after it was approved waits again, unless it is approved at once', async () => {
    await fresh();
    const row = await on.approved(ann);
    expect((await on.saved({ id: row.id, name: 'Renamed' }, boss)).approval_status).toBe(1);
    expect((await on.saved({ id: row.id, date_only: '2026-05-05' }, boss)).approval_status).toBe(0);
    expect((await on.saved({ id: row.id, date_only: '2026-05-06', _approve: true }, boss)).approval_status).toBe(1);
    expect((await on.saved({ id: row.id, holiday_type: 2 }, boss)).approval_status).toBe(0);
  });

  test.each([
    ['an agent who is not there', { agent_id: 999_999 }, 'agent_id'],
    ['over a year', { end_date_only: '2027-06-01' }, 'end_date'],
    ['two decisions', { _approve: true, _reject: true }, '_approve'],
    ['another type than the list has', { holiday_type: 77 }, 'holiday_type'],
  ])('%s is 400', async (_name, values, field) => {
    await fresh();
    const answer = await on.save({ name: 'Off', agent_id: ann.id, date_only: '2026-05-04', ...values });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(`[0].${field}`);
  });

  test('a disabled agent gets no new leave, and what they had can go', async () => {
    await fresh();
    const row = await on.approved(ann);
    await server.database.pool.query('update agent set isdisabled = true where id = $1', [ann.id]);
    expect((await on.save({ name: 'x', agent_id: ann.id, date_only: '2026-05-04' })).status).toBe(400);
    expect((await on.remove(row.id)).status).toBe(200);
  });

  test('the agent of leave does not change', async () => {
    await fresh();
    const [row, other] = [await on.asked(ann), await on.person()];
    expect((await on.save({ id: row.id, agent_id: other.id })).body.errors).toHaveProperty('[0].agent_id');
  });
});

describe('hours', () => {
  test('days off and public holidays cost nothing', async () => {
    await fresh();
    const { rows } = await server.database.pool.query('select id from workday where is_default');
    const week = { date_only: '2026-08-28', end_date_only: '2026-09-02' };
    const row = await on.asked(ann, week);
    expect(row.duration).toBe(4 * 8.5);
    const bank = await on.saved({ name: 'Bank', workday_id: rows[0].id, date: '2026-08-31' });
    expect((await on.read(row.id)).body.duration).toBe(3 * 8.5);
    await on.remove(bank.id);
  });

  test('timed leave costs what it meets of working hours, unless it says so itself', async () => {
    await fresh();
    const times = { allday: false, date: at('15:30'), end_date: at('19:00'), date_only: null };
    const row = await on.asked(ann, times);
    expect(row.duration).toBe(2);
    const said = await on.saved({ id: row.id, duration: 3.5 }, ann);
    expect(said.duration).toBe(3.5);
    expect((await on.saved({ ...said, name: 'Echo' }, ann)).duration).toBe(3.5);
    expect((await on.saved({ id: row.id, duration: null }, ann)).duration).toBe(2);
    expect((await on.asked(ann, { ...times, duration: 0 })).duration).toBe(2);
    expect((await on.asked(ann, { duration: 3 })).duration).toBe(8.5);
  });

  test('whole days are those of the zone of the agent', async () => {
    const { rows } = await server.database.pool.query('select id from workday where is_default');
    expect(rows).toHaveLength(1);
    await fresh({ timezone: 'Asia/Tokyo' });
    const row = await on.asked(ann, { _return_appointment: true });
    expect(row.appointmentobj).toMatchObject({
      start_date: '2026-05-03T15:00:00',
      end_date: '2026-05-04T15:00:00',
      allday: true,
    });
  });
});
