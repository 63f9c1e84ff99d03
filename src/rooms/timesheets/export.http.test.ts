import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calendarOf, type Person, type Values } from '../../../test/support/calendar.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { timeEntries } from '../../../test/support/time-entries.ts';
import { unzipped } from '../../../test/support/zip.ts';
import { columns } from './export-rules.ts';

let server: TestServer;
let desk: ReturnType<typeof calendarOf>;
let time: ReturnType<typeof timeEntries>;
beforeAll(async () => {
  server = await startTestServer();
  desk = calendarOf(server);
  time = timeEntries(server);
});
afterAll(() => server.close());

const address = (query: Values) =>
  `/Timesheet/Export?${new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))}`;
const ask = (query: Values, by?: Person) => server.api('GET', address(query), undefined, by ? { token: by.token } : {});

async function records(query: Values, by?: Person): Promise<Record<string, string>[]> {
  const answer = await ask(query, by);
  expect(answer.status, answer.text).toBe(200);
  return parse(answer.text, { columns: true, bom: true });
}
const may = { start_date: '2026-05-01', end_date: '2026-05-31' };

describe('an export as CSV', () => {
  test('is a file with a row an event, with all that was entered and the approval of its day', async () => {
    const [ann, boss] = [await desk.person(), await desk.person()];
    const client = await desk.thing('/Client', { name: 'Acme' });
    const ticket = await desk.thing('/Tickets', { summary: 'Jam', client_id: client.id });
    await time.day(ann.id, '2026-05-04', { approval_status: 1, decided_by: boss.id });
    const id = await time.entry(ann.id, '2026-05-04T09:00:00Z', 1.5, {
      ...{ subject: '=1+1', note: 'paper', ticket_id: ticket.id, client_id: client.id, charge_rate: 1, mileage: 12 },
      ...{ traveltime: 0.5, contract_id: 3, category1: 'a', category4: '@d' },
    });
    await time.entry(ann.id, '2026-05-05T12:00:00Z', 0.5, { event_type: 1, break_type: 2, break_note: 'soup' });
    const answer = await ask({ agents: ann.id, ...may });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="timesheets-2026-05-01-2026-05-31.csv"',
    );
    const found = await records({ agents: ann.id, ...may });
    expect(found).toHaveLength(2);
    expect(found[0]).toEqual({
      ...{ id: String(id), agent_id: String(ann.id), agent: ann.name, date: '2026-05-04', timezone: 'UTC' },
      ...{ start: '2026-05-04 09:00:00', end: '2026-05-04 10:30:00', hours: '1.5', travel_hours: '0.5' },
      ...{ type: 'work', break: '', subject: "'=1+1", note: 'paper', ticket_id: String(ticket.id), ticket: 'Jam' },
      ...{ client: 'Acme', charge_rate: '1', charge: 'Standard', chargeable: 'yes', mileage: '12', contract_id: '3' },
      ...{ category1: 'a', category2: '', category3: '', category4: "'@d" },
      ...{ approval: 'approved', approved_by: boss.name },
    });
    expect(found[1]).toMatchObject({ type: 'break', break: 'lunch', note: 'soup', approval: 'none', chargeable: 'no' });
  });

  test('has an event in the period in which it begins, by the clock of its agent', async () => {
    const ann = await desk.person({ timezone: 'Asia/Tokyo' });
    await time.entry(ann.id, '2026-05-31T14:00:00Z', 2, { subject: 'still May' });
    await time.entry(ann.id, '2026-05-31T15:30:00Z', 2, { subject: 'June' });
    const subjects = async (query: Values) =>
      (await records({ agents: ann.id, ...query })).map(({ subject }) => subject);
    expect(await subjects(may)).toEqual(['still May']);
    expect(await subjects({ start_date: '2026-06-01', end_date: '2026-06-30' })).toEqual(['June']);
    expect(await subjects({ date: '2026-06-01' })).toEqual(['June']);
  });

  test('is read on in pieces, each event once and in order', async () => {
    const ann = await desk.person();
    await server.database.pool.query(
      `insert into timesheet_event (tenant_id, agent_id, created_by, starts_at, ends_at, timetaken, subject, last_modified)
       select $1, $2, $2, timestamptz '2026-05-04T08:00:00Z' + n / 3 * interval '1 minute',
         timestamptz '2026-05-04T08:01:00Z' + n / 3 * interval '1 minute', 1 / 60.0, n, now() from generate_series(0, 2400) n`,
      [server.tenantId, ann.id],
    );
    const found = await records({ agents: ann.id, ...may });
    expect(found.map(({ id }) => Number(id))).toEqual(
      found.map(({ id }) => Number(id)).sort((one, other) => one - other),
    );
    expect(new Set(found.map(({ subject }) => subject)).size).toBe(2_401);
    expect(found).toHaveLength(2_401);
  });

  test('without any event is its titles', async () => {
    const ann = await desk.person();
    // The mark of UTF-8 before it is not part of a text, once it is read.
    expect((await ask({ agents: ann.id, ...may })).text).toBe(`${columns.map(({ title }) => title).join()}\r\n`);
  });
});

