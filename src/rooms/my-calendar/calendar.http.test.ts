import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Calendar, calendarOf, type Person } from '../../../test/support/calendar.ts';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let desk: Calendar;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
  server.clock.now = Date.parse('2026-05-04T08:00:00Z');
  desk = calendarOf(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  ana = await desk.person();
  ben = await desk.person();
});

async function addressOf(person: Person, headers = {}): Promise<string> {
  const answer = await server.api('POST', '/CalendarKey', {}, { token: person.token, headers });
  expect(answer.status, answer.text).toBe(201);
  expect(answer.body).toMatchObject({ active: true, created_at: '2026-05-04T08:00:00' });
  return answer.body.url;
}

const get = (url: string, headers = {}) => fetch(url, { headers });

async function eventsAt(url: string): Promise<ICAL.Component[]> {
  const answer = await get(url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  return new ICAL.Component(ICAL.parse(await answer.text())).getAllSubcomponents('vevent');
}

const summaries = async (url: string) => (await eventsAt(url)).map((one) => one.getFirstPropertyValue('summary'));

test('a calendar program reads the agent’s own rows at the secret address, without a token', async () => {
  const { id: client_id } = await desk.thing('/Client', { name: 'Acme; Ltd' });
  const row = await desk.booked(ana, { subject: 'VPN, down', client_id, note: 'Ring\ntwice', is_private: true });
  await desk.booked(ben, { subject: 'Not hers' });
  const url = await addressOf(ana);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/calendar\/[\w-]{43}\.ics$/);
  const [event, ...more] = await eventsAt(url);
  expect(more).toEqual([]);
  const value = (name: string) => String(event?.getFirstPropertyValue(name));
  expect(value('uid')).toBe(`appointment-${row.id}@almanac`);
  expect(value('summary')).toBe('VPN, down');
  expect(value('description')).toBe('Acme; Ltd\n\nRing\ntwice');
  expect([value('dtstart'), value('dtend')]).toEqual(['2026-05-04T09:00:00Z', '2026-05-04T10:00:00Z']);
  expect([value('class'), value('status'), value('transp')]).toEqual(['PRIVATE', 'CONFIRMED', 'OPAQUE']);
});

test('shifts, tentative rows, whole days and occurrences are in; drafts of others, deleted and far rows are not', async () => {
  await desk.booked(ana, { subject: 'Perhaps', open_appointment_status: 1 });
  await desk.booked(ana, { subject: 'Duty', shift_type_id: 1 });
  await desk.booked(ana, { subject: 'Draft', open_appointment_status: 2 });
  await desk.booked(ana, { subject: 'Far', start_date: '2027-05-04T09:00:00', end_date: '2027-05-04T10:00:00' });
  const gone = await desk.booked(ana, {
    subject: 'Gone',
    start_date: '2026-05-06T09:00:00',
    end_date: '2026-05-06T10:00:00',
  });
  await desk.remove(gone.id);
  await desk.booked(ana, { subject: 'Fair', allday: true, start_date_only: '2026-05-07', end_date_only: '2026-05-08' });
  await desk.booked(ana, {
    subject: 'Weekly',
    start_date: '2026-05-12T09:00:00',
    end_date: '2026-05-12T10:00:00',
    schedule: { rrule: 'FREQ=WEEKLY;COUNT=3' },
  });
  const events = await eventsAt(await addressOf(ana));
  const shown = events.map((one) => [one.getFirstPropertyValue('summary'), one.getFirstPropertyValue('status')]);
  expect(shown.sort()).toEqual([
    ['Duty', 'CONFIRMED'],
    ['Fair', 'CONFIRMED'],
    ['Perhaps', 'TENTATIVE'],
    ['Weekly', 'CONFIRMED'],
    ['Weekly', 'CONFIRMED'],
    ['Weekly', 'CONFIRMED'],
  ]);
  const fair = events.find((one) => one.getFirstPropertyValue('summary') === 'Fair');
  const days = ['dtstart', 'dtend'].map((name) => String(fair?.getFirstPropertyValue(name)));
  expect(days).toEqual(['2026-05-07', '2026-05-09']);
});

test('leave is in once it is approved', async () => {
  const admin = { id: server.adminId };
  const leave = { agent_id: ana.id, name: 'Sea', date_only: '2026-05-20', end_date_only: '2026-05-21' };
  const asked = await server.api('POST', '/Holiday', [leave], { token: ana.token });
  expect(asked.status, asked.text).toBe(201);
  const url = await addressOf(ana);
  expect(await summaries(url)).toEqual([]);
  const decided = await server.api('POST', '/Holiday', [{ id: asked.body.id, _approve: true }]);
  expect(decided.status, `${admin.id} ${decided.text}`).toBe(201);
  expect(await summaries(url)).toEqual(['Sea']);
});

