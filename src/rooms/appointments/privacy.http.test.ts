import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let stranger: Person;
let boss: Person;
let secret: Row;
let open: Row;
let client: Row;
let ticket: Row;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  boss = await calendar.person({ name: 'Boss', role: 'manager' });
  ann = await calendar.person({ name: 'Ann', linemanager: boss.id });
  stranger = await calendar.person({ name: 'Stranger' });
  client = await calendar.thing('/Client', { name: 'Clinic', toplevel_id: 9 });
  ticket = await calendar.thing('/Tickets', { summary: 'Knee' });
  const asset = await calendar.thing('/Asset', { name: 'Bed' });
  const rich = {
    note: 'knee',
    client_id: client.id,
    ticket_id: ticket.id,
    appointment_type_id: 3,
    appointment_location: 1,
    actual_start: at('08:50'),
    asset_ids: [asset.id],
    category1: 'health',
    other1: 42,
  };
  secret = await calendar.booked(ann, { subject: 'Doctor', is_private: true, ...rich }, ann);
  open = await calendar.booked(ann, { subject: 'Open', start_date: at('11:00'), end_date: at('12:00') }, ann);
});
afterAll(() => server.close());

/** Everything that others see of Ann's private appointment. */
const mask = () => ({
  id: secret.id,
  agent_id: ann.id,
  agent_name: 'Ann',
  start_date: at('09:00'),
  end_date: at('10:00'),
  allday: false,
  subject: 'Private',
  is_private: true,
  busy: true,
});

describe('a private appointment', () => {
  test('has for others start, end, agent, allday, is_private, busy and the subject Private, nothing else', async () => {
    for (const by of [stranger, boss, undefined]) {
      const [row] = await calendar.rows({ agents: ann.id }, by);
      expect(row).toEqual(mask());
      const one = await calendar.read(secret.id, by, '?includedetails=true');
      expect(one.body).toEqual(mask());
      expect(one.headers.get('etag')).toBeNull();
    }
  });

  test.each([
    ['its agent', async () => ({ by: ann, row: secret })],
    ['its creator', async () => ({ by: boss, row: await another({}, boss) })],
    ['its organiser', async () => ({ by: stranger, row: await another({ organizer: stranger.id }) })],
    [
      'who attends it by e-mail',
      async () => ({ by: stranger, row: await another({ attendees: `x@y.z; ${stranger.email.toUpperCase()}` }) }),
    ],
    [
      'who attends it by collection',
      async () => ({
        by: stranger,
        row: await another({ agents: [{ id: ann.id }, { id: stranger.id }], agent_id: undefined }),
      }),
    ],
  ])('is whole for %s', async (_who, make) => {
    const { by, row } = await make();
    expect((await calendar.row(row.id, by)).subject).toBe('Doctor');
    const found = await calendar.rows({ agents: ann.id, search: 'Doctor' }, by);
    expect(found.map((one) => one.id)).toContain(row.id);
  });

  test('is whole for an admin with showall=true; for others showall does nothing', async () => {
    expect((await calendar.rows({ agents: ann.id, showall: true }))[0]?.subject).toBe('Doctor');
    expect((await calendar.read(secret.id, undefined, '?showall=true')).body).toMatchObject({
      subject: 'Doctor',
      note: 'knee',
    });
    for (const by of [boss, stranger]) {
      expect((await calendar.rows({ agents: ann.id, showall: true }, by))[0]).toEqual(mask());
      expect((await calendar.read(secret.id, by, '?showall=true')).body).toEqual(mask());
    }
  });

  let date = 0;
  const another = (values: Values, by?: Person): Promise<Row> => {
    date += 1;
    const day = `2026-08-${String(date).padStart(2, '0')}`;
    const times = { start_date: at('09:00', day), end_date: at('10:00', day) };
    return calendar.booked(ann, { subject: 'Doctor', is_private: true, ...times, ...values }, by);
  };
});

