import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Calendar, Person, Row, Values } from '../../../test/support/calendar.ts';
import { LONG_TIME, runs } from '../../../test/support/long.ts';
import { all, type OverlayWeek, overlayWeek } from '../../../test/support/overlay.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { listProperties } from './row-sql.ts';

/** Walking all pages by any orders gives every row once, while others write. */

let server: TestServer;
let week: OverlayWeek;
let calendar: Calendar;
const may = { start_date: '2026-05-01', end_date: '2026-06-01' };
const sql = (text: string, values: unknown[] = []) => server.database.pool.query(text, values);

beforeAll(async () => {
  server = await startTestServer();
  week = await overlayWeek(server);
  calendar = week.calendar;
});
afterAll(() => server.close());

/** Rows that are alike in much, so that ties are many. */
async function addRows(agent: Person, count: number, subject: string): Promise<number[]> {
  const { rows } = await sql(
    `insert into appointment (tenant_id, agent_id, subject, starts_at, ends_at, busy, appointment_type_id, created_by,
       date_created, last_modified)
     select $1, $2, $3 || n % 4, timestamptz '2026-05-01Z' + n * 7 % 30 * interval '1 day',
       timestamptz '2026-05-01Z' + (n * 7 % 30 + 1) * interval '1 day', false, n % 3, $2, now(), now()
     from generate_series(1, $4::int) n returning id`,
    [server.tenantId, agent.id, subject, count],
  );
  return rows.map(({ id }) => Number(id));
}

async function addTickets(agent: Person, count: number, subject: string): Promise<number[]> {
  const { rows } = await sql(
    `insert into ticket (tenant_id, agent_id, summary, tickettype_id, start_date, end_date, last_modified)
     select $1, $2, $3 || n % 4, 2 + n % 2, timestamptz '2026-05-01Z' + n * 11 % 30 * interval '1 day',
       timestamptz '2026-05-01Z' + (n * 11 % 30 + 2) * interval '1 day', now()
     from generate_series(1, $4::int) n returning id`,
    [server.tenantId, agent.id, subject, count],
  );
  return rows.map(({ id }) => Number(id));
}

const nameOf = (row: Row) => row.id || `${row.ticket_id ?? row.holiday_id} ${row.start_date} ${row.agent_id ?? ''}`;

/** Asks for page after page as clients do: until the count is reached. `meanwhile` writes while a page is read. */
async function walk(query: Values, meanwhile: () => Promise<unknown> = async () => {}, by?: Person): Promise<Row[]> {
  const found: Row[] = [];
  for (let page_no = 1; page_no < 500; page_no++) {
    const [answer] = await Promise.all([calendar.list({ ...query, pageinate: true, page_no }, by), meanwhile()]);
    expect(answer.status, answer.text).toBe(200);
    found.push(...answer.body.appointments);
    if (page_no * answer.body.page_size >= answer.body.record_count) return found;
    expect(answer.body.appointments.length).toBe(answer.body.page_size);
  }
  throw new Error('The pages have no end.');
}

const orders = fc.record({
  order: fc.constantFrom(...Object.keys(listProperties), 'kind'),
  orderdesc: fc.boolean(),
  order2: fc.constantFrom(...Object.keys(listProperties), 'kind'),
  orderdesc2: fc.boolean(),
});

