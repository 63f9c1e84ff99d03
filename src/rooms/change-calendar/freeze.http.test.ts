import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Person, Row, Values } from '../../../test/support/calendar.ts';
import { changesOf } from '../../../test/support/changes.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

/** Saving changes into freezes. */

let server: TestServer;
let on: ReturnType<typeof changesOf>;

beforeAll(async () => {
  server = await startTestServer();
  server.clock.now = Date.parse('2030-01-15T10:00:00Z');
  on = changesOf(server);
});
afterAll(() => server.close());
beforeEach(() => on.nextMonth());

const during = () => ({ start_date: on.at('10:00'), end_date: on.at('12:00') });
const elsewhen = () => ({ start_date: on.at('10:00', 20), end_date: on.at('12:00', 20) });
const element = (values: Values = {}) => ({ summary: 'Change', tickettype_id: 2, ...during(), ...values });
const save = (values: Values | Values[], by?: Person) =>
  server.api('POST', '/Tickets', Array.isArray(values) ? values : [values], by ? { token: by.token } : {});
const saved = (values: Values = {}) => on.thing('/Tickets', element(values));
const changed = (row: Row, values: Values) => save({ id: row.id, ...values });
const freeze = (values: Values = {}) => on.freeze({ name: 'Year end', ...values });

async function refused(values: Values) {
  const answer = await save(values);
  expect(answer.status, answer.text).toBe(409);
  expect(answer.body.code).toBe('change-freeze');
  return answer.body;
}

