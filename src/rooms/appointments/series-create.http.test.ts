import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
import { seriesOf } from '../../../test/support/series.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { workerOf } from '../../../test/support/worker.ts';
import { moveHorizon } from './generate.ts';

const now = Date.parse('2026-05-04T12:00:00Z');
const DAY = 86_400_000;

let server: TestServer;
let calendar: ReturnType<typeof seriesOf>;
let agent: Person;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_HORIZON_DAYS: '30' });
  calendar = seriesOf(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = now;
  agent = await calendar.person();
});

const day = (at: number) => new Date(at).toISOString().slice(0, 10);
const days = (rows: Row[]) => rows.map((row) => row.start_date.slice(0, 10));

describe('creating a master', () => {
  test('makes its children from its start, past ones included, up to the horizon', async () => {
    const times = { start_date: '2026-04-27T09:00:00Z', end_date: '2026-04-27T10:00:00Z' };
    const { id } = await calendar.master(agent, 'FREQ=DAILY', times);
    const made = days(await calendar.children(id));
    expect(made).toHaveLength(38);
    expect(made[0]).toBe('2026-04-27');
    expect(made.at(-1)).toBe('2026-06-03');
  });

  test('leaves the start out when the rule does not give it', async () => {
    const { id } = await calendar.master(agent, 'FREQ=WEEKLY;BYDAY=WE;COUNT=2');
    expect(days(await calendar.children(id))).toEqual(['2026-05-06', '2026-05-13']);
  });

  test('of an ordinary appointment happens when it is sent a schedule', async () => {
    const { id } = await calendar.booked(agent);
    const master = await calendar.saved({ id, schedule: { rrule: 'FREQ=DAILY;COUNT=3' } });
    expect(master).toMatchObject({ _recurringmaster: true, busy: false, recurring_desc: expect.any(String) });
    expect(await calendar.children(id)).toHaveLength(3);
  });

  test('gives children what it says, and not its life', async () => {
    const values = {
      note: 'Bring keys',
      appointment_location_free_text: 'Depot',
      reminderminutes: 15,
      colour: '#123456',
    };
    const { id } = await calendar.master(agent, 'FREQ=DAILY;COUNT=1', values);
    const [child] = await calendar.children(id);
    expect(await calendar.row(child.id)).toMatchObject({
      note: 'Bring keys',
      appointment_location_free_text: 'Depot',
      reminderminutes: 15,
      complete_status: -1,
      busy: true,
      halo_recurring_master_id: id,
      _recurringmaster: false,
    });
  });

  test('an hour that the clocks skip moves forward, and the next day it is back', async () => {
    const local = await calendar.person({ timezone: 'Europe/London' });
    server.clock.now = Date.parse('2026-03-20T12:00:00Z');
    const times = { start_date: '2026-03-28T01:30:00Z', end_date: '2026-03-28T02:30:00Z' };
    const { id } = await calendar.master(local, 'FREQ=DAILY;COUNT=3', times);
    expect(await calendar.starts(id)).toEqual(['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']);
  });

  test('whole days are the civil days of the agent, 23 and 25 hours long where the clocks change', async () => {
    const local = await calendar.person({ timezone: 'America/New_York' });
    server.clock.now = Date.parse('2026-03-01T12:00:00Z');
    const { id } = await calendar.master(local, 'FREQ=DAILY;COUNT=3', {
      allday: true,
      start_date: undefined,
      end_date: undefined,
      start_date_only: '2026-03-07',
      end_date_only: '2026-03-07',
    });
    const rows = await calendar.children(id);
    expect(rows.map((row) => row.start_date_only.slice(0, 10))).toEqual(['2026-03-07', '2026-03-08', '2026-03-09']);
    expect(rows.map((row) => [row.start_date, row.end_date])).toEqual([
      ['2026-03-07T05:00:00', '2026-03-08T05:00:00'],
      ['2026-03-08T05:00:00', '2026-03-09T04:00:00'],
      ['2026-03-09T04:00:00', '2026-03-10T04:00:00'],
    ]);
  });

  test('whole days stay the same days when the schedule names another zone', async () => {
    const local = await calendar.person({ timezone: 'Asia/Tokyo' });
    const { id } = await calendar.master(
      local,
      { rrule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=2', timezone: 'America/New_York' },
      {
        allday: true,
        start_date: undefined,
        end_date: undefined,
        start_date_only: '2026-05-04',
        end_date_only: '2026-05-05',
      },
    );
    const rows = await calendar.children(id);
    expect(rows.map((row) => [row.start_date_only.slice(0, 10), row.end_date_only.slice(0, 10)])).toEqual([
      ['2026-05-04', '2026-05-05'],
      ['2026-05-11', '2026-05-12'],
    ]);
    expect(rows[0].start_date).toBe('2026-05-03T15:00:00');
  });
});

describe('what cannot be', () => {
  test.each([
    ['FREQ=DAILY;INTERVAL=0', 'rrule'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31', 'rrule'],
    ['FREQ=MINUTELY', 'rrule'],
    ['nonsense', 'rrule'],
  ])('%s is refused, and nothing is saved', async (rrule, field) => {
    const answer = await calendar.save({
      agent_id: agent.id,
      start_date: '2026-05-04T09:00:00Z',
      end_date: '2026-05-04T09:10:00Z',
      schedule: { rrule },
    });
    expect(answer.status, answer.text).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual([`[0].schedule.${field}`]);
    expect(await calendar.rows({ agents: agent.id })).toEqual([]);
    const { rows } = await server.database.pool.query('select count(*)::int as n from schedule where subject = $1', [
      '',
    ]);
    expect(rows[0].n).toBe(0);
  });

  test('the second element of a request is named, and the first is not saved either', async () => {
    const good = { agent_id: agent.id, start_date: '2026-05-04T09:00:00Z', end_date: '2026-05-04T10:00:00Z' };
    const bad = { ...good, schedule: { recurrencepattern: 0, dailyrecurrencedays: 0 } };
    const answer = await calendar.save([good, bad]);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual(['[1].schedule.dailyrecurrencedays']);
    expect(await calendar.rows({ agents: agent.id })).toEqual([]);
  });

  test('a task without a time has no occurrences', async () => {
    const answer = await calendar.save({ agent_id: agent.id, is_task: true, schedule: { rrule: 'FREQ=DAILY' } });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual(['[0].start_date']);
  });

  test('_validateonly saves nothing', async () => {
    const answer = await calendar.save({
      agent_id: agent.id,
      start_date: '2026-05-04T09:00:00Z',
      end_date: '2026-05-04T10:00:00Z',
      schedule: { rrule: 'FREQ=DAILY' },
      _validateonly: true,
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ _recurringmaster: true, busy: false });
    expect(answer.body.id).toBeUndefined();
    expect(await calendar.rows({ agents: agent.id })).toEqual([]);
  });
});

describe('the horizon', () => {
  test('moves on every night, and makes what is missing once', async () => {
    const { id } = await calendar.master(agent, 'FREQ=DAILY');
    expect(days(await calendar.children(id)).at(-1)).toBe('2026-06-03');
    server.clock.now = now + 3 * DAY;
    const worker = workerOf(server);
    await worker.step();
    const moved = days(await calendar.children(id));
    expect(moved.at(-1)).toBe('2026-06-06');
    expect(new Set(moved).size).toBe(moved.length);
    expect(moved).toHaveLength(34);
  });

  test('two servers at once move it once', async () => {
    const ids: number[] = [];
    for (const hour of ['06', '07', '08']) {
      const times = { start_date: `2026-05-04T${hour}:00:00Z`, end_date: `2026-05-04T${hour}:30:00Z` };
      ids.push((await calendar.master(agent, 'FREQ=DAILY', times)).id);
    }
    server.clock.now = now + 10 * DAY;
    const context = {
      config: server.config,
      database: server.database,
      log: silent,
      now: () => server.clock.now as number,
    };
    await Promise.all([moveHorizon(context), moveHorizon(context), calendar.generate(ids)]);
    for (const id of ids) {
      const made = days(await calendar.children(id));
      expect(made).toHaveLength(41);
      expect(new Set(made).size).toBe(41);
      expect(made.at(-1)).toBe(day(now + 40 * DAY));
    }
    expect(await moveHorizon(context)).toBe(0);
  });

  test('makes nothing for a series that is over or removed', async () => {
    const over = await calendar.master(agent, 'FREQ=DAILY;COUNT=2');
    const removed = await calendar.master(await calendar.person(), 'FREQ=DAILY');
    await calendar.remove(removed.id);
    server.clock.now = now + 20 * DAY;
    await moveHorizon({
      config: server.config,
      database: server.database,
      log: silent,
      now: () => server.clock.now as number,
    });
    expect(await calendar.children(over.id)).toHaveLength(2);
    expect(await calendar.children(removed.id)).toEqual([]);
  });
});

const silent = pino({ level: 'silent' });

describe('POST /Appointment/Generate', () => {
  test('answers for each id in the order asked, wrong ones and repeated ones too', async () => {
    const { id } = await calendar.master(agent, 'FREQ=DAILY;COUNT=3');
    const [child] = await calendar.children(id);
    const plain = await calendar.booked(agent, {
      start_date: '2026-05-20T20:00:00Z',
      end_date: '2026-05-20T21:00:00Z',
    });
    await calendar.remove(child.id);
    const answer = await calendar.generate([id, 999_999, child.id, -4, 0, plain.id, id]);
    expect(answer.status).toBe(200);
    const counts = { generated: 0, existing: 2, skipped: 1 };
    expect(answer.body).toEqual([
      { id, ...counts },
      ...[999_999, child.id, -4, 0, plain.id].map((wrong) => ({
        id: wrong,
        generated: 0,
        existing: 0,
        skipped: 0,
        error: expect.any(String),
      })),
      { id, ...counts },
    ]);
  });

  test('makes again what the database lost, and says how many', async () => {
    const { id } = await calendar.master(agent, 'FREQ=DAILY;COUNT=5');
    await server.database.pool.query('delete from appointment where master_id = $1 and original_start > $2', [
      id,
      '2026-05-05T12:00:00Z',
    ]);
    expect((await calendar.generate([id])).body).toEqual([{ id, generated: 3, existing: 2, skipped: 0 }]);
    expect(await calendar.children(id)).toHaveLength(5);
  });

  test.each([[[]], [{ id: 1 }], [['x']], [Array.from({ length: 1_001 }, () => 1)]])('refuses %#', async (body) => {
    expect((await server.api('POST', '/Appointment/Generate', body)).status).toBe(400);
  });
});

describe('includedetails', () => {
  test('adds the schedule to a master and its children; echoed, it changes nothing', async () => {
    const said = { recurrencepattern: 1, weeklyrecurrencestring: '1,3', rangeofrecurrence: 1, endafteramount: 4 };
    const { id } = await calendar.master(agent, said);
    const details = (await calendar.read(id, undefined, '?includedetails=true')).body;
    expect(details.schedule).toMatchObject({
      ...said,
      type: 1,
      uniqueid: id,
      hours: 1,
      startdate: '2026-05-04T09:00:00',
    });
    const [child] = await calendar.children(id);
    expect((await calendar.read(child.id, undefined, '?includedetails=true')).body.schedule).toEqual(details.schedule);
    const before = await calendar.children(id);
    expect(await calendar.saved(details)).toMatchObject({ id, _etag: details._etag });
    expect(await calendar.children(id)).toEqual(before);
    expect((await calendar.scheduleOf(id))._etag).toBe(details.schedule._etag);
    const childDetails = (await calendar.read(child.id, undefined, '?includedetails=true')).body;
    await calendar.saved(childDetails);
    expect(await calendar.children(id)).toEqual(before);
  });
});
