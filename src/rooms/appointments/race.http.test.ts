import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { type ApiAnswer, startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const clock = (minutes: number) =>
  at(`${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`);

/** Pairs of busy rows that overlap in one agent or one asset, neither of them forced, not of one collection. */
async function overlaps(on = server): Promise<unknown[]> {
  const { rows } = await on.database.pool.query(
    `select 'agent' as what, a.id, b.id as other from appointment a join appointment b on b.agent_id = a.agent_id
       and b.id > a.id and b.busy and not b.forced and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
     where a.busy and not a.forced
     union all
     select 'asset', x.appointment_id, y.appointment_id from appointment_asset x join appointment_asset y
       on y.asset_id = x.asset_id and y.appointment_id > x.appointment_id and y.busy and y.holder <> x.holder
       and tstzrange(x.starts_at, x.ends_at) && tstzrange(y.starts_at, y.ends_at)
     where x.busy and not x.forced and not y.forced`,
  );
  return rows;
}

test('overlaps are found where nothing keeps them away', async () => {
  const other = await startTestServer();
  const { pool } = other.database;
  await pool.query('alter table appointment drop constraint appointment_clash');
  await pool.query(
    `insert into appointment (tenant_id, agent_id, starts_at, ends_at, busy, created_by, date_created, last_modified)
     select $1, $2, '2026-05-04T09:00Z', '2026-05-04T10:00Z', true, $2, now(), now() from generate_series(1, 2)`,
    [other.tenantId, other.adminId],
  );
  expect(await overlaps(other)).toHaveLength(1);
  await other.close();
});

test('one hour of one agent, many at once: one wins, the others see who', async () => {
  const ann = await calendar.person();
  const body = { start_date: at('09:00'), end_date: at('10:00'), agent_id: ann.id };
  const answers = await Promise.all(Array.from({ length: 60 }, () => calendar.save(body)));
  const [winner, ...more] = answers.filter(({ status }) => status === 201);
  expect(more).toEqual([]);
  for (const loser of answers.filter(({ status }) => status !== 201)) {
    expect(loser.status).toBe(409);
    expect(loser.body.Message).toMatch(/^CODE:EVE01/);
    expect(loser.body.conflicts.map((row: Row) => row.id)).toEqual([winner?.body.id]);
  }
});

test('creations, collections and moves into one hour at once: one wins', async () => {
  const [ann, bob] = [await calendar.person(), await calendar.person()];
  const hour = { start_date: at('09:00'), end_date: at('10:00') };
  const others = [];
  for (let start = 12; start < 18; start++) {
    others.push(await calendar.booked(ann, { start_date: at(`${start}:00`), end_date: at(`${start}:30`) }));
  }
  const answers = await Promise.all([
    ...others.map(({ id }) => calendar.save({ id, ...hour })),
    ...Array.from({ length: 6 }, () => calendar.save({ ...hour, agents: [{ id: bob.id }, { id: ann.id }] })),
    ...Array.from({ length: 6 }, () => calendar.save({ ...hour, agent_id: ann.id })),
  ]);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201).length).toBe(1);
  expect(statuses.filter((status) => status === 409).length).toBe(17);
  expect(await overlaps()).toEqual([]);
});

test('forced ones at once are all accepted, and normal ones still clash with them', async () => {
  const ann = await calendar.person();
  const body = { start_date: at('09:00'), end_date: at('10:00'), agent_id: ann.id };
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_each, index) => calendar.save({ ...body, _force: index % 3 === 0 })),
  );
  const forced = answers.filter((_answer, index) => index % 3 === 0);
  expect(forced.map(({ status }) => status)).toEqual(forced.map(() => 201));
  const normal = answers.filter(({ status }, index) => index % 3 !== 0 && status === 201);
  expect(normal.length).toBeLessThanOrEqual(1);
  expect((await calendar.save(body)).status).toBe(409);
});

