import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import { readClosed } from './closed-sql.ts';

/** What other rooms read of when nobody works. */

let server: TestServer;
let on: ReturnType<typeof calendarOf>;
let workdayId: number;

beforeAll(async () => {
  server = await startTestServer();
  on = calendarOf(server);
  workdayId = (await server.database.pool.query('select id from workday order by id limit 1')).rows[0].id;
});
afterAll(() => server.close());

async function stored(values: Record<string, unknown>): Promise<string> {
  const all: Record<string, unknown> = { tenant_id: server.tenantId, all_day: true, ...values };
  const names = Object.keys(all);
  const { rows } = await server.database.pool.query(
    `insert into holiday (${names.join(', ')}, last_modified)
     values (${names.map((_name, index) => `$${index + 1}`).join(', ')}, now()) returning id`,
    Object.values(all),
  );
  return rows[0].id;
}

const utc = (text: string) => Date.parse(`${text}Z`);

test('public holidays and leave of some agents, whole days in the zone of each', async () => {
  const [one, other, stranger] = [await on.person(), await on.person(), await on.person()];
  await stored({ workday_id: workdayId, start_date: '2026-12-25', end_date: '2026-12-26' });
  const approved = await stored({
    agent_id: one.id,
    approval_status: 1,
    start_date: '2026-12-28',
    end_date: '2026-12-28',
  });
  const times = { all_day: false, starts_at: at('09:00', '2026-12-29'), ends_at: at('12:00', '2026-12-29') };
  const pending = await stored({ agent_id: one.id, approval_status: 0, ...times });
  await stored({ agent_id: one.id, approval_status: 2, ...times });
  await stored({ agent_id: stranger.id, approval_status: 1, ...times });
  const agents = new Map([
    [one.id, { workdayIds: [workdayId], zone: resolveZone('America/New_York') }],
    [other.id, { workdayIds: [], zone: UTC }],
  ]);
  const window = { start: utc('2026-12-26T12:00'), end: utc('2026-12-31T00:00') };
  const closed = await readClosed(server.database.pool, server.tenantId, { agents, window });
  expect([...closed.publicHolidays]).toEqual([
    [one.id, [{ start: utc('2026-12-25T05:00'), end: utc('2026-12-27T05:00') }]],
  ]);
  expect([...closed.leave]).toEqual([
    [
      one.id,
      [
        { start: utc('2026-12-28T05:00'), end: utc('2026-12-29T05:00'), approved: true, holidayId: approved },
        { start: utc('2026-12-29T09:00'), end: utc('2026-12-29T12:00'), approved: false, holidayId: pending },
      ],
    ],
  ]);
});

test('agents of one workday and zone share one array of public holidays', async () => {
  const [one, other, east] = [await on.person(), await on.person(), await on.person()];
  const here = { workdayIds: [workdayId], zone: UTC };
  const agents = new Map([
    [one.id, here],
    [other.id, { ...here }],
    [east.id, { ...here, zone: resolveZone('Asia/Tokyo') }],
  ]);
  const window = { start: utc('2026-12-25T00:00'), end: utc('2026-12-26T00:00') };
  const { publicHolidays } = await readClosed(server.database.pool, server.tenantId, { agents, window });
  expect(publicHolidays.get(one.id)).toHaveLength(1);
  expect(publicHolidays.get(one.id)).toBe(publicHolidays.get(other.id));
  expect(publicHolidays.get(east.id)?.[0]?.start).toBe(utc('2026-12-24T15:00'));
});
