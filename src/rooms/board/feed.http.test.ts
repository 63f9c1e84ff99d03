import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { about, type FeedEvent, listeners, type OpenFeed, openFeed, ownHours } from '../../../test/support/feed.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let calendar: Calendar;
let boss: Person;
let ann: Person;
let ben: Person;
const { listen, closeAll } = listeners(() => server);

beforeAll(async () => {
  server = await startTestServer();
  calendar = calendarOf(server);
  boss = await calendar.person({ name: 'Boss', role: 'manager' });
  ann = await calendar.person({ name: 'Ann', linemanager: boss.id });
  ben = await calendar.person({ name: 'Ben' });
});
afterEach(closeAll);
afterAll(() => server.close());

const hour = ownHours();
let marks = 0;

/** A change that everyone is told of: what was to be told before it has been. */
async function mark(...feeds: OpenFeed[]): Promise<void> {
  const made = await calendar.thing('/Client', { name: `Mark ${marks++}` });
  const isMark = (event: FeedEvent) => event.data.entity === 'client' && event.data.entity_id === String(made.id);
  await Promise.all(feeds.map((feed) => feed.until(isMark)));
}

describe('a change', () => {
  test('comes with the row, who did it and where it was', async () => {
    const feed = await listen(ben);
    expect(feed.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    const times = hour();
    const row = await calendar.booked(ann, { subject: 'Router', ...times });
    const created = await feed.until(about(row.id));
    expect(created.data).toMatchObject({
      entity: 'appointment',
      action: 'create',
      by: server.adminId,
      agents: [ann.id],
      row: { id: row.id, subject: 'Router', agent_id: ann.id },
    });
    expect(created.data.was).toBeUndefined();
    const moved = await listen(ben);
    await calendar.saved({ id: row.id, agent_id: ben.id }, undefined);
    expect((await moved.until(about(row.id))).data).toMatchObject({
      action: 'update',
      agents: [ann.id, ben.id],
      was: { agent_id: ann.id, ...times },
      row: { agent_id: ben.id },
    });
    const gone = await listen(ben);
    await calendar.remove(row.id);
    const deleted = (await gone.until(about(row.id))).data;
    expect(deleted).toMatchObject({ action: 'delete', agents: [ben.id] });
    expect(deleted.row).toBeUndefined();
    const back = await listen(ben);
    await calendar.saved({ id: row.id, deleted: false });
    expect((await back.until(about(row.id))).data).toMatchObject({ action: 'undelete', row: { id: row.id } });
  });

  test('of other things comes without a row: tickets, leave, agents to those who may see their history', async () => {
    const [admin, colleague] = await Promise.all([
      listen({ token: await server.tokenFor(server.adminId) }),
      listen(ben),
    ]);
    const ticket = await calendar.thing('/Tickets', { summary: 'Printer' });
    expect((await colleague.until(about(ticket.id))).data).toEqual({
      id: expect.any(Number),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      entity: 'ticket',
      entity_id: String(ticket.id),
      action: 'create',
      by: server.adminId,
      by_name: expect.any(String),
    });
    const leave = await calendar.thing('/Holiday', { name: 'Away', agent_id: ann.id, date_only: '2026-10-05' });
    const isLeave = (event: FeedEvent) => event.data.entity === 'holiday' && event.data.entity_id === leave.id;
    expect((await admin.until(isLeave)).data).toMatchObject({ by: server.adminId, agents: [ann.id] });
    expect((await colleague.until(isLeave)).data).toEqual({
      id: expect.any(Number),
      entity: 'holiday',
      entity_id: leave.id,
      action: 'create',
      agents: [ann.id],
    });
    await calendar.thing('/Agent', { id: ann.id, colour: '#abcdef' });
    await mark(admin, colleague);
    const ofAgents = (feed: OpenFeed) => feed.events.filter(({ data }) => data.entity === 'agent').length;
    expect([ofAgents(admin), ofAgents(colleague)]).toEqual([1, 0]);
  });

  test('stays in its tenant', async () => {
    const other = await addTenant(server, 'other feed');
    const [theirs, ours] = await Promise.all([listen(other), listen(ben)]);
    await server.api('POST', '/Client', [{ name: 'Theirs' }], { token: other.token });
    await theirs.until(({ data }) => data.entity === 'client');
    await mark(ours);
    expect(ours.events.filter(({ data }) => data.by_name === 'Their admin')).toEqual([]);
    expect(theirs.events).toHaveLength(1);
  });
});

describe('what a reader may not know', () => {
  test('a private row is masked, tells nobody who moved it, and is silent about what the mask hides', async () => {
    const [own, others, manager] = await Promise.all([listen(ann), listen(ben), listen(boss)]);
    const row = await calendar.booked(ann, { subject: 'Doctor', is_private: true, ...hour() }, ann);
    expect((await own.until(about(row.id))).data).toMatchObject({ by: ann.id, row: { subject: 'Doctor' } });
    const masked = (await others.until(about(row.id))).data;
    expect(masked).toEqual({
      id: expect.any(Number),
      entity: 'appointment',
      entity_id: String(row.id),
      action: 'create',
      agents: [ann.id],
      row: await calendar.row(row.id, ben),
    });
    expect(masked.row.subject).toBe('Private');
    await calendar.saved({ id: row.id, subject: 'Dentist', note: 'tooth' }, ann);
    await mark(own, others, manager);
    const count = (feed: OpenFeed) => feed.events.filter(about(row.id)).length;
    expect([count(own), count(others), count(manager)]).toEqual([2, 1, 1]);
    await calendar.saved({ id: row.id, end_date: row.end_date.replace('10:00', '11:00') }, ann);
    await mark(others);
    expect(others.events.filter(about(row.id))[1]?.data).toMatchObject({
      action: 'update',
      row: { subject: 'Private' },
    });
    expect(JSON.stringify(others.events)).not.toMatch(/Doctor|Dentist|tooth|"was"/);
  });

  test('what was private stays unsaid when it is so no more; what becomes private is masked', async () => {
    const row = await calendar.booked(ann, { subject: 'Open', ...hour() }, ann);
    const feed = await listen(ben);
    await calendar.saved({ id: row.id, is_private: true }, ann);
    expect((await feed.until(about(row.id))).data).toMatchObject({ action: 'update', row: { subject: 'Private' } });
    const again = await listen(ben);
    await calendar.saved({ id: row.id, is_private: false }, ann);
    const told = (await again.until(about(row.id))).data;
    expect(told.row.subject).toBe('Open');
    expect([told.by, told.at, told.was]).toEqual([undefined, undefined, undefined]);
  });

  test('a draft is told to its creator, managers and admins; publishing it makes it for the others', async () => {
    const [own, others, manager] = await Promise.all([listen(ann), listen(ben), listen(boss)]);
    const row = await calendar.booked(ann, { open_appointment_status: 2, ...hour() }, ann);
    await Promise.all([own, manager].map((feed) => feed.until(about(row.id))));
    await mark(others);
    expect(others.events.filter(about(row.id))).toEqual([]);
    await calendar.saved({ id: row.id, open_appointment_status: 0 }, ann);
    const published = (await others.until(about(row.id))).data;
    expect(published).toMatchObject({ action: 'create', row: { id: row.id } });
    expect([published.by, published.was]).toEqual([undefined, undefined]);
    const taken = await listen(ben);
    await calendar.saved({ id: row.id, open_appointment_status: 2 }, ann);
    const gone = (await taken.until(about(row.id))).data;
    expect(gone).toMatchObject({ action: 'delete', agents: [ann.id] });
    expect(gone.row).toBeUndefined();
  });

  test('without a token, or with one that may not read calendars, there is no feed', async () => {
    expect((await openFeed(server.url, {})).status).toBe(401);
    const token = await server.tokenFor(ben.id, { scopes: 'read:timesheets' });
    expect((await openFeed(server.url, { authorization: `Bearer ${token}` })).status).toBe(403);
  });

  test('who is disabled is told no more', async () => {
    const person = await calendar.person();
    const feed = await listen(person);
    await calendar.thing('/Agent', { id: person.id, isdisabled: true });
    expect((await feed.until(({ name }) => name === 'bye')).data).toEqual({ reason: 'signed-out' });
    await feed.ended;
  });
});
