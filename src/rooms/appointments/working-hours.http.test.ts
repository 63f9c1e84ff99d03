import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
});
afterAll(() => server.close());

// Everybody works from 9 to 17:30, Monday to Friday.
describe('appointment_work_hours', () => {
  test.each([
    ['09:00', '11:30', 2.5],
    ['08:00', '10:00', 1],
    ['16:30', '19:30', 1],
    ['06:00', '07:00', 0],
  ])('%s to %s has %d hours of working time', async (start, end, hours) => {
    const agent = await calendar.person();
    const row = await calendar.booked(agent, { start_date: at(start), end_date: at(end) });
    expect(row.appointment_work_hours).toBe(hours);
    expect((await calendar.row(row.id)).appointment_work_hours).toBe(hours);
    const moved = await calendar.saved({
      id: row.id,
      start_date: at('09:00', '2026-05-09'),
      end_date: at('10:00', '2026-05-09'),
    });
    expect(moved).toMatchObject({ appointment_hours: 1, appointment_work_hours: 0 });
  });

  test('what is sent back of it is ignored, and a masked row does not tell it', async () => {
    const [agent, colleague] = [await calendar.person(), await calendar.person()];
    const row = await calendar.booked(agent, { is_private: true, appointment_work_hours: 99 }, agent);
    expect(row.appointment_work_hours).toBe(1);
    expect(await calendar.row(row.id, colleague)).not.toHaveProperty('appointment_work_hours');
  });
});

describe('next_free of a clash', () => {
  test.each([
    ['09:30', '10:30', at('10:00')],
    // What does not fit before the end of the day is for the next.
    ['09:00', '17:00', at('09:00', '2026-05-05')],
    ['09:59', '17:29', at('10:00')],
    // No stretch of work is that long.
    ['09:30', '18:30', undefined],
  ])('%s to %s', async (start, end, expected) => {
    const agent = await calendar.person();
    await calendar.booked(agent, { is_private: true }, agent);
    const colleague = await calendar.person({ role: 'admin' });
    const clash = { subject: 'Other', agent_id: agent.id, start_date: at(start), end_date: at(end) };
    const answer = await calendar.save(clash, colleague);
    expect(answer.status).toBe(409);
    expect(answer.body.next_free).toBe(expected);
  });

  test('it is after weekends, and a row that moves is not in its own way', async () => {
    const agent = await calendar.person();
    await calendar.booked(agent, { start_date: at('09:00', '2026-05-08'), end_date: at('17:30', '2026-05-08') });
    const row = await calendar.booked(agent, {
      start_date: at('09:00', '2026-05-11'),
      end_date: at('10:00', '2026-05-11'),
    });
    const answer = await calendar.save({
      id: row.id,
      start_date: at('12:00', '2026-05-08'),
      end_date: at('13:00', '2026-05-08'),
    });
    expect(answer.body).toMatchObject({ status: 409, next_free: at('09:00', '2026-05-11') });
  });
});
