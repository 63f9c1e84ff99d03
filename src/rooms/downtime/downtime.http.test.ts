import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let service: number;
const noon = Date.UTC(2026, 4, 20, 12);

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = noon;
  const { body } = await server.api('POST', '/Service', [{ name: 'Mail' }, { name: 'Files' }]);
  [service] = body.map(({ id }: { id: number }) => id);
});

const save = (element: object, headers: Record<string, string> = {}) =>
  server.api('POST', '/Downtime', [element], { headers });
const made = async (element: object) => {
  const answer = await save({ service, ...element });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const list = async (query: string) => (await server.api('GET', `/Downtime?${query}`)).body;
const calendar = async (query: string) =>
  (await server.api('GET', `/Downtime/DowntimeCalendar?service=${service}&${query}`)).body;
const at = (hour: number) => `2026-05-20T${String(hour).padStart(2, '0')}:00:00`;

async function workday(extra: object = {}): Promise<number> {
  const hours = { start: '1901-01-01T09:00:00', end: '1901-01-01T17:00:00', alldayssame: true };
  const days = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((one) => [`inc${one}`, true]),
  );
  return (await server.api('POST', '/Workday', [{ name: 'Office', ...hours, ...days, ...extra }])).body.id;
}

describe('a typed downtime', () => {
  test('that lasts grows until it is ended, and is then as long as it was', async () => {
    const { id, ended, calculated } = await made({ startdate: at(10) });
    expect([ended, calculated]).toEqual([false, true]);
    server.clock.now = noon + 3_600_000;
    expect((await server.api('GET', `/Downtime/${id}`)).body.hours).toBe(3);
    const done = (await save({ id, ended: true })).body;
    expect([done.ended, done.enddate, done.hours]).toEqual([true, at(13), 3]);
    server.clock.now = noon + 7_200_000;
    expect((await server.api('GET', `/Downtime/${id}`)).body.hours).toBe(3);
  });

  test('ended twice answers 200 and stays as it was', async () => {
    const { id } = await made({ startdate: at(8), enddate: at(9) });
    for (const element of [
      { id, ended: true },
      { id, ended: true, enddate: at(11) },
    ]) {
      const again = await save(element);
      expect([again.status, again.body.enddate, again.body.ended]).toEqual([200, at(9), true]);
    }
    const { changes } = (await server.api('GET', `/Change?entity=downtime&id=${id}`)).body;
    expect(changes.map(({ action }: { action: string }) => action)).toEqual(['create']);
  });

  test('has its end corrected, and is opened again', async () => {
    const { id } = await made({ startdate: at(8), enddate: at(9) });
    expect((await save({ id, enddate: at(11) })).body.hours).toBe(3);
    const open = (await save({ id, ended: false })).body;
    expect([open.ended, open.enddate, open.hours]).toEqual([false, undefined, 4]);
    expect((await save({ id, ...open })).body._etag).toBe(open._etag);
  });

  test.each([
    [{ startdate: at(10), enddate: at(9) }, 'enddate'],
    [{ startdate: null }, 'startdate'],
    [{ service: null }, 'service'],
    [{ service: 999_999 }, 'service'],
    [{ faultid: 999_999 }, 'faultid'],
    [{ startdate: '1999-12-31T00:00:00' }, 'startdate'],
    [{ rrule: 'FREQ=WEEKLY' }, 'enddate'],
    [{ startdate: at(1), enddate: at(2), rrule: 'FREQ=HOURLY' }, 'rrule'],
    [{ startdate: at(1), enddate: at(2), rrule: 'FREQ=WEEKLY;BYDAY=XX' }, 'rrule'],
    [{ startdate: at(1), enddate: at(2), rrule: 'FREQ=DAILY', timezone: 'Nowhere' }, 'timezone'],
    [{ hours: -1 }, 'hours'],
  ])('%j is 400 and names %s', async (element, field) => {
    const answer = await save({ service, ...element });
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [`[0].${field}`]]);
  });

  test('that ends when it began, or overlaps another, is taken', async () => {
    expect((await made({ startdate: at(9), enddate: at(9) })).hours).toBe(0);
    await made({ startdate: at(8), enddate: at(10) });
    expect((await list(`service=${service}`)).record_count).toBe(2);
  });

  test('says its hours itself unless they are calculated', async () => {
    const { id, hours, calculated } = await made({ startdate: at(8), enddate: at(10), hours: 0.5 });
    expect([hours, calculated]).toEqual([0.5, false]);
    expect((await save({ id, calculated: true })).body.hours).toBe(2);
  });

  test('counts the hours of the workday of its service, less its public holidays', async () => {
    const workday_id = await workday();
    await server.api('POST', '/Service', [{ id: service, workday_id }]);
    const { id, hours, workdays } = await made({ startdate: '2026-05-19T16:00:00', enddate: at(10) });
    expect([hours, workdays]).toEqual([2, workday_id]);
    await server.api('POST', '/Holiday', [{ workday_id, date_only: '2026-05-20', name: 'Day off' }]);
    expect((await server.api('GET', `/Downtime/${id}`)).body.hours).toBe(1);
  });

  test('of whole days is from midnight to midnight, and echoed stays so', async () => {
    const row = await made({ startdate: at(10), allday: true });
    expect([row.startdate, row.enddate, row.hours]).toEqual([at(0), '2026-05-21T00:00:00', 24]);
    expect((await save(row)).body).toEqual(row);
  });

  test('that recurs counts at each of its times', async () => {
    await made({ startdate: '2026-05-04T01:00:00', enddate: '2026-05-04T02:00:00', rrule: 'FREQ=WEEKLY;COUNT=3' });
    const { appointments, availability } = await calendar('start_date=2026-05-01&end_date=2026-06-01');
    expect(appointments.map((row: { start_date: string }) => row.start_date.slice(0, 10))).toEqual([
      '2026-05-04',
      '2026-05-11',
      '2026-05-18',
    ]);
    expect(availability[0].downhours).toBe(3);
  });
});