describe('a change that is saved into a freeze', () => {
  test('is 409 that names the freeze and what to do, and is not saved', async () => {
    const { id } = await freeze({ risk: 2 });
    const body = await refused(element({ risk: 2, summary: 'Never there' }));
    expect(body.Message).toBe(
      `The change is planned during the change freeze 'Year end', ${on.at('00:00')} to ${on.at('00:00', 4)} UTC. ` +
        'Move it, or send emergency: true with an emergency_reason.',
    );
    expect(Object.keys(body.errors)).toEqual(['[0].start_date']);
    expect(body.freezes).toEqual([
      { holiday_id: id, name: 'Year end', start_date: on.at('00:00'), end_date: on.at('00:00', 4), risk: 2 },
    ]);
    expect((await server.api('GET', '/Tickets?search=never')).body.tickets).toEqual([]);
  });

  test('below its risk is saved; without a risk only freezes of risk 0 stop it', async () => {
    await freeze({ risk: 2 });
    await saved({ risk: 1.9 });
    await saved();
    await freeze({ risk: 0, date: on.at('00:00', 10), end_date: on.at('00:00', 11) });
    await refused(element({ start_date: on.at('10:00', 10), end_date: on.at('10:00', 10) }));
  });

  test('goes ahead as an emergency with a reason, which is kept and is in the history', async () => {
    await freeze();
    const body = await refused(element({ emergency: true }));
    expect(Object.keys(body.errors)).toEqual(['[0].emergency_reason']);
    await refused(element({ emergency: true, emergency_reason: '  ' }));
    await refused(element({ emergency_reason: 'Only a reason' }));
    const row = await saved({ emergency: true, emergency_reason: 'Disks are failing' });
    expect((await server.api('GET', `/Tickets/${row.id}`)).body).toMatchObject({
      emergency: true,
      emergency_reason: 'Disks are failing',
    });
    const history = await server.api('GET', `/Change?entity=ticket&id=${row.id}`);
    expect(history.body.changes[0].after).toMatchObject({ emergency: true, emergency_reason: 'Disks are failing' });
    expect((await changed(row, { emergency: false })).status).toBe(409);
    expect((await changed(row, { emergency_reason: null })).status).toBe(409);
    expect((await changed(row, { emergency_reason: 'Disks are smoking' })).status).toBe(201);
    const shown = await server.api(
      'GET',
      `/ChangeCalendar?start_date=${on.at('00:00', 1)}&end_date=${on.at('00:00', 9)}`,
    );
    expect(shown.body.appointments[1]).toMatchObject({ conflicts: ['freeze'], emergency_reason: 'Disks are smoking' });
  });

  test('of another service, or of a client it is not for, is saved', async () => {
    const [web, mail] = [await on.thing('/Service', { name: 'Web' }), await on.thing('/Service', { name: 'Mail' })];
    const client = await on.thing('/Client', { name: 'Frozen' });
    await freeze({ entity_id: web.id });
    await refused(element({ services: [mail.id, web.id] }));
    await saved({ services: [mail.id] });
    await saved();
    await freeze({
      date: on.at('00:00', 20),
      end_date: on.at('00:00', 21),
      change_freeze_clients: [{ id: client.id }],
    });
    await refused(element({ client_id: client.id, ...elsewhen() }));
    await saved(elsewhen());
  });

  test('touches nothing else: incidents, changes without a plan, back to back, other tenants', async () => {
    await freeze();
    await saved({ tickettype_id: 1 });
    await saved({ end_date: null });
    await saved({ start_date: on.at('00:00', 4), end_date: on.at('01:00', 4) });
    await saved({ start_date: on.at('23:00', 2), end_date: on.at('00:00') });
    const { token } = await addTenant(server, 'Theirs');
    expect((await server.api('POST', '/Tickets', [element()], { token })).status).toBe(201);
  });

  test('by an update: its times, risk, services, client, type and status', async () => {
    const [web, client] = [await on.thing('/Service', { name: 'Web' }), await on.thing('/Client', { name: 'Frozen' })];
    const outside = await saved({ ...elsewhen(), risk: 3 });
    const low = await saved({ risk: 1 });
    const done = await saved({ risk: 3, status: 9 });
    const incident = await saved({ risk: 3, tickettype_id: 1 });
    const unplanned = await saved({ risk: 3, end_date: null });
    await freeze({ risk: 2 });
    expect((await changed(outside, during())).status).toBe(409);
    expect((await changed(outside, { start_date: on.at('23:59') })).status).toBe(409);
    expect((await changed(low, { risk: 2 })).status).toBe(409);
    expect((await changed(done, { status: 1 })).status).toBe(409);
    expect((await changed(incident, { tickettype_id: 2 })).status).toBe(409);
    expect((await changed(unplanned, { end_date: on.at('11:00') })).status).toBe(409);
    await freeze({ date: on.at('00:00', 20), end_date: on.at('00:00', 21), entity_id: web.id });
    await freeze({
      date: on.at('00:00', 20),
      end_date: on.at('00:00', 21),
      change_freeze_clients: [{ id: client.id }],
    });
    expect((await changed(outside, { services: [web.id] })).status).toBe(409);
    expect((await changed(outside, { client_id: client.id })).status).toBe(409);
    expect((await changed(outside, { end_date: on.at('13:00', 20), summary: 'Longer' })).status).toBe(201);
  });

  test('that a later freeze came over can still be renamed, assigned, closed and moved out', async () => {
    const row = await saved({ risk: 3 });
    const ann = await on.person();
    expect(await freeze({ risk: 1 })).toMatchObject({
      _warning: 'A change is planned during this freeze.',
      conflicts: [{ ticket_id: row.id }],
    });
    expect((await changed(row, { summary: 'Renamed', agent_id: ann.id, ...during(), risk: 2 })).status).toBe(201);
    expect((await changed(row, { start_date: on.at('10:30') })).status).toBe(409);
    expect((await changed(row, elsewhen())).status).toBe(201);
    const other = await saved({ ...during(), risk: 0 });
    expect((await changed(other, { status: 9 })).status).toBe(201);
  });

  test('in an array: nothing of it is saved, and the element is named', async () => {
    await freeze();
    const answer = await save([element({ summary: 'All or nothing', ...elsewhen() }), element()]);
    expect(answer.status).toBe(409);
    expect(Object.keys(answer.body.errors)).toEqual(['[1].start_date']);
    expect((await server.api('GET', '/Tickets?search=nothing')).body.tickets).toEqual([]);
    const row = await saved(elsewhen());
    const twice = await save([
      { id: row.id, ...during() },
      { id: row.id, ...elsewhen(), summary: 'Back again' },
    ]);
    expect(twice.status, twice.text).toBe(201);
  });
});

