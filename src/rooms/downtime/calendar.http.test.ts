import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let service: number;
let other: number;
const noon = Date.UTC(2026, 4, 20, 12);

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = noon;
  const { body } = await server.api('POST', '/Service', [{ name: 'Mail' }, { name: 'Files' }]);
  [service, other] = body.map(({ id }: { id: number }) => id);
});

const save = (element: object) => server.api('POST', '/Downtime', [element]);
const made = async (element: object) => {
  const answer = await save({ service, ...element });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const list = async (query: string) => (await server.api('GET', `/Downtime?${query}`)).body;
const calendar = async (query: string) =>
  (await server.api('GET', `/Downtime/DowntimeCalendar?service=${service}&${query}`)).body;
const day = 'start_date=2026-05-20&end_date=2026-05-21';
const at = (hour: number) => `2026-05-20T${String(hour).padStart(2, '0')}:00:00`;

async function workday(extra: object = {}): Promise<number> {
  const hours = { start: '1901-01-01T09:00:00', end: '1901-01-01T17:00:00', alldayssame: true };
  const days = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((one) => [`inc${one}`, true]),
  );
  return (await server.api('POST', '/Workday', [{ name: 'Office', ...hours, ...days, ...extra }])).body.id;
}

describe('a ticket that says its services are down', () => {
  const ticket = async (extra: object) =>
    (await server.api('POST', '/Tickets', [{ summary: 'Outage', isdowntime: true, dateoccurred: at(9), ...extra }]))
      .body.id;
  const of = async (faultid: number) => (await list(`faultid=${faultid}`)).downtime;

  test('is a downtime of each of them until it is resolved', async () => {
    const id = await ticket({ services: [service, other] });
    const rows = await of(id);
    expect(
      rows.map(({ service: s, hours, ended, source }: Record<string, unknown>) => [s, hours, ended, source]),
    ).toEqual([
      [service, 3, false, 'ticket'],
      [other, 3, false, 'ticket'],
    ]);
    server.clock.now = noon + 3_600_000;
    await server.api('POST', '/Tickets', [{ id, status: 8 }]);
    server.clock.now = noon + 7_200_000;
    await server.api('POST', '/Tickets', [{ id, status: 9 }]);
    expect((await of(id)).map(({ enddate }: { enddate: string }) => enddate)).toEqual([at(13), at(13)]);
    expect((await server.api('GET', `/Downtime/${rows[0].id}`)).body).toMatchObject({
      fault_summary: 'Outage',
      hours: 4,
    });
    await server.api('POST', '/Tickets', [{ id, status: 2 }]);
    expect((await of(id))[0].ended).toBe(false);
  });

  test('that was closed is down until then', async () => {
    const id = await ticket({ services: [service], status: 9, dateclosed: at(11) });
    expect((await of(id))[0]).toMatchObject({ enddate: at(11), hours: 2 });
  });

  test('says so no more when it is changed, and follows its dates and services', async () => {
    const id = await ticket({ services: [service] });
    const [{ id: number }] = await of(id);
    await server.api('POST', '/Tickets', [{ id, dateoccurred: at(10), services: [service, other] }]);
    expect((await of(id)).map(({ hours }: { hours: number }) => hours)).toEqual([2, 2]);
    await server.api('POST', '/Tickets', [{ id, services: [other] }]);
    expect((await of(id)).map((row: { service: number }) => row.service)).toEqual([other]);
    expect((await server.api('GET', `/Downtime/${number}`)).status).toBe(404);
    await server.api('POST', '/Tickets', [{ id, isdowntime: false }]);
    expect(await of(id)).toEqual([]);
  });

  test('is overruled for a service by whoever changes or deletes its downtime', async () => {
    const id = await ticket({ services: [service, other] });
    const [mine, theirs] = await of(id);
    const changed = (await save({ id: mine.id, ended: true })).body;
    expect([changed.id, changed.source, changed.faultid, changed.enddate]).toEqual([mine.id, 'typed', id, at(12)]);
    expect((await server.api('DELETE', `/Downtime/${theirs.id}`)).status).toBe(200);
    await server.api('POST', '/Tickets', [{ id, summary: 'Outage, still' }]);
    expect((await of(id)).map((row: { id: number }) => row.id)).toEqual([mine.id]);
  });

  test('gives a typed downtime its beginning and its only service', async () => {
    const id = await ticket({ services: [other], isdowntime: false });
    expect(await made({ service: undefined, faultid: id })).toMatchObject({
      service: other,
      startdate: at(9),
      faultid: id,
    });
  });
});