describe('the pages of a union', () => {
  test('have 50 rows of the union, and its full count', async () => {
    const agent = await week.agent('Fifty', 'UTC');
    await addRows(agent, 40, 'row');
    await addTickets(agent, 30, 'ticket');
    const query = { agents: agent.id, ...may, ...all, pageinate: true };
    const first = (await calendar.list({ ...query, page_no: 1 })).body;
    const second = (await calendar.list({ ...query, page_no: 2 })).body;
    expect([first.page_size, first.record_count, first.appointments.length]).toEqual([50, 72, 50]);
    expect([second.record_count, second.appointments.length]).toEqual([72, 22]);
    expect((await calendar.list({ ...query, page_no: 3 })).body).toMatchObject({ record_count: 72, appointments: [] });
    expect([...first.appointments, ...second.appointments]).toEqual(
      await calendar.rows({ agents: agent.id, ...may, ...all }),
    );
    // A page that nobody has walked to is counted off.
    const third = (await calendar.list({ ...query, page_size: 20, page_no: 3 })).body;
    expect(third.appointments).toEqual([...first.appointments, ...second.appointments].slice(40, 60));
  });

  test('go on for who walks them; the first page, other callers and other questions see what is there now', async () => {
    const agent = await week.agent('Walked', 'UTC');
    await addRows(agent, 9, 'row');
    const query = { agents: agent.id, order: 'subject', order2: 'start_date', page_size: 4, pageinate: true };
    const page = async (page_no: number, more: Values = {}, by?: Person) => {
      const { body } = await calendar.list({ ...query, page_no, ...more }, by);
      return { count: body.record_count, ids: body.appointments.map(({ id }: Row) => id) };
    };
    const ids: number[] = (await calendar.rows({ ...query, pageinate: false })).map(({ id }) => id);
    expect(await page(1)).toEqual({ count: 9, ids: ids.slice(0, 4) });
    const [first] = await addRows(agent, 1, 'a first row ');
    await sql('update appointment set deleted = true where id = $1', [ids[8]]);
    expect(await page(2)).toEqual({ count: 8, ids: ids.slice(4, 8) });
    expect(await page(3)).toEqual({ count: 8, ids: [] });
    expect(await page(2)).toEqual({ count: 8, ids: ids.slice(4, 8) });
    const now = { count: 9, ids: ids.slice(3, 7) };
    expect(await page(2, {}, week.ann)).toEqual(now);
    expect(await page(2, { hidecompleted: false })).toEqual(now);
    expect(await page(1)).toEqual({ count: 9, ids: [first, ...ids.slice(0, 3)] });
    expect(await page(2)).toEqual(now);
    const present = server.clock.now as number;
    await addRows(agent, 1, 'a second row ');
    server.clock.now = present + 10 * 60_000;
    expect(await page(3)).toEqual({ count: 10, ids: ids.slice(6, 8) });
    server.clock.now = present;
  });

  test('of more than 1,000 rows are those of the list that is streamed, which leaves out what is gone', async () => {
    const agents = [await week.agent('Long', 'UTC'), await week.agent('Longer', 'America/New_York')];
    for (const agent of agents) {
      await addRows(agent, 450, 'row');
      await addTickets(agent, 120, 'ticket');
    }
    for (const showholidayonce of [false, true]) {
      const ids = agents.map(({ id }) => id).join();
      const query = { agents: ids, ...may, ...all, showholidayonce, order: 'subject', orderdesc: true };
      const streamed = await calendar.list(query);
      expect(Object.keys(streamed.body)).toEqual(['record_count', 'appointments']);
      expect(streamed.body.record_count).toBe(1_140 + (showholidayonce ? 2 : 4));
      expect(streamed.body.appointments).toEqual(await walk({ ...query, page_size: 1_000 }));
      if (showholidayonce) continue;
      const some = await calendar.rows({ ...query, count: 1_050 });
      expect(some).toEqual(streamed.body.appointments.slice(0, 1_050));
    }
  });

  test('by any two orders are the whole list, each row once', LONG_TIME, async () => {
    const agent = await week.agent('Ordered', 'Europe/Berlin');
    await addRows(agent, 12, 'row');
    await addTickets(agent, 8, 'ticket');
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (by, page_size, once) => {
        const query = { agents: `${agent.id},${week.ann.id}`, ...may, ...all, showholidayonce: once, ...by };
        const whole = await calendar.rows(query);
        expect(await walk({ ...query, page_size })).toEqual(whole);
        expect(new Set(whole.map(nameOf)).size).toBe(whole.length);
      }),
      runs(12, 1_000),
    );
  });

  test('by any two orders have every row that nobody touches once, while others write', LONG_TIME, async () => {
    const [still, busy] = [await week.agent('Still', 'UTC'), await week.agent('Busy', 'UTC')];
    await addRows(still, 15, 'still');
    await addTickets(still, 10, 'still');
    await addRows(busy, 30, 'busy');
    await addTickets(busy, 10, 'busy');
    let count = 0;
    const write = async (what: number) => {
      if (what === 0) await addRows(busy, 3, 'new');
      if (what === 1) await addTickets(busy, 2, 'new');
      const some = `select id from appointment where agent_id = $1 and not deleted order by md5(id::text || $2) limit 4`;
      const values = [busy.id, `${what} ${count++}`];
      if (what === 2) await sql(`update appointment set deleted = true where id in (${some})`, values);
      if (what === 3)
        await sql(
          `update appointment set subject = 'a' || subject, starts_at = starts_at + interval '3 days',
           ends_at = ends_at + interval '3 days' where id in (${some})`,
          values,
        );
      if (what === 4)
        await sql("update ticket set start_date = start_date - interval '1 day' where agent_id = $1 and id % 3 = 0", [
          busy.id,
        ]);
    };
    await fc.assert(
      fc.asyncProperty(
        orders,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 8 }),
        async (by, writes) => {
          const query = { agents: `${still.id},${busy.id}`, ...may, ...all, ...by, page_size: 7 };
          const untouched = (await calendar.rows({ ...query, agents: still.id })).map(nameOf).sort();
          let page = 0;
          const found = await walk(query, () => write(writes[page++ % writes.length] as number));
          const seen = found
            .filter(({ agent_id }) => agent_id === still.id)
            .map(nameOf)
            .sort();
          expect(seen).toEqual(untouched);
        },
      ),
      runs(8, 400),
    );
  });
});
