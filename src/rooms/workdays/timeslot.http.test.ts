import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { otherTenant } from '../../../test/support/tenant.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let workday: Row;
let other: Row;
let ann: Person;
let bob: Person;
let carol: Person;

const slots = [
  { name: 'AM', start_time: '09:00:00', end_time: '12:00:00', start_label: 'early', end_label: 'noon' },
  { name: 'PM', start_time: '13:00:00', end_time: '16:00:00' },
];

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  workday = await calendar.thing('/Workday', { name: 'A', timeslots: slots });
  other = await calendar.thing('/Workday', {
    name: 'B',
    timezone: 'America/New_York',
    timeslots: [{ name: 'Only', start_time: '10:00', end_time: '11:00' }],
  });
  [ann, bob, carol] = [await calendar.person(), await calendar.person(), await calendar.person()];
  for (const { id } of [ann, bob]) await calendar.thing('/Agent', { id, workday_id: workday.id });
  await calendar.thing('/Agent', { id: carol.id, workday_id: other.id });
});
afterAll(() => server.close());

const list = async (query: string): Promise<Row[]> => {
  const { status, body, text } = await server.api('GET', `/Timeslot${query}`);
  expect(status, text).toBe(200);
  return body;
};
const names = async (query: string) => (await list(query)).map(({ name }) => name);
const monday = 'start_date=2026-05-04&end_date=2026-05-05';
const dated = async (query: string) =>
  (await list(query)).map(({ name, start_date, end_date, capacity }) => [
    name,
    start_date.slice(5, 16),
    end_date.slice(11, 16),
    capacity,
  ]);

describe('timeslots as they are', () => {
  test('a bare array of all, as they were given', async () => {
    const rows = await list('');
    expect(rows.map(({ name }) => name)).toEqual(['AM', 'PM', 'Only']);
    expect(rows[0]).toEqual({ ...slots[0], id: rows[0].id, workday_id: workday.id, workday_guid: workday.guid });
  });

  test('of a workday, of the workday of an agent, of both', async () => {
    expect(await names(`?workday_id=${other.id}`)).toEqual(['Only']);
    expect(await names(`?agent_id=${ann.id}`)).toEqual(['AM', 'PM']);
    expect(await names(`?agent_id=${carol.id}`)).toEqual(['Only']);
    expect(await names(`?agent_id=${carol.id}&workday_id=${workday.id}`)).toEqual([]);
    expect(await names('?agent_id=0&workday_id=-1')).toHaveLength(3);
    expect(await names('?agent_id=999999')).toEqual([]);
    expect(await names(`?agent_id=${(await calendar.person()).id}`)).toEqual([]);
  });

  test("another tenant's are not there", async () => {
    const { token } = await otherTenant(server, 'timeslots elsewhere');
    for (const query of [
      '',
      `?workday_id=${workday.id}`,
      `?agent_id=${ann.id}`,
      `?workday_id=${workday.id}&${monday}`,
    ]) {
      expect((await server.api('GET', `/Timeslot${query}`, undefined, { token })).body, query).toEqual([]);
    }
  });
});