test('while nothing changes it is 304; after a change it is another one', async () => {
  const row = await desk.booked(ana, { subject: 'Visit' });
  const url = await addressOf(ana);
  const etag = (await get(url)).headers.get('etag') as string;
  const same = await get(url, { 'if-none-match': etag });
  expect([same.status, await same.text()]).toEqual([304, '']);
  await desk.saved({ id: row.id, subject: 'Visit!' }, ana);
  expect((await get(url, { 'if-none-match': `"x", W/${etag}` })).status).toBe(200);
});

test('an address that was renewed or removed opens nothing any more, and what is kept is no address', async () => {
  const first = await addressOf(ana);
  const second = await addressOf(ana);
  expect([(await get(first)).status, (await get(second)).status]).toEqual([404, 200]);
  const read = await server.api('GET', '/CalendarKey', undefined, { token: ana.token });
  expect(read.body).toEqual({ active: true, created_at: '2026-05-04T08:00:00' });
  const key = second.slice(-47, -4);
  const dump = await server.database.pool.query(
    `select (select json_agg(k) from calendar_key k)::text || (select json_agg(c) from change c)::text
       || coalesce((select json_agg(i) from idempotency_key i)::text, '') as text`,
  );
  expect(dump.rows[0].text).not.toContain(key);
  const removed = await server.api('DELETE', '/CalendarKey', undefined, { token: ana.token });
  expect([removed.status, removed.body]).toEqual([200, { active: false }]);
  expect((await get(second)).status).toBe(404);
  const again = await server.api('DELETE', '/CalendarKey', undefined, { token: ana.token });
  expect(again.status).toBe(200);
});

test('the same Idempotency-Key answers the same address again, which still opens', async () => {
  const headers = { 'idempotency-key': `key-${ana.id}` };
  const url = await addressOf(ana, headers);
  expect(await addressOf(ana, headers)).toBe(url);
  expect((await get(url)).status).toBe(200);
  const { rows } = await server.database.pool.query('select body from idempotency_key where key = $1', [
    `key-${ana.id}`,
  ]);
  expect(rows[0].body).not.toContain(url.slice(-47, -4));
});

test('who is disabled has no feed; nor has a key that never was, in any shape', async () => {
  const url = await addressOf(ana);
  await server.api('POST', '/Agent', [{ id: ana.id, isdisabled: true }]);
  expect((await get(url)).status).toBe(404);
  const root = `${server.url}/calendar`;
  for (const path of [`${'A'.repeat(43)}.ics`, 'x.ics', '%00.ics', url.slice(-47, -4)])
    expect([path, (await get(`${root}/${path}`)).status]).toEqual([path, 404]);
});

test('a token that only reads makes no address, and everyone has their own', async () => {
  const token = await server.tokenFor(ana.id, { scopes: 'read:calendar' });
  expect((await server.api('POST', '/CalendarKey', {}, { token })).status).toBe(403);
  expect((await server.api('DELETE', '/CalendarKey', undefined, { token })).status).toBe(403);
  expect((await server.api('GET', '/CalendarKey', undefined, { token })).body).toEqual({ active: false });
  await addressOf(ben);
  expect((await server.api('GET', '/CalendarKey', undefined, { token })).body).toEqual({ active: false });
});

test('an agent of another tenant reads that tenant’s rows', async () => {
  const other = await addTenant(server, 'Other');
  await desk.booked(ana, { subject: 'Ours' });
  const answer = await server.api('POST', '/CalendarKey', {}, { token: other.token });
  expect(await summaries(answer.body.url)).toEqual([]);
});

test('some days are a file to save: one’s own, and those only', async () => {
  await desk.booked(ana, { subject: 'Monday' });
  await desk.booked(ana, { subject: 'Tuesday', start_date: '2026-05-05T09:00:00', end_date: '2026-05-05T10:00:00' });
  await desk.booked(ben, { subject: 'Not hers' });
  const answer = await server.api('GET', '/CalendarFile?start_date=2026-05-05&end_date=2026-05-06', undefined, {
    token: ana.token,
  });
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="calendar.ics"');
  expect(answer.text.match(/SUMMARY:.*/g)?.map((line) => line.trim())).toEqual(['SUMMARY:Tuesday']);
  const tooLong = await server.api('GET', '/CalendarFile?start_date=2026-05-05&end_date=2026-09-06');
  expect(tooLong.status).toBe(400);
});
