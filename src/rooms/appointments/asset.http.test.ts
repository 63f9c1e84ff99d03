import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const hour = { start_date: at('09:00'), end_date: at('10:00') };
const later = { start_date: at('13:00'), end_date: at('14:00') };
const van = async (values: Values = {}): Promise<number> =>
  (await calendar.thing('/Asset', { name: 'Van', bookable: true, ...values })).id;
const status = async (values: Values) => (await calendar.save({ ...hour, ...values })).status;

/** An appointment of somebody else that uses the asset. */
const uses = async (asset: number, values: Values = {}): Promise<Row> =>
  calendar.booked(await calendar.person(), { asset_ids: [asset], ...values });

/** May somebody else have it at the same time? */
async function isFree(asset: number, values: Values = {}): Promise<boolean> {
  const answer = await calendar.save({ ...hour, asset_ids: [asset], ...values });
  expect([201, 409], answer.text).toContain(answer.status);
  if (answer.status === 201) await calendar.remove(answer.body.id);
  return answer.status === 201;
}

describe('asset_ids', () => {
  test('are kept in order of their ids, from numbers, texts and objects, and cleared by null', async () => {
    const [a, b] = [await van(), await van()];
    const made = await calendar.booked(await calendar.person(), { asset_ids: [{ id: b, name: 'x' }, String(a), b] });
    expect(made.asset_ids).toEqual([a, b]);
    expect((await calendar.row(made.id)).asset_ids).toEqual([a, b]);
    expect((await calendar.saved({ id: made.id, subject: 'New' })).asset_ids).toEqual([a, b]);
    expect((await calendar.saved({ id: made.id, asset_ids: [b] })).asset_ids).toEqual([b]);
    expect(await calendar.saved({ id: made.id, asset_ids: null })).not.toHaveProperty('asset_ids');
  });

  test('that do not exist or are no ids are a 400 that names the field', async () => {
    const ann = await calendar.person();
    for (const asset_ids of [[999_999], ['x'], [0], [-1], [{}]]) {
      const answer = await calendar.save({ ...hour, agent_id: ann.id, asset_ids });
      expect(answer.status, JSON.stringify(asset_ids)).toBe(400);
      expect(JSON.stringify(answer.body.errors)).toMatch(/asset_id/);
    }
  });
});

describe('an asset is busy like an agent', () => {
  test('when it is bookable: the second booking is a 409 that shows the first', async () => {
    const asset = await van();
    const first = await uses(asset);
    const ann = await calendar.person();
    const answer = await calendar.save({ ...hour, agent_id: ann.id, asset_ids: [asset] });
    expect(answer.status).toBe(409);
    expect(answer.body.Message).toMatch(/^CODE:EVE01/);
    expect(answer.body.conflicts.map((row: Row) => row.id)).toEqual([first.id]);
    expect(await calendar.rows({ agents: ann.id })).toEqual([]);
    const forced = await calendar.saved({ ...hour, agent_id: ann.id, asset_ids: [asset], _force: true });
    expect(forced).toMatchObject({ forced: true, asset_ids: [asset] });
  });

  test('when its type says so, unless it says otherwise itself', async () => {
    await calendar.thing('/Lookup', { lookupid: 107, id: 2, value9: 'true' });
    const byType = await van({ bookable: null, assettype_id: 2 });
    await uses(byType);
    expect(await isFree(byType)).toBe(false);
    for (const values of [
      { bookable: false, assettype_id: 2 },
      { bookable: null, assettype_id: 1 },
      { bookable: false },
    ]) {
      const shared = await van(values);
      await uses(shared);
      expect(await isFree(shared)).toBe(true);
    }
  });

  test('back-to-back is fine, and what is not busy takes no asset', async () => {
    const asset = await van();
    await uses(asset, { start_date: at('08:00'), end_date: at('09:00') });
    await uses(asset, { start_date: at('10:00'), end_date: at('11:00') });
    const free: Values[] = [
      { is_task: true },
      { complete_status: 0 },
      { open_appointment_status: 1 },
      { shift_type_id: 1 },
      { agent_status: 0 },
      { _recurringmaster: true },
    ];
    for (const values of free) await uses(asset, values);
    expect(await isFree(asset)).toBe(true);
  });

  test('an asset booking without an agent takes it, too', async () => {
    const asset = await van();
    const made = await calendar.saved({ ...hour, asset_ids: [asset] });
    expect(await isFree(asset)).toBe(false);
    await calendar.saved({ id: made.id, ...later });
    expect(await isFree(asset)).toBe(true);
    await calendar.saved({ ...hour, asset_ids: [asset] });
    expect((await calendar.save({ id: made.id, ...hour })).status).toBe(409);
  });

  test('two agents of one appointment use it together; a third party cannot', async () => {
    const asset = await van();
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.saved({ ...hour, agents: [{ id: ann.id }, { id: bob.id }], asset_ids: [asset] });
    expect(made.asset_ids).toEqual([asset]);
    expect(made).not.toHaveProperty('forced');
    expect(await isFree(asset)).toBe(false);
    await calendar.saved({ id: made.id, ...later, _wholecollection: true });
    expect(await isFree(asset)).toBe(true);
    expect(await isFree(asset, later)).toBe(false);
    await calendar.remove(made.id);
    expect(await isFree(asset, later)).toBe(false);
    const [bobs] = await calendar.rows({ agents: bob.id });
    await calendar.remove(bobs.id);
    expect(await isFree(asset, later)).toBe(true);
  });

  test('an agent who joins later joins in the asset', async () => {
    const asset = await van();
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const made = await calendar.booked(ann, { asset_ids: [asset] });
    const grown = await calendar.saved({ id: made.id, agents: [{ id: ann.id }, { id: bob.id }] });
    expect(grown.agents.length).toBe(2);
    expect(await isFree(asset)).toBe(false);
  });
});

