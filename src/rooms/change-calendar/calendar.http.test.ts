import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row, Values } from '../../../test/support/calendar.ts';
import { changesOf } from '../../../test/support/changes.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** The change calendar: its rows and parameters. */

let server: TestServer;
let on: ReturnType<typeof changesOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2030-01-15T10:00:30Z');
  on = changesOf(server);
});
afterAll(() => server.close());
beforeEach(() => on.nextMonth());

describe('rows', () => {
  test('a change is a row of an appointment list, with what is known of it', async () => {
    const ann = await on.person({ name: 'Ann' });
    const [web, client] = [await on.service({ name: 'Web' }), await on.thing('/Client', { name: 'Bakery' })];
    const asset = await on.thing('/Asset', { name: 'web-1' });
    const ticket = await on.change({
      summary: 'New disks',
      risk: 2.5,
      services: [web.id],
      assets: [asset.id],
      client_id: client.id,
      agent_id: ann.id,
      emergency: true,
      emergency_reason: 'Disk full',
    });
    const answer = await on.calendar();
    expect(Object.keys(answer.body)).toEqual(['record_count', 'appointments']);
    expect(answer.body.record_count).toBe(1);
    expect(answer.body.appointments).toEqual([
      expect.objectContaining({
        id: 0,
        kind: 'change',
        ticket_id: ticket.id,
        subject: 'New disks',
        start_date: on.at('10:00'),
        end_date: on.at('12:00'),
        allday: false,
        risk: 2.5,
        services: [{ id: web.id, name: 'Web' }],
        assets: [{ id: asset.id, name: 'web-1' }],
        client_id: client.id,
        client_name: 'Bakery',
        agent_id: ann.id,
        agent_name: 'Ann',
        tickettype_name: 'Change',
        complete_status: -1,
        emergency: true,
        emergency_reason: 'Disk full',
        conflicts: [],
        _canupdate: false,
        _cancomplete: false,
        _candelete: false,
      }),
    ]);
    expect(await on.calendarRows({}, ann)).toHaveLength(1);
  });

  test('only tickets of a change type with both dates; a tenant may have more change types', async () => {
    await on.change({ summary: 'Incident', tickettype_id: 1 });
    await on.change({ summary: 'Unplanned', start_date: undefined, end_date: undefined });
    await on.change({ summary: 'Half', end_date: undefined });
    const type = await on.thing('/Lookup', {
      lookupid: 101,
      name: 'Standard change',
      value9: 'Change',
      value1: '#010203',
    });
    const plain = await on.thing('/Lookup', { lookupid: 101, name: 'Request', value9: 'no' });
    await on.change({ summary: 'Standard', tickettype_id: type.id });
    await on.change({ summary: 'Request', tickettype_id: plain.id });
    await on.change({ summary: 'Normal' });
    expect((await on.calendarRows()).map(({ subject }) => subject)).toEqual(['Standard', 'Normal']);
    expect((await on.calendarRows())[0]).toMatchObject({ colour: '#010203', tickettype_name: 'Standard change' });
    expect((await on.calendarRows({ types: type.id })).map(({ subject }) => subject)).toEqual(['Standard']);
    expect(await on.calendarRows({ types: `2,${type.id},1` })).toHaveLength(2);
    expect(await on.calendarRows({ types: plain.id })).toEqual([]);
  });

  test('freezes and maintenance have a row for each of their times', async () => {
    const web = await on.service({ name: 'Web' });
    const frozen = await on.freeze({
      name: 'Year end',
      allday: true,
      date: on.at('00:00'),
      end_date: on.at('00:00', 4),
      end_date_only: on.at('00:00', 4),
      risk: 3,
    });
    const weekly = { date: on.at('01:00', 10), end_date: on.at('02:00', 10), isrecurring: true };
    const schedule = { recurrencepattern: 0, dailyrecurrencedays: 7, rangeofrecurrence: 1, endafteramount: 2 };
    const window = await on.maintenance(web, { ...weekly, schedule });
    const found = await on.calendarRows();
    expect(found.map(({ kind, start_date, end_date }) => [kind, start_date, end_date])).toEqual([
      ['freeze', on.at('00:00'), on.at('00:00', 5)],
      ['maintenance', on.at('01:00', 10), on.at('02:00', 10)],
      ['maintenance', on.at('01:00', 17), on.at('02:00', 17)],
    ]);
    expect(found[0]).toMatchObject({
      id: 0,
      holiday_id: frozen.id,
      subject: 'Year end',
      allday: true,
      start_date_only: on.at('00:00'),
      end_date_only: on.at('00:00', 4),
      isrecurring: false,
      risk: 3,
      services: [],
      conflicts: [],
      _canupdate: false,
    });
    expect(found[2]).toMatchObject({
      holiday_id: window.id,
      isrecurring: true,
      services: [{ id: web.id, name: 'Web' }],
    });
  });

  test('whole days are those of the hours of the service', async () => {
    const workday = await on.thing('/Workday', { name: 'Tokyo', timezone: 'Asia/Tokyo' });
    const tokyo = await on.service({ workday_id: workday.id });
    await on.freeze({ entity_id: tokyo.id, allday: true, date: on.at('00:00'), end_date: on.at('00:00') });
    expect((await on.calendarRows())[0]).toMatchObject({
      start_date: on.at('15:00', 2),
      end_date: on.at('15:00', 3),
      start_date_only: on.at('00:00'),
      end_date_only: on.at('00:00'),
    });
  });

  test('another tenant has a calendar of its own', async () => {
    const web = await on.service();
    await on.change({ services: [web.id] });
    await on.freeze({ risk: 9 });
    const { token } = await addTenant(server, 'Theirs');
    const theirs = (query: string) => server.api('GET', `/ChangeCalendar?${query}`, undefined, { token });
    expect((await theirs(`start_date=${on.at('00:00', 1)}`)).body).toEqual({ record_count: 0, appointments: [] });
    const from = `next_window=true&duration_hours=1&start_date=${on.at('09:00')}&service_id=${web.id}`;
    expect((await theirs(from)).body.next_window.start_date).toBe(on.at('09:00'));
  });
});

