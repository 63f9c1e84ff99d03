import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { stretchesOf, workingTimeOf } from './work-rules.ts';
import { readAssetWork, readWork } from './work-sql.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let late: Row;
let night: Row;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  const hours = (start: string, end: string) => ({ start: `1901-01-01T${start}:00`, end: `1901-01-01T${end}:00` });
  late = await calendar.thing('/Workday', { name: 'Late', ...hours('12:00', '20:00') });
  night = await calendar.thing('/Workday', { name: 'Night', ...hours('22:00', '06:00') });
});
afterAll(() => server.close());

const utc = (text: string) => Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`);
// A Monday and a Tuesday.
const week = { start: utc('2026-05-04'), end: utc('2026-05-06') };
const shown = (intervals: readonly Interval[]) =>
  intervals.map(({ start, end }) => [start, end].map((one) => new Date(one).toISOString().slice(5, 16)).join(' '));
const workOf = async (id: number, window = week) =>
  (await readWork(server.database.pool, server.tenantId, [id], window)).get(id);
async function worked(id: number, window = week): Promise<string[]> {
  const work = await workOf(id, window);
  return work ? shown(workingTimeOf(work, window)) : ['nobody'];
}
async function usable(id: number): Promise<string[]> {
  const work = (await readAssetWork(server.database.pool, server.tenantId, [id], week)).get(id);
  return work ? shown(workingTimeOf(work, week)) : ['nothing'];
}
const nineToHalfPastFive = ['05-04T09:00 05-04T17:30', '05-05T09:00 05-05T17:30'];
const lateDays = ['05-04T12:00 05-04T20:00', '05-05T12:00 05-05T20:00'];
const change = (path: string, values: Values) => calendar.thing(path, values);

const holiday = (values: Values) => {
  const all: Values = {
    tenant_id: server.tenantId,
    all_day: true,
    start_date: '2026-05-05',
    end_date: '2026-05-05',
    last_modified: '2026-01-01',
    ...values,
  };
  const names = Object.keys(all);
  return server.database.pool.query(
    `insert into holiday (${names.join(', ')}) values (${names.map((_name, index) => `$${index + 1}`).join(', ')})`,
    Object.values(all),
  );
};

describe('whose hours count', () => {
  test("an agent's own, else those of the main team, else the tenant's default", async () => {
    const { id } = await calendar.person();
    expect(await worked(id)).toEqual(nineToHalfPastFive);
    const other = await change('/Team', { name: 'Not the main team', workday_id: night.id });
    const team = await change('/Team', { name: 'Main team', workday_id: late.id });
    await change('/Agent', { id, teams: [other.id, team.id], team_id: team.id });
    expect(await worked(id)).toEqual(lateDays);
    await change('/Agent', { id, workday_id: night.id });
    expect(await worked(id)).toEqual(['05-04T22:00 05-05T06:00', '05-05T22:00 05-06T00:00']);
  });

  test("an asset's own, else those of its type, else the tenant's default", async () => {
    const type = await change('/Lookup', { lookupid: 107, name: 'Van', workday_id: late.id });
    const { id } = await change('/Asset', { name: 'Van 1' });
    expect(await usable(id)).toEqual(nineToHalfPastFive);
    await change('/Asset', { id, assettype_id: type.id });
    expect(await usable(id)).toEqual(lateDays);
    await change('/Asset', { id, workday_id: night.id });
    expect((await usable(id)).at(0)).toBe('05-04T22:00 05-05T06:00');
    await change('/Lookup', { lookupid: 107, id: type.id, workday_id: 0 });
    await change('/Asset', { id, workday_id: null });
    expect(await usable(id)).toEqual(nineToHalfPastFive);
  });

  test('the workday of an asset type is one that exists, and goes with asset types only', async () => {
    const wrong = async (values: Values) => {
      const { status, body } = await server.api('POST', '/Lookup', [{ name: 'x', ...values }]);
      return [status, Object.keys(body.errors)];
    };
    expect(await wrong({ lookupid: 107, workday_id: 999_999 })).toEqual([400, ['[0].workday_id']]);
    expect(await wrong({ lookupid: 63, workday_id: late.id })).toEqual([400, ['[0].workday_id']]);
    const entry = await change('/Lookup', { lookupid: 107, name: 'Car', workday_id: late.id });
    expect(entry.workday_id).toBe(late.id);
  });

  test("'' is the tenant's zone, whatever the agent's is", async () => {
    const { id } = await calendar.person({ timezone: 'Asia/Tokyo' });
    expect(await worked(id)).toEqual(nineToHalfPastFive);
    expect((await workOf(id))?.zone.name).toBe('Asia/Tokyo');
    const tokyo = await change('/Workday', { name: 'Tokyo', timezone: 'Asia/Tokyo' });
    await change('/Agent', { id, workday_id: tokyo.id });
    expect(await worked(id)).toEqual(['05-04T00:00 05-04T08:30', '05-05T00:00 05-05T08:30']);
  });

  test('of many agents each has their own, and who shares a workday shares the stretches', async () => {
    const people = [await calendar.person(), await calendar.person(), await calendar.person()] as Person[];
    await change('/Agent', { id: people[2]?.id, workday_id: late.id });
    const ids = people.map(({ id }) => id);
    const found = await readWork(server.database.pool, server.tenantId, [...ids, 999_999], week);
    const [one, two, three] = ids.map((id) => stretchesOf(found.get(id) as never, week));
    expect(one).toBe(two);
    expect(shown(three ?? [])).toEqual(lateDays);
    expect(found.size).toBe(3);
    expect(await readWork(server.database.pool, server.tenantId, [], week)).toEqual(new Map());
  });

  test("another tenant's agents and assets are not there", async () => {
    const stranger = await otherTenant(server, 'work elsewhere');
    const { id } = await calendar.person();
    const asset = await change('/Asset', { name: 'Ours' });
    expect((await readWork(server.database.pool, stranger.tenantId, [id], week)).size).toBe(0);
    expect((await readAssetWork(server.database.pool, stranger.tenantId, [asset.id], week)).size).toBe(0);
  });
});

describe('what takes the place of the hours, and what takes them away', () => {
  let shifts = 0;
  async function shift(agent: Person, start: string, end: string, values: Values = {}) {
    shifts += 1;
    return calendar.thing('/Appointment', {
      subject: `Shift ${shifts}`,
      start_date: start,
      end_date: end,
      agents: [{ id: agent.id }],
      shift_type_id: 1,
      ...values,
    });
  }

  test('a shift counts instead of the whole day on which it begins', async () => {
    const ann = await calendar.person();
    await shift(ann, '2026-05-04T18:00:00', '2026-05-04T22:00:00');
    expect(await worked(ann.id)).toEqual(['05-04T18:00 05-04T22:00', '05-05T09:00 05-05T17:30']);
    // Also where the window ends before it.
    expect(await worked(ann.id, { start: utc('2026-05-04T08:00'), end: utc('2026-05-04T12:00') })).toEqual([]);
    // And where the window begins after the day on which it began.
    await shift(ann, '2026-05-05T20:00:00', '2026-05-06T04:00:00');
    expect(await worked(ann.id, { start: utc('2026-05-06'), end: utc('2026-05-06T12:00') })).toEqual([
      '05-06T00:00 05-06T04:00',
      '05-06T09:00 05-06T12:00',
    ]);
  });

  test('a tentative one too; a draft, a deleted one and the shift of another do not', async () => {
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    await shift(ann, '2026-05-04T18:00:00', '2026-05-04T22:00:00', { open_appointment_status: 1 });
    await shift(ann, '2026-05-05T18:00:00', '2026-05-05T22:00:00', { open_appointment_status: 2 });
    const gone = await shift(ann, '2026-05-05T19:00:00', '2026-05-05T23:00:00');
    await server.api('DELETE', `/Appointment/${gone.id}`);
    expect(await worked(ann.id)).toEqual(['05-04T18:00 05-04T22:00', '05-05T09:00 05-05T17:30']);
    expect(await worked(bob.id)).toEqual(nineToHalfPastFive);
  });

  test('an appointment is no shift: it takes time, it does not make any', async () => {
    const ann = await calendar.person();
    await shift(ann, '2026-05-04T18:00:00', '2026-05-04T22:00:00', { shift_type_id: 0 });
    expect(await worked(ann.id)).toEqual(nineToHalfPastFive);
  });

  test('a public holiday of the workday, for agents and for assets; approved leave of the agent', async () => {
    const mine = await change('/Workday', { name: 'With a holiday' });
    await holiday({ workday_id: mine.id });
    const ann = await calendar.person();
    await change('/Agent', { id: ann.id, workday_id: mine.id });
    expect(await worked(ann.id)).toEqual(nineToHalfPastFive.slice(0, 1));
    const { id } = await change('/Asset', { name: 'Van 2', workday_id: mine.id });
    expect(await usable(id)).toEqual(nineToHalfPastFive.slice(0, 1));
    await holiday({ agent_id: ann.id, approval_status: 1, start_date: '2026-05-04', end_date: '2026-05-04' });
    expect(await worked(ann.id)).toEqual([]);
    const bob = await calendar.person();
    await holiday({ agent_id: bob.id, approval_status: 0 });
    expect(await worked(bob.id)).toEqual(nineToHalfPastFive);
    expect((await workOf(bob.id))?.leave.map(({ approved }) => approved)).toEqual([false]);
  });
});

describe('from a day on', () => {
  const later = ['05-04T09:00 05-04T17:30', '05-05T12:00 05-05T20:00'];

  test('hours that begin on a day leave the days before as they were', async () => {
    const own = await change('/Workday', { name: 'Changing' });
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: own.id });
    expect(await worked(id)).toEqual(nineToHalfPastFive);
    const times = { start: '1901-01-01T12:00:00', end: '1901-01-01T20:00:00' };
    await change('/Workday', { id: own.id, valid_from: '2026-05-05', ...times });
    expect(await worked(id)).toEqual(later);
  });

  test.each(['workday_valid_from', 'valid_from'])('an agent gets another workday from a day on (%s)', async (name) => {
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: late.id, [name]: '2026-05-05' });
    expect(await worked(id)).toEqual(later);
  });

  test('without a day it is a correction', async () => {
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: late.id });
    expect(await worked(id)).toEqual(lateDays);
  });

  test('a workday that begins on a day counts from then on, and before it what the agent had', async () => {
    const fresh = await change('/Workday', {
      name: 'Fresh',
      valid_from: '2026-05-05',
      start: '1901-01-01T12:00:00',
      end: '1901-01-01T20:00:00',
    });
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: fresh.id });
    expect(await worked(id)).toEqual(later);
  });

  test('one change after another; an earlier day takes back what was planned after it', async () => {
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: late.id, workday_valid_from: '2026-05-05' });
    await change('/Agent', { id, workday_id: night.id, workday_valid_from: '2026-05-06' });
    const days = { start: utc('2026-05-04'), end: utc('2026-05-07') };
    expect(await worked(id, days)).toEqual([...later, '05-06T22:00 05-07T00:00']);
    await change('/Agent', { id, workday_id: night.id, workday_valid_from: '2026-05-05' });
    expect(await worked(id, days)).toEqual([
      '05-04T09:00 05-04T17:30',
      '05-05T22:00 05-06T06:00',
      '05-06T22:00 05-07T00:00',
    ]);
  });

  test('a team gets another workday from a day on: for those of its members who have none of their own', async () => {
    const team = await change('/Team', { name: 'Changing team' });
    const [ann, bob] = [await calendar.person(), await calendar.person()];
    await change('/Agent', { id: ann.id, team_id: team.id });
    await change('/Agent', { id: bob.id, team_id: team.id, workday_id: night.id });
    await change('/Team', { id: team.id, workday_id: late.id, workday_valid_from: '2026-05-05' });
    expect(await worked(ann.id)).toEqual(later);
    expect((await worked(bob.id)).at(0)).toBe('05-04T22:00 05-05T06:00');
  });

  test('the public holidays of each workday count in its time', async () => {
    const [one, other] = [await change('/Workday', { name: 'One' }), await change('/Workday', { name: 'Other' })];
    const { id } = await calendar.person();
    await change('/Agent', { id, workday_id: one.id });
    await change('/Agent', { id, workday_id: other.id, workday_valid_from: '2026-05-05' });
    const wednesday = { start: week.start, end: utc('2026-05-07') };
    const closed = (workday: Row, date: string) =>
      holiday({ workday_id: workday.id, start_date: date, end_date: date });
    await closed(one, '2026-05-05');
    await closed(other, '2026-05-04');
    expect((await worked(id, wednesday)).slice(0, 2)).toEqual(nineToHalfPastFive);
    await closed(one, '2026-05-04');
    await closed(other, '2026-05-05');
    expect(await worked(id, wednesday)).toEqual(['05-06T09:00 05-06T17:30']);
  });

  test('only an admin says from when on', async () => {
    const ann = await calendar.person();
    const body = [{ id: ann.id, workday_valid_from: '2026-05-05' }];
    expect((await server.api('POST', '/Agent', body, { token: ann.token })).status).toBe(403);
  });
});
