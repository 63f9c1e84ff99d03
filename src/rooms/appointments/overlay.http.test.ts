import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row, Values } from '../../../test/support/calendar.ts';
import { all, type OverlayWeek, overlayWeek } from '../../../test/support/overlay.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Rows that GET /Appointment has from elsewhere: public holidays, project tasks, changes. */

let server: TestServer;
let week: OverlayWeek;
beforeAll(async () => {
  server = await startTestServer();
  week = await overlayWeek(server);
});
afterAll(() => server.close());

describe('each layer is in when it is asked for', () => {
  test.each<[Values, string[]]>([
    [{}, ['Visit']],
    [{ showprojects: true }, ['Roll-out', 'Visit']],
    [{ showchanges: true }, ['Visit', 'New switch']],
    [{ showprojects: true, showchanges: true }, ['Roll-out', 'Visit', 'New switch']],
    [{ showprojects: true, showappointments: 'false' }, ['Roll-out']],
    [{ showprojects: 'false', showchanges: 'false', showholidays: 'false' }, ['Visit']],
    [{ showholidays: true, showappointments: 'false', agents: 'BOB' }, ['Labour Day', 'Half', 'Sea']],
    [{ showholidayonce: true }, ['Visit']],
    [{ ...all, appointmentsonly: true }, ['Visit']],
    [{ ...all, tasksonly: true }, []],
    [{ ...all, shiftsonly: true }, []],
  ])('%j', async (query, expected) => {
    const agents = query.agents === 'BOB' ? { agents: week.bob.id } : {};
    expect(await week.subjects({ ...query, ...agents })).toEqual(expected);
  });

  test('all together, in their order, with the full count', async () => {
    const answer = await week.calendar.list({ ...week.asked, ...all });
    expect(answer.body.appointments.map(({ subject, agent_id }: Row) => [subject, agent_id])).toEqual([
      ['Labour Day', week.ann.id],
      ['Labour Day', week.bob.id],
      ['Labour Day', week.west.id],
      ['Roll-out', week.ann.id],
      ['Visit', week.ann.id],
      ['New switch', week.bob.id],
      ['Half', week.ann.id],
      ['Half', week.bob.id],
      ['Half', week.west.id],
      ['Sea', week.bob.id],
    ]);
    expect(answer.body.record_count).toBe(10);
    expect((await week.calendar.list({ ...week.asked, ...all, count: 4 })).body).toMatchObject({
      record_count: 10,
      appointments: [{}, {}, {}, { subject: 'Roll-out' }],
    });
  });
});

describe('a public holiday', () => {
  const holidays = (query: Values = {}) => week.shown({ showholidays: true, showappointments: false, ...query });

  test('is a row of each agent, with their own days, that nobody may change', async () => {
    const [first, , third] = await holidays({ end_date: '2026-05-06' });
    expect(first).toMatchObject({
      id: 0,
      agent_id: week.ann.id,
      agent_name: 'Ann',
      subject: 'Labour Day',
      allday: true,
      start_date: '2026-05-03T22:00:00',
      end_date: '2026-05-04T22:00:00',
      start_date_only: '2026-05-04T00:00:00',
      end_date_only: '2026-05-04T00:00:00',
      holiday_id: week.holiday.id,
      kind: 'holiday',
      busy: false,
      _canupdate: false,
      _cancomplete: false,
      _candelete: false,
    });
    expect(first).not.toHaveProperty('_etag');
    expect(first).not.toHaveProperty('agents');
    expect(third).toMatchObject({ agent_id: week.west.id, start_date: '2026-05-04T04:00:00', allday: true });
  });

  test('of part of a day has its times', async () => {
    const [row] = await holidays({ agents: week.ann.id, start_date: '2026-05-06', end_date: '2026-05-07' });
    expect(row).toMatchObject({
      holiday_id: week.halfDay.id,
      allday: false,
      start_date: '2026-05-06T12:00:00',
      end_date: '2026-05-06T16:00:00',
    });
    expect(row).not.toHaveProperty('start_date_only');
  });

  test('is one row with showholidayonce, which says for whom; of one agent it is theirs', async () => {
    const rows = await holidays({ showholidayonce: true });
    expect(rows.map(({ subject }) => subject)).toEqual(['Labour Day', 'Half', 'Sea']);
    expect(rows[0]).toMatchObject({ id: 0, start_date: '2026-05-03T22:00:00', holiday_id: week.holiday.id });
    expect(rows[0]).not.toHaveProperty('agent_id');
    expect(rows[0].agents.map(({ id }: Row) => id)).toEqual([week.ann.id, week.bob.id, week.west.id]);
    const [alone] = await holidays({ showholidayonce: true, agents: week.west.id });
    expect(alone).toMatchObject({ agent_id: week.west.id, start_date: '2026-05-04T04:00:00' });
    expect(alone).not.toHaveProperty('agents');
  });

  test('that recurs is there in every year of the window, in all zones', async () => {
    const row = await week.leave.saved({
      name: 'Unity',
      workday_id: week.workday,
      date: '2026-10-03',
      isrecurring: true,
    });
    const window = { agents: week.ann.id, start_date: '2027-01-01', end_date: '2029-01-01' };
    const found = await holidays(window);
    expect(found.map(({ subject, start_date }) => [subject, start_date])).toEqual([
      ['Unity', '2027-10-02T22:00:00'],
      ['Unity', '2028-10-02T22:00:00'],
    ]);
    await week.leave.remove(row.id);
    expect(await holidays(window)).toEqual([]);
  });

  test('without dates: all that are stored; those that recur for a year either way', async () => {
    const old = await week.leave.saved({ name: 'Old', workday_id: week.workday, date: '1999-12-31' });
    const yearly = await week.leave.saved({
      name: 'Unity',
      workday_id: week.workday,
      date: '2020-10-03',
      isrecurring: true,
    });
    const names = async (query: Values) =>
      (await week.calendar.rows({ agents: week.ann.id, showholidays: true, showappointments: false, ...query })).map(
        ({ subject, start_date }) => `${subject} ${start_date.slice(0, 4)}`,
      );
    expect(await names({})).toEqual(['Old 1999', 'Unity 2025', 'Labour Day 2026', 'Half 2026', 'Unity 2026']);
    expect(await names({ start_date: '2028-01-01' })).toEqual(['Unity 2028']);
    expect(await names({ end_date: '2022-01-01' })).toEqual(['Old 1999', 'Unity 2021']);
    await week.leave.remove(old.id);
    await week.leave.remove(yearly.id);
  });

  test('is that of the workday that counts on the day', async () => {
    const other = (await server.api('POST', '/Workday', [{ name: 'Other' }])).body.id;
    const eve = await week.agent('Eve', 'Europe/Berlin');
    const moved = await server.api('POST', '/Agent', [
      { id: eve.id, workday_id: other, workday_valid_from: '2026-05-06' },
    ]);
    expect(moved.status, moved.text).toBe(201);
    expect((await holidays({ agents: eve.id })).map(({ subject }) => subject)).toEqual(['Labour Day']);
  });

  test('is nobody’s who is disabled, unless they are asked for by name', async () => {
    const gone = await week.agent('Gone', 'Europe/Berlin', { isdisabled: true });
    expect((await holidays({ agents: 0 })).map(({ agent_name }) => agent_name)).not.toContain('Gone');
    expect((await holidays({ agents: gone.id })).map(({ subject }) => subject)).toEqual(['Labour Day', 'Half']);
    expect((await holidays({ agents: 0 })).map(({ agent_name }) => agent_name)).toContain('Ann');
  });
});

