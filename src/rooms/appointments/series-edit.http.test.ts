import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Daily at 09:00 UTC from Monday 4 May to Saturday 9 May; it is Tuesday noon. */
const now = Date.parse('2026-05-05T12:00:00Z');
const sixDays = 'FREQ=DAILY;COUNT=6';

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer();
  calendar = seriesOf(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = now;
  agent = await calendar.person();
});

const livedIn = () => calendar.livedIn(agent);
const shown = (id: number) => calendar.shown(id);

describe('a change of the master', () => {
  test('of its words reaches open, unedited children that have not begun', async () => {
    const { id } = await livedIn();
    await calendar.saved({ id, subject: 'Round' });
    expect(await shown(id)).toEqual([
      '04 09:00 Visit',
      '05 09:00 Visit',
      '06 09:00 Round',
      '07 09:00 Edited exception',
      '08 09:00 Visit deleted',
      '09 09:00 Visit done',
    ]);
  });

  test('of its time moves them, and matches the others by civil date', async () => {
    const { id } = await livedIn();
    await calendar.saved({ id, start_date: '2026-05-04T11:00:00Z', end_date: '2026-05-04T12:00:00Z' });
    expect(await shown(id)).toEqual([
      '04 09:00 Visit',
      '05 09:00 Visit',
      '06 11:00 Visit',
      '07 09:00 Edited exception',
      '08 09:00 Visit deleted',
      '09 09:00 Visit done',
    ]);
    const [, , , edited] = await calendar.children(id);
    expect(edited.original_start).toBe('2026-05-07T11:00:00');
    expect((await calendar.generate([id])).body).toEqual([{ id, generated: 0, existing: 5, skipped: 1 }]);
  });

  test('of its rule lets go of edited ones whose date is gone; tombstones and untouched ones go', async () => {
    const { id, rows } = await livedIn();
    const changed = await calendar.saved({ id, schedule: { rrule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=2' } });
    expect(changed.recurring_desc).toContain('Wednesday');
    expect(await shown(id)).toEqual([
      '04 09:00 Visit',
      '05 09:00 Visit',
      '06 09:00 Visit',
      '09 09:00 Visit done',
      '13 09:00 Visit',
    ]);
    const released = await calendar.row(rows[3].id);
    expect(released).toMatchObject({ subject: 'Edited', busy: true });
    expect(released.halo_recurring_master_id).toBeUndefined();
    expect(released.recurring_desc).toBeUndefined();
    expect(released._etag).not.toBe(rows[3]._etag);
    const all = await calendar.rows({ agents: agent.id, includedeleted: true });
    expect(all.find((row) => row.id === rows[4].id).halo_recurring_master_id).toBeUndefined();
    const live = (await calendar.children(id)).filter(
      (row) => row.complete_status === -1 && row.start_date > '2026-05-06',
    );
    expect(live.map((row) => row.recurring_desc)).toEqual(live.map(() => changed.recurring_desc));
  });

  test('of its rule keeps edited ones and tombstones whose date stays', async () => {
    const { id } = await livedIn();
    await calendar.saved({ id, schedule: { rrule: 'FREQ=DAILY;COUNT=7' } });
    expect((await shown(id)).slice(3)).toEqual([
      '07 09:00 Edited exception',
      '08 09:00 Visit deleted',
      '09 09:00 Visit done',
      '10 09:00 Visit',
    ]);
  });

  test('leaves two occurrences on one day what they are', async () => {
    const { id } = await calendar.master(agent, 'FREQ=DAILY;BYHOUR=9,15;COUNT=8');
    const rows = await calendar.children(id);
    await calendar.saved({ id: rows[4].id, subject: 'Morning' });
    await calendar.remove(rows[7].id);
    await calendar.saved({ id, subject: 'Round' });
    expect((await shown(id)).slice(4)).toEqual([
      '06 09:00 Morning exception',
      '06 15:00 Round',
      '07 09:00 Round',
      '07 15:00 Visit deleted',
    ]);
    expect((await calendar.children(id)).map((row) => row.id)).toEqual(rows.slice(0, 7).map((row) => row.id));
  });

  test('of its time takes the dates that its rule leaves out with it', async () => {
    const { id } = await calendar.master(agent, 'RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260506T090000Z');
    await calendar.saved({ id, start_date: '2026-05-04T10:00:00Z', end_date: '2026-05-04T11:00:00Z' });
    expect((await shown(id)).map((row) => row.slice(0, 8))).toEqual(['04 09:00', '05 09:00', '07 10:00']);
  });

  test('to another zone keeps the wall time and the civil dates', async () => {
    const { id } = await calendar.master(agent, sixDays);
    const rows = await calendar.children(id);
    await calendar.saved({ id: rows[4].id, subject: 'Edited' });
    await calendar.saved({ id, schedule: { timezone: 'Asia/Tokyo' } });
    expect((await calendar.children(id)).map((row) => row.id)).toEqual(rows.map((row) => row.id));
    expect(await calendar.scheduleOf(id)).toMatchObject({ timezone: 'Asia/Tokyo' });
  });

  test('by POST /Schedule does the same', async () => {
    const { id } = await livedIn();
    const schedule = await calendar.scheduleOf(id);
    const body = [{ id: schedule.id, startdate: '2026-05-04T14:00:00Z', rrule: 'FREQ=DAILY;COUNT=4' }];
    expect((await server.api('POST', '/Schedule', body)).status).toBe(201);
    expect(await shown(id)).toEqual([
      '04 09:00 Visit',
      '05 09:00 Visit',
      '06 14:00 Visit',
      '07 09:00 Edited exception',
      '09 09:00 Visit done',
    ]);
    expect(await calendar.row(id)).toMatchObject({
      start_date: '2026-05-04T14:00:00',
      end_date: '2026-05-04T15:00:00',
    });
  });
});

test('POST /Schedule for an ordinary appointment makes it a master with children', async () => {
  const { id } = await calendar.booked(agent, { start_date: '2026-05-06T09:00:00Z', end_date: '2026-05-06T10:00:00Z' });
  const body = [{ type: 1, uniqueid: id, startdate: '2026-05-06T09:00:00Z', rrule: 'FREQ=DAILY;COUNT=3' }];
  expect((await server.api('POST', '/Schedule', body)).status).toBe(201);
  expect(await calendar.row(id)).toMatchObject({ _recurringmaster: true, busy: false });
  expect(await calendar.children(id)).toHaveLength(3);
});

describe('deleting', () => {
  test('this and following ends the series; those that are done stay', async () => {
    const { id, rows } = await livedIn();
    expect((await calendar.remove(rows[2].id, undefined, '?_thisandfuture=true')).status).toBe(200);
    expect((await calendar.children(id)).map((row) => row.start_date.slice(8, 10))).toEqual(['04', '05', '09']);
    expect((await calendar.scheduleOf(id)).rrule).toBe('RRULE:FREQ=DAILY;COUNT=2');
    const master = await calendar.row(id);
    expect((await calendar.children(id)).map((row) => row.recurring_desc)).toEqual(
      Array(3).fill(master.recurring_desc),
    );
    expect((await calendar.generate([id])).body).toMatchObject([{ generated: 0, existing: 3 }]);
  });

  test('all, of a child, removes the series; those that are done stay', async () => {
    const { id, rows } = await livedIn();
    expect((await calendar.remove(rows[3].id, undefined, '?_all=true')).status).toBe(200);
    expect((await calendar.children(id)).map((row) => row.start_date.slice(8, 10))).toEqual(['09']);
    expect((await calendar.read(id)).status).toBe(404);
    expect((await calendar.generate([id])).body).toMatchObject([{ id, error: expect.any(String) }]);
  });

  test('the first and following removes it all', async () => {
    const { id, rows } = await livedIn();
    await calendar.remove(rows[0].id, undefined, '?_thisandfuture=true');
    expect((await calendar.read(id)).status).toBe(404);
    expect((await calendar.children(id)).map((row) => row.complete_status)).toEqual([0]);
  });

  test('the master removes it all, and the agent is free again', async () => {
    const { id } = await calendar.master(agent, sixDays);
    expect((await calendar.remove(id)).body).toMatchObject({ id, deleted: true });
    expect(await calendar.rows({ agents: agent.id })).toEqual([]);
    await calendar.booked(agent, { start_date: '2026-05-06T09:00:00Z', end_date: '2026-05-06T10:00:00Z' });
  });

  test('a tombstone comes back with deleted:false, as it was, and follows its master again', async () => {
    const { id, rows } = await livedIn();
    expect(await calendar.saved({ id: rows[4].id, deleted: false })).toMatchObject({ id: rows[4].id, busy: true });
    await calendar.saved({ id, subject: 'Round' });
    expect((await shown(id))[4]).toBe('08 09:00 Round');
  });

  test('an occurrence that comes back after its series is an appointment of its own', async () => {
    const { id, rows } = await livedIn();
    await calendar.remove(id);
    const back = await calendar.saved({ id: rows[2].id, deleted: false });
    expect(back.halo_recurring_master_id).toBeUndefined();
  });

  test('a master that comes back needs a schedule to make occurrences again', async () => {
    const { id } = await livedIn();
    await calendar.remove(id);
    expect(await calendar.saved({ id, deleted: false })).toMatchObject({ id, _recurringmaster: true });
    expect((await calendar.children(id)).map((row) => row.complete_status)).toEqual([0]);
    await calendar.saved({ id, schedule: { rrule: sixDays } });
    expect(await calendar.children(id)).toHaveLength(6);
  });
});
