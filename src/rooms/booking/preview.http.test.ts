import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookingOf, friday } from '../../../test/support/booking.ts';
import type { Row, Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let room: ReturnType<typeof bookingOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = friday;
  room = bookingOf(server);
});
afterAll(() => server.close());

async function preview(element: Values, query = ''): Promise<Row> {
  const answer = await server.api('POST', `/BookingType/Preview?locale=en-GB${query}`, element);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

test('the next free time, who is free in it, and what is in the way of the others', async () => {
  const { type, ann, bob } = await room.desk({ agentbooking_min_hours_advance: 60 });
  await room.calendar.thing('/Holiday', { agent_id: bob.id, date_only: '2026-05-04', _approve: true });
  const seen = await preview({ id: type.id });
  expect(seen.not_before).toBe('Sun 3 May, 20:00');
  expect(seen.next).toMatchObject({ start_date: '2026-05-04T09:00:00', label: 'Mon 4 May, 09:00\u00a0–\u00a010:00' });
  expect(seen.resources).toMatchObject([
    { id: ann.id, name: 'Ann', why: 'free', label: '09:00 – 17:30' },
    { id: bob.id, name: 'Bob', why: 'leave', next: 'Tue 5 May, 09:00' },
  ]);
  expect(seen.days).toHaveLength(7);
  expect(seen.days[0]).toMatchObject({ date: '2026-05-04', label: 'Mon 4 May' });
  expect(seen.days[0].times.slice(0, 2)).toEqual(['09:00', '10:00']);
});

test('what is in the calendar, with its buffers; and a draft is not saved', async () => {
  const { type, ann, bob } = await room.desk({ agentbooking_min_hours_advance: 60 });
  await room.calendar.booked(bob, { start_date: '2026-05-04T10:00:00', end_date: '2026-05-04T12:00:00' });
  const seen = await preview({ id: type.id, resourcebooking_buffer_minutes_after: 30 });
  expect(seen.resources).toMatchObject([
    { id: ann.id, why: 'free' },
    { id: bob.id, why: 'busy', label: '10:00 – 12:00', next: 'Mon 4 May, 12:00' },
  ]);
  expect((await preview({ id: type.id })).resources).toMatchObject([
    { why: 'free' },
    { why: 'free', label: '09:00 – 10:00' },
  ]);
});

test('nobody, and no time at all, are said; a draft that cannot be is refused', async () => {
  const { type } = await room.desk({ duration_mins: 600 });
  const seen = await preview({ id: type.id }, '&date=2026-05-06');
  expect(seen.next).toBeUndefined();
  expect(seen.resources).toMatchObject([{ why: 'none' }, { why: 'none' }]);
  expect(seen.days[0].date).toBe('2026-05-06');
  expect((await server.api('POST', '/BookingType/Preview', { duration_mins: 0 })).body.errors).toHaveProperty(
    'duration_mins',
  );
});
