import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

describe('who may write', () => {
  /** Statuses of creating, changing, moving to oneself, and deleting a row of `agent`, done by `by`. */
  async function tries(by: Person, agent: Person): Promise<number[]> {
    const row = await calendar.booked(agent);
    const create = { start_date: at('13:00'), end_date: at('14:00'), agent_id: agent.id };
    const statuses = [
      (await calendar.save(create, by)).status,
      (await calendar.save({ id: row.id, subject: 'New' }, by)).status,
      (await calendar.remove(row.id, by)).status,
    ];
    const [shown] = await calendar.rows({ agents: agent.id, includedeleted: true }, by);
    const may = statuses[1] === 201;
    if (shown && !shown.deleted) {
      expect(shown).toMatchObject({ _canupdate: may, _cancomplete: may, _candelete: may });
    }
    return statuses;
  }

  const yes = [201, 201, 200];
  const no = [403, 403, 403];

  test('an agent their own rows', async () => {
    const agent = await calendar.person();
    expect(await tries(agent, agent)).toEqual(yes);
  });

  test('an agent not those of others, whatever they are named', async () => {
    const agent = await calendar.person();
    expect(await tries(await calendar.person({ linemanager: agent.id }), agent)).toEqual(no);
    expect(await tries(agent, await calendar.person({ linemanager: agent.id }))).toEqual(no);
  });

  test.each(['linemanager', 'timesheet_manager'] as const)('a manager rows of reports, by %s', async (field) => {
    const boss = await calendar.person({ role: 'manager' });
    expect(await tries(boss, await calendar.person({ [field]: boss.id }))).toEqual(yes);
    expect(await tries(boss, await calendar.person())).toEqual(no);
    expect(
      await tries(await calendar.person({ role: 'manager' }), await calendar.person({ [field]: boss.id })),
    ).toEqual(no);
  });

  test('a manager rows of those in a team they manage', async () => {
    const [boss, other] = [await calendar.person({ role: 'manager' }), await calendar.person({ role: 'manager' })];
    const [main, member] = [await calendar.person(), await calendar.person()];
    const team = await calendar.thing('/Team', { name: 'Field', manager_id: boss.id, members: [member.id] });
    await calendar.thing('/Agent', { id: main.id, team_id: team.id });
    for (const agent of [main, member]) {
      expect(await tries(boss, agent)).toEqual(yes);
      expect(await tries(other, agent)).toEqual(no);
    }
  });

  test('an admin all', async () => {
    expect(await tries(await calendar.person({ role: 'admin' }), await calendar.person())).toEqual(yes);
  });

  test('nobody gives a row to, or takes one from, an agent whose rows they may not change', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const [anns, bobs] = [await calendar.booked(ann), await calendar.booked(bob)];
    const status = async (values: Values) => (await calendar.save(values, ann)).status;
    expect(await status({ id: anns.id, agent_id: bob.id })).toBe(403);
    expect(await status({ id: anns.id, agents: [{ id: ann.id }, { id: bob.id }] })).toBe(403);
    expect(await status({ id: bobs.id, agent_id: ann.id })).toBe(403);
    expect(await status({ id: bobs.id, agents: [{ id: ann.id }] })).toBe(403);
    const both = { start_date: at('15:00'), end_date: at('16:00'), agents: [{ id: ann.id }, { id: bob.id }] };
    expect(await status(both)).toBe(403);
    const made = await calendar.saved(both);
    expect(await status({ id: made.id, note: 'mine' })).toBe(201);
    expect(await status({ id: made.id, note: 'ours', _wholecollection: true })).toBe(403);
    expect(await status({ id: made.id, agents: [{ id: ann.id }] })).toBe(403);
    expect((await calendar.remove(made.id, ann, '?_wholecollection=true')).status).toBe(403);
    expect((await calendar.rows({ agents: bob.id })).length).toBe(2);
  });

  test('an agent makes no draft of a row that others made: it would vanish before their eyes', async () => {
    const ann = await calendar.person();
    const own = await calendar.booked(ann, {}, ann);
    const given = await calendar.booked(ann, { start_date: at('11:00'), end_date: at('12:00') });
    const draft = async (row: Row, by: Person) =>
      (await calendar.save({ id: row.id, open_appointment_status: 2 }, by)).status;
    expect(await draft(given, ann)).toBe(403);
    expect((await calendar.row(given.id, ann)).open_appointment_status).toBe(0);
    expect(await draft(own, ann)).toBe(201);
    expect(await draft(given, await calendar.person({ role: 'admin' }))).toBe(201);
  });

  test('an array is refused whole for one row of it', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const [anns, bobs] = [await calendar.booked(ann), await calendar.booked(bob)];
    const answer = await calendar.save(
      [
        { id: anns.id, subject: 'x' },
        { id: bobs.id, subject: 'x' },
      ],
      ann,
    );
    expect(answer.status).toBe(403);
    expect((await calendar.row(anns.id)).subject).toBe('Visit');
  });

  test('scopes narrow it: reading only, or nothing of calendars', async () => {
    const ann = await calendar.person();
    const row = await calendar.booked(ann);
    const by = async (scopes: string) => ({ ...ann, token: await server.tokenFor(ann.id, { scopes }) });
    const reader = await by('read:calendar');
    expect(await calendar.row(row.id, reader)).toMatchObject({
      subject: 'Visit',
      _canupdate: false,
      _candelete: false,
    });
    expect((await calendar.save({ id: row.id, subject: 'x' }, reader)).status).toBe(403);
    expect((await calendar.remove(row.id, reader)).status).toBe(403);
    expect((await calendar.save({ id: row.id, subject: 'x' }, await by('edit:calendar'))).status).toBe(201);
    for (const scopes of ['read:timesheets', '']) {
      const nobody = await by(scopes);
      expect((await calendar.list({}, nobody)).status).toBe(403);
      expect((await calendar.read(row.id, nobody)).status).toBe(403);
    }
  });

  test('without a token nobody', async () => {
    for (const [method, path] of [
      ['GET', '/Appointment'],
      ['GET', '/Appointment/1'],
      ['POST', '/Appointment'],
      ['DELETE', '/Appointment/1'],
    ] as const) {
      const answer = await server.api(method, path, method === 'POST' ? [] : undefined, { token: null });
      expect(answer.status).toBe(401);
      expect(answer.body.Message).toEqual(expect.any(String));
    }
  });
});

