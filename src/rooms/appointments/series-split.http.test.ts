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