describe('a planned ticket', () => {
  test('is a row of its agent with the dates that were planned, that nobody may change here', async () => {
    const [row] = await week.shown({ showprojects: true, showappointments: false }, week.ann);
    expect(row).toEqual({
      id: 0,
      agent_id: week.ann.id,
      agent_name: 'Ann',
      start_date: '2026-05-05T09:00:00',
      end_date: '2026-05-05T17:00:00',
      allday: false,
      subject: 'Roll-out',
      is_private: false,
      busy: false,
      last_modified: week.project.last_modified,
      _canupdate: false,
      _cancomplete: false,
      _candelete: false,
      _recurringmaster: false,
      is_task: false,
      ticket_id: week.project.id,
      client_id: week.client.id,
      client_name: 'Clinic',
      site_id: week.site.id,
      site_name: 'Ward',
      appointment_type_id: 0,
      complete_status: -1,
      appointment_status: 0,
      open_appointment_status: 0,
      appointment_location: 0,
      appointment_location_name: 'None',
      shift_type_id: 0,
      reminder_shown: false,
      kind: 'project',
    });
    const [other] = await week.shown({ showchanges: true, showappointments: false });
    expect(other).toMatchObject({ id: 0, ticket_id: week.change.id, kind: 'change', agent_id: week.bob.id });
  });

  test('of nobody is in the list of all agents', async () => {
    const loose = await week.calendar.thing('/Tickets', {
      summary: 'Loose',
      tickettype_id: 2,
      start_date: '2026-05-08T09:00:00',
      end_date: '2026-05-08T10:00:00',
    });
    expect(await week.subjects({ showchanges: true })).not.toContain('Loose');
    expect(await week.subjects({ showchanges: true, agents: 0 })).toContain('Loose');
    await server.api('DELETE', `/Tickets/${loose.id}`);
  });

  test('is done when it is closed', async () => {
    const done = await week.planned('Done', 2, week.west, '2026-05-08T09:00:00', '2026-05-08T10:00:00', { status: 9 });
    expect(await week.subjects({ showchanges: true, agents: week.west.id })).toEqual(['Done']);
    expect(await week.subjects({ showchanges: true, agents: week.west.id, hidecompleted: true })).toEqual([]);
    await server.api('DELETE', `/Tickets/${done.id}`);
  });

  test.each([
    ['2026-05-05T08:00', '2026-05-05T09:00', []],
    ['2026-05-05T16:59', '2026-05-05T17:30', ['Roll-out']],
    ['2026-05-05T17:00', '2026-05-05T18:00', []],
    ['2026-05-05T12:00', '2026-05-05T12:00', ['Roll-out']],
    ['2026-05-05T09:00', '2026-05-05T09:00', []],
    [undefined, '2026-05-05T12:00', ['Roll-out']],
    ['2026-05-05T12:00', undefined, ['Roll-out']],
    [undefined, undefined, ['Roll-out']],
  ])('is in the window %s to %s: %j', async (start_date, end_date, expected) => {
    const query = { showprojects: true, showappointments: false, agents: week.ann.id };
    const window = { ...(start_date && { start_date }), ...(end_date && { end_date }) };
    expect((await week.calendar.rows({ ...query, ...window })).map(({ subject }) => subject)).toEqual(expected);
  });
});