describe('another tenant', () => {
  let other: Awaited<ReturnType<typeof otherTenant>>;
  let outsider: Person;
  let ann: Person;
  let row: Row;
  beforeAll(async () => {
    other = await otherTenant(server);
    outsider = { id: other.adminId, name: 'Other admin', email: '', token: other.token };
    ann = await calendar.person();
    row = await calendar.booked(ann, { subject: 'Ours' });
  });
  const hour = { start_date: at('09:00'), end_date: at('10:00') };

  test('has an id of ours as little as one that never was: the same 404 everywhere', async () => {
    const answers = async (id: number) => [
      await calendar.read(id, outsider),
      await calendar.read(id, outsider, '?showall=true&includedetails=true'),
      await calendar.save({ id, subject: 'x' }, outsider),
      await calendar.save({ id, deleted: false }, outsider),
      await calendar.save({ id, _approve: true }, outsider),
      await calendar.save({ id, _validateonly: true }, outsider),
      await calendar.save({ id }, outsider, { 'If-Match': row._etag }),
      await calendar.save(
        [
          { ...hour, agent_id: other.adminId },
          { id, subject: 'x' },
        ],
        outsider,
      ),
      await calendar.remove(id, outsider),
      await calendar.remove(id, outsider, '?_wholecollection=true'),
    ];
    const [ours, none] = [await answers(row.id), await answers(987_654_321)];
    expect(ours.map(({ status }) => status)).toEqual(ours.map(() => 404));
    expect(ours.map(({ text }) => text)).toEqual(none.map(({ text }) => text));
    expect(await calendar.row(row.id)).toEqual(row);
  });

  test('finds nothing of ours in lists and counts', async () => {
    const queries: Values[] = [
      {},
      { showall: true, includedeleted: true },
      { agents: ann.id },
      { search: 'Ours' },
      { order: 'agent_name', pageinate: true, page_no: 1 },
    ];
    for (const query of queries) {
      const { body } = await calendar.list(query, outsider);
      expect([body.record_count, body.appointments]).toEqual([0, []]);
    }
  });

  test.each([
    'client_id',
    'site_id',
    'ticket_id',
    'user_id',
    'organizer',
    'requestedapprovalagent',
    'complete_agent_id',
  ])('cannot point at our %s: the same answer as for an id that never was', async (field) => {
    const path = { client_id: '/Client', site_id: '/Site', ticket_id: '/Tickets', user_id: '/Users' }[field];
    const id = path ? (await calendar.thing(path, { name: 'Ours', summary: 'Ours' })).id : ann.id;
    const tryOut = (value: number) =>
      calendar.save({ ...hour, agent_id: other.adminId, complete_status: 0, [field]: value }, outsider);
    const [ours, none] = [await tryOut(id), await tryOut(987_654)];
    expect([ours.status, ours.body.code]).toEqual([400, 'unknown-reference']);
    expect(ours.text).toBe(none.text);
  });

  test('cannot book our agents or assets, and names them to nobody', async () => {
    const asset = await calendar.thing('/Asset', { name: 'Our van', bookable: true });
    for (const values of [
      { agents: [{ id: ann.id }] },
      { agent_id: ann.id },
      { agent_id: other.adminId, asset_ids: [asset.id] },
    ]) {
      const answer = await calendar.save({ ...hour, ...values }, outsider);
      expect(answer.status).toBe(400);
      expect(answer.text).not.toContain(ann.name);
    }
    expect((await calendar.rows({ agents: ann.id })).length).toBe(1);
    expect((await calendar.list({}, outsider)).body.record_count).toBe(0);
  });

  test('keeps idempotency keys apart', async () => {
    const key = { 'Idempotency-Key': 'shared' };
    const mine = await calendar.save({ subject: 'A', is_task: true, agent_id: ann.id }, undefined, key);
    const theirs = await calendar.save({ subject: 'B', is_task: true, agent_id: other.adminId }, outsider, key);
    expect([mine.status, theirs.status, theirs.body.subject]).toEqual([201, 201, 'B']);
  });
});