describe('no filter tells more of a masked row', () => {
  const window = { start_date: at('00:00'), end_date: at('00:00', '2026-05-05') };
  const masked = async (query: Values) => {
    const { body } = await calendar.list({ agents: ann.id, ...window, ...query }, stranger);
    expect(body.record_count).toBe(body.appointments.length);
    return body.appointments.some((row: Row) => row.id === secret.id);
  };

  test('those for agent, window and kind answer with it', async () => {
    expect(await masked({})).toBe(true);
    expect(await masked({ appointmentsonly: true })).toBe(true);
    expect(await masked({ tasksonly: true })).toBe(false);
    expect(await masked({ agents: stranger.id })).toBe(false);
    expect(await masked({ end_date: at('09:00') })).toBe(false);
  });

  test.each<[string, (value: (right: unknown, wrong: unknown) => unknown) => Values]>([
    ['client_id', (value) => ({ client_id: value(client.id, 99_999) })],
    ['ticket_id', (value) => ({ ticket_id: value(ticket.id, 99_999) })],
    ['toplevel_id', (value) => ({ toplevel_id: value(9, 8) })],
    ['assets', (value) => ({ assets: value(1, 99_999) })],
    ['locations', (value) => ({ locations: value(1, 2) })],
    ['types', (value) => ({ types: value(3, 4) })],
    ['statuses', (value) => ({ statuses: value(0, 5) })],
    ['getopenjourney', () => ({ getopenjourney: true })],
    ['isrecurringmaster', () => ({ isrecurringmaster: true })],
    ['isrecurringchild', () => ({ isrecurringchild: true })],
    ['recurringchangeonly', () => ({ recurringchangeonly: true })],
    ['my_approvals', () => ({ my_approvals: true })],
    ['search', (value) => ({ search: value('Doctor', 'Private') })],
    ['advanced_search', (value) => advanced('subject', 2, value('Doctor', 'Private'))],
    ['advanced_search for what it is not', (value) => advanced('subject', 3, value('Dentist', 'Doctor'))],
    ['advanced_search of numbers', (value) => advanced('other1', value(2, 3), 42)],
    ['advanced_search for the empty', (value) => advanced('client_name', value(7, 8), '')],
  ])('%s never chooses it, right or wrong', async (_name, query) => {
    expect(await masked(query((right) => right))).toBe(false);
    expect(await masked(query((_right, wrong) => wrong))).toBe(false);
  });

  const advanced = (filter_name: string, filter_type: unknown, filter_value: unknown): Values => ({
    advanced_search: JSON.stringify([{ filter_name, filter_type, filter_value }]),
  });

  test.each([['hidecompleted'], ['excluderecurring'], ['excluderecurringmaster'], ['excludenonticketapptodo']])(
    '%s never drops one, whatever it is',
    async (name) => {
      const { pool } = server.database;
      for (const set of ['complete_status = 0, busy = false', 'is_master = true', 'ticket_id = null']) {
        const kept = await pool.query(
          'select complete_status, is_master, ticket_id, busy from appointment where id = $1',
          [secret.id],
        );
        await pool.query(`update appointment set ${set} where id = $1`, [secret.id]);
        expect(await masked({ [name]: true }), set).toBe(true);
        const { complete_status, is_master, ticket_id, busy } = kept.rows[0];
        await pool.query(
          'update appointment set complete_status = $2, is_master = $3, ticket_id = $4, busy = $5 where id = $1',
          [secret.id, complete_status, is_master, ticket_id, busy],
        );
      }
    },
  );

  test('includedeleted never shows that one was deleted', async () => {
    const gone = await calendar.booked(ann, { is_private: true, start_date: at('15:00'), end_date: at('16:00') }, ann);
    await calendar.remove(gone.id, ann);
    const ids = async (by?: Person, more: Values = {}) =>
      (await calendar.rows({ agents: ann.id, ...window, includedeleted: true, ...more }, by)).map((row) => row.id);
    expect(await ids(ann)).toContain(gone.id);
    expect(await ids(undefined, { showall: true })).toContain(gone.id);
    for (const by of [stranger, boss, undefined]) expect(await ids(by)).not.toContain(gone.id);
  });

  test('no order tells what it hides', async () => {
    const other = await calendar.booked(
      ann,
      { subject: 'Zoo', is_private: true, start_date: at('17:00'), end_date: at('18:00'), other1: 1 },
      ann,
    );
    for (const order of ['subject', 'other1', 'client_name', 'last_modified', '_etag', 'ticket_id', 'colour']) {
      for (const orderdesc of [true, false]) {
        const rows = await calendar.rows({ agents: ann.id, ...window, order, orderdesc }, stranger);
        const masked = rows.map((row) => row.id).filter((id) => id === secret.id || id === other.id);
        expect(masked, order).toEqual([secret.id, other.id]);
      }
    }
    await calendar.remove(other.id, ann);
  });
});

