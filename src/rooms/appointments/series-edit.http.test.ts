import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
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

/** A series of which 7 May is edited, 8 May is a tombstone and 9 May is done. */
async function livedIn(): Promise<{ id: number; rows: Row[] }> {
  const { id } = await calendar.master(agent, sixDays);
  const rows = await calendar.children(id);
  await calendar.saved({ id: rows[3].id, subject: 'Edited' });
  await calendar.remove(rows[4].id);
  await calendar.saved({ id: rows[5].id, complete_status: 0 });
  return { id, rows: await calendar.children(id, { includedeleted: true }) };
}

/** `04 09:00 Visit`, with a mark for what it is. */
async function shown(id: number): Promise<string[]> {
  const exceptions = new Set(
    (await calendar.rows({ recurringmasterid: id, recurringchangeonly: true })).map((row) => row.id),
  );
  return (await calendar.children(id, { includedeleted: true })).map((row) => {
    const mark = row.deleted
      ? ' deleted'
      : row.complete_status === 0
        ? ' done'
        : exceptions.has(row.id)
          ? ' exception'
          : '';
    return `${row.start_date.slice(8, 10)} ${row.start_date.slice(11, 16)} ${row.subject}${mark}`;
  });
}

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

describe('splitting', () => {
  test('at an edited child takes its time for the rest', async () => {
    const { id, rows } = await livedIn();
    const split = await calendar.saved({
      id: rows[3].id,
      _thisandfuture: true,
      start_date: '2026-05-07T10:00:00Z',
      end_date: '2026-05-07T10:30:00Z',
    });
    expect((await shown(id)).map((row) => row.slice(0, 8))).toEqual(['04 09:00', '05 09:00', '06 09:00']);
    expect(await shown(split.halo_recurring_master_id)).toEqual([
      '07 10:00 Visit',
      '08 09:00 Visit deleted',
      '09 09:00 Visit done',
    ]);
  });

  test('at the first child leaves nothing of the old series', async () => {
    const { id, rows } = await livedIn();
    const split = await calendar.saved({ id: rows[0].id, _thisandfuture: true, subject: 'New' });
    expect((await calendar.read(id)).status).toBe(404);
    expect(await calendar.children(id)).toEqual([]);
    expect(await calendar.children(split.halo_recurring_master_id)).toHaveLength(5);
  });

  test('moves a weekly rule with its day, and keeps a monthly one but for the child', async () => {
    const weekly = await calendar.master(agent, 'FREQ=WEEKLY;BYDAY=MO;COUNT=4');
    const [, monday] = await calendar.children(weekly.id);
    const tuesdays = await calendar.saved({
      id: monday.id,
      _thisandfuture: true,
      start_date: '2026-05-12T09:00:00Z',
      end_date: '2026-05-12T10:00:00Z',
    });
    expect(await calendar.starts(tuesdays.halo_recurring_master_id)).toEqual([
      '2026-05-12T09:00',
      '2026-05-19T09:00',
      '2026-05-26T09:00',
    ]);
    const other = await calendar.person();
    const monthly = await calendar.master(other, 'FREQ=MONTHLY;BYMONTHDAY=15;COUNT=4');
    const [, june] = await calendar.children(monthly.id);
    const split = await calendar.saved({
      id: june.id,
      _thisandfuture: true,
      start_date: '2026-06-16T09:00:00Z',
      end_date: '2026-06-16T10:00:00Z',
    });
    const id = split.halo_recurring_master_id;
    expect(await calendar.starts(id)).toEqual(['2026-06-16T09:00', '2026-07-15T09:00', '2026-08-15T09:00']);
    expect(await calendar.exported(id, '2026-12-01')).toEqual(await calendar.starts(id));
  });

  test('with another rule gives the rest that rule', async () => {
    const { id } = await calendar.master(agent, sixDays);
    const rows = await calendar.children(id);
    const schedule = { recurrencepattern: 1, weeklyrecurrencestring: '4', rangeofrecurrence: 1, endafteramount: 2 };
    const split = await calendar.saved({ id: rows[3].id, _thisandfuture: true, schedule });
    expect(await calendar.starts(split.halo_recurring_master_id)).toEqual(['2026-05-07T09:00', '2026-05-14T09:00']);
    expect(await calendar.children(id)).toHaveLength(3);
  });

  test('echoing the whole row, schedule and all, shares COUNT out just the same', async () => {
    const { id } = await calendar.master(agent, sixDays);
    const rows = await calendar.children(id);
    const whole = (await calendar.read(rows[4].id, undefined, '?includedetails=true')).body;
    const split = await calendar.saved({ ...whole, subject: 'Rest', _thisandfuture: true });
    expect(await calendar.children(split.halo_recurring_master_id)).toHaveLength(2);
    expect(await calendar.children(id)).toHaveLength(4);
  });

  test('counts occurrences that the rule leaves out', async () => {
    const { id } = await calendar.master(agent, 'RRULE:FREQ=DAILY;COUNT=6\nEXDATE:20260505T090000Z,20260508T090000Z');
    const rows = await calendar.children(id);
    const split = await calendar.saved({ id: rows[2].id, _thisandfuture: true });
    expect(await calendar.starts(id)).toEqual(['2026-05-04T09:00', '2026-05-06T09:00']);
    expect(await calendar.starts(split.halo_recurring_master_id)).toEqual(['2026-05-07T09:00', '2026-05-09T09:00']);
  });

  test('of what is no occurrence, or with other elements, is refused', async () => {
    const plain = await calendar.booked(agent);
    const alone = await calendar.save({ id: plain.id, _thisandfuture: true });
    expect(alone.status).toBe(400);
    expect(Object.keys(alone.body.errors)).toEqual(['[0]._thisandfuture']);
    expect((await calendar.save([{ id: plain.id, _thisandfuture: true }, { id: plain.id }])).status).toBe(400);
    expect((await calendar.save({ id: 999_999, _thisandfuture: true })).status).toBe(404);
    expect((await calendar.remove(plain.id, undefined, '?_thisandfuture=true')).status).toBe(200);
  });
});
