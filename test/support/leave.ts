import { expect } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from './calendar.ts';
import type { ApiAnswer, TestServer } from './server.ts';

/** What tests of holidays and leave do again and again. */
export function leaveOf(server: TestServer) {
  const calendar = calendarOf(server);
  const as = (by?: Person) => (by ? { token: by.token } : {});

  /** POST /Holiday; whatever the answer. */
  const save = (body: Values | Values[], by?: Person, headers: Record<string, string> = {}): Promise<ApiAnswer> =>
    server.api('POST', '/Holiday', Array.isArray(body) ? body : [body], { ...as(by), headers });

  async function saved(body: Values | Values[], by?: Person): Promise<Row> {
    const answer = await save(body, by);
    expect(answer.status, answer.text).toBe(201);
    return answer.body;
  }

  /** Monday 4 May 2026 of an agent, asked for by themselves unless said otherwise. */
  const asked = (agent: Person, values: Values = {}, by: Person = agent): Promise<Row> =>
    saved({ name: 'Off', agent_id: agent.id, date_only: '2026-05-04', ...values }, by);

  /** The same, approved by the admin. */
  const approved = async (agent: Person, values: Values = {}): Promise<Row> =>
    saved({ name: 'Off', agent_id: agent.id, date_only: '2026-05-04', _approve: true, ...values });

  const read = (id: string, by?: Person, query = ''): Promise<ApiAnswer> =>
    server.api('GET', `/Holiday/${id}${query}`, undefined, as(by));

  const remove = (id: string, by?: Person): Promise<ApiAnswer> =>
    server.api('DELETE', `/Holiday/${id}`, undefined, as(by));

  async function list(query: Values = {}, by?: Person): Promise<Row[]> {
    const text = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const answer = await server.api('GET', `/Holiday?${text}`, undefined, as(by));
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  }

  /** Names in the order of the list. */
  const names = async (query: Values = {}, by?: Person) => (await list(query, by)).map(({ name }) => name);

  /** The appointments that mirror some leave, deleted ones too. */
  async function mirrors(id: string): Promise<Row[]> {
    const text = 'select * from appointment where holiday_id = $1 order by starts_at, id';
    return (await server.database.pool.query(text, [id])).rows;
  }

  return { ...calendar, save, saved, asked, approved, read, remove, list, names, mirrors };
}
