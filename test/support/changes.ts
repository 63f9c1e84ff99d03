import { expect } from 'vitest';
import type { Person, Row, Values } from './calendar.ts';
import { leaveOf } from './leave.ts';
import type { ApiAnswer, TestServer } from './server.ts';

/** What tests of the change calendar do again and again. Every test has a month of its own: `nextMonth` before each. */
export function changesOf(server: TestServer) {
  const on = leaveOf(server);
  let month = 0;

  const nextMonth = () => {
    month += 1;
  };

  /** A time on the 3rd of this test's month, or on another day of it. */
  const at = (time: string, day = 3) =>
    `${new Date(Date.UTC(2031, month - 1, day)).toISOString().slice(0, 10)}T${time}:00`;

  const change = (values: Values = {}): Promise<Row> =>
    on.thing('/Tickets', {
      summary: 'Change',
      tickettype_id: 2,
      start_date: at('10:00'),
      end_date: at('12:00'),
      ...values,
    });

  const service = (values: Values = {}): Promise<Row> => on.thing('/Service', { name: 'Service', ...values });

  /** Of the whole 3rd, of all services, unless said otherwise. */
  const freeze = (values: Values = {}): Promise<Row> =>
    on.saved({
      name: 'Freeze',
      entity: 1,
      entity_id: -1,
      allday: false,
      date: at('00:00'),
      end_date: at('00:00', 4),
      ...values,
    });

  const maintenance = ({ id }: Row, values: Values = {}): Promise<Row> =>
    on.saved({ name: 'Window', entity: 2, entity_id: id, date: at('09:00'), end_date: at('13:00'), ...values });

  /** GET /ChangeCalendar of this test's month. */
  function calendar(query: Values = {}, by?: Person): Promise<ApiAnswer> {
    const asked = { start_date: at('00:00', 1), end_date: at('00:00', 28), ...query };
    const text = new URLSearchParams(
      Object.entries(asked).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return server.api('GET', `/ChangeCalendar?${text}`, undefined, by ? { token: by.token } : {});
  }

  async function rows(query: Values = {}, by?: Person): Promise<Row[]> {
    const answer = await calendar(query, by);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.appointments;
  }

  const conflictsOf = async (ticket: Row): Promise<string[]> =>
    (await rows()).find((row) => row.ticket_id === ticket.id).conflicts;

  return { ...on, nextMonth, at, change, service, freeze, maintenance, calendar, calendarRows: rows, conflictsOf };
}
