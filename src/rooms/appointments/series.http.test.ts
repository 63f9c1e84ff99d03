import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** The life of one series, step by step; after each the list answers exactly the rows that it should, and an export made
 * from the API expands to the same instants in another library. */

const now = '2026-01-05T12:00:00Z';
/** 330 days after now. */
const horizon = '2026-12-01T12:00:00Z';

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_HORIZON_DAYS: '330' });
  server.clock.now = Date.parse(now);
  calendar = seriesOf(server);
  agent = await calendar.person({ timezone: 'America/New_York' });
});
afterAll(() => server.close());

/** Mondays at a wall time in New York: five hours behind UTC in winter, four from 8 March to 1 November. */
function mondays(time: string, from = '2026-01-12', until = horizon): string[] {
  const starts: string[] = [];
  for (let day = Date.parse(`${from}T00:00:00Z`); day < Date.parse(until); day += 7 * 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    const isSummer = date >= '2026-03-08' && date < '2026-11-01';
    const instant = Date.parse(`${date}T${time}:00${isSummer ? '-04:00' : '-05:00'}`);
    if (instant < Date.parse(until)) starts.push(new Date(instant).toISOString().slice(0, 16));
  }
  return starts;
}

const without = (starts: string[], ...days: string[]) => starts.filter((start) => !days.includes(start.slice(0, 10)));
const childOn = (rows: Row[], day: string): Row => rows.find((row) => row.original_start.startsWith(day)) as Row;

async function expectStarts(id: number, starts: string[]): Promise<void> {
  expect(await calendar.starts(id)).toEqual([...starts].sort((a, b) => (a < b ? -1 : 1)));
  expect(await calendar.exported(id, horizon)).toEqual([...starts].sort());
}

test('the life of a weekly series across both changes of the clocks', async () => {
  const master = await calendar.saved({
    subject: 'Round',
    agent_id: agent.id,
    start_date: '2026-01-12T14:00:00Z',
    end_date: '2026-01-12T15:00:00Z',
    schedule: { recurrencepattern: 1, weeklyrecurrenceweeks: 1, weeklyrecurrencestring: '1' },
  });
  const { id } = master;
  expect(master).toMatchObject({
    _recurringmaster: true,
    busy: false,
    recurring_desc: expect.stringContaining('Monday'),
  });

  // Children at the same wall time.
  const nine = mondays('09:00');
  expect(nine).toContain('2026-03-02T14:00');
  expect(nine).toContain('2026-03-09T13:00');
  expect(nine).toContain('2026-11-02T14:00');
  await expectStarts(id, nine);
  const made = await calendar.children(id);
  expect(made.every((row) => row.halo_recurring_master_id === id && row.recurring_desc === master.recurring_desc)).toBe(
    true,
  );
  expect(made.every((row) => row.original_start === row.start_date && row.agent_id === agent.id && row.busy)).toBe(
    true,
  );
  expect(await calendar.scheduleOf(id)).toMatchObject({
    type: 1,
    uniqueid: id,
    timezone: 'America/New_York',
    hours: 1,
  });

  // One is moved: an exception, which keeps its original start.
  const toMove = childOn(made, '2026-02-16');
  const moved = await calendar.saved({
    id: toMove.id,
    start_date: '2026-02-17T18:00:00Z',
    end_date: '2026-02-17T19:30:00Z',
  });
  expect(moved.original_start).toBe('2026-02-16T14:00:00');
  expect(await calendar.rows({ recurringchangeonly: true, recurringmasterid: id })).toMatchObject([{ id: toMove.id }]);
  await expectStarts(id, [...without(nine, '2026-02-16'), '2026-02-17T18:00']);

  // One is completed: no exception; and one has begun.
  const done = childOn(made, '2026-02-02');
  await calendar.saved({ id: done.id, complete_status: 0 });
  server.clock.now = Date.parse('2026-01-20T12:00:00Z');
  expect(await calendar.rows({ recurringchangeonly: true, recurringmasterid: id })).toHaveLength(1);

  // The master's time changes: open, unedited, future ones follow; the exception stands for the same day.
  const changed = await calendar.saved({
    id,
    start_date: '2026-01-12T16:00:00Z',
    end_date: '2026-01-12T16:45:00Z',
    subject: 'Tour',
  });
  expect(changed.subject).toBe('Tour');
  const grown = '2026-12-16T12:00:00Z';
  const eleven = mondays('11:00', '2026-01-26', grown).filter((start) => start.slice(0, 10) !== '2026-02-02');
  const kept = ['2026-01-12T14:00', '2026-01-19T14:00', '2026-02-02T14:00'];
  const afterEdit = [...kept, ...without(eleven, '2026-02-16'), '2026-02-17T18:00'];
  expect((await calendar.starts(id)).sort()).toEqual(afterEdit.sort());
  const edited = await calendar.children(id);
  expect(childOn(edited, '2026-02-16')).toMatchObject({
    id: toMove.id,
    original_start: '2026-02-16T16:00:00',
    subject: 'Round',
  });
  expect(childOn(edited, '2026-02-02')).toMatchObject({ id: done.id, complete_status: 0, subject: 'Round' });
  expect(childOn(edited, '2026-02-09')).toMatchObject({
    id: childOn(made, '2026-02-09').id,
    subject: 'Tour',
    end_date: '2026-02-09T16:45:00',
  });
  expect(await calendar.exported(id, grown)).toEqual(afterEdit.sort());

  // One is deleted: a tombstone that Generate respects; Generate writes nothing, twice.
  const gone = childOn(edited, '2026-03-09');
  expect((await calendar.remove(gone.id)).status).toBe(200);
  const afterDelete = without(afterEdit, '2026-03-09');
  const before = await written();
  for (const turn of [1, 2]) {
    const answer = await calendar.generate([id]);
    expect(answer.body, `turn ${turn}`).toEqual([{ id, generated: 0, existing: afterDelete.length, skipped: 1 }]);
    expect(await written()).toEqual(before);
  }
  expect((await calendar.starts(id)).sort()).toEqual(afterDelete.sort());
  expect(await calendar.exported(id, grown)).toEqual(afterDelete.sort());

  // One more is completed, by an agent: no exception.
  const second = childOn(edited, '2026-03-02');
  expect((await calendar.saved({ id: second.id, complete_status: 0 }, await signedIn())).complete_status).toBe(0);
  expect(await calendar.rows({ recurringchangeonly: true, recurringmasterid: id })).toMatchObject([{ id: toMove.id }]);
  expect((await calendar.starts(id)).sort()).toEqual(afterDelete.sort());
});

