import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Row, Values } from '../../../test/support/calendar.ts';
import { changesOf } from '../../../test/support/changes.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** What is in the way of changes, and when nothing is. */

let server: TestServer;
let on: ReturnType<typeof changesOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2030-01-15T10:00:30Z');
  on = changesOf(server);
});
afterAll(() => server.close());
beforeEach(() => on.nextMonth());

describe('conflicts', () => {
  test('freeze: at or above its risk, of its service, for its clients', async () => {
    const client = await on.thing('/Client', { name: 'Frozen' });
    const web = await on.service({ name: 'Web' });
    const tickets = {
      low: await on.change({ risk: 1, client_id: client.id, services: [web.id] }),
      high: await on.change({
        risk: 2,
        client_id: client.id,
        services: [web.id],
        start_date: on.at('13:00'),
        end_date: on.at('14:00'),
      }),
      otherClient: await on.change({
        risk: 2,
        services: [web.id],
        start_date: on.at('15:00'),
        end_date: on.at('16:00'),
      }),
      otherService: await on.change({
        risk: 2,
        client_id: client.id,
        start_date: on.at('17:00'),
        end_date: on.at('18:00'),
      }),
    };
    const answer = await on.freeze({ entity_id: web.id, risk: 2, change_freeze_clients: [{ id: client.id }] });
    expect(answer).toMatchObject({
      _warning: 'A change is planned during this freeze.',
      conflicts: [
        { ticket_id: tickets.high.id, subject: 'Change', start_date: on.at('13:00'), end_date: on.at('14:00') },
      ],
    });
    expect(await on.conflictsOf(tickets.low)).toEqual([]);
    expect(await on.conflictsOf(tickets.high)).toEqual(['freeze']);
    expect(await on.conflictsOf(tickets.otherClient)).toEqual([]);
    expect(await on.conflictsOf(tickets.otherService)).toEqual([]);
    const frozen = (await on.calendarRows()).find(({ kind }) => kind === 'freeze');
    expect(frozen).toMatchObject({ conflicts: ['freeze'], conflict_details: [{ ticket_id: tickets.high.id }] });
    expect(frozen.change_freeze_clients).toEqual([client.id]);
  });

  test('same_service: the same, or one that it depends on, over others too; on both rows', async () => {
    const network = await on.service({ name: 'Network' });
    const directory = await on.service({ name: 'Directory', depends_on: [network.id] });
    const mail = await on.service({ name: 'Mail', depends_on: [directory.id] });
    const phones = await on.service({ name: 'Phones', depends_on: [network.id] });
    const onMail = await on.change({ summary: 'Mail', services: [mail.id] });
    const onPhones = await on.change({ summary: 'Phones', services: [phones.id] });
    expect(await on.conflictsOf(onMail)).toEqual([]);
    const onNetwork = await on.change({ services: [network.id], start_date: on.at('11:00'), end_date: on.at('13:00') });
    expect(await on.conflictsOf(onMail)).toEqual(['same_service']);
    expect(await on.conflictsOf(onPhones)).toEqual(['same_service']);
    const row = (await on.calendarRows()).find(({ ticket_id }) => ticket_id === onNetwork.id);
    expect(row.conflicts).toEqual(['same_service']);
    expect(row.conflict_details).toEqual([
      {
        code: 'same_service',
        ticket_id: onMail.id,
        subject: 'Mail',
        start_date: on.at('10:00'),
        end_date: on.at('12:00'),
      },
      {
        code: 'same_service',
        ticket_id: onPhones.id,
        subject: 'Phones',
        start_date: on.at('10:00'),
        end_date: on.at('12:00'),
      },
    ]);
    await on.thing('/Tickets', { id: onNetwork.id, start_date: on.at('12:00') });
    expect(await on.conflictsOf(onMail)).toEqual([]);
  });

  test('outside_window: not wholly in the maintenance of each of its services that has some', async () => {
    const [web, mail, free] = [await on.service({ name: 'Web' }), await on.service(), await on.service()];
    await on.maintenance(web);
    await on.maintenance(mail, { date: on.at('11:00'), end_date: on.at('15:00') });
    expect(await on.conflictsOf(await on.change({ services: [web.id] }))).toEqual([]);
    expect(await on.conflictsOf(await on.change({ services: [free.id] }))).toEqual([]);
    const times = { start_date: on.at('20:00'), end_date: on.at('21:00') };
    const outside = await on.change({ services: [web.id], ...times });
    expect(await on.conflictsOf(outside)).toEqual(['outside_window']);
    const both = await on.change({
      services: [web.id, mail.id],
      start_date: on.at('13:00', 4),
      end_date: on.at('14:00', 4),
    });
    const row = (await on.calendarRows()).find(({ ticket_id }) => ticket_id === both.id);
    expect(row.conflict_details).toMatchObject([
      { code: 'outside_window', service_id: web.id, service_name: 'Web' },
      { code: 'outside_window', service_id: mail.id },
    ]);
  });

  test('same_agent: overlapping changes of one agent; nobody is no agent', async () => {
    const ann = await on.person();
    const one = await on.change({ agent_id: ann.id });
    const two = await on.change({ agent_id: ann.id, start_date: on.at('11:00'), end_date: on.at('13:00') });
    const next = await on.change({ agent_id: ann.id, start_date: on.at('13:00'), end_date: on.at('14:00') });
    const nobody = await on.change({ summary: 'x' });
    await on.change({ summary: 'y' });
    expect(await on.conflictsOf(one)).toEqual(['same_agent']);
    expect(await on.conflictsOf(two)).toEqual(['same_agent']);
    expect(await on.conflictsOf(next)).toEqual([]);
    expect(await on.conflictsOf(nobody)).toEqual([]);
  });

  test('what is resolved or closed is in nobody’s way, and is shown as done', async () => {
    const ann = await on.person();
    const one = await on.change({ agent_id: ann.id });
    const two = await on.change({ agent_id: ann.id });
    expect(await on.conflictsOf(one)).toEqual(['same_agent']);
    await on.thing('/Tickets', { id: two.id, status: 9 });
    expect(await on.conflictsOf(one)).toEqual([]);
    expect((await on.calendarRows()).find(({ ticket_id }) => ticket_id === two.id)).toMatchObject({
      complete_status: 0,
      conflicts: [],
    });
  });

  test('they are found whatever the filters leave, and beyond the window', async () => {
    const client = await on.thing('/Client', { name: 'One' });
    const ann = await on.person();
    await on.change({ agent_id: ann.id, client_id: client.id, end_date: on.at('20:00', 9) });
    await on.change({ agent_id: ann.id, start_date: on.at('19:00', 9), end_date: on.at('21:00', 9) });
    const [row] = await on.calendarRows({ client_id: client.id, end_date: on.at('00:00', 4) });
    expect(row.conflicts).toEqual(['same_agent']);
  });
});