describe('other ways to a masked row', () => {
  test('the conflicts of a 409 and of a warning are masked', async () => {
    const clash = await calendar.save({ start_date: at('09:00'), end_date: at('09:30'), agent_id: ann.id }, boss);
    expect(clash.status).toBe(409);
    expect(clash.body.conflicts).toEqual([mask()]);
    const tried = await calendar.save(
      { start_date: at('09:00'), end_date: at('09:30'), agent_id: ann.id, _validateonly: true },
      boss,
    );
    expect(tried.body.conflicts).toEqual([mask()]);
    expect(clash.text + tried.text).not.toContain('Doctor');
  });

  test('a 412 is masked: no words, no tag, not who changed it', async () => {
    const answer = await calendar.save({ id: secret.id, reminderminutes: 5 }, boss, { 'If-Match': '"0.0"' });
    expect(answer.status).toBe(412);
    expect(answer.body.current).toEqual(mask());
    expect(answer.body).not.toHaveProperty('changed_by');
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.text).not.toContain('Doctor');
  });

  test('who may not change it learns nothing from If-Match', async () => {
    for (const tag of ['"0.0"', secret._etag]) {
      const answer = await calendar.save({ id: secret.id, note: 'x' }, stranger, { 'If-Match': tag });
      expect(answer.status).toBe(403);
    }
  });

  test('a manager may move it, and is answered the masked row', async () => {
    const row = await calendar.booked(ann, { is_private: true, start_date: at('19:00'), end_date: at('20:00') }, ann);
    const answer = await calendar.save({ id: row.id, start_date: at('19:30') }, boss);
    expect([answer.status, answer.body.subject, answer.body.start_date]).toEqual([201, 'Private', at('19:30')]);
    expect(answer.headers.get('etag')).toBeNull();
    const gone = await calendar.remove(row.id, boss);
    expect([gone.status, gone.body.subject]).toEqual([200, 'Private']);
  });

  test.each<[string, () => Values]>([
    ['is_private', () => ({ is_private: false })],
    ['is_private by null', () => ({ is_private: null })],
    ['the organiser', () => ({ organizer: boss.id })],
    ['the attendees', () => ({ attendees: boss.email })],
    ['the agent', () => ({ agent_id: boss.id })],
    ['the agents', () => ({ agents: [{ id: ann.id }, { id: boss.id }] })],
    ['a follow-up, which would repeat it', () => ({ complete_status: 0, add_followup_task: true })],
  ])('but who sees it masked cannot make it tell: %s', async (_name, values) => {
    const answer = await calendar.save({ id: secret.id, ...values() }, boss);
    expect(answer.status).toBe(403);
    expect(await calendar.row(secret.id, boss)).toEqual(mask());
    expect((await calendar.row(secret.id, ann)).complete_status).toBe(-1);
  });

  test('an unchanged echo of what it shows is harmless', async () => {
    expect((await calendar.save(mask(), boss)).status).toBe(201);
    const { subject, ...rest } = mask();
    expect((await calendar.row(secret.id, ann)).subject).toBe('Doctor');
    expect(await calendar.row(secret.id, ann)).toMatchObject(rest);
  });
});

describe('drafts', () => {
  test('are seen by their creator, managers and admins only', async () => {
    const times = { start_date: at('06:00'), end_date: at('07:00') };
    const plan = await calendar.booked(ann, { subject: 'Plan', open_appointment_status: 2, ...times });
    const own = await calendar.booked(ann, { subject: 'Own plan', open_appointment_status: 2, ...times }, ann);
    const sees = async (row: Row, by?: Person) => {
      const listed = (await calendar.rows({ agents: ann.id }, by)).some((one) => one.id === row.id);
      const read = await calendar.read(row.id, by);
      expect(read.status).toBe(listed ? 200 : 404);
      return listed;
    };
    expect(await sees(plan)).toBe(true);
    expect(await sees(plan, boss)).toBe(true);
    expect(await sees(plan, ann)).toBe(false);
    expect(await sees(plan, stranger)).toBe(false);
    expect(await sees(own, ann)).toBe(true);
    expect(await sees(own, stranger)).toBe(false);
    expect(
      (await calendar.list({ agents: ann.id, advanced_search: '[]', statuses: 2 }, stranger)).body.record_count,
    ).toBe(0);
    for (const tag of ['"0.0"', plan._etag]) {
      expect((await calendar.save({ id: plan.id, note: 'x' }, ann, { 'If-Match': tag })).status).toBe(404);
    }
    expect((await calendar.save({ id: plan.id, note: 'x' }, stranger)).status).toBe(404);
    expect((await calendar.remove(plan.id, ann)).status).toBe(404);
    await calendar.saved({ id: plan.id, open_appointment_status: 0 });
    expect(await sees(plan, stranger)).toBe(true);
  });
});

test('what is not private is whole for every agent', async () => {
  expect(await calendar.row(open.id, stranger)).toMatchObject({
    subject: 'Open',
    _canupdate: false,
    _candelete: false,
  });
});