describe('timeslots of days', () => {
  test('each on each day of work, with how many agents are free', async () => {
    expect(await dated(`?workday_id=${workday.id}&start_date=2026-05-01&end_date=2026-05-05`)).toEqual([
      ['AM', '05-01T09:00', '12:00', 2],
      ['PM', '05-01T13:00', '16:00', 2],
      ['AM', '05-04T09:00', '12:00', 2],
      ['PM', '05-04T13:00', '16:00', 2],
    ]);
    const [first] = await list(`?workday_id=${workday.id}&${monday}`);
    expect(first).toMatchObject({ date: '2026-05-04', workday_id: workday.id, start_time: '09:00:00' });
  });

  test('on the clock of the workday; the window is local to timezone, else utcoffset, and what overlaps it counts', async () => {
    expect(await dated(`?workday_id=${other.id}&${monday}`)).toEqual([['Only', '05-04T14:00', '15:00', 1]]);
    const narrow = `?workday_id=${workday.id}&start_date=2026-05-04T08:00:00&end_date=2026-05-04T09:30:00`;
    expect(await dated(narrow)).toHaveLength(1);
    expect(await dated(`${narrow}&timezone=Europe/Berlin`)).toHaveLength(0);
    expect(await dated(`${narrow}&utcoffset=300`)).toHaveLength(1);
    expect((await dated(`${narrow}&utcoffset=300`))[0]?.[0]).toBe('PM');
  });

  test('an agent that is busy, away or does not work then is not free', async () => {
    const busy: Values = { subject: 'x', start_date: '2026-05-11T11:30:00', end_date: '2026-05-11T11:45:00' };
    await calendar.thing('/Appointment', { ...busy, agents: [{ id: ann.id }] });
    await server.database.pool.query(
      `insert into holiday (tenant_id, agent_id, approval_status, all_day, start_date, end_date, last_modified)
       values ($1, $2, 0, true, '2026-05-12', '2026-05-12', now())`,
      [server.tenantId, bob.id],
    );
    const shift: Values = {
      subject: 's',
      start_date: '2026-05-13T10:00:00',
      end_date: '2026-05-13T18:00:00',
      shift_type_id: 1,
    };
    await calendar.thing('/Appointment', { ...shift, agents: [{ id: ann.id }] });
    const days = 'start_date=2026-05-11&end_date=2026-05-14';
    const capacities = async (who: string) => (await dated(`?${who}&${days}`)).map(([, , , capacity]) => capacity);
    expect(await capacities(`workday_id=${workday.id}`)).toEqual([1, 2, 1, 1, 1, 2]);
    expect(await capacities(`agent_id=${ann.id}`)).toEqual([0, 1, 1, 1, 0, 1]);
    expect(await capacities(`agent_id=${bob.id}`)).toEqual([1, 1, 0, 0, 1, 1]);
  });

  test('a slot that a customer holds is not free, until the hold ends', async () => {
    const type = await calendar.thing('/BookingType', { name: 'Call', duration_mins: 30 });
    for (const [id, expires] of [
      [ann.id, '2126-01-01'],
      [bob.id, '2020-01-01'],
    ]) {
      await server.database.pool.query(
        `insert into booking_hold (tenant_id, booking_type_id, agent_id, starts_at, ends_at, expires_at, token_hash)
         values ($1, $2, $3, '2026-05-25T09:00Z', '2026-05-25T09:30Z', $4, $5)`,
        [server.tenantId, type.id, id, expires, Buffer.from(`hold ${id}`)],
      );
    }
    const capacity = async (who: Person) =>
      (await dated(`?agent_id=${who.id}&start_date=2026-05-25&end_date=2026-05-25T12:00:00`))[0]?.[3];
    expect([await capacity(ann), await capacity(bob)]).toEqual([0, 1]);
  });

  test('of a busy time next to it a slot knows nothing', async () => {
    const next: Values = { subject: 'x', start_date: '2026-05-18T12:00:00', end_date: '2026-05-18T13:00:00' };
    await calendar.thing('/Appointment', { ...next, agents: [{ id: ann.id }] });
    expect(await dated(`?agent_id=${ann.id}&start_date=2026-05-18&end_date=2026-05-19`)).toEqual([
      ['AM', '05-18T09:00', '12:00', 1],
      ['PM', '05-18T13:00', '16:00', 1],
    ]);
  });

  test('disabled agents and those whom customers cannot book do not count', async () => {
    const [one, two] = [await calendar.person(), await calendar.person()];
    await calendar.thing('/Agent', { id: one.id, workday_id: workday.id, isdisabled: true });
    await calendar.thing('/Agent', { id: two.id, workday_id: workday.id, excludefromresourcebooking: true });
    expect((await dated(`?workday_id=${workday.id}&${monday}`))[0]?.[3]).toBe(2);
    expect((await dated(`?agent_id=${two.id}&${monday}`))[0]?.[3]).toBe(1);
  });

  test('an agent who changes workdays has the slots of each in its time', async () => {
    const dave = await calendar.person();
    await calendar.thing('/Agent', { id: dave.id, workday_id: workday.id });
    await calendar.thing('/Agent', { id: dave.id, workday_id: other.id, workday_valid_from: '2026-05-05' });
    expect(await dated(`?agent_id=${dave.id}&start_date=2026-05-04&end_date=2026-05-06`)).toEqual([
      ['AM', '05-04T09:00', '12:00', 1],
      ['PM', '05-04T13:00', '16:00', 1],
      ['Only', '05-05T14:00', '15:00', 1],
    ]);
  });

  test.each([
    ['start_date=2026-05-04', 'end_date'],
    ['end_date=2026-05-04', 'start_date'],
    ['start_date=2026-05-04&end_date=2026-05-03', 'end_date'],
    ['start_date=2026-01-01&end_date=2026-04-05', 'end_date'],
    ['start_date=1066-10-14&end_date=1066-10-15', 'start_date'],
    [`${monday}&timezone=Mars/Olympus`, 'timezone'],
  ])('%s is 400', async (query, field) => {
    const { status, body } = await server.api('GET', `/Timeslot?${query}`);
    expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
  });
});