describe('next_window', () => {
  const clear = async (query: Values) => (await on.calendar({ next_window: true, duration_hours: 2, ...query })).body;
  const starts = (body: Row) => body.appointments.map(({ start_date }: Row) => start_date);

  test('the next times without a conflict, each with how long it stays clear', async () => {
    const web = await on.service({ name: 'Web' });
    const mail = await on.service({ name: 'Mail', depends_on: [web.id] });
    await on.change({ services: [web.id] });
    await on.change({ services: [mail.id], start_date: on.at('13:00'), end_date: on.at('14:00') });
    await on.change({ start_date: on.at('14:00'), end_date: on.at('15:00') });
    await on.freeze({ date: on.at('15:30'), end_date: on.at('16:00'), risk: 2 });
    const asked = { start_date: on.at('09:00'), end_date: on.at('20:00'), service_id: web.id };
    const body = await clear(asked);
    expect(body.next_window).toEqual(body.appointments[0]);
    expect(body.record_count).toBe(1);
    expect(body.appointments).toEqual([
      expect.objectContaining({
        id: 0,
        kind: 'clear',
        start_date: on.at('16:00'),
        end_date: on.at('18:00'),
        clear_until: on.at('20:00'),
        duration_hours: 2,
        conflicts: [],
      }),
    ]);
    expect(starts(await clear({ ...asked, risk: 1 }))).toEqual([on.at('14:00')]);
    expect(starts(await clear({ ...asked, duration_hours: 1 }))).toEqual([
      on.at('09:00'),
      on.at('12:00'),
      on.at('14:00'),
      on.at('16:00'),
    ]);
    expect(starts(await clear({ ...asked, duration_hours: 1, count: 2 }))).toHaveLength(2);
    expect(starts(await clear({ ...asked, duration_hours: 1, service_id: 0 }))).toEqual([
      on.at('09:00'),
      on.at('12:00'),
      on.at('16:00'),
    ]);
    const none = await clear({ ...asked, duration_hours: 12 });
    expect(none).toEqual({ record_count: 0, appointments: [] });
  });

  test('inside the maintenance windows of all services, off the changes of the agent, for the client', async () => {
    const [web, mail, ann] = [await on.service(), await on.service(), await on.person()];
    const client = await on.thing('/Client', { name: 'Other' });
    const frozen = await on.thing('/Client', { name: 'Frozen' });
    await on.maintenance(web, { date: on.at('09:00'), end_date: on.at('18:00') });
    await on.maintenance(mail, { date: on.at('11:00'), end_date: on.at('20:00') });
    await on.change({ agent_id: ann.id, start_date: on.at('11:30'), end_date: on.at('12:30') });
    await on.freeze({ date: on.at('10:00'), end_date: on.at('15:00'), change_freeze_clients: [{ id: frozen.id }] });
    const asked = { service_id: `${web.id},${mail.id}` };
    expect(starts(await clear(asked))[0]).toBe(on.at('15:00'));
    expect(starts(await clear({ ...asked, client_id: frozen.id }))[0]).toBe(on.at('15:00'));
    expect(starts(await clear({ ...asked, client_id: client.id }))[0]).toBe(on.at('11:00'));
    expect(starts(await clear({ ...asked, client_id: client.id, agent_id: ann.id }))[0]).toBe(on.at('12:30'));
    expect(starts(await clear({ ...asked, client_id: client.id, agent_id: 1 }))[0]).toBe(on.at('11:00'));
  });

  test('from now, to the whole minute, when nothing says from when', async () => {
    server.clock.now = Date.parse(`${on.at('08:00')}Z`) + 30_000;
    const answer = await server.api('GET', '/ChangeCalendar?next_window=true&duration_hours=1.5');
    server.clock.now = Date.parse('2030-01-15T10:00:30Z');
    expect(answer.body.next_window).toMatchObject({ start_date: on.at('08:01'), end_date: on.at('09:31') });
  });
});
