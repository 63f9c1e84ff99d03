import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTenant } from '../../../test/support/other-tenant.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';

let server: TestServer;
let address: string;
let key: string;
const ids: Record<string, number> = {};
const noon = Date.UTC(2026, 4, 20, 12);

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(server.url + path, { headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
};
const post = async (path: string, ...rows: object[]) => {
  const answer = await server.api('POST', path, rows);
  expect(answer.status, answer.text).toBe(201);
  return [answer.body].flat();
};

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
  server.clock.now = noon;
  const rows = await post(
    '/Service',
    { name: 'Mail & calendar', target_percent: 99.9 },
    { name: 'Files' },
    { name: 'Hidden' },
  );
  for (const { id, name } of rows) ids[name.split(' ')[0]] = id;
  const [client] = await post('/Client', { name: 'Contoso-secret' });
  const [agent] = await post('/Agent', { name: 'Agent-secret', email: 'secret@x.example' });
  const ticket = { summary: 'Ticket-secret', client_id: client.id, agent_id: agent.id, isdowntime: true };
  await post('/Tickets', { ...ticket, services: [ids.Mail], dateoccurred: '2026-05-20T09:00:00' });
  await post('/Downtime', { service: ids.Files, startdate: '2026-05-10T00:00:00', enddate: '2026-05-10T06:00:00' });
  await post('/Holiday', {
    entity: 2,
    entity_id: ids.Files,
    name: 'Holiday-secret',
    date: '2026-05-21T20:00:00',
    end_date: '2026-05-21T22:00:00',
    isrecurring: true,
    schedule: { rrule: 'FREQ=WEEKLY;COUNT=3' },
  });
  const page = { enabled: true, title: 'Status of <Us>', services: [ids.Mail, ids.Files] };
  const { body } = await server.api('POST', '/StatusPage', page);
  key = body.key;
  address = `/status/${key}`;
});
afterAll(() => server.close());

describe('the public status page', () => {
  test('is there without a token: what is down now, what is planned, 90 days as a picture and a table', async () => {
    const { status, text, headers } = await get(address);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toContain('Down now: Mail &#38; calendar.');
    expect(text).toContain('Down since Wednesday, 20 May 2026, 09:00');
    expect(text).toContain('Files: 99.721 % available in the last 90 days; 1 with downtime.');
    expect(text).toContain('Promised: 99.9 %');
    expect(text).toMatch(/Sun,? 10 May<\/th><td>6<\/td><td>75 %/);
    expect(text.match(/<li><strong>Files<\/strong>/g)).toHaveLength(3);
    expect(text).toContain('Status of &#60;Us&#62;');
    expect(text).not.toContain('<script');
  });

  test('names no client, agent, ticket or words of anybody, and no service that is not meant to be shown', async () => {
    const all = (await get(address)).text + (await get(`${address}/maintenance.ics`)).text;
    expect(all).not.toMatch(/secret/i);
    expect(all).not.toContain('Hidden');
    await server.api('POST', '/StatusPage', { services: null });
    expect((await get(address)).text).toContain('Hidden');
    await server.api('POST', '/StatusPage', { services: [ids.Mail, ids.Files] });
  });

  test('speaks German to whoever does, or asks', async () => {
    expect((await get(address, { 'accept-language': 'de' })).text).toContain('Zurzeit ausgefallen: Mail');
    const { text } = await get(`${address}?lang=de`);
    expect(text).toContain('<html lang="de">');
    expect(text).toContain('Geplante Wartung');
  });

  test('gives its feed: an event for each time of what is planned', async () => {
    const { status, text, headers } = await get(`${address}/maintenance.ics`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(events.map(({ summary, startDate }) => [summary, startDate.toString()])).toEqual([
      ['Planned maintenance: Files', '2026-05-21T20:00:00Z'],
      ['Planned maintenance: Files', '2026-05-28T20:00:00Z'],
      ['Planned maintenance: Files', '2026-06-04T20:00:00Z'],
    ]);
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(3);
  });

  test('says that a service is maintained, not down, while that is planned', async () => {
    const now = server.clock.now;
    await post('/Downtime', { service: ids.Files, startdate: '2026-05-21T20:30:00', enddate: '2026-05-21T21:30:00' });
    server.clock.now = Date.UTC(2026, 4, 21, 21);
    const { text } = await get(address);
    expect(text).toContain('Planned maintenance until Thursday, 21 May 2026, 22:00');
    expect(text).not.toContain('Down now: Files');
    server.clock.now = now;
  });

  test.each(['/status/nothing', '/status/%00', '/status/a/b/c'])('%s is a page that says nothing', async (path) => {
    const { status, text } = await get(path);
    expect(status).toBe(404);
    expect(text).toContain('There is nothing here');
  });

  test('is gone when it is switched off, and has another address when the admin wants one', async () => {
    await server.api('POST', '/StatusPage', { enabled: false });
    expect((await get(address)).status).toBe(404);
    const { body } = await server.api('POST', '/StatusPage', { enabled: true, _newkey: true });
    expect([body.key === key, body.url]).toEqual([false, `${server.url}/status/${body.key}`]);
    expect([(await get(address)).status, (await get(`/status/${body.key}`)).status]).toEqual([404, 200]);
    expect((await server.api('POST', '/StatusPage', { services: [999_999] })).body.errors).toHaveProperty([
      'services[0]',
    ]);
    const { rows } = await server.database.pool.query(
      `select before::text || after::text as text from change where entity = 'status_page'`,
    );
    expect(JSON.stringify(rows)).not.toContain(body.key);
  });

  test('is of one tenant: another has none until it makes its own', async () => {
    const stranger = { token: (await addTenant(server, 'others')).token };
    expect((await server.api('GET', '/StatusPage', undefined, stranger)).body).toEqual({ enabled: false });
    const theirs = (await server.api('POST', '/StatusPage', { enabled: true }, stranger)).body;
    const { text } = await get(`/status/${theirs.key}`);
    expect(text).toContain('No services are shown here.');
  });
});

test('who asks too often waits', async () => {
  const strict = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '2' });
  strict.clock.now = noon;
  const answers = [];
  for (let n = 0; n < 3; n++) answers.push(await fetch(`${strict.url}/status/nothing`));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 429]);
  expect(answers[2]?.headers.get('retry-after')).toBe('60');
  await strict.close();
});
