import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const hour = { start_date: at('09:00'), end_date: at('10:00') };
const idsOf = (people: Person[]) => people.map(({ id }) => ({ id }));
/** One after the other, so that their ids come in their order on a server with several connections, too. */
async function people(count: number): Promise<Person[]> {
  const made: Person[] = [];
  while (made.length < count) made.push(await calendar.person());
  return made;
}

async function visitOf(...agents: Person[]): Promise<Row> {
  return calendar.saved({ subject: 'Together', ...hour, agents: idsOf(agents) });
}

async function rowOf(agent: Person): Promise<Row> {
  const [only, ...more] = await calendar.rows({ agents: agent.id, showshifts: true });
  expect(more).toEqual([]);
  return only;
}

/** Ids of the agents that have a row of the same collection, by what the list says. */
async function membersOf(row: Row, among: Person[]): Promise<number[]> {
  const rows = await calendar.rows({ agents: among.map(({ id }) => id).join(',') });
  const members = rows.filter((one) => one.collection_id === row.collection_id).map((one) => one.agent_id);
  return members.sort((a, b) => a - b);
}

describe('several agents', () => {
  test('make one row each, sharing a collection_id; the answer is the first, with all in agents', async () => {
    const [ann, bob, cat] = (await people(3)) as [Person, Person, Person];
    const made = await visitOf(bob, ann, cat);
    expect(made.agent_id).toBe(bob.id);
    expect(made.agents.map((agent: Row) => agent.id)).toEqual([bob.id, ann.id, cat.id]);
    expect(made.collection_id).toMatch(/^[0-9a-f-]{36}$/);
    for (const agent of [ann, bob, cat]) {
      const row = await rowOf(agent);
      expect(row).toMatchObject({ subject: 'Together', collection_id: made.collection_id, busy: true, ...hour });
      expect((await calendar.row(row.id)).agents).toEqual(made.agents);
    }
  });

  test('an agent who is named twice gets one row', async () => {
    const [ann] = (await people(1)) as [Person];
    const made = await calendar.saved({ ...hour, agents: [{ id: ann.id }, { id: String(ann.id) }], agent_id: ann.id });
    expect(made).not.toHaveProperty('collection_id');
    await rowOf(ann);
  });

  test('agents and agent_id that disagree on a creation are a 400', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const answer = await calendar.save({ ...hour, agents: idsOf([ann]), agent_id: bob.id });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(['[0].agent_id']);
  });

  test('one of them busy: nobody gets a row', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    await calendar.booked(bob);
    const answer = await calendar.save({ ...hour, agents: idsOf([ann, bob]) });
    expect(answer.status).toBe(409);
    expect(answer.body.conflicts.map((row: Row) => row.agent_id)).toEqual([bob.id]);
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
  });
});

describe('the whole collection', () => {
  test('an update changes one row; with _wholecollection all of them, in one transaction', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    await calendar.saved({ id: made.id, subject: 'Mine' });
    expect((await rowOf(bob)).subject).toBe('Together');
    await calendar.saved({ id: made.id, subject: 'Ours', start_date: at('09:30'), _wholecollection: true });
    for (const agent of [ann, bob]) {
      expect(await rowOf(agent)).toMatchObject({ subject: 'Ours', start_date: at('09:30') });
    }
  });

  test('is not changed at all when one of its agents would clash', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    await calendar.booked(bob, { start_date: at('11:00'), end_date: at('12:00'), is_task: false });
    const move = { id: made.id, start_date: at('11:00'), end_date: at('12:00') };
    expect((await calendar.save({ ...move, _wholecollection: true })).status).toBe(409);
    expect((await rowOf(ann)).start_date).toBe(at('09:00'));
    expect((await calendar.save(move)).status).toBe(201);
    expect((await rowOf(ann)).start_date).toBe(at('11:00'));
  });

  test('is deleted with _wholecollection=true, otherwise only the row', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    const other = await visitOf(...((await people(2)) as [Person, Person]));
    expect((await calendar.remove(other.id)).status).toBe(200);
    expect((await calendar.rows({ agents: other.agents[1].id })).length).toBe(1);
    const answer = await calendar.remove(made.id, undefined, '?_wholecollection=true');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: made.id, deleted: true });
    expect(await calendar.rows({ agents: `${ann.id},${bob.id}` })).toEqual([]);
  });

  test('may be echoed back whole: nothing changes', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    expect(await calendar.saved(made)).toEqual(made);
    expect(await calendar.saved({ ...made, _wholecollection: true })).toEqual(made);
  });

  test('all-day: each row keeps the same civil days, each in the zone of its agent', async () => {
    const ann = await calendar.person({ timezone: 'Europe/Berlin' });
    const bob = await calendar.person({ timezone: 'America/New_York' });
    const days = { allday: true, start_date_only: '2026-05-04', end_date_only: '2026-05-05' };
    const made = await calendar.saved({ subject: 'Fair', ...days, agents: idsOf([ann, bob]) });
    expect(made).toMatchObject({ start_date: '2026-05-03T22:00:00', end_date: '2026-05-05T22:00:00' });
    const bobs = { start_date: '2026-05-04T04:00:00', end_date: '2026-05-06T04:00:00' };
    expect(await rowOf(bob)).toMatchObject(bobs);
    await calendar.saved({ ...made, subject: 'Trade fair', _wholecollection: true });
    expect(await rowOf(bob)).toMatchObject({ subject: 'Trade fair', ...bobs });
    const whole = { id: made.id, _wholecollection: true };
    await calendar.saved({ ...whole, start_date: '2026-05-04T22:00:00', end_date: '2026-05-06T22:00:00' });
    for (const agent of [ann, bob]) {
      const moved = { start_date_only: '2026-05-05T00:00:00', end_date_only: '2026-05-06T00:00:00' };
      expect(await rowOf(agent)).toMatchObject(moved);
    }
  });
});