describe('an export as a workbook', () => {
  test('has the same rows, numbers as numbers and texts never as formulas', async () => {
    const ann = await desk.person();
    await time.entry(ann.id, '2026-05-04T09:00:00Z', 1.25, {
      subject: '=HYPERLINK("x") & <b>',
      note: 'bell \u0007 rings',
    });
    const token = await server.tokenFor(server.adminId);
    const answer = await fetch(server.url + address({ agents: ann.id, ...may, format: 'xlsx' }), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(answer.headers.get('content-disposition')).toContain('timesheets-2026-05-01-2026-05-31.xlsx');
    const files = unzipped(Buffer.from(await answer.arrayBuffer()));
    const sheet = [...files].find(([name]) => name.includes('worksheets/sheet'))?.[1] ?? '';
    const texts = sheet + (files.get('xl/sharedStrings.xml') ?? '');
    expect(sheet.match(/<row /g)).toHaveLength(2);
    expect(texts).toMatch(/=HYPERLINK\((&quot;|")x(&quot;|")\) &amp; &lt;b&gt;/);
    expect(texts).toContain('bell  rings');
    expect(sheet).toContain('<v>1.25</v>');
    expect(sheet).not.toContain('<f>');
  });

  test('is refused when it would be too long, and says what to do', async () => {
    const ann = await desk.person();
    await server.database.pool.query(
      `insert into timesheet_event (tenant_id, agent_id, created_by, starts_at, ends_at, timetaken, last_modified)
       select $1, $2, $2, timestamptz '2026-05-04T08:00:00Z' + n * interval '1 minute',
         timestamptz '2026-05-04T08:01:00Z' + n * interval '1 minute', 1 / 60.0, now() from generate_series(0, 10000) n`,
      [server.tenantId, ann.id],
    );
    const answer = await ask({ agents: ann.id, ...may, format: 'xlsx' });
    expect(answer.status).toBe(400);
    expect(answer.body.Message).toContain('format=csv');
    expect((await ask({ agents: ann.id, ...may })).status).toBe(200);
  });
});

describe('who exports what', () => {
  test('agents their own, managers their reports’, admins all of the tenant', async () => {
    const boss = await desk.person({ role: 'manager' });
    const ann = await desk.person({ linemanager: boss.id });
    const gone = await desk.person({ isdisabled: true });
    for (const { id } of [boss, ann, gone]) await time.entry(id, '2026-07-01T09:00:00Z', 1);
    const july = { date: '2026-07-01' };
    const whose = async (query: Values, by?: Person) =>
      (await records({ ...query, ...july }, by)).map(({ agent_id }) => Number(agent_id));
    expect(await whose({}, ann)).toEqual([ann.id]);
    expect(await whose({}, boss)).toEqual([boss.id, ann.id]);
    // What was worked is paid, also of who has left.
    expect(await whose({})).toEqual([boss.id, ann.id, gone.id]);
    expect((await ask({ agent_id: boss.id }, ann)).status).toBe(403);
    const stranger = await addTenant(server, 'export');
    const theirs = await server.api('GET', address({ agents: ann.id, ...july }), undefined, { token: stranger.token });
    expect(theirs.text).not.toContain(ann.name);
  });
});

test.each(['format=pdf', 'start_date=2026-05-04&end_date=2026-05-03', 'date=yesterday'])(
  '?%s is 400',
  async (query) => {
    expect((await server.api('GET', `/Timesheet/Export?${query}`)).status).toBe(400);
  },
);
