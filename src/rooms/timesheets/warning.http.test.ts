import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let ids: { ann: number; bob: number };
let tokens: { ann: string; manager: string };

beforeAll(async () => {
  server = await startTestServer();
  // A Wednesday.
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  const hire = async (name: string, more: object = {}) =>
    (await server.api('POST', '/Agent', [{ name, email: `${name}@x.example`, timezone: 'UTC', ...more }])).body.id;
  const manager = await hire('manager', { role: 'manager' });
  ids = { ann: await hire('ann', { linemanager: manager }), bob: await hire('bob') };
  tokens = { ann: await server.tokenFor(ids.ann), manager: await server.tokenFor(manager) };
  const event = (date: string, from: string, to: string) => ({
    agent_id: ids.ann,
    subject: 'Work',
    event_type: 0,
    start_date: `${date}T${from}:00`,
    end_date: `${date}T${to}:00`,
  });
  const rows = [
    event('2026-05-04', '09:00', '13:00'),
    event('2026-05-04', '12:00', '23:30'),
    event('2026-05-05', '07:00', '08:00'),
  ];
  expect((await server.api('POST', '/TimesheetEvent', rows)).status).toBe(201);
});
afterAll(() => server.close());

const missing = async (query: string, token?: string) =>
  server.api('GET', `/Timesheet/Missing?${query}`, undefined, token === undefined ? {} : { token });
const told = (rows: { date: string; agent_id: number; warnings: { code: string }[] }[]) =>
  rows.map(({ date, warnings }) => `${date.slice(8, 10)} ${warnings.map(({ code }) => code).join(' ')}`);

describe('what is odd about days', () => {
  test('stands on the day, with a code and in words', async () => {
    const { body } = await server.api('GET', `/Timesheet/0?agent_id=${ids.ann}&date=2026-05-04`);
    expect(body.warnings).toMatchObject([
      { code: 'overlap', start_date: '2026-05-04T12:00:00', end_date: '2026-05-04T13:00:00' },
      { code: 'runaway', message: 'One entry lasts 11 h 30 min, more than 10 h.' },
    ]);
    expect(body.warnings[0].event_ids).toHaveLength(2);
    expect(body._warning).toContain('overlap by 1 h');
  });

  test('is a list for a period: by agent and day, nothing of time to come', async () => {
    const { body, status, text } = await missing(`start_date=2026-05-01&end_date=2026-05-31&agents=${ids.ann}`);
    expect(status, text).toBe(200);
    expect(told(body)).toEqual(['01 missing', '04 overlap runaway', '05 gap short-rest', '06 gap']);
    expect(body[0]).toMatchObject({ id: 0, agent_id: ids.ann, agent_name: 'ann', date: '2026-05-01T00:00:00' });
  });

  test('codes picks some of them, dates default to this week, agent_id adds to agents', async () => {
    const week = await missing(`agents=${ids.ann}&agent_id=${ids.bob}&codes=missing,Gap`);
    expect(told(week.body)).toEqual(['05 gap', '06 gap', '04 missing', '05 missing', '06 gap']);
    const bad = await missing('codes=nothing');
    expect([bad.status, Object.keys(bad.body.errors)]).toEqual([400, ['codes']]);
  });

  test('is told to those who see the timesheet', async () => {
    const all = `start_date=2026-05-04&end_date=2026-05-04`;
    const agentsIn = (rows: { agent_id: number }[]) => [...new Set(rows.map(({ agent_id }) => agent_id))];
    expect(agentsIn((await missing(all, tokens.ann)).body)).toEqual([ids.ann]);
    expect(agentsIn((await missing(`${all}&agents=0`, tokens.manager)).body)).toContain(ids.ann);
    expect(agentsIn((await missing(all, tokens.manager)).body)).not.toContain(ids.bob);
    expect((await missing(`${all}&agents=${ids.bob}`, tokens.manager)).status).toBe(403);
    expect((await missing('start_date=2020-01-01&end_date=2026-01-01')).status).toBe(400);
  });

  test('begins where the tenant says', async () => {
    const settings = (body: object) => server.api('POST', '/TimesheetWarnings', body);
    expect((await server.api('GET', '/TimesheetWarnings')).body).toEqual({
      gap_minutes: 30,
      runaway_hours: 10,
      rest_hours: 11,
    });
    expect((await settings({ rest_hours: 7, gap_minutes: null })).body).toEqual({ runaway_hours: 10, rest_hours: 7 });
    const { body } = await missing(`start_date=2026-05-04&end_date=2026-05-06&agents=${ids.ann}`);
    expect(told(body)).toEqual(['04 overlap runaway']);
    expect((await settings({ runaway_hours: 12 })).status).toBe(201);
    expect((await server.api('GET', '/TimesheetWarnings')).body).toEqual({ runaway_hours: 12, rest_hours: 7 });
    // What is said of rounding stays.
    await server.api('POST', '/TimesheetSettings', { rounding_minutes: 15 });
    expect((await settings({ gap_minutes: 30, runaway_hours: 10, rest_hours: 11 })).status).toBe(201);
    expect((await server.api('GET', '/TimesheetSettings')).body.rounding_minutes).toBe(15);
    expect((await settings({ rest_hours: 25 })).status).toBe(400);
  });

  test('a timer that runs away is told while it runs', async () => {
    const running = { agent_id: ids.bob, subject: 'On', start_date: '2026-05-05T20:00:00', clear_end: true };
    expect((await server.api('POST', '/TimesheetEvent', [running])).status).toBe(201);
    const { body } = await missing(`start_date=2026-05-05&end_date=2026-05-06&agents=${ids.bob}&codes=runaway`);
    expect(body[0].warnings[0].message).toBe('A timer has been running for 16 h.');
  });
});