describe('freezes', () => {
  test('that recur stop changes at each of their times, by the clock of their zone', async () => {
    const schedule = {
      timezone: 'Europe/Berlin',
      rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1',
    };
    // Berlin is an hour east in winter, two in summer: 18:00 there.
    await freeze({
      name: 'Month end',
      date: '2032-01-31T17:00:00',
      end_date: '2032-01-31T23:00:00',
      isrecurring: true,
      schedule,
    });
    const attempt = (start_date: string, end_date: string) => save(element({ start_date, end_date }));
    expect((await attempt('2032-01-31T16:00:00', '2032-01-31T17:00:00')).status).toBe(201);
    expect((await attempt('2032-01-31T17:00:00', '2032-01-31T17:30:00')).status).toBe(409);
    expect((await attempt('2032-06-30T15:00:00', '2032-06-30T16:00:00')).status).toBe(201);
    expect((await attempt('2032-06-30T16:00:00', '2032-06-30T16:30:00')).status).toBe(409);
    expect((await attempt('2032-06-29T16:00:00', '2032-06-29T16:30:00')).status).toBe(201);
  });

  test('of whole days are those of the tenant, or of the hours of their service', async () => {
    const workday = await on.thing('/Workday', { name: 'Tokyo', timezone: 'Asia/Tokyo' });
    const tokyo = await on.thing('/Service', { name: 'Tokyo', workday_id: workday.id });
    await freeze({ entity_id: tokyo.id, allday: true, date_only: on.at('00:00').slice(0, 10) });
    const attempt = (time: string, day: number) =>
      save(element({ start_date: on.at(time, day), end_date: on.at(time, day), services: [tokyo.id] }));
    expect((await attempt('14:59', 2)).status).toBe(201);
    expect((await attempt('15:00', 2)).status).toBe(409);
    expect((await attempt('14:59', 3)).status).toBe(409);
    expect((await attempt('15:00', 3)).status).toBe(201);
  });

  test('tell of open changes ahead only, however far, once each', async () => {
    const far = { start_date: '2045-03-03T10:00:00', end_date: '2045-03-05T12:00:00' };
    const row = await saved(far);
    await saved({ ...far, status: 8 });
    await saved({ ...far, risk: 1 });
    const once = await freeze({ date: '2045-03-01T00:00:00', end_date: '2045-03-09T00:00:00', risk: 0.5 });
    expect(once.conflicts).toHaveLength(1);
    const daily = { date: '2045-03-01T11:00:00', end_date: '2045-03-01T11:30:00', isrecurring: true };
    const recurring = await freeze({ ...daily, schedule: { recurrencepattern: 0 } });
    expect(recurring._warning).toBe('2 changes are planned during this freeze.');
    expect(recurring.conflicts.map(({ ticket_id }: Row) => ticket_id)).toContain(row.id);
    expect(await freeze({ date: '2029-01-01T00:00:00', end_date: '2029-02-01T00:00:00' })).not.toHaveProperty(
      '_warning',
    );
    expect(await on.saved({ id: once.id, risk: 7 })).not.toHaveProperty('_warning');
  });

  test('and a change at the same moment: it is refused, or the freeze tells of it', async () => {
    for (const day of [5, 6, 7, 8, 9, 10]) {
      const [ticket, row] = await Promise.all([
        save(element({ start_date: on.at('10:00', day), end_date: on.at('11:00', day) })),
        freeze({ date: on.at('00:00', day), end_date: on.at('00:00', day + 1) }),
      ]);
      if (ticket.status === 201) expect(row.conflicts).toMatchObject([{ ticket_id: ticket.body.id }]);
      else expect(ticket.status).toBe(409);
    }
  });
});

test('a scheduled change that falls into a freeze is not made, and its occurrence says why', async () => {
  await freeze({ date: '2030-02-01T00:00:00', end_date: '2030-02-02T00:00:00' });
  const schedule = await on.thing('/Schedule', {
    type: 0,
    subject: 'Patch day',
    requesttype: 2,
    startdate: '2030-02-01T10:00:00',
    hours: 2,
    recurrencepattern: 0,
  });
  const { body } = await server.api('POST', '/ScheduleOccurrence', [schedule.id]);
  expect(body).toMatchObject({ error: expect.stringContaining("change freeze 'Year end'") });
  expect(body).not.toHaveProperty('result_id');
});