test('everything at once, collections, assets, arrays and force among it: no overlap, no half array, no 5xx', async () => {
  const { below: random, pick } = randomFrom(7);
  const people = await Promise.all(Array.from({ length: 5 }, () => calendar.person()));
  const vans = await Promise.all([1, 2].map((n) => calendar.thing('/Asset', { name: `Van ${n}`, bookable: true })));
  const made: number[] = [];
  const slot = () => {
    const start = 480 + random(24) * 15;
    return { start_date: clock(start), end_date: clock(start + 15 * (1 + random(4))) };
  };
  const assets = () => (random(3) === 0 ? { asset_ids: [pick(vans).id] } : {});
  const team = (): Values => {
    const chosen: Person[] = people.filter(() => random(2) === 0);
    return { agents: (chosen.length > 0 ? chosen : people.slice(0, 1)).map(({ id }) => ({ id })) };
  };
  const steps: (() => Promise<ApiAnswer>)[] = [
    () => calendar.save({ ...slot(), agent_id: pick(people).id, ...assets() }),
    () => calendar.save({ ...slot(), ...team(), ...assets() }),
    () => calendar.save({ id: pick(made), ...slot(), _wholecollection: random(2) === 0 }),
    () => calendar.save({ id: pick(made), ...team() }),
    () => calendar.save({ id: pick(made), agent_id: pick(people).id, _force: random(4) === 0 }),
    () => calendar.save({ id: pick(made), asset_ids: [pick(vans).id] }),
    () => calendar.save({ id: pick(made), complete_status: random(2) - 1 }),
    () => calendar.save({ id: pick(made), deleted: false }),
    () => calendar.remove(pick(made), undefined, random(2) === 0 ? '?_wholecollection=true' : ''),
    () =>
      calendar.save([
        { id: pick(made), ...slot() },
        { id: pick(made), ...slot() },
        { ...slot(), agent_id: pick(people).id, subject: 'pair' },
        { ...slot(), agent_id: pick(people).id, subject: 'pair' },
      ]),
  ];
  const step = async () => {
    const answer = await (made.length < 8 ? steps[random(2)] : pick(steps))?.();
    expect([200, 201, 400, 404, 409], answer?.text).toContain(answer?.status);
    if (answer?.status === 201 && answer.body.id && !made.includes(answer.body.id)) made.push(answer.body.id);
  };
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 12 }, step));
  expect(await overlaps()).toEqual([]);
  const { rows } = await server.database.pool.query(
    `select (select count(*) from appointment where subject = 'pair') as pairs,
       (select count(*) from appointment a where a.collection_id is not null and not a.deleted and exists (
         select from appointment b where b.collection_id = a.collection_id and b.agent_id = a.agent_id and b.id <> a.id
           and not b.deleted)) as doubles,
       (select count(*) from appointment a where not exists (select from change c
         where c.entity = 'appointment' and c.entity_id = a.id::text and c.action = 'create')) as unlogged`,
  );
  expect(rows[0].pairs % 2).toBe(0);
  expect(rows[0]).toMatchObject({ doubles: 0, unlogged: 0 });
});

test('creations that are written together are each answered for themselves: made, busy, refused', async () => {
  const [ann, bob, cat, gone] = await Promise.all(
    ['Ann', 'Bob', 'Cat', 'Gone'].map((name) => calendar.person({ name })),
  );
  await calendar.thing('/Agent', { id: gone?.id, isdisabled: true });
  const created = async (values: Values) => {
    const { status, body } = await calendar.save(values);
    if (status === 201) expect(body).toMatchObject(values);
    return status;
  };
  const hours = await Promise.all(
    Array.from({ length: 8 }, (_, n) => {
      const slot = { start_date: at(`${n + 10}:00`), end_date: at(`${n + 11}:00`), subject: `At ${n + 10}` };
      return Promise.all([
        created({ ...slot, agent_id: ann?.id }),
        created({ ...slot, agent_id: ann?.id }),
        created({ ...slot, agent_id: bob?.id, note: `It's ${n}` }),
        created({ ...slot, agent_id: cat?.id, ticket_id: 999_999 }),
        created({ ...slot, agent_id: gone?.id }),
      ]);
    }),
  );
  for (const [one = 0, other = 0, ...rest] of hours) {
    expect([one, other].sort()).toEqual([201, 409]);
    expect(rest).toEqual([201, 400, 400]);
  }
});
