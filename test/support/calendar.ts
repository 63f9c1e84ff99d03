import { expect } from 'vitest';
import type { ApiAnswer, CallOptions, TestServer } from './server.ts';

/** An agent of a test, with a token. */
export interface Person {
  id: number;
  name: string;
  email: string;
  token: string;
}

export interface PersonValues {
  name?: string;
  email?: string;
  role?: 'agent' | 'manager' | 'admin';
  timezone?: string;
  linemanager?: number;
  timesheet_manager?: number;
  team_id?: number;
  isdisabled?: boolean;
  colour?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export type Row = any;
export type Values = Record<string, unknown>;

export type Calendar = ReturnType<typeof calendarOf>;

/** A wall time of a test day in UTC: `at('09:00')` is `2026-05-04T09:00:00`, a Monday. */
export function at(time: string, date = '2026-05-04'): string {
  return `${date}T${time}:00`;
}

/** What tests of appointments do again and again. A fresh person for each test keeps tests apart. */
export function calendarOf(server: TestServer) {
  let people = 0;

  async function person(values: PersonValues = {}): Promise<Person> {
    people += 1;
    const name = values.name ?? `Agent ${people}`;
    const email = values.email ?? `agent${people}@desk.example`;
    const all: Values = { role: 'agent', timezone: '', ...values, name, email, tenant_id: server.tenantId };
    const names = Object.keys(all);
    const { rows } = await server.database.pool.query(
      `insert into agent (${names.join(', ')}, last_modified)
       values (${names.map((_name, index) => `$${index + 1}`).join(', ')}, now()) returning id`,
      Object.values(all),
    );
    return { id: rows[0].id, name, email, token: await server.tokenFor(rows[0].id) };
  }

  /** A row of the directory, saved as the admin. */
  async function thing(path: string, values: Values): Promise<Row> {
    const answer = await server.api('POST', path, [values]);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  const as = (by?: Person): CallOptions => (by ? { token: by.token } : {});

  /** POST /Appointment; whatever the answer. */
  function save(body: Values | Values[], by?: Person, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    return server.api('POST', '/Appointment', Array.isArray(body) ? body : [body], { ...as(by), headers });
  }

  /** POST /Appointment that must succeed: the row, or the rows. */
  async function saved(body: Values | Values[], by?: Person): Promise<Row> {
    const answer = await save(body, by);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  /** One appointment of an agent, 09:00 to 10:00 unless said otherwise. */
  function booked(agent: Person, values: Values = {}, by?: Person): Promise<Row> {
    return saved(
      { subject: 'Visit', start_date: at('09:00'), end_date: at('10:00'), agent_id: agent.id, ...values },
      by,
    );
  }

  const read = (id: number, by?: Person, query = ''): Promise<ApiAnswer> =>
    server.api('GET', `/Appointment/${id}${query}`, undefined, as(by));

  async function row(id: number, by?: Person): Promise<Row> {
    const answer = await read(id, by);
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  }

  const remove = (id: number, by?: Person, query = ''): Promise<ApiAnswer> =>
    server.api('DELETE', `/Appointment/${id}${query}`, undefined, as(by));

  /** GET /Appointment; whatever the answer. */
  function list(query: Values, by?: Person): Promise<ApiAnswer> {
    const text = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return server.api('GET', `/Appointment?${text}`, undefined, as(by));
  }

  async function rows(query: Values, by?: Person): Promise<Row[]> {
    const answer = await list(query, by);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.appointments;
  }

  /** Subjects in the order of the list. */
  async function subjects(query: Values, by?: Person): Promise<string[]> {
    return (await rows(query, by)).map((found) => found.subject);
  }

  return { person, thing, save, saved, booked, read, row, remove, list, rows, subjects };
}
