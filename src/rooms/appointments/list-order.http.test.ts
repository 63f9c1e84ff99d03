import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, type Calendar, calendarOf, type Person, type Row, type Values } from '../../../test/support/calendar.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  [ann, bob] = [await calendar.person({ name: 'Ann' }), await calendar.person({ name: 'Bob' })];
  const row = (subject: string, agent: Person, hour: string, more: Values = {}) => ({
    subject,
    agent_id: agent.id,
    start_date: at(`${hour}:00`),
    end_date: at(`${hour}:30`),
    ...more,
  });
  await calendar.saved([
    row('d', bob, '09', { appointment_type_id: 2, other1: 9 }),
    row('a', ann, '09', { appointment_type_id: 1, other1: 10 }),
    row('c', ann, '08', { appointment_type_id: 2, other1: 100 }),
    row('b', bob, '10', { appointment_type_id: 1, other1: 10 }),
  ]);
});
afterAll(() => server.close());

const order = async (query: Values) => (await calendar.subjects(query)).join('');

describe('order', () => {
  test.each<[Values, string]>([
    [{}, 'cdab'],
    [{ order: 'start_date' }, 'cdab'],
    [{ order: 'start_date', orderdesc: true }, 'bdac'],
    [{ orderdesc: true }, 'bdac'],
    [{ order: 'subject' }, 'abcd'],
    [{ order: 'subject', orderdesc: 'True' }, 'dcba'],
    [{ order: 'subject', orderdesc: false }, 'abcd'],
    [{ order: 'SUBJECT' }, 'abcd'],
    [{ order: 'agent_name' }, 'acdb'],
    [{ order: 'agent_name', order2: 'subject' }, 'acbd'],
    [{ order: 'agent_name', orderdesc: true, order2: 'start_date', orderdesc2: true }, 'bdac'],
    [{ order: 'appointment_type_id', order2: 'agent_name', order3: 'subject' }, 'abcd'],
    [{ order: 'appointment_type_id', orderdesc: true, order2: 'agent_name', orderdesc2: true }, 'dcba'],
    [{ order: 'is_task', order2: 'allday', order3: 'deleted', order4: 'is_private', order5: 'subject' }, 'abcd'],
    [{ order: 'is_task', order2: 'allday', order3: 'deleted', order4: 'subject', orderdesc4: true }, 'dcba'],
    [
      { order: 'is_task', order2: 'allday', order3: 'busy', orderdesc3: true, order5: 'subject', orderdesc5: true },
      'dcba',
    ],
    [{ order: 'other1' }, 'dabc'],
    [{ order: 'other1', orderdesc: true }, 'cabd'],
    [{ order2: 'subject' }, 'abcd'],
  ])('%j', async (query, expected) => {
    expect(await order(query)).toBe(expected);
  });

  test('ties go by id, also from the greatest', async () => {
    const ids = async (query: Values) => (await calendar.rows(query)).map((row) => row.id);
    const ascending = (await ids({ order: 'subject' })).sort((a, b) => a - b);
    expect(await ids({ order: 'is_task' })).toEqual(ascending);
    expect(await ids({ order: 'is_task', orderdesc: true })).toEqual(ascending);
  });

  test('a property that is none is a 400 that names the parameter', async () => {
    for (const name of ['order', 'order2', 'order3', 'order4', 'order5']) {
      for (const property of ['no_such_thing', 'tenant_id', 'starts_at', 'a.id; drop table appointment', '1']) {
        const answer = await calendar.list({ [name]: property });
        expect(answer.status).toBe(400);
        expect(answer.body.errors).toHaveProperty([name]);
      }
    }
  });

  test('every property of a row can be ordered by', async () => {
    const [row] = await calendar.rows({});
    for (const name of Object.keys(row)) {
      for (const orderdesc of [true, false]) {
        expect((await calendar.list({ order: name, orderdesc })).body.appointments?.length, name).toBe(4);
      }
    }
  });
});

