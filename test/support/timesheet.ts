import { expect } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from './calendar.ts';
import type { ApiAnswer, CallOptions, TestServer } from './server.ts';

/** What tests of timesheets do again and again. */
export function timesheetOf(server: TestServer) {
  const as = (by?: Person): CallOptions => (by ? { token: by.token } : {});
  const text = (query: Values) =>
    new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));

  /** POST /TimesheetEvent; whatever the answer. */
  function post(body: Values | Values[], by?: Person, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return server.api('POST', '/TimesheetEvent', Array.isArray(body) ? body : [body], { ...as(by), headers });
  }

  /** POST /TimesheetEvent that must succeed: the row, or the rows. */
  async function logged(body: Values | Values[], by?: Person): Promise<Row> {
    const answer = await post(body, by);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  async function get(path: string, query: Values = {}, by?: Person): Promise<Row> {
    const answer = await server.api('GET', `${path}?${text(query)}`, undefined, as(by));
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  }

  const ask = (path: string, query: Values = {}, by?: Person): Promise<ApiAnswer> =>
    server.api('GET', `${path}?${text(query)}`, undefined, as(by));

  /** The day of an agent, with its events. */
  const day = (agent: Person, date: string, query: Values = {}, by?: Person): Promise<Row> =>
    get('/Timesheet/0', { agent_id: agent.id, date, ...query }, by);

  const remove = (id: number, by?: Person): Promise<ApiAnswer> =>
    server.api('DELETE', `/TimesheetEvent/${id}`, undefined, as(by));

  /** Puts a day into a state of approval, as the machine would. */
  async function lock(agent: Person, date: string, status: number | null = 1): Promise<void> {
    await server.database.pool.query(
      `insert into timesheet (tenant_id, agent_id, day, approval_status, last_modified) values ($1, $2, $3, $4, now())
       on conflict (tenant_id, agent_id, day) do update set approval_status = excluded.approval_status`,
      [server.tenantId, agent.id, date, status],
    );
  }

  return { post, logged, get, ask, day, remove, lock };
}

export type TimesheetDesk = Awaited<ReturnType<typeof timesheetDesk>>;

/** A manager, and people of theirs who work from 9:00 to 17:30 with half an hour of lunch; on Wednesday, 6 May 2026. */
export async function timesheetDesk(server: TestServer) {
  server.clock.now = Date.parse('2026-05-06T12:00:00Z');
  const calendar = calendarOf(server);
  const sheet = timesheetOf(server);
  const boss = await calendar.person({ role: 'manager' });
  const breaks = [{ name: 'Lunch', start: '12:00', end: '12:30' }];
  const workday = await calendar.thing('/Workday', { name: 'Eight', start: '09:00', end: '17:30', breaks });

  async function worker(values: Values = {}): Promise<Person> {
    const person = await calendar.person({ timesheet_manager: boss.id, ...values });
    await calendar.thing('/Agent', { id: person.id, workday_id: workday.id });
    return person;
  }

  const log = (agent: Person, start: string, end: string, values: Values = {}): Promise<Row> =>
    sheet.logged({ agent_id: agent.id, subject: 'x', start_date: start, end_date: end, ...values });

  return { calendar, sheet, boss, workday, worker, log };
}
