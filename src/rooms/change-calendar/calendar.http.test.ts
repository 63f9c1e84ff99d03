import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row, Values } from '../../../test/support/calendar.ts';
import { leaveOf } from '../../../test/support/leave.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** The change calendar as clients see it. Every test has a month of its own, so that they do not meet. */

let server: TestServer;
let on: ReturnType<typeof leaveOf>;
let month = 0;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2030-01-15T10:00:30Z');
  on = leaveOf(server);
});
afterAll(() => server.close());
beforeEach(() => {
  month += 1;
});

/** The 3rd of this test's month, or another day of it. */
const at = (time: string, day = 3) => {
  const date = new Date(Date.UTC(2031, month - 1, day));
  return `${date.toISOString().slice(0, 10)}T${time}:00`;
};
const change = (values: Values = {}) =>
  on.thing('/Tickets', {
    summary: 'Change',
    tickettype_id: 2,
    start_date: at('10:00'),
    end_date: at('12:00'),
    ...values,
  });
const freeze = (values: Values = {}) =>
  on.saved({
    name: 'Freeze',
    entity: 1,
    entity_id: -1,
    allday: false,
    date: at('00:00'),
    end_date: at('00:00', 4),
    ...values,
  });
const maintenance = (service: Row, values: Values = {}) =>
  on.saved({ name: 'Window', entity: 2, entity_id: service.id, date: at('09:00'), end_date: at('13:00'), ...values });
const service = (values: Values = {}) => on.thing('/Service', { name: 'Service', ...values });

async function calendar(query: Values = {}, by?: Person) {
  const asked = { start_date: at('00:00', 1), end_date: at('00:00', 28), ...query };
  const text = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
  return server.api('GET', `/ChangeCalendar?${text}`, undefined, by ? { token: by.token } : {});
}
async function rows(query: Values = {}, by?: Person): Promise<Row[]> {
  const answer = await calendar(query, by);
  expect(answer.status, answer.text).toBe(200);
  return answer.body.appointments;
}
const conflictsOf = async (ticket: Row) => (await rows()).find((row) => row.ticket_id === ticket.id).conflicts;