describe('paging', () => {
  const page = async (query: Values): Promise<[string, Row]> => {
    const { status, body } = await calendar.list({ order: 'subject', ...query });
    expect(status).toBe(200);
    return [body.appointments.map((row: Row) => row.subject).join(''), body];
  };

  test('needs pageinate and page_no; the envelope has its keys in order and the full count', async () => {
    const answer = await calendar.list({ order: 'subject', pageinate: 'True', page_no: 2, page_size: 3 });
    expect(answer.text).toMatch(/^\{"page_no":2,"page_size":3,"record_count":4,"appointments":\[\{/);
    expect(answer.body.appointments.map((row: Row) => row.subject)).toEqual(['d']);
    expect((await page({ pageinate: true, page_no: 1, page_size: 3 }))[0]).toBe('abc');
    expect((await page({ pageinate: true, page_no: 9, page_size: 3 }))[0]).toBe('');
    expect((await page({ pageinate: true, page_no: 9, page_size: 3 }))[1].record_count).toBe(4);
  });

  test.each<[Values]>([
    [{ pageinate: true, page_size: 1 }],
    [{ page_no: 1, page_size: 1 }],
    [{ pageinate: false, page_no: 1, page_size: 1 }],
    [{ page_size: 1 }],
    [{ count: 'true' }],
  ])('%j answers all', async (query) => {
    const [subjects, body] = await page(query);
    expect([subjects, body.record_count]).toEqual(['abcd', 4]);
  });

  test('page_no is left out of the envelope when it was not sent', async () => {
    const answer = await calendar.list({ pageinate: true, page_size: 1, agents: 99_999 });
    expect(answer.text).toBe('{"page_size":1,"record_count":0,"appointments":[]}');
    expect((await calendar.list({ agents: 99_999 })).text).toBe('{"record_count":0,"appointments":[]}');
  });

  test('page_size is 50 by default', async () => {
    expect((await page({ pageinate: true, page_no: 1 }))[1].page_size).toBe(50);
  });

  test('count is at most that many, only without pages; count=true is harmless', async () => {
    const [subjects, body] = await page({ count: 2 });
    expect([subjects, body.record_count]).toEqual(['ab', 4]);
    expect((await page({ count: 2, pageinate: true, page_no: 1, page_size: 3 }))[0]).toBe('abc');
    expect((await page({ count: 25 }))[0]).toBe('abcd');
    expect((await page({ count: 'true' }))[0]).toBe('abcd');
  });

  test('negative pages are no error', async () => {
    for (const query of [
      { page_no: -1 },
      { page_no: 0 },
      { page_no: 1, page_size: -5 },
      { page_no: 1, page_size: 0 },
    ]) {
      expect((await calendar.list({ pageinate: true, ...query })).status).toBe(200);
    }
  });
});

describe('names', () => {
  test('of parameters and paths are in any case, under /api and without', async () => {
    for (const path of ['/appointment', '/api/Appointment', '/API/APPOINTMENT', '/Appointment/']) {
      const answer = await server.api('GET', `${path}?AGENTS=${ann.id}&OrderDesc=TRUE&Order=subject`);
      expect(answer.body.appointments.map((row: Row) => row.subject)).toEqual(['c', 'a']);
    }
  });

  test('that nothing knows are ignored, and the answer names them', async () => {
    const answer = await calendar.list({ agents: ann.id, agnets: bob.id, probe: 1 });
    expect(answer.headers.get('x-almanac-ignored')).toBe('agnets, probe');
    expect(answer.body.record_count).toBe(2);
    expect((await calendar.list({ agents: ann.id })).headers.get('x-almanac-ignored')).toBeNull();
  });

  test('a parameter without a value is one that was not sent', async () => {
    const answer = await server.api('GET', `/Appointment?agents=${ann.id}&client_id=&search=&order=&start_date=`);
    expect(answer.body.record_count).toBe(2);
  });
});

test('rows leave nulls out, and are the same as in GET one as far as they go', async () => {
  const answer = await calendar.list({ agents: ann.id });
  expect(answer.text).not.toContain('null');
  for (const row of answer.body.appointments) expect(await calendar.row(row.id)).toMatchObject(row);
});

test('more than 1,000 rows are streamed, the same as pages give them', async () => {
  const agent = await calendar.person();
  await server.database.pool.query(
    `insert into appointment (tenant_id, agent_id, subject, starts_at, ends_at, busy, created_by, date_created, last_modified)
     select $1, $2, 'row ' || n, timestamptz '2030-01-01Z' + n % 700 * interval '1 hour',
       timestamptz '2030-01-01Z' + (n % 700 + 1) * interval '1 hour', false, $2, now(), now()
     from generate_series(1, 2345) n`,
    [server.tenantId, agent.id],
  );
  const streamed = await calendar.list({ agents: agent.id });
  expect(streamed.body.record_count).toBe(2345);
  expect(streamed.body.appointments.length).toBe(2345);
  expect(Object.keys(streamed.body)).toEqual(['record_count', 'appointments']);
  const paged: Row[] = [];
  for (let page_no = 1; page_no <= 3; page_no++) {
    const { body } = await calendar.list({ agents: agent.id, pageinate: true, page_no, page_size: 5_000 });
    expect([body.page_size, body.record_count]).toEqual([1_000, 2345]);
    paged.push(...body.appointments);
  }
  expect(paged).toEqual(streamed.body.appointments);
  const some = await calendar.list({ agents: agent.id, count: 1_500 });
  expect(some.body.appointments).toEqual(paged.slice(0, 1_500));
  expect(some.body.record_count).toBe(2345);
  const few = await calendar.list({ agents: agent.id, count: 7, order: 'subject', orderdesc: true });
  expect(few.body.appointments.length).toBe(7);
});