describe('parameters', () => {
  test('without dates: today to 90 days later, on the clock of whoever asks', async () => {
    const ann = await on.person({ timezone: 'Pacific/Auckland' });
    const times = [
      ['2030-01-14T10:59:00', '2030-01-14T11:00:00'],
      ['2030-01-14T11:00:00', '2030-01-14T11:01:00'],
      ['2030-04-14T11:59:00', '2030-04-14T12:00:00'],
      ['2030-04-14T12:00:00', '2030-04-14T12:01:00'],
    ];
    for (const [start_date, end_date] of times) await on.change({ summary: start_date, start_date, end_date });
    const subjects = async (query: string, by?: Person) => {
      const answer = await server.api('GET', `/ChangeCalendar${query}`, undefined, by ? { token: by.token } : {});
      return answer.body.appointments.map(({ subject }: Row) => subject.slice(5, 16));
    };
    expect(await subjects('', ann)).toEqual(['01-14T11:00', '04-14T11:59']);
    expect(await subjects('?timezone=Pacific/Auckland')).toEqual(['01-14T11:00', '04-14T11:59']);
    expect(await subjects('?utcoffset=-780')).toEqual(['01-14T11:00']);
    expect(await subjects('')).toEqual(['04-14T11:59', '04-14T12:00']);
    expect(await subjects('?start_date=2030-04-14&timezone=Pacific/Auckland')).toEqual(['04-14T11:59', '04-14T12:00']);
    expect(await subjects('?end_date=2030-01-14T11:01:00Z')).toEqual(['01-14T10:59', '01-14T11:00']);
  });

  test('the window is half-open; what takes no time is an instant', async () => {
    await on.change({ summary: 'Point', start_date: on.at('10:00'), end_date: on.at('10:00') });
    const found = (start: string, end: string) => on.calendarRows({ start_date: on.at(start), end_date: on.at(end) });
    expect(await found('10:00', '11:00')).toHaveLength(1);
    expect(await found('09:00', '10:00')).toHaveLength(0);
    await on.change();
    expect(await found('12:00', '13:00')).toHaveLength(0);
    expect(await found('11:59', '13:00')).toHaveLength(1);
  });

  test('client_id and service_id leave their changes, freezes and maintenance', async () => {
    const [one, two] = [await on.thing('/Client', { name: 'One' }), await on.thing('/Client', { name: 'Two' })];
    const [web, mail] = [await on.service({ name: 'Web' }), await on.service({ name: 'Mail' })];
    await on.freeze({ name: 'f-web', entity_id: web.id, risk: 5 });
    await on.freeze({ name: 'f-all', risk: 5 });
    await on.freeze({ name: 'f-two', risk: 5, change_freeze_clients: [{ id: two.id }] });
    await on.maintenance(mail, { name: 'm-mail', date: on.at('01:00', 4), end_date: on.at('02:00', 4) });
    await on.change({ summary: 'c-web-one', services: [web.id], client_id: one.id });
    await on.change({ summary: 'c-mail-two', services: [mail.id], client_id: two.id });
    const subjects = async (query: Values) => (await on.calendarRows(query)).map(({ subject }) => subject).sort();
    expect(await subjects({ client_id: one.id })).toEqual(['c-web-one', 'f-all', 'f-web', 'm-mail']);
    expect(await subjects({ client_id: two.id })).toEqual(['c-mail-two', 'f-all', 'f-two', 'f-web', 'm-mail']);
    expect(await subjects({ service_id: web.id })).toEqual(['c-web-one', 'f-all', 'f-two', 'f-web']);
    expect(await subjects({ service_id: `${web.id},${mail.id}` })).toHaveLength(6);
    expect(await subjects({ service_id: 0, client_id: -1 })).toHaveLength(6);
  });

  test('pages are those of the union, and record_count counts all of it', async () => {
    await on.freeze({ risk: 9 });
    for (const day of [5, 6, 7, 8]) await on.change({ start_date: on.at('10:00', day), end_date: on.at('11:00', day) });
    const page = async (no: number) => (await on.calendar({ pageinate: true, page_size: 2, page_no: no })).body;
    const pages = [await page(1), await page(2), await page(3), await page(4)];
    expect(pages.map(({ record_count }) => record_count)).toEqual([5, 5, 5, 5]);
    expect(pages.map(({ appointments }) => appointments.length)).toEqual([2, 2, 1, 0]);
    expect(Object.keys(pages[0])).toEqual(['page_no', 'page_size', 'record_count', 'appointments']);
    expect(pages.flatMap(({ appointments }) => appointments)).toEqual(await on.calendarRows());
    expect(await on.calendarRows({ count: 3 })).toHaveLength(3);
  });

  test.each([
    ['start_date=never', 'start_date'],
    ['start_date=2030-01-02&end_date=2030-01-01', 'end_date'],
    ['start_date=2030-01-02&end_date=2050-01-01', 'end_date'],
    ['timezone=Mars/Base', 'timezone'],
    ['next_window=true', 'duration_hours'],
    ['next_window=true&duration_hours=0', 'duration_hours'],
    ['next_window=true&duration_hours=-3', 'duration_hours'],
    ['types=a', 'types'],
  ])('%s is 400 and names %s', async (query, field) => {
    const answer = await server.api('GET', `/ChangeCalendar?${query}`);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors)).toEqual([field]);
  });

  test('an unknown one is named', async () => {
    expect((await on.calendar({ servce_id: 3 })).headers.get('x-almanac-ignored')).toBe('servce_id');
  });
});
