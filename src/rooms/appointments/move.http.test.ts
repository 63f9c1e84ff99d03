import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { randomFrom } from '../../../test/support/random.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

const slot = (start: string, end: string): Values => ({ start_date: at(start), end_date: at(end) });
const nine = slot('09:00', '10:00');
const ten = slot('10:00', '11:00');
const eleven = slot('11:00', '12:00');

/** Start times of an agent's rows, by subject. */
async function plan(agent: Person): Promise<Record<string, string>> {
  const rows: Row[] = await calendar.rows({ agents: agent.id });
  return Object.fromEntries(rows.map((row) => [row.subject, row.start_date.slice(11, 16)]));
}

/** No two busy rows of the agent overlap, unless one was forced. */
async function expectNoOverlap(agentId: number): Promise<void> {
  const { rows } = await server.database.pool.query(
    `select a.id, b.id as other from appointment a join appointment b on b.agent_id = a.agent_id and b.id > a.id
       and b.busy and tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)
     where a.agent_id = $1 and a.busy and not a.forced and not b.forced`,
    [agentId],
  );
  expect(rows).toEqual([]);
}

describe('one array', () => {
  test('swaps two rows of one agent', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    const b = await calendar.booked(ann, { subject: 'B', ...ten });
    await calendar.saved([
      { id: a.id, ...ten },
      { id: b.id, ...nine },
    ]);
    expect(await plan(ann)).toEqual({ A: '10:00', B: '09:00' });
    await calendar.booked(ann, { subject: 'C', ...eleven });
    expect((await calendar.save({ agent_id: ann.id, ...ten })).status).toBe(409);
  });

  test('swaps the agents of two rows', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    const a = await calendar.booked(ann, { subject: 'A' });
    const b = await calendar.booked(bob, { subject: 'B' });
    await calendar.saved([
      { id: a.id, agent_id: bob.id },
      { id: b.id, agent_id: ann.id },
    ]);
    expect([await plan(ann), await plan(bob)]).toEqual([{ B: '09:00' }, { A: '09:00' }]);
  });

  test('moves a chain, in either order of its elements', async () => {
    for (const reverse of [false, true]) {
      const ann = await calendar.person();
      const a = await calendar.booked(ann, { subject: 'A', ...nine });
      const b = await calendar.booked(ann, { subject: 'B', ...ten });
      const moves = [
        { id: a.id, ...ten },
        { id: b.id, ...eleven },
      ];
      await calendar.saved(reverse ? moves.reverse() : moves);
      expect(await plan(ann)).toEqual({ A: '10:00', B: '11:00' });
    }
  });

  test('deletes and creates in the same slot, in either order', async () => {
    for (const reverse of [false, true]) {
      const ann = await calendar.person();
      const old = await calendar.booked(ann, { subject: 'Old' });
      const elements: Values[] = [
        { id: old.id, deleted: true },
        { subject: 'New', agent_id: ann.id, ...nine },
      ];
      await calendar.saved(reverse ? elements.reverse() : elements);
      expect(await plan(ann)).toEqual({ New: '09:00' });
    }
  });

  test('completes one and books its time anew', async () => {
    const ann = await calendar.person();
    const old = await calendar.booked(ann, { subject: 'Old' });
    await calendar.saved([
      { subject: 'New', agent_id: ann.id, ...nine },
      { id: old.id, complete_status: 0 },
    ]);
    expect(await plan(ann)).toEqual({ Old: '09:00', New: '09:00' });
    await expectNoOverlap(ann.id);
  });

  test('that moves two rows to one time is a 409, and nothing moves', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    const b = await calendar.booked(ann, { subject: 'B', ...ten });
    const answer = await calendar.save([
      { id: a.id, ...eleven },
      { id: b.id, ...eleven },
    ]);
    expect(answer.status).toBe(409);
    expect(await plan(ann)).toEqual({ A: '09:00', B: '10:00' });
  });

  test('that swaps one row into a third is a 409 with the third', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    const b = await calendar.booked(ann, { subject: 'B', ...ten });
    const c = await calendar.booked(ann, { subject: 'C', ...eleven });
    const answer = await calendar.save([
      { id: a.id, ...eleven },
      { id: b.id, ...nine },
    ]);
    expect(answer.status).toBe(409);
    expect(answer.body.conflicts.map((row: Row) => row.id)).toEqual([c.id]);
    expect(await plan(ann)).toEqual({ A: '09:00', B: '10:00', C: '11:00' });
  });

  test('may change one row twice: the last word counts', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    const rows = await calendar.saved([
      { id: a.id, ...ten },
      { id: a.id, ...eleven, subject: 'A2' },
    ]);
    expect(rows.length).toBe(2);
    expect(await plan(ann)).toEqual({ A2: '11:00' });
  });
});

describe('a row', () => {
  test('may move within its own time', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    await calendar.saved({ id: a.id, ...slot('09:15', '10:15') });
    await calendar.saved({ id: a.id, ...slot('09:00', '11:00') });
    expect(await plan(ann)).toEqual({ A: '09:00' });
  });

  test('that lets go of its time really does', async () => {
    const ann = await calendar.person();
    const a = await calendar.booked(ann, { subject: 'A', ...nine });
    await calendar.saved({ id: a.id, ...eleven });
    await calendar.booked(ann, { subject: 'B', ...nine });
    await calendar.saved({ id: a.id, agent_id: (await calendar.person()).id });
    await calendar.booked(ann, { subject: 'C', ...eleven });
  });
});

test('random creates, moves, swaps, deletes and reassignments at once leave no overlap', async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => calendar.person()));
  const made: number[] = [];
  const { below: random, pick } = randomFrom(20_260_504);
  const anySlot = () => {
    const start = 8 * 60 + random(20) * 15;
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    return slot(text(start), text(start + 15 + random(4) * 15));
  };
  const anyone = () => pick(people).id;
  const any = () => pick(made);
  const step = async () => {
    const kind = made.length < 5 ? 0 : random(6);
    const answer = await [
      () => calendar.save({ ...anySlot(), agent_id: anyone() }),
      () => calendar.save({ id: any(), ...anySlot() }),
      () => calendar.save({ id: any(), agent_id: anyone() }),
      () => calendar.remove(any() as number),
      () => calendar.save({ id: any(), deleted: false }),
      () =>
        calendar.save([
          { id: any(), ...anySlot() },
          { id: any(), ...anySlot() },
        ]),
    ][kind]?.();
    expect([200, 201, 404, 409], answer?.text).toContain(answer?.status);
    if (kind === 0 && answer?.status === 201) made.push(answer.body.id);
  };
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 10 }, step));
  expect(made.length).toBeGreaterThan(10);
  for (const { id } of people) await expectNoOverlap(id);
});