describe('GET /Downtime', () => {
  test('asks for a service, a ticket, a window, and what has ended; pages count all', async () => {
    const faultid = (await server.api('POST', '/Tickets', [{ summary: 'One' }])).body.id;
    const [one, two, three] = [
      await made({ startdate: at(1), enddate: at(2) }),
      await made({ startdate: at(3), enddate: at(5), faultid }),
      await made({ startdate: at(6) }),
    ];
    const ids = async (query: string) =>
      (await list(`service=${service}&${query}`)).downtime.map(({ id }: { id: number }) => id);
    expect(await ids('')).toEqual([one.id, two.id, three.id]);
    expect(await ids(`faultid=${faultid}`)).toEqual([two.id]);
    expect(await ids('ended=true')).toEqual([one.id, two.id]);
    expect(await ids('ended=false')).toEqual([three.id]);
    expect(await ids(`start_date=${at(2)}`)).toEqual([two.id, three.id]);
    expect(await ids(`end_date=${at(3)}`)).toEqual([one.id]);
    expect(await ids('start_date=2026-05-20T06:00:00&utcoffset=60')).toEqual([three.id]);
    expect(await ids('start_date=2026-05-20T04:00:00&timezone=Europe/Berlin')).toEqual([two.id, three.id]);
    const page = await list(`service=${service}&pageinate=true&page_no=2&page_size=2`);
    expect(Object.keys(page)).toEqual(['page_no', 'page_size', 'record_count', 'downtime']);
    expect([page.record_count, page.downtime.map(({ id }: { id: number }) => id)]).toEqual([3, [three.id]]);
    expect((await list('service=999999&page_size=1')).downtime).toEqual([]);
  });

  test('has soft-deleted ones no more; one of a stranger is 404', async () => {
    const { id } = await made({ startdate: at(1) });
    const stranger = { token: (await addTenant(server, `others-${id}`)).token };
    expect((await server.api('GET', `/Downtime/${id}`, undefined, stranger)).status).toBe(404);
    expect((await server.api('POST', '/Downtime', [{ service, startdate: at(1) }], stranger)).status).toBe(400);
    expect((await server.api('GET', '/Downtime/DowntimeCalendar', undefined, stranger)).body.availability).toEqual([]);
    const gone = await server.api('DELETE', `/Downtime/${id}`);
    expect([gone.status, gone.body.id]).toEqual([200, id]);
    expect((await server.api('GET', `/Downtime/${id}`)).status).toBe(404);
    expect((await list(`service=${service}`)).record_count).toBe(0);
    expect((await server.api('GET', `/Downtime/probe`)).body.errors).toHaveProperty('id');
  });

  test('an agent deletes what they typed, and nobody else’s', async () => {
    const agent = (await server.api('POST', '/Agent', [{ name: 'A', email: `a${service}@x.example` }])).body.id;
    const as = { token: await server.tokenFor(agent) };
    const own = (await server.api('POST', '/Downtime', [{ service, startdate: at(1) }], as)).body;
    const theirs = await made({ startdate: at(1) });
    expect([
      own._candelete,
      (await server.api('GET', `/Downtime/${theirs.id}`, undefined, as)).body._candelete,
    ]).toEqual([true, false]);
    expect((await server.api('DELETE', `/Downtime/${own.id}`, undefined, as)).status).toBe(200);
    expect((await server.api('DELETE', `/Downtime/${theirs.id}`, undefined, as)).status).toBe(403);
  });

  test('If-Match of another version is 412 with the row; a key makes a repetition one row', async () => {
    const row = await made({ startdate: at(1) });
    await save({ id: row.id, enddate: at(2) });
    const stale = await save({ id: row.id, enddate: at(3) }, { 'if-match': row._etag });
    expect([stale.status, stale.body.current.enddate]).toEqual([412, at(2)]);
    const key = { 'idempotency-key': `k${row.id}` };
    const [first, second] = [
      await save({ service, startdate: at(4) }, key),
      await save({ service, startdate: at(4) }, key),
    ];
    expect(second.body.id).toBe(first.body.id);
  });

  test('several elements are all saved, or none', async () => {
    const both = [
      { service, startdate: at(1) },
      { service, startdate: at(2), enddate: at(1) },
    ];
    expect((await server.api('POST', '/Downtime', both)).status).toBe(400);
    expect((await list(`service=${service}`)).record_count).toBe(0);
  });
});
