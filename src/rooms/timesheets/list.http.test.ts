import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person, Row } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { type TimesheetDesk, timesheetDesk } from '../../../test/support/timesheet.ts';

let server: TestServer;
let calendar: TimesheetDesk['calendar'];
let sheet: TimesheetDesk['sheet'];
let boss: Person;
let workday: TimesheetDesk['workday'];
let worker: TimesheetDesk['worker'];
let log: TimesheetDesk['log'];

beforeAll(async () => {
  server = await startTestServer();
  ({ calendar, sheet, boss, workday, worker, log } = await timesheetDesk(server));
});
afterAll(() => server.close());

describe('the list', () => {
  test('has the same figures as the day, without events', async () => {
    const ann = await worker({ timezone: 'Pacific/Auckland' });
    await log(ann, '2026-05-03T22:10:00', '2026-05-04T14:20:00', { charge_rate: 2, traveltime: 0.3, timetaken: 7 });
    await log(ann, '2026-05-04T11:00:00', '2026-05-04T13:00:01', { event_type: 1 });
    await log(ann, '2026-05-05T11:59:00', '2026-05-05T11:59:00', { timetaken: 1 });
    await sheet.logged({ agent_id: ann.id, start_date: '2026-05-05T12:30:00', clear_end: true });
    for (const query of [{}, { utcoffset: 420 }, { timezone: 'America/Caracas' }]) {
      const rows = await sheet.get('/Timesheet', {
        agent_id: ann.id,
        start_date: '2026-05-03',
        end_date: '2026-05-07',
        showalldates: true,
        ...query,
      });
      for (const row of rows) {
        const day = await sheet.day(ann, row.date, query);
        expect(day).toMatchObject(row);
      }
    }
  });

  test('has with includeapproval what the day has of approval and warnings, for everybody at once', async () => {
    const ann = await worker();
    const bob = await worker();
    for (const one of [ann, bob]) {
      await log(one, '2026-05-04T07:00:00', '2026-05-04T23:00:00');
      await log(one, '2026-05-05T07:00:00', '2026-05-05T12:00:00');
      await log(one, '2026-05-05T11:00:00', '2026-05-05T15:00:00', { charge_rate: 2 });
    }
    const post = (values: object, by: Person) => server.api('POST', '/Timesheet', [values], { token: by.token });
    const tuesday = { agent_id: ann.id, date: '2026-05-05' };
    await post({ ...tuesday, _submitapproval: true }, ann);
    await post({ ...tuesday, _reject: true, _approval_message: 'Noon?' }, boss);
    await post({ ...tuesday, _submitapproval: true }, ann);
    for (const by of [boss, ann]) {
      const agents = by === boss ? `${ann.id},${bob.id}` : `${ann.id}`;
      const week = { agents, start_date: '2026-05-03', end_date: '2026-05-06', showalldates: true };
      const rows = await sheet.get('/Timesheet', { ...week, includeapproval: true }, by);
      expect(rows).toHaveLength(by === boss ? 8 : 4);
      for (const row of rows) {
        const { events: _events, ...day } = await sheet.day({ id: row.agent_id } as Person, row.date, {}, by);
        expect(row).toEqual(day);
      }
      expect(rows[2]).toMatchObject({
        _canapprove: by === boss,
        warnings: [{ code: 'overlap' }, { code: 'gap' }, { code: 'short-rest' }],
      });
      expect(rows[2].approval_history.map(({ message }: Row) => message)).toEqual([undefined, 'Noon?', undefined]);
    }
  });

  test('has days with a row or an event; all with showalldates, those off with showholidays', async () => {
    const ann = await worker();
    const bob = await worker();
    await calendar.thing('/Holiday', { name: 'May Day', workday_id: workday.id, date_only: '2026-05-08' });
    await log(ann, '2026-05-05T09:00:00', '2026-05-05T10:00:00');
    const dates = async (query: object) =>
      (await sheet.get('/Timesheet', { agents: `${ann.id},${bob.id}`, ...query })).map((row: Row) => [
        row.agent_id,
        row.date.slice(8, 10),
      ]);
    expect(await dates({})).toEqual([[ann.id, '05']]);
    expect(await dates({ showholidays: true })).toEqual([
      [ann.id, '05'],
      [ann.id, '08'],
      [bob.id, '08'],
    ]);
    expect(await dates({ showalldates: true })).toHaveLength(14);
    expect(await dates({ date: '2026-05-05T00:00:00Z', showalldates: 'True' })).toEqual([
      [ann.id, '05'],
      [bob.id, '05'],
    ]);
    expect(await dates({ start_date: '2026-05-05', end_date: '2026-05-06', showalldates: true })).toHaveLength(4);
    expect(
      await dates({
        start_date: '2026-05-06T04:00:00Z',
        end_date: '2026-05-08T03:59:59Z',
        utcoffset: 240,
        showalldates: true,
      }),
    ).toHaveLength(4);
    expect((await sheet.ask('/Timesheet', { start_date: '2026-05-06', end_date: '2026-05-05' })).status).toBe(400);
    expect((await sheet.ask('/Timesheet', { start_date: '2025-01-01', end_date: '2026-05-05' })).status).toBe(400);
    const team = await calendar.thing('/Team', { name: 'Sheet', members: [ann.id] });
    expect(await dates({ selectedteam: team.id, showalldates: true })).toHaveLength(7);
    expect(await sheet.get('/Timesheet/mine', { showalldates: true }, bob)).toHaveLength(7);
  });

  test('is each as it was asked for when several are asked for at the same time', async () => {
    const people = [await worker(), await worker({ timezone: 'Asia/Kolkata' }), await worker()];
    for (const [index, one] of people.entries())
      await log(one, '2026-05-04T20:00:00', `2026-05-04T2${index + 1}:00:00`);
    const ids = people.map(({ id }) => id);
    const week = { start_date: '2026-05-04', end_date: '2026-05-10' };
    const queries = [
      { ...week, agents: ids.join() },
      { ...week, agents: ids.slice(1).join() },
      { ...week, agents: ids.join(), showalldates: true },
      { ...week, agents: ids.join(), timezone: 'Asia/Kolkata' },
      { ...week, agents: ids.join(), utcoffset: 600 },
      { date: '2026-05-05', agents: ids.join() },
    ];
    const alone = [];
    for (const query of queries) alone.push(await sheet.get('/Timesheet', query, boss));
    const together = await Promise.all([...queries, ...queries].map((query) => sheet.get('/Timesheet', query, boss)));
    expect(together).toEqual([...alone, ...alone]);
    expect(alone.map((rows) => rows.map((row: Row) => ids.indexOf(row.agent_id)).join(''))).toEqual([
      '012',
      '12',
      '000000011111112222222',
      '00122',
      '0112',
      '1',
    ]);
  });

  test('is of those whose time the caller may see', async () => {
    const ann = await worker();
    const bob = await worker();
    const deputy = await calendar.person();
    const approver = await calendar.person();
    const team = await calendar.thing('/Team', { name: 'Approved', timesheet_approver: approver.id });
    await calendar.thing('/Agent', { id: ann.id, team_id: team.id });
    const seen = async (by: Person) => {
      const rows = await sheet.get('/Timesheet', { showalldates: true, date: '2026-05-04' }, by);
      return rows.map((row: Row) => row.agent_id);
    };
    expect(await seen(ann)).toEqual([ann.id]);
    expect(await seen(approver)).toEqual([ann.id, approver.id]);
    expect(await seen(deputy)).toEqual([deputy.id]);
    const until = (day: string) =>
      calendar.thing('/Agent', {
        id: approver.id,
        timesheet_deputy_id: deputy.id,
        timesheet_deputy_from: '2026-05-01',
        timesheet_deputy_to: day,
      });
    await until('2026-05-06');
    expect(await seen(deputy)).toEqual([ann.id, deputy.id]);
    await until('2026-05-05');
    expect(await seen(deputy)).toEqual([deputy.id]);
    expect(await seen(boss)).toEqual(expect.arrayContaining([ann.id, bob.id]));
    expect((await sheet.ask('/Timesheet', { agent_id: ann.id }, bob)).status).toBe(403);
    expect((await sheet.ask('/Timesheet/0', { agent_id: ann.id, date: '2026-05-04' }, bob)).status).toBe(403);
    expect((await sheet.ask('/Timesheet/0', { agent_id: 99_999, date: '2026-05-04' })).status).toBe(404);
    expect((await sheet.ask('/Timesheet/99999')).status).toBe(404);
    expect((await sheet.ask('/Timesheet/probe')).body.errors).toEqual({ id: ["The value 'probe' is not valid."] });
  });
});
