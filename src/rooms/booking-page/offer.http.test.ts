import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { monday, occupy, type Published, publish } from '../../../test/support/published.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { newVisitor, type Shown } from '../../../test/support/visitor.ts';

let server: TestServer;
let visit: Published;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
  server.clock.now = monday;
  visit = await publish(server, { messagehtml: '<p>Have the <b>number</b> ready<script>alert(1)</script></p>' });
});
afterAll(() => server.close());
beforeEach(() => {
  server.clock.now = monday;
});

const page = (query = '', headers = {}, key = visit.key) => newVisitor(server, headers).get(`/book/${key}${query}`);
const times = ({ forms }: Shown) => forms.flatMap(({ buttons }) => buttons).map(({ text }) => text);
/** The first form with slots holds the next free times, the second those of a day. */
const slots = ({ forms }: Shown) =>
  forms.filter(({ method }) => method === 'post').map(({ buttons }) => buttons.map(({ value }) => value.split('/')[0]));

describe('what is shown', () => {
  test('the next free times come first, then the days of a week and the times of one of them', async () => {
    const shown = await page();
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const [next, day] = slots(shown);
    expect(next).toEqual(['09', '10', '11', '12', '13'].map((hour) => `2026-11-23T${hour}:00:00Z`));
    expect(day).toEqual(
      [9, 10, 11, 12, 13, 14, 15, 16].map((hour) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00Z`),
    );
    expect(shown.words).toMatch(/Next free times .* Or choose a day .*Tue 24 Nov 8 times free .*Sat 28 Nov none free/);
  });

  test('busy time of the agent is not offered, and nothing says whose or why', async () => {
    const { key, agentIds } = await publish(server);
    await occupy(server, agentIds[0] as number, '2026-11-23T10:00:00', '2026-11-23T12:00:00');
    const shown = await page('', {}, key);
    expect(slots(shown)[0]?.slice(0, 2)).toEqual(['2026-11-23T09:00:00Z', '2026-11-23T12:00:00Z']);
    expect(shown.text).not.toMatch(/Secret|private|busy/i);
  });

  test('a day and a week can be asked for, and led to by links', async () => {
    const shown = await page('?date=2026-12-02');
    expect(slots(shown)[1]?.[0]).toBe('2026-12-02T09:00:00Z');
    expect(shown.text).toContain(`href="/book/${visit.key}?date=2026-11-23#days"`.replace('&', '&#38;'));
    expect(shown.text).toContain(`href="/book/${visit.key}?date=2026-12-07#days"`);
    expect(shown.text).toContain(`href="/book/${visit.key}?date=2026-12-03#day"`);
  });

  test.each([
    '?date=2026-02-30',
    '?date=1999-01-01',
    '?date=x',
    '?zone=Mars/Olympus',
    '?lang=xx',
    '?person=-1',
    '?utm_source=x',
  ])('%s shows the page as if it had not been asked', async (query) => {
    const shown = await page(query);
    expect([shown.status, slots(shown)[0]?.length]).toEqual([200, 5]);
  });

  test('the length of a day and its times are those of the zone that the customer chooses', async () => {
    const shown = await page('?zone=America/New_York&date=2026-11-24');
    expect(shown.words).toContain('Times are those of New York (GMT-5).');
    expect(times(shown)[5]).toBe('04:00 Tue 24 Nov');
    expect(shown.text).toContain('<option value="America/New_York" selected>New York</option>');
    expect(
      shown.forms.every(({ method, action }) => method === 'get' || action.includes('zone=America%2FNew_York')),
    ).toBe(true);
  });

  test('a zone that the list does not have can be chosen all the same', async () => {
    const shown = await page('?zone=Asia/Kolkata&date=2026-11-24');
    expect(shown.words).toContain('Times are those of Kolkata (GMT+5:30).');
    expect(shown.text).toContain('<option value="Asia/Kolkata" selected>Kolkata</option>');
  });

  test('nobody is led beyond the days that may be booked, or the notice', async () => {
    const { key } = await publish(server, { agentbooking_max_days_advance: 2, agentbooking_min_hours_advance: 4 });
    const shown = await page('', {}, key);
    expect(slots(shown)[0]?.[0]).toBe('2026-11-23T13:00:00Z');
    expect(shown.words).not.toContain('Later week');
    expect(slots(await page('?date=2027-11-24', {}, key))[1]).toEqual(
      expect.not.arrayContaining(['2027-11-24T09:00:00Z']),
    );
  });

  test('where nothing is free the page says so', async () => {
    const { key } = await publish(server, { agentbooking_max_days_advance: 0 });
    const shown = await page('', {}, key);
    expect(shown.words).toContain('There are no free times just now.');
    expect(slots(shown)).toEqual([]);
  });

  test('a day without free times says so', async () => {
    const shown = await page('?date=2026-11-28');
    expect(shown.words).toMatch(/Saturday, 28 November 2026 Nothing is free on this day\.$/);
  });

  test('a week without free times leads on to the next', async () => {
    const { key, agentIds } = await publish(server);
    await occupy(server, agentIds[0] as number, '2026-11-30T00:00:00', '2026-12-07T00:00:00');
    const shown = await page('?date=2026-12-06', {}, key);
    expect(shown.words).toMatch(/none free Earlier week Later week Sunday, 6 December 2026 Nothing is free/);
  });

  test('windows of their own say when they end, also where several begin together', async () => {
    const customslots = [
      { start_time: '09:00', end_time: '12:00' },
      { start_time: '09:00', end_time: '17:00' },
    ];
    const { key } = await publish(server, { duration_type: 2, customslots });
    const visitor = newVisitor(server);
    const shown = await visitor.get(`/book/${key}?date=2026-11-24`);
    expect(shown.forms.at(-1)?.buttons.map(({ text }) => text)).toEqual([
      '09:00\u00a0–\u00a012:00 Tue 24 Nov',
      '09:00\u00a0–\u00a017:00 Tue 24 Nov',
    ]);
    const long = shown.forms.at(-1)?.buttons[1]?.value as string;
    const form = await visitor.send(shown, key, { slot: long });
    const done = await visitor.send(form, 'details', { name: 'Mia', email: 'mia@example.org' });
    expect(done.words).toContain('Tuesday, 24 November 2026, 09:00 – 17:00');
  });

  test('around a change of the clocks each time is there once, and the one shown twice says which it is', async () => {
    const { key, agentIds } = await publish(server, { agentbooking_max_days_advance: -1 });
    for (const [start_date, end_date] of [
      ['2027-10-30T23:00:00', '2027-10-31T04:00:00'],
      ['2027-03-28T00:00:00', '2027-03-28T03:00:00'],
    ]) {
      const shift = { subject: 'Night', shift_type_id: 1, start_date, end_date, agents: [{ id: agentIds[0] }] };
      expect((await server.api('POST', '/Appointment', [shift])).status).toBe(201);
    }
    const on = async (date: string) => {
      const shown = await page(`?zone=Europe/London&date=${date}`, {}, key);
      return shown.forms.at(-1)?.buttons.map(({ text }) => text.replace(/ Sun.*/, ''));
    };
    expect(await on('2027-10-31')).toEqual(['00:00', '01:00 (GMT+1)', '01:00 (GMT)', '02:00', '03:00']);
    expect(await on('2027-03-28')).toEqual(['00:00', '02:00', '03:00']);
  });

  test('whole days are dates', async () => {
    const { key } = await publish(server, { duration_type: 1, duration_days: 1, agentbooking_max_days_advance: 10 });
    const shown = await page('', {}, key);
    expect(shown.words).toMatch(/1 day .*Next free times Tue 24 Nov Wed 25 Nov/);
    expect(shown.words).not.toContain('00:00');
  });

  test('the message is shown without what could do something', async () => {
    const { text } = await page();
    expect(text).toContain('<p>Have the <b>number</b> ready</p>');
    expect(text).not.toContain('alert');
  });
});

describe('in which language', () => {
  test('in German for a browser that asks for German, with a link to English', async () => {
    const shown = await page('', { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' });
    expect(shown.text).toContain('<html lang="de">');
    expect(shown.words).toContain('Nächste freie Zeiten');
    expect(shown.text).toContain(`<a href="/book/${visit.key}?lang=en" hreflang="en" lang="en">English</a>`);
  });

  test('the language that was chosen goes along', async () => {
    const shown = await page('?lang=de&zone=Europe/Berlin');
    expect(shown.words).toContain('Nächste freie Zeiten');
    expect(shown.forms[0]?.fields.lang).toBe('de');
    expect(shown.forms[1]?.action).toContain('lang=de');
    expect(shown.text).toContain('?lang=en&#38;zone=Europe%2FBerlin');
  });

  test('hours are written as the country of the browser writes them', async () => {
    const shown = await page('', { 'accept-language': 'en-US' });
    expect(times(shown)[0]).toMatch(/Mon, Nov 23, 9:00\sAM/);
  });
});

describe('named', () => {
  test('the customer chooses whom to meet, then sees their times', async () => {
    const { key, agentIds } = await publish(server, { assignment: 0 }, 2);
    await occupy(server, agentIds[0] as number, '2026-11-23T09:00:00', '2026-11-23T12:00:00');
    const first = await page('', {}, key);
    expect(slots(first)).toEqual([]);
    expect(first.words).toContain('Choose whom you would like to meet');
    expect(first.text).toMatch(/<option value="\d+">Secret Agent/);
    const theirs = await newVisitor(server).send(first, key, { person: String(agentIds[0]) }, 'get');
    expect(slots(theirs)[0]?.[0]).toBe('2026-11-23T12:00:00Z');
    expect(theirs.forms[1]?.fields.person).toBe(String(agentIds[0]));
  });

  test('somebody who cannot be booked cannot be chosen', async () => {
    const { key } = await publish(server, { assignment: 0 });
    expect(slots(await page(`?person=${server.adminId}`, {}, key))).toEqual([]);
  });
});

describe('what is kept from everybody', () => {
  test.each(['nobody', 'visit-1%00', '%3Cscript%3E', `${'x'.repeat(150)}`, 'manage', 'manage/nothing', 'a/b/c'])(
    '/book/%s is not found, and the page says nothing more',
    async (path) => {
      const shown = await newVisitor(server).get(`/book/${path}`);
      expect([shown.status, shown.words]).toEqual([
        404,
        'Not found There is nothing at this address. Check that it is complete.',
      ]);
      expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );

  test('a page without a key is no page', async () => {
    await server.api('POST', '/BookingType', [
      { id: (await publish(server, { public_key: 'was-there' })).id, public_key: null },
    ]);
    expect((await page('', {}, 'was-there')).status).toBe(404);
  });

  test('the policy lets nothing run or load that is not ours, and no answer is kept or listed', async () => {
    const { headers, text } = await page();
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect([headers.get('cache-control'), headers.get('x-robots-tag'), headers.get('referrer-policy')]).toEqual([
      'no-store',
      'noindex',
      'no-referrer',
    ]);
    expect(text).not.toMatch(/<script(?! src)|style=| on\w+=/);
  });

  test('an address that asks too much is told how long to wait, in HTML', async () => {
    const strict = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '4' });
    strict.clock.now = monday;
    const visitor = newVisitor(strict);
    const statuses = [];
    for (let n = 0; n < 5; n++) statuses.push((await visitor.get('/book/x')).status);
    expect(statuses).toEqual([404, 404, 404, 404, 429]);
    const slow = await visitor.get('/book/x');
    expect([slow.headers.get('retry-after'), slow.words]).toEqual([
      '60',
      'Too many requests Please wait 60 seconds, then try again.',
    ]);
    expect((await visitor.get('/book/page.css')).status).toBe(200);
    strict.clock.now += 60_000;
    const form = (body: string) =>
      fetch(`${strict.url}/book/x`, { method: 'POST', body: new URLSearchParams({ slot: body }) });
    expect([(await form('a')).status, (await form('b')).status]).toEqual([404, 429]);
    await strict.close();
  });

  test('a form that is too large, or no form, is refused in HTML', async () => {
    const post = async (body: string, type: string) => {
      const answer = await fetch(`${server.url}/book/${visit.key}`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      return [answer.status, answer.headers.get('content-type')];
    };
    expect(await post(`slot=${'x'.repeat(70_000)}`, 'application/x-www-form-urlencoded')).toEqual([
      413,
      'text/html; charset=utf-8',
    ]);
    expect(await post('{}', 'application/json')).toEqual([415, 'text/html; charset=utf-8']);
    expect(await post('slot=x', 'text/plain')).toEqual([415, 'text/html; charset=utf-8']);
  });
});

test('the page with its style and script is under 15 KB gzipped, a week of times every quarter of an hour too', async () => {
  const { key } = await publish(server, { slot_step_mins: 15 });
  const shown = await page('?date=2026-11-25', {}, key);
  expect(slots(shown)[1]?.length).toBeGreaterThan(25);
  const parts = [shown, await page('/../page.css'), await page('/../page.js')];
  const bytes = parts.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
  expect(parts.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(bytes).toBeLessThan(15 * 1024);
});
