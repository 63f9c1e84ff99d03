import { expect } from 'vitest';
import { type Calendar, calendarOf, type Person, type Row, type Values } from './calendar.ts';
import type { TestServer } from './server.ts';

/** What tests of booking do again and again: on a Monday of two agents, Ann and Bob. */

/** A wall time of that Monday in UTC. */
export const monday = (time: string) => `2026-05-04T${time}:00`;
export const instant = (time: string) => Date.parse(`${monday(time)}Z`);
/** The Friday before. */
export const friday = Date.parse('2026-05-01T08:00:00Z');

export interface Desk {
  type: Row;
  ann: Person;
  bob: Person;
}

export function bookingOf(server: TestServer) {
  const calendar: Calendar = calendarOf(server);
  const bookingType = (values: Values): Promise<Row> => calendar.thing('/BookingType', { name: 'Visit', ...values });

  /** A booking type of two new agents. */
  async function desk(values: Values = {}): Promise<Desk> {
    const ann = await calendar.person({ name: 'Ann' });
    const bob = await calendar.person({ name: 'Bob' });
    return { type: await bookingType({ agents: [ann.id, bob.id], ...values }), ann, bob };
  }

  const ask = (query: Values) => server.api('GET', `/Appointment/Booking?${new URLSearchParams(query as never)}`);

  /** `09:00 Ann,Bob`: the free times of Monday, and who is free. */
  async function free(type: Row, query: Values = {}): Promise<string[]> {
    const answer = await ask({ bookingtype_id: type.id, start_date: '2026-05-04', end_date: '2026-05-05', ...query });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.map(
      (slot: Row) => `${slot.startdate.slice(11, 16)} ${slot.resources.map((one: Row) => one.name).join(',')}`,
    );
  }

  const post = (type: Row, time: string, values: Values = {}) =>
    server.api('POST', '/Appointment/Booking', { bookingtype_id: type.id, start_date: monday(time), ...values });

  async function booked(type: Row, time: string, values: Values = {}): Promise<Row> {
    const answer = await post(type, time, values);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  return { calendar, bookingType, desk, ask, free, post, booked };
}
