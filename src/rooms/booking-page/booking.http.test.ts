import ICAL from 'ical.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { monday, type Published, publish } from '../../../test/support/published.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { newVisitor, type Shown, type Visitor } from '../../../test/support/visitor.ts';

let server: TestServer;
let visitor: Visitor;
let visit: Published;
let booked: Shown;
/** `/book/manage/{secret}` */
let link: string;

const HOUR = 3_600_000;
const nine = Date.parse('2026-11-24T09:00:00Z');
const customer = { name: 'Mia May', email: 'mia@example.org' };

beforeAll(async () => {
  server = await startTestServer({
    ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000',
    ALMANAC_PUBLIC_URL: 'https://book.example/desk',
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = monday;
  visitor = newVisitor(server);
  const message = '<p>Call <b>+49 30 1</b></p>';
  visit = await publish(server, { agentbooking_min_hours_advance: 4, messagehtml: message });
  booked = await bookAt();
  link = booked.path.split('?')[0] as string;
});

async function bookAt(slot = '2026-11-24T09:00:00Z', query = '', { key } = visit) {
  const offer = await visitor.get(`/book/${key}${query}`);
  return visitor.send(await visitor.send(offer, key, { slot }), 'details', customer);
}

async function stored() {
  const { body } = await server.api('GET', `/Appointment?agents=${visit.agentIds.join()}&includedeleted=true`);
  return body.appointments as { id: number; start_date: string; deleted?: boolean }[];
}

async function file(path = link) {
  const { status, headers, text } = await visitor.get(`${path}/booking.ics`);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8; method=PUBLISH']);
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent') as ICAL.Component;
  const value = (name: string) => String(event.getFirstPropertyValue(name));
  return { value, text, sequence: Number(value('sequence')) };
}

describe('the confirmation', () => {
  test('says what, when in words, where times are from, and what can be done', () => {
    expect(booked.words).toMatch(
      /^(Deutsch )?Booked Your time is booked\. What On-site visit When Tuesday, 24 November 2026, 09:00 – 10:00/,
    );
    expect(booked.words).toContain('Times are those of UTC (GMT).');
    expect(booked.words).toMatch(/Add to your calendar Change the time Cancel this booking Book another time$/);
    expect(booked.words).toContain('Call +49 30 1');
    expect(booked.text).not.toMatch(/Secret Agent|mia@/i);
  });

  test("stays in the customer's zone, and language only while it is asked for", async () => {
    const there = await bookAt('2026-11-25T09:00:00Z', '?zone=Asia/Tokyo&lang=de');
    expect(there.words).toContain('Mittwoch, 25. November 2026, 18:00 – 19:00');
    const again = await visitor.get(there.path.split('?')[0] as string);
    expect(again.words).toMatch(
      /Your booking .*Wednesday,? 25 November 2026, 18:00 – 19:00 Times are those of Tokyo \(GMT\+9\)/,
    );
  });

  test('can be looked at again, without saying that it was booked just now', async () => {
    const again = await visitor.get(link);
    expect([again.status, again.words]).toEqual([200, expect.stringContaining('Your booking What On-site visit')]);
  });

  test('is for whoever has the whole secret, letter by letter', async () => {
    const secret = link.split('/').at(-1) as string;
    for (const wrong of [secret.slice(1), secret.toLowerCase(), secret.toUpperCase(), `${secret}x`]) {
      expect((await visitor.get(`/book/manage/${wrong}`)).status).toBe(404);
      expect((await visitor.get(`/book/manage/${wrong}/booking.ics`)).status).toBe(404);
      expect((await visitor.get(`/book/manage/${wrong}/move`)).status).toBe(404);
    }
  });

  test('lives on when the page is taken down', async () => {
    await server.api('POST', '/BookingType', [{ id: visit.id, public_key: null }]);
    const again = await visitor.get(link);
    expect([again.status, again.words.includes('Book another time')]).toEqual([200, false]);
  });
});

describe('the calendar file', () => {
  test('has the time, what it is, and where to change it', async () => {
    const { value, text, sequence } = await file();
    expect([value('dtstart'), value('dtend'), value('status'), sequence]).toEqual([
      '2026-11-24T09:00:00Z',
      '2026-11-24T10:00:00Z',
      'CONFIRMED',
      0,
    ]);
    expect(value('summary')).toBe('On-site visit');
    expect(value('description')).toContain('Call +49 30 1');
    expect(value('url')).toBe(`https://book.example/desk${link}`);
    expect(text).toContain('METHOD:PUBLISH');
    expect(text).not.toMatch(/Secret|mia/i);
  });

  test('is the same event after it moved, a newer one, and after it was cancelled', async () => {
    const first = await file();
    await move('2026-11-25T11:00:00Z');
    const moved = await file();
    expect([moved.value('uid'), moved.value('dtstart')]).toEqual([first.value('uid'), '2026-11-25T11:00:00Z']);
    expect(moved.sequence).toBeGreaterThan(first.sequence);
    await cancel();
    const cancelled = await file();
    expect([cancelled.value('uid'), cancelled.value('status')]).toEqual([first.value('uid'), 'CANCELLED']);
    expect(cancelled.sequence).toBeGreaterThan(moved.sequence);
  });

  test('is newer, too, when a colleague moved the appointment', async () => {
    const before = await file();
    const [row] = await stored();
    server.clock.now = monday + HOUR;
    const times = { start_date: '2026-11-26T09:00:00', end_date: '2026-11-26T10:00:00' };
    expect((await server.api('POST', '/Appointment', [{ id: row?.id, ...times }])).status).toBe(201);
    const after = await file();
    expect(after.value('dtstart')).toBe('2026-11-26T09:00:00Z');
    expect(after.sequence).toBeGreaterThan(before.sequence);
    expect((await visitor.get(link)).words).toContain('26 November 2026');
  });

  test('of another booking is another event', async () => {
    const other = await bookAt('2026-11-26T09:00:00Z');
    const one = await file();
    const two = await file(other.path.split('?')[0] as string);
    expect(two.value('uid')).not.toBe(one.value('uid'));
  });
});

async function move(slot: string) {
  return visitor.send(await visitor.get(`${link}/move`), 'move', { slot });
}
async function cancel() {
  return visitor.send(await visitor.get(`${link}/cancel`), 'cancel');
}

describe('moving', () => {
  test('offers the free times, and those that only the booking itself takes, but not the one that it has', async () => {
    await server.api('POST', '/BookingType', [{ id: visit.id, slot_step_mins: 30 }]);
    const times = await visitor.get(`${link}/move?date=2026-11-24`);
    expect(times.words).toContain('Your booking now: Tuesday, 24 November 2026, 09:00 – 10:00');
    const [first] = times.forms.at(-1)?.buttons ?? [];
    expect(first?.value.split('/')[0]).toBe('2026-11-24T09:30:00Z');
    expect((await visitor.send(times, 'move', { slot: first?.value as string })).words).toContain('09:30 – 10:30');
  });

  test('moves it, and the time that it had is free again', async () => {
    const moved = await move('2026-11-25T11:00:00Z');
    expect([moved.status, moved.words]).toEqual([
      200,
      expect.stringMatching(/Moved Your booking has been moved.*25 November 2026, 11:00 – 12:00/),
    ]);
    expect(await stored()).toMatchObject([{ start_date: '2026-11-25T11:00:00' }]);
    const offer = await newVisitor(server).get(`/book/${visit.key}?date=2026-11-24`);
    expect(offer.forms.at(-1)?.buttons.map(({ value }) => value.split('/')[0])).toContain('2026-11-24T09:00:00Z');
  });

  test('to a time that is gone, or never was, is refused with others', async () => {
    await bookAt('2026-11-25T11:00:00Z');
    for (const slot of ['2026-11-25T11:00:00Z', '2026-11-25T11:30:00Z', '2026-11-28T11:00:00Z']) {
      const lost = await move(slot);
      expect([lost.status, lost.words]).toEqual([409, expect.stringContaining('That time is not free any more')]);
      expect(lost.forms[1]?.buttons).toHaveLength(5);
    }
    expect(await stored()).toContainEqual(expect.objectContaining({ start_date: '2026-11-24T09:00:00' }));
  });
});

describe('cancelling', () => {
  test('asks first, then cancels, and the time is free again', async () => {
    const question = await visitor.get(`${link}/cancel`);
    expect(question.words).toContain('Cancel this booking?');
    expect(await stored()).toMatchObject([{ start_date: '2026-11-24T09:00:00' }]);
    const cancelled = await visitor.send(question, 'cancel');
    expect([cancelled.status, cancelled.words]).toEqual([
      200,
      expect.stringMatching(/Cancelled This booking has been cancelled\..*Calendar file that cancels it/),
    ]);
    expect(cancelled.words).not.toContain('Change the time');
    expect(await stored()).toMatchObject([{ deleted: true }]);
    const offer = await newVisitor(server).get(`/book/${visit.key}?date=2026-11-24`);
    expect(offer.forms.at(-1)?.buttons.map(({ value }) => value.split('/')[0])).toContain('2026-11-24T09:00:00Z');
  });

  test('twice is once, and what was cancelled cannot be moved', async () => {
    const question = await visitor.get(`${link}/cancel`);
    await visitor.send(question, 'cancel');
    expect((await visitor.send(question, 'cancel')).words).toContain('This booking has been cancelled.');
    const times = await visitor.get(`${link}/move`);
    expect([times.status, times.forms]).toEqual([409, []]);
  });

  test('a form of another site does nothing', async () => {
    for (const path of ['cancel', 'move']) {
      const page = await visitor.get(`${link}/${path}`);
      const answer = await visitor.send(page, path, { csrf: 'x', slot: '2026-11-25T09:00:00Z' });
      expect(answer.status).toBe(403);
    }
    expect(await stored()).toMatchObject([{ start_date: '2026-11-24T09:00:00' }]);
  });
});

describe('too late', () => {
  test('until the notice of the booking type it can be changed, then it says whom to ask', async () => {
    server.clock.now = nine - 4 * HOUR - 1_000;
    expect((await visitor.get(link)).words).toContain('Change the time');
    const [times, question] = [await visitor.get(`${link}/move`), await visitor.get(`${link}/cancel`)];
    server.clock.now = nine - 4 * HOUR;
    const late = await visitor.get(link);
    expect(late.words).toContain(
      'It is too late to change this booking here: that was possible until Tuesday, 24 November 2026, 05:00. Please contact us directly.',
    );
    expect(late.words).not.toContain('Change the time');
    expect(late.words).toContain('Call +49 30 1');
    for (const path of ['move', 'cancel']) expect((await visitor.get(`${link}/${path}`)).status).toBe(409);
    expect((await visitor.send(times, 'move', { slot: '2026-11-25T09:00:00Z' })).status).toBe(409);
    expect((await visitor.send(question, 'cancel')).status).toBe(409);
    expect(await stored()).toMatchObject([{ start_date: '2026-11-24T09:00:00' }]);
  });

  test('the organisation is named where it has a name for customers', async () => {
    await server.database.pool.query(`update tenant set settings = settings || '{"organisation": "Acme & Sons"}'`);
    server.clock.now = nine - HOUR;
    const late = await visitor.get(link);
    await server.database.pool.query(`update tenant set settings = settings - 'organisation'`);
    expect(late.words).toContain('Please contact Acme & Sons directly.');
  });

  test('what is over is over', async () => {
    server.clock.now = nine + HOUR;
    expect((await visitor.get(link)).words).toContain('This time is over.');
    expect((await visitor.get(`${link}/move`)).status).toBe(409);
  });
});

test('whom the customer chose is named, and stays who comes', async () => {
  const named = await publish(server, { assignment: 0 }, 2);
  const [, second] = named.agentIds;
  const done = await bookAt('2026-11-24T09:00:00Z', `?person=${second}`, named);
  expect(done.words).toMatch(/With Secret Agent/);
  link = done.path.split('?')[0] as string;
  await move('2026-11-25T11:00:00Z');
  const { body } = await server.api('GET', `/Appointment?agents=${second}`);
  expect(body.appointments).toMatchObject([{ start_date: '2026-11-25T11:00:00', agent_id: second }]);
});
