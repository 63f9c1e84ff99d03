import { afterAll, beforeAll, expect, test } from 'vitest';
import { calendarOf } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2026-05-01T08:00:00Z');
  calendar = calendarOf(server);
});
afterAll(() => server.close());

test('a slot is offered, booked once, and then offered no more', async () => {
  const ann = await calendar.person({ name: 'Ann' });
  const type = await calendar.thing('/BookingType', { name: 'Visit', duration_mins: 60, agents: [ann.id] });
  const path = `/Appointment/Booking?bookingtype_id=${type.id}&start_date=2026-05-04&end_date=2026-05-05`;
  const offered = await server.api('GET', path);
  expect(offered.status, offered.text).toBe(200);
  expect(offered.body).toHaveLength(8);
  expect(offered.body[0]).toEqual({
    id: '2026-05-04T09:00:00/2026-05-04T10:00:00',
    startdate: '2026-05-04T09:00:00',
    enddate: '2026-05-04T10:00:00',
    resources: [{ id: ann.id, name: 'Ann' }],
  });
  const body = { bookingtype_id: type.id, start_date: '2026-05-04T09:00:00', booking_name: 'Jo' };
  const booked = await server.api('POST', '/Appointment/Booking', body);
  expect(booked.status, booked.text).toBe(201);
  expect(booked.body).toMatchObject({ subject: 'Visit: Jo', agent_id: ann.id, bookedResourceId: ann.id, busy: true });
  const again = await server.api('POST', '/Appointment/Booking', body);
  expect(again.status, again.text).toBe(409);
  expect(again.body.alternatives).toHaveLength(5);
  expect((await server.api('GET', path)).body).toHaveLength(7);
});