describe('of agents and agent_id, the one that differs from what is stored counts', () => {
  test('agent_id alone moves the row', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann);
    expect(await calendar.saved({ id: made.id, agent_id: bob.id })).toMatchObject({
      id: made.id,
      agent_id: bob.id,
      agents: [{ id: bob.id }],
    });
  });

  test('agents alone, of one, moves the row', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann);
    expect(await calendar.saved({ id: made.id, agents: idsOf([bob]) })).toMatchObject({
      id: made.id,
      agent_id: bob.id,
    });
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
  });

  test('agents echoed and agent_id changed: agent_id counts', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann);
    expect((await calendar.saved({ ...made, agent_id: bob.id })).agent_id).toBe(bob.id);
  });

  test('agent_id echoed and agents changed: agents count', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann);
    expect((await calendar.saved({ ...made, agents: idsOf([bob]) })).agent_id).toBe(bob.id);
  });

  test('both changed and agreeing: done; both changed and disagreeing: 400', async () => {
    const [ann, bob, cat] = (await people(3)) as [Person, Person, Person];
    const made = await calendar.booked(ann);
    const answer = await calendar.save({ id: made.id, agent_id: cat.id, agents: idsOf([bob]) });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(['[0].agent_id']);
    expect((await calendar.row(made.id)).agent_id).toBe(ann.id);
    expect((await calendar.saved({ id: made.id, agent_id: bob.id, agents: idsOf([bob]) })).agent_id).toBe(bob.id);
  });

  test('both as stored: nothing changes', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    const same = await calendar.saved({ id: made.id, agent_id: ann.id, agents: idsOf([bob, ann]) });
    expect(same).toEqual(made);
  });

  test('a longer list adds rows, a shorter one removes them', async () => {
    const all = (await people(4)) as [Person, Person, Person, Person];
    const [ann, bob, cat, dan] = all;
    const made = await visitOf(ann, bob);
    const grown = await calendar.saved({ id: made.id, agents: idsOf([ann, bob, cat, dan]) });
    expect(grown.agents.map((agent: Row) => agent.id)).toEqual([ann.id, bob.id, cat.id, dan.id]);
    expect(await membersOf(made, all)).toEqual([ann.id, bob.id, cat.id, dan.id]);
    expect(await rowOf(dan)).toMatchObject({ subject: 'Together', busy: true, ...hour });
    await calendar.saved({ id: made.id, agents: idsOf([ann, dan]) });
    expect(await membersOf(made, all)).toEqual([ann.id, dan.id]);
    expect((await calendar.save({ ...hour, agent_id: bob.id })).status).toBe(201);
  });

  test('a single appointment becomes a collection when agents are added', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann, { category1: 'kept', reminderminutes: 5 });
    const grown = await calendar.saved({ id: made.id, agents: idsOf([ann, bob]) });
    expect(grown.collection_id).toEqual(expect.any(String));
    const bobs = await calendar.row((await rowOf(bob)).id);
    expect(bobs).toMatchObject({ collection_id: grown.collection_id, category1: 'kept', reminderminutes: 5 });
  });

  test('the addressed row itself may leave: another row answers', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    const left = await calendar.saved({ id: made.id, agents: idsOf([bob]) });
    expect(left.agent_id).toBe(bob.id);
    expect(left.agents.map((agent: Row) => agent.id)).toEqual([bob.id]);
    expect((await calendar.read(made.id)).status).toBe(404);
  });

  test('an added agent who is busy then is a clash, and nothing is saved', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await calendar.booked(ann);
    await calendar.booked(bob);
    const answer = await calendar.save({ id: made.id, subject: 'New', agents: idsOf([ann, bob]) });
    expect(answer.status).toBe(409);
    expect((await calendar.row(made.id)).subject).toBe('Visit');
    const forced = await calendar.saved({ id: made.id, agents: idsOf([ann, bob]), _force: true });
    const rows = await calendar.rows({ agents: bob.id });
    expect(rows.find((row) => row.collection_id === forced.collection_id)).toMatchObject({ forced: true });
    expect(await calendar.row(made.id)).not.toHaveProperty('forced');
  });

  test('agent_id of somebody who has a row already, or nobody at all, is a 400', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    expect((await calendar.save({ id: made.id, agent_id: bob.id })).status).toBe(400);
    for (const nobody of [{ agents: [] }, { agents: null }, { agent_id: 0 }, { agent_id: null }]) {
      const answer = await calendar.save({ id: made.id, ...nobody });
      expect(answer.status).toBe(400);
      expect(answer.body.Message).toBe('Please select at least one Agent');
    }
  });

  test('a disabled agent keeps their row, and gets no other', async () => {
    const [ann, bob] = (await people(2)) as [Person, Person];
    const made = await visitOf(ann, bob);
    await calendar.thing('/Agent', { id: bob.id, isdisabled: true });
    const echoed = await calendar.saved({ ...made, subject: 'Still', _wholecollection: true });
    expect(echoed.agents.length).toBe(2);
    const own = await calendar.booked(ann, { start_date: at('13:00'), end_date: at('14:00') });
    expect((await calendar.save({ id: own.id, agent_id: bob.id })).status).toBe(400);
  });
});
