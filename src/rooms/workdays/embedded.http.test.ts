import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: ReturnType<typeof calendarOf>;
let editor: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  editor = await calendar.person();
});
afterAll(() => server.close());

const post = (values: Values, by?: Person) => server.api('POST', '/Workday', [values], by && { token: by.token });
async function saved(values: Values, by?: Person): Promise<Row> {
  const answer = await post(values, by);
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}
const read = async (id: number): Promise<Row> => (await server.api('GET', `/Workday/${id}?includedetails=true`)).body;
const christmas = { name: 'Christmas', date: '2026-12-25T00:00:00', allday: true };
const boxing = { name: 'Boxing Day', date: '2026-12-26T00:00:00Z', allday: true };
const names = (row: Row) => row.holidays.map(({ name }: Row) => name);

describe('the public holidays of a workday', () => {
  test('are embedded with the details, and in lists with showholidays', async () => {
    const row = await saved({ name: 'Closed', holidays: [christmas, boxing] });
    expect(names(row)).toEqual(['Christmas', 'Boxing Day']);
    expect((await read(row.id)).holidays).toEqual(row.holidays);
    expect(row.holidays[0]).toMatchObject({ workday_id: row.id, agent_id: 0, date: '2026-12-25T00:00:00' });
    const listed = async (query: string) =>
      (await server.api('GET', `/Workday${query}`)).body.find(({ id }: Row) => id === row.id).holidays;
    expect(await listed('')).toBe(undefined);
    expect(await listed('?showholidays=false')).toBe(undefined);
    expect(await listed('?showholidays=true')).toEqual(row.holidays);
    expect((await server.api('GET', `/Workday/${row.id}`)).body.holidays).toBe(undefined);
    const { body } = await server.api('GET', `/Holiday?workdayid=${row.id}`);
    expect(body.map(({ name }: Row) => name)).toEqual(['Christmas', 'Boxing Day']);
  });

  test('an array replaces them: an id changes one, what is missing goes, null clears, absent leaves', async () => {
    const { id, holidays } = await saved({ name: 'Replaced', holidays: [christmas, boxing] });
    const after = await saved({
      id,
      holidays: [
        { id: holidays[1].id, name: 'St Stephen' },
        { ...christmas, name: 'New' },
      ],
    });
    expect(names(after).sort()).toEqual(['New', 'St Stephen']);
    expect(after.holidays.find(({ name }: Row) => name === 'St Stephen').id).toBe(holidays[1].id);
    expect(names(await saved({ id, summary: 'x' }))).toHaveLength(2);
    expect(names(await saved({ id, holidays: null }))).toEqual([]);
  });

  test('an echo of the whole workday changes nothing', async () => {
    const { id } = await saved({ name: 'Echoed', holidays: [christmas] });
    const before = await read(id);
    await saved(before);
    expect(await read(id)).toEqual(before);
  });

  test('what is wrong with one names its place, and nothing is saved', async () => {
    const { status, body } = await post({
      name: 'Wrong holiday',
      holidays: [christmas, { name: 'Leave', date: '2026-01-01', agent_id: editor.id }],
    });
    expect([status, Object.keys(body.errors)]).toEqual([400, ['[0].holidays[1].agent_id']]);
    const list = (await server.api('GET', '/Workday?isconfig=true')).body;
    expect(list.filter(({ name }: Row) => name === 'Wrong holiday')).toEqual([]);
  });

  test('who may edit the workday may send them back, not change them', async () => {
    const access_control = [{ agent_id: editor.id, access_control_level: 2 }];
    const { id } = await saved({ name: 'Edited', holidays: [christmas], access_control });
    const row = (await server.api('GET', `/Workday/${id}?includedetails=true`, undefined, { token: editor.token }))
      .body;
    expect((await saved({ ...row, summary: 'mine' }, editor)).summary).toBe('mine');
    expect((await post({ id, holidays: [] }, editor)).status).toBe(403);
    expect(names(await read(id))).toEqual(['Christmas']);
  });

  test('keep the workday from being deleted, until they are gone', async () => {
    const { id } = await saved({ name: 'Kept', holidays: [christmas] });
    const refused = await server.api('DELETE', `/Workday/${id}`);
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([409, ['holidays']]);
    await saved({ id, holidays: [] });
    expect((await server.api('DELETE', `/Workday/${id}`)).status).toBe(200);
  });
});
