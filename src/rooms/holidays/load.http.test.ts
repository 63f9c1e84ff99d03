import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leaveOf } from '../../../test/support/leave.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { publicHolidaysOf, replacePublicHolidays } from './embedded-sql.ts';
import { libraryHolidays } from './library.ts';

/** Public holidays of a country, and those that a workday embeds. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let workday: number;

beforeAll(async () => {
  server = await startTestServer();
  on = leaveOf(server);
  workday = (await server.database.pool.query('select id from workday')).rows[0].id;
});
afterAll(() => server.close());

async function otherWorkday(timezone = ''): Promise<number> {
  const answer = await server.api('POST', '/Workday', [{ name: `Other ${Math.random()}`, timezone }]);
  expect(answer.status, answer.text).toBe(201);
  return answer.body.id;
}
const load = (body: object, token?: string) => server.api('POST', '/Holiday/Load', body, token ? { token } : {});

describe('loading', () => {
  test('the bank holidays of England in 2027, with their substitutes, into the default workday', async () => {
    const { status, body } = await load({ country: 'GB-ENG', year: 2027 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ country: 'GB-ENG', year: 2027, workday_id: workday, loaded: 10, existing: 0 });
    expect(await on.names({ workdayid: workday })).toEqual([
      "New Year's Day",
      'Good Friday',
      'Easter Monday',
      'Early May bank holiday',
      'Spring bank holiday',
      'Summer bank holiday',
      'Christmas Day',
      'Boxing Day',
      'Christmas Day (substitute day)',
      'Boxing Day (substitute day)',
    ]);
    const [christmas] = await on.list({
      workdayid: workday,
      start_date: '2027-12-25',
      end_date: '2027-12-25',
      inclusive_start: true,
      inclusive_end: true,
    });
    expect(christmas).toMatchObject({
      date: '2027-12-25T00:00:00',
      end_date: '2027-12-25T00:00:00',
      allday: true,
      agent_id: 0,
    });
  });

  test('again makes nothing, and what somebody wrote themselves is left alone', async () => {
    expect((await load({ country: 'gb-eng', year: 2027 })).body).toMatchObject({
      loaded: 0,
      existing: 10,
      holidays: [],
    });
    const id = await otherWorkday();
    await on.saved({ name: 'CHRISTMAS DAY', workday_id: id, date: '2027-12-25' });
    expect((await load({ country: 'GB-ENG', year: 2027, workday_id: id })).body).toMatchObject({
      loaded: 9,
      existing: 1,
    });
    expect((await load({ country: 'GB-ENG', year: 2028, workday_id: id })).body.loaded).toBeGreaterThan(7);
  });

  test('twice at the same moment makes each once', async () => {
    const id = await otherWorkday();
    const answers = await Promise.all([1, 2, 3].map(() => load({ country: 'US', year: 2027, workday_id: id })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.filter(({ body }) => body.loaded > 0)).toHaveLength(1);
  });

  test('half days have times, on the clock of the workday', async () => {
    const id = await otherWorkday('Australia/Adelaide');
    await load({ country: 'AU-SA', year: 2027, workday_id: id });
    const [eve] = (await on.list({ workdayid: id })).filter(({ name }) => name === 'Christmas Eve');
    expect(eve).toMatchObject({ date: '2027-12-24T08:30:00', end_date: '2027-12-24T13:30:00', allday: false });
  });

  test('other kinds when they are asked for', async () => {
    const id = await otherWorkday('Europe/Berlin');
    const { body } = await load({ country: 'DE', year: 2027, workday_id: id, types: 'bank' });
    expect(body.holidays.map(({ name, date }: { name: string; date: string }) => [name, date])).toEqual([
      ['Heiliger Abend', '2027-12-24T13:00:00'],
      ['Silvester', '2027-12-31T13:00:00'],
    ]);
  });

  test.each([
    ['country', {}],
    ['country', { country: 'XX', year: 2027 }],
    ['country', { country: 'GB-XXX', year: 2027 }],
    ['country', { country: 'US-CA-XX', year: 2027 }],
    ['year', { country: 'GB' }],
    ['year', { country: 'GB', year: 1 }],
    ['types', { country: 'GB', year: 2027, types: 'silly' }],
    ['workday_id', { country: 'GB', year: 2027, workday_id: 999_999 }],
  ])('a wrong %s is 400 and named: %j', async (field, body) => {
    const answer = await load(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toHaveProperty(field);
  });

  test('only admins load', async () => {
    const manager = await on.person({ role: 'manager' });
    expect((await load({ country: 'GB', year: 2027 }, manager.token)).status).toBe(403);
  });

  test('every country of the library can be read', async () => {
    const { default: Holidays } = await import('date-holidays');
    const countries = Object.keys(new Holidays().getCountries());
    expect(countries.length).toBeGreaterThan(150);
    for (const country of countries.filter((_one, index) => index % 7 === 0)) {
      for (const { date, days, hours } of await libraryHolidays(country, 2027, ['public', 'bank'])) {
        expect(date, country).toMatch(/^202[678]-\d\d-\d\d$/);
        if (hours) expect(hours.from >= 0 && hours.from < hours.until && hours.until <= DAY, country).toBe(true);
        else expect(days, country).toBeGreaterThanOrEqual(1);
      }
    }
  }, 60_000);
});

describe('embedded in a workday', () => {
  const now = Date.parse('2026-05-01T12:00:00Z');
  async function saving() {
    const { rows } = await server.database.pool.query('select id, name from agent where id = $1', [server.adminId]);
    const scope = {
      tenantId: server.tenantId,
      agentId: rows[0].id,
      agentName: rows[0].name,
      timezone: 'UTC',
      role: 'admin' as const,
      reports: [],
      grants: new Set(['all']),
      clientId: 'x',
      requestsPerMinute: 0,
    };
    return { connection: server.database.pool, scope, now, horizon: now + HOUR };
  }

  test('an array replaces what was there', async () => {
    const id = await otherWorkday();
    const [kept, gone] = await on.saved([
      { name: 'kept', workday_id: id, date: '2026-12-25' },
      { name: 'gone', workday_id: id, date: '2026-12-26' },
    ]);
    const elsewhere = await on.saved({ name: 'elsewhere', workday_id: workday, date: '2026-12-26' });
    const call = await saving();
    await replacePublicHolidays(call, id, [
      { id: kept.id, name: 'renamed' },
      { name: 'new', date_only: '2027-01-01' },
      { ...elsewhere, date: undefined, end_date: undefined, name: 'copied' },
    ]);
    const found = (await publicHolidaysOf(call.connection, call.scope, [id, workday], now)).get(id) ?? [];
    expect(found.map(({ name }) => name)).toEqual(['renamed', 'copied', 'new']);
    expect(found[0]?.id).toBe(kept.id);
    expect((await on.read(gone.id)).status).toBe(404);
    expect((await on.read(elsewhere.id)).body).toMatchObject({ name: 'elsewhere', workday_id: workday });
    await replacePublicHolidays(call, id, []);
    expect((await publicHolidaysOf(call.connection, call.scope, [id], now)).get(id)).toEqual([]);
  });

  test('neither leave nor a freeze is of a workday', async () => {
    const call = await saving();
    for (const element of [{ agent_id: 5 }, { entity: 1 }]) {
      await expect(replacePublicHolidays(call, workday, [{ ...element, date_only: '2027-01-01' }])).rejects.toThrow(
        'of a workday',
      );
    }
  });
});
