import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Person, type Row } from '../../../test/support/calendar.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let desk: Calendar;
let ann: Person;
beforeAll(async () => {
  server = await startTestServer();
  desk = calendarOf(server);
  ann = await desk.person();
});
afterAll(() => server.close());

const ask = (query = '', by?: Person) => server.api('GET', `/Change${query}`, undefined, by ? { token: by.token } : {});
const log = async (query = ''): Promise<Row[]> => (await ask(query)).body.changes;

describe('the log of a tenant', () => {
  test('has everything, newest first, in pages that follow one another', async () => {
    const names = ['One', 'Two', 'Three', 'Four', 'Five'];
    for (const name of names) await desk.thing('/Client', { name });
    const seen: string[] = [];
    let next: number | undefined;
    do {
      const { body } = await ask(`?entity=client&page_size=2${next ? `&before=${next}` : ''}`);
      seen.push(...body.changes.map(({ after }: Row) => after.name));
      expect(body.changes.length).toBeLessThanOrEqual(2);
      expect(body).not.toHaveProperty('record_count');
      next = body.next_before;
    } while (next);
    expect(seen).toEqual(names.toReversed());
  });

  test('is asked by who, and by when', async () => {
    server.clock.now = Date.parse('2026-05-04T10:00:00Z');
    const token = await server.tokenFor(ann.id);
    await server.api('POST', '/Agent', [{ id: ann.id, colour: '#112233' }], { token });
    server.clock.now = undefined;
    expect((await log(`?agent_id=${ann.id}`)).map(({ entity, agent_name }) => [entity, agent_name])).toEqual([
      ['agent', ann.name],
    ]);
    const on = (from: string, to: string, more = '') =>
      log(`?agent_id=${ann.id}&start_date=${from}&end_date=${to}${more}`).then(({ length }) => length);
    expect(await on('2026-05-04T10:00:00Z', '2026-05-04T10:00:01Z')).toBe(1);
    expect(await on('2026-05-03', '2026-05-04')).toBe(0);
    expect(await on('2026-05-04T12:00:00', '2026-05-04T12:30:00', '&timezone=Europe/Berlin')).toBe(1);
    expect(await on('2026-05-04T10:00:01Z', '2026-05-05')).toBe(0);
  });

  test('leaves out what is private to others, unless it is asked for', async () => {
    const hidden = await desk.booked(ann, { subject: 'Doctor', is_private: true }, ann);
    const open = await desk.booked(ann, {
      subject: 'Visit',
      start_date: '2026-05-04T14:00:00',
      end_date: '2026-05-04T15:00:00',
    });
    const ids = async (query: string) =>
      (await log(`?entity=appointment${query}`)).map(({ entity_id }) => Number(entity_id));
    expect(await ids('')).toEqual([open.id]);
    expect(await ids('&showall=true')).toEqual([open.id, hidden.id]);
    expect(JSON.stringify(await ids('&page_size=1'))).toBe(`[${open.id}]`);
  });

  test('goes on behind many private things', async () => {
    const last = await desk.thing('/Client', { name: 'Behind' });
    for (let n = 0; n < 12; n++) {
      const [start_date, end_date] = [`2026-06-${10 + n}T09:00:00`, `2026-06-${10 + n}T10:00:00`];
      await desk.booked(ann, { is_private: true, start_date, end_date }, ann);
    }
    let next: number | undefined;
    const seen: Row[] = [];
    for (let page = 0; page < 10 && seen.length === 0; page++) {
      const { body } = await ask(`?page_size=1${next ? `&before=${next}` : ''}`);
      seen.push(...body.changes);
      next = body.next_before;
    }
    expect(seen[0]).toMatchObject({ entity: 'client', entity_id: String(last.id) });
  });

  test('has settings, which belong to no thing', async () => {
    await server.api('POST', '/TimesheetSettings', { rounding_minutes: 15 });
    expect(await log('?entity=timesheet_settings')).toMatchObject([{ after: { rounding_minutes: 15 } }]);
  });

  test('is of admins alone, and of their tenant', async () => {
    const boss = await desk.person({ role: 'manager' });
    for (const person of [ann, boss]) expect((await ask('', person)).status).toBe(400);
    const { token } = await addTenant(server, 'log');
    const { status, body } = await server.api('GET', '/Change', undefined, { token });
    expect([status, body.changes.filter(({ entity }: Row) => entity === 'client')]).toEqual([200, []]);
  });
});
