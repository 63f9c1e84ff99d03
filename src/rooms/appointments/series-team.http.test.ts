import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

const now = Date.parse('2026-05-01T12:00:00Z');

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let ann: Person;
let bob: Person;
let cid: Person;

beforeAll(async () => {
  server = await startTestServer();
  calendar = seriesOf(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = now;
  ann = await calendar.person();
  bob = await calendar.person();
  cid = await calendar.person();
});

/** `04 09:00 ann+bob` for each occurrence, by what they share. */
async function shown(id: number): Promise<string[]> {
  const names = new Map([
    [ann.id, 'ann'],
    [bob.id, 'bob'],
    [cid.id, 'cid'],
  ]);
  const groups = new Map<string, string[]>();
  for (const row of await calendar.children(id)) {
    const key = `${row.start_date.slice(8, 10)} ${row.start_date.slice(11, 16)} ${row.collection_id ?? row.id}`;
    groups.set(key, [...(groups.get(key) ?? []), names.get(row.agent_id) ?? String(row.agent_id)]);
  }
  return [...groups].map(([key, agents]) => `${key.slice(0, 8)} ${agents.sort().join('+')}`);
}

const refs = (...people: Person[]) => people.map(({ id }) => ({ id }));

describe('a master of several agents', () => {
  let master: Row;
  beforeEach(async () => {
    master = await calendar.master([ann, bob], 'FREQ=DAILY;COUNT=3');
  });

  test('makes one child for each agent and occurrence, which share a collection', async () => {
    expect(await shown(master.id)).toEqual(['04 09:00 ann+bob', '05 09:00 ann+bob', '06 09:00 ann+bob']);
    expect((await calendar.rows({ isrecurringmaster: true, agents: `${ann.id},${bob.id}` })).length).toBe(2);
    const [child] = await calendar.children(master.id);
    const agents = (await calendar.row(child.id)).agents.map((one: Row) => one.id);
    expect(agents).toEqual([ann.id, bob.id]);
    expect((await calendar.generate([master.id])).body).toEqual([
      { id: master.id, generated: 0, existing: 6, skipped: 0 },
    ]);
  });

  test('passes on to an agent who joins the occurrences that are there', async () => {
    await calendar.saved({ id: master.id, agents: refs(ann, bob, cid) });
    expect(await shown(master.id)).toEqual(['04 09:00 ann+bob+cid', '05 09:00 ann+bob+cid', '06 09:00 ann+bob+cid']);
  });

  test('takes those of an agent who leaves away', async () => {
    await calendar.saved({ id: master.id, agents: refs(ann) });
    expect(await shown(master.id)).toEqual(['04 09:00 ann', '05 09:00 ann', '06 09:00 ann']);
    await calendar.saved({ id: master.id, subject: 'Round' });
    expect((await calendar.children(master.id)).map((row) => row.subject)).toEqual(['Round', 'Round', 'Round']);
  });

  test('goes on without the agent whose master is deleted, be it the first one', async () => {
    const before = await calendar.children(master.id);
    expect((await calendar.remove(master.id)).status).toBe(200);
    expect(await shown(master.id)).toEqual(['04 09:00 bob', '05 09:00 bob', '06 09:00 bob']);
    const [left] = await calendar.rows({ isrecurringmaster: true, agents: bob.id });
    await calendar.saved({ id: left.id, start_date: '2026-05-04T10:00:00Z', end_date: '2026-05-04T11:00:00Z' });
    expect(await shown(master.id)).toEqual(['04 10:00 bob', '05 10:00 bob', '06 10:00 bob']);
    expect((await calendar.children(master.id)).every((row) => before.some((old) => old.id === row.id))).toBe(true);
    expect((await calendar.remove(left.id)).status).toBe(200);
    expect(await calendar.children(master.id)).toEqual([]);
  });

  test('is removed whole with _wholecollection', async () => {
    await calendar.remove(master.id, undefined, '?_wholecollection=true');
    expect(await calendar.children(master.id)).toEqual([]);
  });

  test('hands the children of an agent over to another one', async () => {
    const before = await calendar.children(master.id);
    await calendar.saved({ id: master.id, agents: refs(cid, bob) });
    expect(await shown(master.id)).toEqual(['04 09:00 bob+cid', '05 09:00 bob+cid', '06 09:00 bob+cid']);
    expect((await calendar.children(master.id)).map((row) => row.id).sort()).toEqual(
      before.map((row) => row.id).sort(),
    );
  });

  test('has one time: that of the master which was moved last', async () => {
    const masters = await calendar.rows({ isrecurringmaster: true, agents: bob.id });
    await calendar.saved({ id: masters[0].id, start_date: '2026-05-04T13:00:00Z', end_date: '2026-05-04T14:00:00Z' });
    expect(await shown(master.id)).toEqual(['04 13:00 ann+bob', '05 13:00 ann+bob', '06 13:00 ann+bob']);
    expect((await calendar.row(master.id)).start_date).toBe('2026-05-04T13:00:00');
  });

  test('is split with all its agents, or with others', async () => {
    const [, , second] = await calendar.children(master.id);
    const split = await calendar.saved({ id: second.id, _thisandfuture: true, subject: 'New' });
    const next = split.halo_recurring_master_id;
    expect(await shown(master.id)).toEqual(['04 09:00 ann+bob']);
    expect(await shown(next)).toEqual(['05 09:00 ann+bob', '06 09:00 ann+bob']);
    const third = (await calendar.children(next))[2];
    const again = await calendar.saved({ id: third.id, _thisandfuture: true, agents: refs(cid) });
    expect(await shown(again.halo_recurring_master_id)).toEqual(['06 09:00 cid']);
    expect(await shown(next)).toEqual(['05 09:00 ann+bob']);
    expect(
      await calendar.rows({ agents: `${ann.id},${bob.id}`, start_date: '2026-05-06', excluderecurringmaster: true }),
    ).toEqual([]);
  });

  test('keeps an edited child of one agent beside the others', async () => {
    const rows = await calendar.children(master.id);
    const mine = rows.find((row) => row.agent_id === bob.id);
    await calendar.saved({ id: mine.id, start_date: '2026-05-04T15:00:00Z', end_date: '2026-05-04T16:00:00Z' });
    await calendar.saved({ id: master.id, _wholecollection: true, subject: 'Round' });
    const after = await calendar.children(master.id);
    expect(after.filter((row) => row.subject === 'Round')).toHaveLength(5);
    expect(after).toHaveLength(6);
  });

  test('of whole days keeps the days in the zone of each', async () => {
    const east = await calendar.person({ timezone: 'Asia/Tokyo' });
    const west = await calendar.person({ timezone: 'America/Los_Angeles' });
    const { id } = await calendar.master([east, west], 'FREQ=WEEKLY;COUNT=2', {
      allday: true,
      start_date: undefined,
      end_date: undefined,
      start_date_only: '2026-05-04',
      end_date_only: '2026-05-04',
    });
    const rows = await calendar.children(id);
    expect(rows.map((row) => row.start_date_only.slice(0, 10)).sort()).toEqual([
      '2026-05-04',
      '2026-05-04',
      '2026-05-11',
      '2026-05-11',
    ]);
    expect(rows.filter((row) => row.agent_id === west.id).map((row) => row.start_date)).toEqual([
      '2026-05-04T07:00:00',
      '2026-05-11T07:00:00',
    ]);
    await calendar.saved({ id, agents: refs(west) });
    expect((await calendar.children(id)).map((row) => row.start_date_only.slice(0, 10))).toEqual([
      '2026-05-04',
      '2026-05-11',
    ]);
  });
});

describe('a child whose agent is busy', () => {
  const busy = { start_date: '2026-05-05T09:30:00Z', end_date: '2026-05-05T10:30:00Z' };

  test('is made all the same, forced and marked, until it moves away', async () => {
    await calendar.booked(ann, busy);
    const { id } = await calendar.master(ann, 'FREQ=DAILY;COUNT=3');
    const rows = await calendar.children(id);
    expect(rows.map((row) => row.clash ?? false)).toEqual([false, true, false]);
    expect(rows[1]).toMatchObject({ busy: true, forced: true, _warning: expect.stringContaining('overlaps') });
    const moved = await calendar.saved({
      id: rows[1].id,
      start_date: '2026-05-05T11:00:00Z',
      end_date: '2026-05-05T12:00:00Z',
    });
    expect(moved.clash).toBeUndefined();
    expect(moved.forced).toBeUndefined();
    expect(moved._warning).toBeUndefined();
  });

  test('is marked when the master moves onto it, and not any more when it moves off', async () => {
    await calendar.booked(ann, busy);
    const { id } = await calendar.master(ann, 'FREQ=DAILY;COUNT=3', {
      start_date: '2026-05-04T07:00:00Z',
      end_date: '2026-05-04T08:00:00Z',
    });
    const clashes = async () => (await calendar.children(id)).map((row) => row.clash ?? false);
    expect(await clashes()).toEqual([false, false, false]);
    await calendar.saved({ id, start_date: '2026-05-04T10:00:00Z', end_date: '2026-05-04T11:00:00Z' });
    expect(await clashes()).toEqual([false, true, false]);
    await calendar.saved({ id, start_date: '2026-05-04T12:00:00Z', end_date: '2026-05-04T13:00:00Z' });
    expect(await clashes()).toEqual([false, false, false]);
    expect((await calendar.children(id)).map((row) => row.forced ?? false)).toEqual([false, false, false]);
  });

  test('by the child before it, is marked too', async () => {
    const { id } = await calendar.master(ann, 'FREQ=HOURLY;COUNT=3', { end_date: '2026-05-04T10:30:00Z' });
    expect((await calendar.children(id)).map((row) => row.clash ?? false)).toEqual([false, true, false]);
  });

  test('moved onto another appointment by hand clashes like any other', async () => {
    await calendar.booked(ann, { start_date: '2026-05-05T14:00:00Z', end_date: '2026-05-05T15:00:00Z' });
    const { id } = await calendar.master(ann, 'FREQ=DAILY;COUNT=3');
    const [, second] = await calendar.children(id);
    const move = { id: second.id, start_date: '2026-05-05T14:00:00Z', end_date: '2026-05-05T15:00:00Z' };
    expect((await calendar.save(move)).status).toBe(409);
    expect(await calendar.saved({ ...move, _force: true })).toMatchObject({ forced: true });
  });
});

test('an asset goes with the children, wherever they go', async () => {
  const asset = await calendar.thing('/Asset', { name: 'Van', bookable: true });
  const { id } = await calendar.master(ann, 'FREQ=DAILY;COUNT=2', { asset_ids: [asset.id] });
  const clashing = (start: string) =>
    calendar.save({
      agent_id: bob.id,
      asset_ids: [asset.id],
      start_date: `${start}:00:00Z`,
      end_date: `${start}:30:00Z`,
    });
  expect((await clashing('2026-05-05T09')).status).toBe(409);
  await calendar.saved({ id, start_date: '2026-05-04T12:00:00Z', end_date: '2026-05-04T13:00:00Z' });
  expect((await clashing('2026-05-05T12')).status).toBe(409);
  expect((await clashing('2026-05-05T09')).status).toBe(201);
  await calendar.remove(id);
  expect((await clashing('2026-05-05T12')).status).toBe(201);
});

describe('shifts', () => {
  const shift = { start_date: '2026-05-04T22:00:00Z', end_date: '2026-05-05T06:00:00Z', shift_type_id: 1 };

  test('recur under a schedule of type 3, and are never busy', async () => {
    const { id } = await calendar.master(ann, 'FREQ=DAILY;COUNT=3', shift);
    expect(await calendar.scheduleOf(id, 3)).toMatchObject({ type: 3, uniqueid: id, hours: 8 });
    const rows = await calendar.children(id);
    expect(rows.map((row) => [row.shift_type_id, row.busy])).toEqual(Array(3).fill([1, false]));
    await calendar.saved({ id, end_date: '2026-05-05T07:00:00Z' });
    expect((await calendar.children(id)).map((row) => row.end_date.slice(11, 16))).toEqual(Array(3).fill('07:00'));
  });

  test('of a team are shifts of every member', async () => {
    const team = await calendar.thing('/Team', { name: 'Night', members: refs(ann, bob, cid) });
    const master = await calendar.saved({
      ...shift,
      shift_team_id: team.id,
      schedule: { rrule: 'FREQ=WEEKLY;COUNT=2' },
    });
    expect(await shown(master.id)).toEqual(['04 22:00 ann+bob+cid', '11 22:00 ann+bob+cid']);
  });

  test('that nobody has yet are open, and a child can be taken', async () => {
    const team = await calendar.thing('/Team', { name: 'Open', members: refs(ann) });
    const master = await calendar.saved({
      ...shift,
      shift_team_id: team.id,
      open_shift: true,
      schedule: { rrule: 'FREQ=DAILY;COUNT=2' },
    });
    const rows = await calendar.children(master.id);
    expect(rows.map((row) => row.agent_id ?? null)).toEqual([null, null]);
    await calendar.saved({ id: rows[0].id, agent_id: ann.id });
    expect((await calendar.generate([master.id])).body).toMatchObject([{ generated: 0, existing: 2 }]);
    expect(
      await calendar.rows({ recurringmasterid: master.id, recurringchangeonly: true, showshifts: true }),
    ).toHaveLength(1);
  });
});