describe('rows', () => {
  test('a change is a row of an appointment list, with what is known of it', async () => {
    const ann = await on.person({ name: 'Ann' });
    const [web, client] = [await service({ name: 'Web' }), await on.thing('/Client', { name: 'Bakery' })];
    const asset = await on.thing('/Asset', { name: 'web-1' });
    const ticket = await change({
      summary: 'New disks',
      risk: 2.5,
      services: [web.id],
      assets: [asset.id],
      client_id: client.id,
      agent_id: ann.id,
      emergency: true,
      emergency_reason: 'Disk full',
    });
    const answer = await calendar();
    expect(Object.keys(answer.body)).toEqual(['record_count', 'appointments']);
    expect(answer.body.record_count).toBe(1);
    expect(answer.body.appointments).toEqual([
      expect.objectContaining({
        id: 0,
        kind: 'change',
        ticket_id: ticket.id,
        subject: 'New disks',
        start_date: at('10:00'),
        end_date: at('12:00'),
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
    expect(await rows({}, ann)).toHaveLength(1);
  });

  test('only tickets of a change type with both dates; a tenant may have more change types', async () => {
    await change({ summary: 'Incident', tickettype_id: 1 });
    await change({ summary: 'Unplanned', start_date: undefined, end_date: undefined });
    await change({ summary: 'Half', end_date: undefined });
    const type = await on.thing('/Lookup', {
      lookupid: 101,
      name: 'Standard change',
      value9: 'Change',
      value1: '#010203',
    });
    const plain = await on.thing('/Lookup', { lookupid: 101, name: 'Request', value9: 'no' });
    await change({ summary: 'Standard', tickettype_id: type.id });
    await change({ summary: 'Request', tickettype_id: plain.id });
    await change({ summary: 'Normal' });
    expect((await rows()).map(({ subject }) => subject)).toEqual(['Standard', 'Normal']);
    expect((await rows())[0]).toMatchObject({ colour: '#010203', tickettype_name: 'Standard change' });
    expect((await rows({ types: type.id })).map(({ subject }) => subject)).toEqual(['Standard']);
    expect(await rows({ types: `2,${type.id},1` })).toHaveLength(2);
    expect(await rows({ types: plain.id })).toEqual([]);
  });

  test('freezes and maintenance have a row for each of their times', async () => {
    const web = await service({ name: 'Web' });
    const frozen = await freeze({
      name: 'Year end',
      allday: true,
      date: at('00:00'),
      end_date: at('00:00', 4),
      end_date_only: at('00:00', 4),
      risk: 3,
    });
    const weekly = { date: at('01:00', 10), end_date: at('02:00', 10), isrecurring: true };
    const schedule = { recurrencepattern: 0, dailyrecurrencedays: 7, rangeofrecurrence: 1, endafteramount: 2 };
    const window = await maintenance(web, { ...weekly, schedule });
    const found = await rows();
    expect(found.map(({ kind, start_date, end_date }) => [kind, start_date, end_date])).toEqual([
      ['freeze', at('00:00'), at('00:00', 5)],
      ['maintenance', at('01:00', 10), at('02:00', 10)],
      ['maintenance', at('01:00', 17), at('02:00', 17)],
    ]);
    expect(found[0]).toMatchObject({
      id: 0,
      holiday_id: frozen.id,
      subject: 'Year end',
      allday: true,
      start_date_only: at('00:00'),
      end_date_only: at('00:00', 4),
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
    const tokyo = await service({ workday_id: workday.id });
    await freeze({ entity_id: tokyo.id, allday: true, date: at('00:00'), end_date: at('00:00') });
    expect((await rows())[0]).toMatchObject({
      start_date: at('15:00', 2),
      end_date: at('15:00', 3),
      start_date_only: at('00:00'),
      end_date_only: at('00:00'),
    });
  });

  test('another tenant has a calendar of its own', async () => {
    const web = await service();
    await change({ services: [web.id] });
    await freeze({ risk: 9 });
    const { token } = await addTenant(server, 'Theirs');
    const theirs = (query: string) => server.api('GET', `/ChangeCalendar?${query}`, undefined, { token });
    expect((await theirs(`start_date=${at('00:00', 1)}`)).body).toEqual({ record_count: 0, appointments: [] });
    const from = `next_window=true&duration_hours=1&start_date=${at('09:00')}&service_id=${web.id}`;
    expect((await theirs(from)).body.next_window.start_date).toBe(at('09:00'));
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
    for (const [start_date, end_date] of times) await change({ summary: start_date, start_date, end_date });
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
    await change({ summary: 'Point', start_date: at('10:00'), end_date: at('10:00') });
    const found = (start: string, end: string) => rows({ start_date: at(start), end_date: at(end) });
    expect(await found('10:00', '11:00')).toHaveLength(1);
    expect(await found('09:00', '10:00')).toHaveLength(0);
    await change();
    expect(await found('12:00', '13:00')).toHaveLength(0);
    expect(await found('11:59', '13:00')).toHaveLength(1);
  });

  test('client_id and service_id leave their changes, freezes and maintenance', async () => {
    const [one, two] = [await on.thing('/Client', { name: 'One' }), await on.thing('/Client', { name: 'Two' })];
    const [web, mail] = [await service({ name: 'Web' }), await service({ name: 'Mail' })];
    await freeze({ name: 'f-web', entity_id: web.id, risk: 5 });
    await freeze({ name: 'f-all', risk: 5 });
    await freeze({ name: 'f-two', risk: 5, change_freeze_clients: [{ id: two.id }] });
    await maintenance(mail, { name: 'm-mail', date: at('01:00', 4), end_date: at('02:00', 4) });
    await change({ summary: 'c-web-one', services: [web.id], client_id: one.id });
    await change({ summary: 'c-mail-two', services: [mail.id], client_id: two.id });
    const subjects = async (query: Values) => (await rows(query)).map(({ subject }) => subject).sort();
    expect(await subjects({ client_id: one.id })).toEqual(['c-web-one', 'f-all', 'f-web', 'm-mail']);
    expect(await subjects({ client_id: two.id })).toEqual(['c-mail-two', 'f-all', 'f-two', 'f-web', 'm-mail']);
    expect(await subjects({ service_id: web.id })).toEqual(['c-web-one', 'f-all', 'f-two', 'f-web']);
    expect(await subjects({ service_id: `${web.id},${mail.id}` })).toHaveLength(6);
    expect(await subjects({ service_id: 0, client_id: -1 })).toHaveLength(6);
  });

  test('pages are those of the union, and record_count counts all of it', async () => {
    await freeze({ risk: 9 });
    for (const day of [5, 6, 7, 8]) await change({ start_date: at('10:00', day), end_date: at('11:00', day) });
    const page = async (no: number) => (await calendar({ pageinate: true, page_size: 2, page_no: no })).body;
    const pages = [await page(1), await page(2), await page(3), await page(4)];
    expect(pages.map(({ record_count }) => record_count)).toEqual([5, 5, 5, 5]);
    expect(pages.map(({ appointments }) => appointments.length)).toEqual([2, 2, 1, 0]);
    expect(Object.keys(pages[0])).toEqual(['page_no', 'page_size', 'record_count', 'appointments']);
    expect(pages.flatMap(({ appointments }) => appointments)).toEqual(await rows());
    expect(await rows({ count: 3 })).toHaveLength(3);
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
    expect((await calendar({ servce_id: 3 })).headers.get('x-almanac-ignored')).toBe('servce_id');
  });
});

describe('conflicts', () => {
  test('freeze: at or above its risk, of its service, for its clients', async () => {
    const client = await on.thing('/Client', { name: 'Frozen' });
    const web = await service({ name: 'Web' });
    const tickets = {
      low: await change({ risk: 1, client_id: client.id, services: [web.id] }),
      high: await change({
        risk: 2,
        client_id: client.id,
        services: [web.id],
        start_date: at('13:00'),
        end_date: at('14:00'),
      }),
      otherClient: await change({ risk: 2, services: [web.id], start_date: at('15:00'), end_date: at('16:00') }),
      otherService: await change({ risk: 2, client_id: client.id, start_date: at('17:00'), end_date: at('18:00') }),
    };
    const answer = await freeze({ entity_id: web.id, risk: 2, change_freeze_clients: [{ id: client.id }] });
    expect(answer).toMatchObject({
      _warning: 'A change is planned during this freeze.',
      conflicts: [{ ticket_id: tickets.high.id, subject: 'Change', start_date: at('13:00'), end_date: at('14:00') }],
    });
    expect(await conflictsOf(tickets.low)).toEqual([]);
    expect(await conflictsOf(tickets.high)).toEqual(['freeze']);
    expect(await conflictsOf(tickets.otherClient)).toEqual([]);
    expect(await conflictsOf(tickets.otherService)).toEqual([]);
    const frozen = (await rows()).find(({ kind }) => kind === 'freeze');
    expect(frozen).toMatchObject({ conflicts: ['freeze'], conflict_details: [{ ticket_id: tickets.high.id }] });
    expect(frozen.change_freeze_clients).toEqual([client.id]);
  });

  test('same_service: the same, or one that it depends on, over others too; on both rows', async () => {
    const network = await service({ name: 'Network' });
    const directory = await service({ name: 'Directory', depends_on: [network.id] });
    const mail = await service({ name: 'Mail', depends_on: [directory.id] });
    const phones = await service({ name: 'Phones', depends_on: [network.id] });
    const onMail = await change({ summary: 'Mail', services: [mail.id] });
    const onPhones = await change({ summary: 'Phones', services: [phones.id] });
    expect(await conflictsOf(onMail)).toEqual([]);
    const onNetwork = await change({ services: [network.id], start_date: at('11:00'), end_date: at('13:00') });
    expect(await conflictsOf(onMail)).toEqual(['same_service']);
    expect(await conflictsOf(onPhones)).toEqual(['same_service']);
    const row = (await rows()).find(({ ticket_id }) => ticket_id === onNetwork.id);
    expect(row.conflicts).toEqual(['same_service']);
    expect(row.conflict_details).toEqual([
      { code: 'same_service', ticket_id: onMail.id, subject: 'Mail', start_date: at('10:00'), end_date: at('12:00') },
      {
        code: 'same_service',
        ticket_id: onPhones.id,
        subject: 'Phones',
        start_date: at('10:00'),
        end_date: at('12:00'),
      },
    ]);
    await on.thing('/Tickets', { id: onNetwork.id, start_date: at('12:00') });
    expect(await conflictsOf(onMail)).toEqual([]);
  });

  test('outside_window: not wholly in the maintenance of each of its services that has some', async () => {
    const [web, mail, free] = [await service({ name: 'Web' }), await service(), await service()];
    await maintenance(web);
    await maintenance(mail, { date: at('11:00'), end_date: at('15:00') });
    expect(await conflictsOf(await change({ services: [web.id] }))).toEqual([]);
    expect(await conflictsOf(await change({ services: [free.id] }))).toEqual([]);
    const times = { start_date: at('20:00'), end_date: at('21:00') };
    const outside = await change({ services: [web.id], ...times });
    expect(await conflictsOf(outside)).toEqual(['outside_window']);
    const both = await change({ services: [web.id, mail.id], start_date: at('13:00', 4), end_date: at('14:00', 4) });
    const row = (await rows()).find(({ ticket_id }) => ticket_id === both.id);
    expect(row.conflict_details).toMatchObject([
      { code: 'outside_window', service_id: web.id, service_name: 'Web' },
      { code: 'outside_window', service_id: mail.id },
    ]);
  });

  test('same_agent: overlapping changes of one agent; nobody is no agent', async () => {
    const ann = await on.person();
    const one = await change({ agent_id: ann.id });
    const two = await change({ agent_id: ann.id, start_date: at('11:00'), end_date: at('13:00') });
    const next = await change({ agent_id: ann.id, start_date: at('13:00'), end_date: at('14:00') });
    const nobody = await change({ summary: 'x' });
    await change({ summary: 'y' });
    expect(await conflictsOf(one)).toEqual(['same_agent']);
    expect(await conflictsOf(two)).toEqual(['same_agent']);
    expect(await conflictsOf(next)).toEqual([]);
    expect(await conflictsOf(nobody)).toEqual([]);
  });

  test('what is resolved or closed is in nobody’s way, and is shown as done', async () => {
    const ann = await on.person();
    const one = await change({ agent_id: ann.id });
    const two = await change({ agent_id: ann.id });
    expect(await conflictsOf(one)).toEqual(['same_agent']);
    await on.thing('/Tickets', { id: two.id, status: 9 });
    expect(await conflictsOf(one)).toEqual([]);
    expect((await rows()).find(({ ticket_id }) => ticket_id === two.id)).toMatchObject({
      complete_status: 0,
      conflicts: [],
    });
  });

  test('they are found whatever the filters leave, and beyond the window', async () => {
    const client = await on.thing('/Client', { name: 'One' });
    const ann = await on.person();
    await change({ agent_id: ann.id, client_id: client.id, end_date: at('20:00', 9) });
    await change({ agent_id: ann.id, start_date: at('19:00', 9), end_date: at('21:00', 9) });
    const [row] = await rows({ client_id: client.id, end_date: at('00:00', 4) });
    expect(row.conflicts).toEqual(['same_agent']);
  });
});

describe('next_window', () => {
  const clear = async (query: Values) => (await calendar({ next_window: true, duration_hours: 2, ...query })).body;
  const starts = (body: Row) => body.appointments.map(({ start_date }: Row) => start_date);

  test('the next times without a conflict, each with how long it stays clear', async () => {
    const web = await service({ name: 'Web' });
    const mail = await service({ name: 'Mail', depends_on: [web.id] });
    await change({ services: [web.id] });
    await change({ services: [mail.id], start_date: at('13:00'), end_date: at('14:00') });
    await change({ start_date: at('14:00'), end_date: at('15:00') });
    await freeze({ date: at('15:30'), end_date: at('16:00'), risk: 2 });
    const asked = { start_date: at('09:00'), end_date: at('20:00'), service_id: web.id };
    const body = await clear(asked);
    expect(body.next_window).toEqual(body.appointments[0]);
    expect(body.record_count).toBe(1);
    expect(body.appointments).toEqual([
      expect.objectContaining({
        id: 0,
        kind: 'clear',
        start_date: at('16:00'),
        end_date: at('18:00'),
        clear_until: at('20:00'),
        duration_hours: 2,
        conflicts: [],
      }),
    ]);
    expect(starts(await clear({ ...asked, risk: 1 }))).toEqual([at('14:00')]);
    expect(starts(await clear({ ...asked, duration_hours: 1 }))).toEqual([
      at('09:00'),
      at('12:00'),
      at('14:00'),
      at('16:00'),
    ]);
    expect(starts(await clear({ ...asked, duration_hours: 1, count: 2 }))).toHaveLength(2);
    expect(starts(await clear({ ...asked, duration_hours: 1, service_id: 0 }))).toEqual([
      at('09:00'),
      at('12:00'),
      at('16:00'),
    ]);
    const none = await clear({ ...asked, duration_hours: 12 });
    expect(none).toEqual({ record_count: 0, appointments: [] });
  });

  test('inside the maintenance windows of all services, off the changes of the agent, for the client', async () => {
    const [web, mail, ann] = [await service(), await service(), await on.person()];
    const client = await on.thing('/Client', { name: 'Other' });
    const frozen = await on.thing('/Client', { name: 'Frozen' });
    await maintenance(web, { date: at('09:00'), end_date: at('18:00') });
    await maintenance(mail, { date: at('11:00'), end_date: at('20:00') });
    await change({ agent_id: ann.id, start_date: at('11:30'), end_date: at('12:30') });
    await freeze({ date: at('10:00'), end_date: at('15:00'), change_freeze_clients: [{ id: frozen.id }] });
    const asked = { service_id: `${web.id},${mail.id}` };
    expect(starts(await clear(asked))[0]).toBe(at('15:00'));
    expect(starts(await clear({ ...asked, client_id: frozen.id }))[0]).toBe(at('15:00'));
    expect(starts(await clear({ ...asked, client_id: client.id }))[0]).toBe(at('11:00'));
    expect(starts(await clear({ ...asked, client_id: client.id, agent_id: ann.id }))[0]).toBe(at('12:30'));
    expect(starts(await clear({ ...asked, client_id: client.id, agent_id: 1 }))[0]).toBe(at('11:00'));
  });

  test('from now, to the whole minute, when nothing says from when', async () => {
    server.clock.now = Date.parse(`${at('08:00')}Z`) + 30_000;
    const answer = await server.api('GET', '/ChangeCalendar?next_window=true&duration_hours=1.5');
    server.clock.now = Date.parse('2030-01-15T10:00:30Z');
    expect(answer.body.next_window).toMatchObject({ start_date: at('08:01'), end_date: at('09:31') });
  });
});