/** The clock has moved: the agent's first token has expired. */
async function signedIn(): Promise<Person> {
  return { ...agent, token: await server.tokenFor(agent.id) };
}

/** Everything that a second Generate must leave alone. */
async function written(): Promise<unknown> {
  const { rows } = await server.database.pool.query(
    `select (select count(*) from change) as changes, (select sum(version) from appointment) as versions,
       (select count(*) from appointment) as rows, (select max(generated_until) from series) as until,
       (select sum(version) from schedule) as schedules`,
  );
  return rows[0];
}

test('a split shares COUNT out, and both parts say what they do', async () => {
  server.clock.now = Date.parse(now);
  const other = await calendar.person({ timezone: 'America/New_York' });
  const { id } = await calendar.saved({
    subject: 'Course',
    agent_id: other.id,
    start_date: '2026-02-09T14:00:00Z',
    end_date: '2026-02-09T15:00:00Z',
    schedule: { rrule: 'FREQ=WEEKLY;COUNT=10' },
  });
  const ten = mondays('09:00', '2026-02-09').slice(0, 10);
  await expectStarts(id, ten);
  const made = await calendar.children(id);
  await calendar.remove((made[5] as Row).id);
  await calendar.saved({ id: made[6].id, complete_status: 0 });
  await calendar.saved({ id: made[7].id, subject: 'Exam' });
  const split = await calendar.saved({
    id: made[4].id,
    _thisandfuture: true,
    start_date: '2026-03-09T15:00:00Z',
    end_date: '2026-03-09T16:00:00Z',
    subject: 'Late course',
  });
  const second = split.halo_recurring_master_id;
  expect(second).not.toBe(id);
  expect(split).toMatchObject({ id: made[4].id, subject: 'Late course', original_start: '2026-03-09T15:00:00' });
  await expectStarts(id, ten.slice(0, 4));
  const late = mondays('11:00', '2026-03-09').slice(0, 6);
  expect(await calendar.starts(second)).toEqual([late[0], ten[6], ten[7], late[4], late[5]]);
  expect(await calendar.exported(second, horizon)).toEqual([late[0], ten[6], ten[7], late[4], late[5]].sort());
  expect((await calendar.scheduleOf(id)).rrule).toBe('RRULE:FREQ=WEEKLY;COUNT=4');
  expect((await calendar.scheduleOf(second)).rrule).toContain('COUNT=6');
  const subjects = (await calendar.children(second)).map((row) => row.subject);
  expect(subjects).toEqual(['Late course', 'Course', 'Exam', 'Late course', 'Late course']);
  expect((await calendar.generate([id, second])).body).toMatchObject([
    { generated: 0, skipped: 0 },
    { generated: 0, skipped: 1 },
  ]);
});