describe('GET /Downtime/DowntimeCalendar', () => {
  test('merges what overlaps, takes planned maintenance out of both, and measures against the target', async () => {
    await server.api('POST', '/Service', [{ id: service, target_percent: 90 }]);
    await made({ startdate: at(1), enddate: at(4) });
    await made({ startdate: at(3), enddate: at(6) });
    const maintenance = { entity: 2, entity_id: service, name: 'New disks', date: at(5), end_date: at(9) };
    expect((await server.api('POST', '/Holiday', [maintenance])).status).toBe(201);
    const { appointments, availability, record_count } = await calendar(day);
    expect(availability).toEqual([
      {
        service,
        service_desc: 'Mail',
        totalhours: 20,
        downhours: 4,
        percent: 80,
        maintenancehours: 4,
        target_percent: 90,
        met: false,
      },
    ]);
    expect(record_count).toBe(3);
    expect(
      appointments.map(({ kind, subject, hours, start_date }: Record<string, unknown>) => [
        kind,
        subject,
        hours,
        start_date,
      ]),
    ).toEqual([
      ['downtime', 'Mail', 3, at(1)],
      ['downtime', 'Mail', 3, at(3)],
      ['maintenance', 'New disks', 4, at(5)],
    ]);
  });

  test('knows the hours of services, and maintenance that recurs', async () => {
    await server.api('POST', '/Service', [{ id: service, workday_id: await workday() }]);
    await server.api('POST', '/Holiday', [
      {
        entity: 2,
        entity_id: service,
        date: '2026-05-04T09:00:00',
        end_date: '2026-05-04T10:00:00',
        isrecurring: true,
        schedule: { rrule: 'FREQ=WEEKLY' },
      },
    ]);
    await made({ startdate: '2026-05-11T08:00:00', enddate: '2026-05-11T11:00:00' });
    const { availability } = await calendar('start_date=2026-05-04&end_date=2026-05-18');
    expect(availability[0]).toMatchObject({ totalhours: 78, downhours: 1, maintenancehours: 2, percent: 98.7179 });
  });

  test('without dates is of this month, in the zone of the caller', async () => {
    await made({ startdate: '2026-04-30T00:00:00', enddate: '2026-05-02T00:00:00' });
    expect((await calendar('')).availability[0]).toMatchObject({ totalhours: 744, downhours: 24 });
    expect((await calendar('timezone=Europe/Berlin')).availability[0]).toMatchObject({
      totalhours: 744,
      downhours: 26,
    });
  });

  test('of no service has every service; pages its rows; refuses windows that are too long or the wrong way round', async () => {
    await made({ startdate: at(1), enddate: at(2) });
    await made({ startdate: at(3), enddate: at(4) });
    const all = (await server.api('GET', `/Downtime/DowntimeCalendar?${day}`)).body.availability;
    expect(all.map((row: { service: number }) => row.service)).toEqual(expect.arrayContaining([service, other]));
    const page = await calendar(`${day}&pageinate=true&page_no=2&page_size=1`);
    expect([page.record_count, page.appointments.length, page.appointments[0].start_date]).toEqual([2, 1, at(3)]);
    for (const query of [
      'start_date=2026-05-02&end_date=2026-05-01',
      'start_date=2001-01-01&end_date=2050-01-01',
      'start_date=1900-01-01&end_date=1900-02-01',
    ]) {
      expect((await calendar(query)).errors, query).toBeDefined();
    }
  });
});