describe('an update claims assets', () => {
  test('by moving, by naming one, by re-opening and by undeleting', async () => {
    const asset = await van();
    await uses(asset);
    const moved = await uses(asset, later);
    expect((await calendar.save({ id: moved.id, ...hour })).status).toBe(409);
    expect((await calendar.row(moved.id)).start_date).toBe(later.start_date);
    expect((await calendar.row(moved.id)).asset_ids).toEqual([asset]);
    const named = await calendar.booked(await calendar.person());
    expect((await calendar.save({ id: named.id, asset_ids: [asset] })).status).toBe(409);
    const done = await uses(asset, { complete_status: 0 });
    expect((await calendar.save({ id: done.id, complete_status: -1 })).status).toBe(409);
    const gone = await uses(asset, { _force: true });
    await calendar.remove(gone.id);
    expect((await calendar.save({ id: gone.id, deleted: false })).status).toBe(409);
    expect((await calendar.save({ id: gone.id, deleted: false, _force: true })).status).toBe(201);
  });

  test('lets go of it by completing, deleting, or no longer naming it', async () => {
    const asset = await van();
    const first = await uses(asset);
    await calendar.saved({ id: first.id, complete_status: 0 });
    const second = await uses(asset);
    await calendar.remove(second.id);
    const third = await uses(asset);
    await calendar.saved({ id: third.id, asset_ids: [] });
    expect(await isFree(asset)).toBe(true);
  });

  test('of something else never clashes, though the row was forced', async () => {
    const asset = await van();
    const first = await uses(asset);
    const forced = await uses(asset, { _force: true });
    for (const row of [first, forced]) {
      expect((await calendar.save({ id: row.id, subject: 'New' })).status).toBe(201);
      expect((await calendar.save(await calendar.row(row.id))).status).toBe(201);
    }
    expect((await calendar.row(forced.id)).forced).toBe(true);
  });

  test('a forced asset booking that moves is checked again', async () => {
    const asset = await van();
    await uses(asset);
    await uses(asset, later);
    const forced = await calendar.saved({ ...hour, asset_ids: [asset], _force: true });
    expect(forced.forced).toBe(true);
    expect((await calendar.save({ id: forced.id, ...later })).status).toBe(409);
    const moved = await calendar.saved({ id: forced.id, start_date: at('15:00'), end_date: at('16:00') });
    expect(moved).not.toHaveProperty('forced');
  });
});

describe('arrays', () => {
  test('may swap the assets of two rows, or hand one on', async () => {
    const [a, b] = [await van(), await van()];
    const [first, second] = [await uses(a), await uses(b)];
    await calendar.saved([
      { id: first.id, asset_ids: [b] },
      { id: second.id, asset_ids: [a] },
    ]);
    expect((await calendar.row(first.id)).asset_ids).toEqual([b]);
    expect((await calendar.row(second.id)).asset_ids).toEqual([a]);
    const third: Person = await calendar.person();
    const [, taken] = await calendar.saved([
      { id: first.id, asset_ids: [] },
      { ...hour, agent_id: third.id, asset_ids: [b] },
    ]);
    expect(taken.asset_ids).toEqual([b]);
  });

  test('cannot book it twice in one', async () => {
    const asset = await van();
    const people = [await calendar.person(), await calendar.person()];
    const answer = await calendar.save(people.map(({ id }) => ({ ...hour, agent_id: id, asset_ids: [asset] })));
    expect(answer.status).toBe(409);
    for (const { id } of people) expect(await calendar.rows({ agents: id })).toEqual([]);
  });

  test('of the same moment cannot both win', async () => {
    const asset = await van();
    const people = await Promise.all(Array.from({ length: 12 }, () => calendar.person()));
    const answers = await Promise.all(people.map(({ id }) => status({ agent_id: id, asset_ids: [asset] })));
    expect(answers.filter((answer) => answer === 201).length).toBe(1);
    expect(answers.filter((answer) => answer === 409).length).toBe(11);
  });
});
