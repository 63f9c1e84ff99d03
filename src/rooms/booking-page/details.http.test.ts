import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { monday, occupy, type Published, publish } from '../../../test/support/published.ts';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { newVisitor, type Shown, type Visitor } from '../../../test/support/visitor.ts';

let server: TestServer;
let visitor: Visitor;
let visit: Published;

const questions = [
  { id: 'device', label: 'Which device?', type: 'choice', required: true, options: ['Printer', 'Router'] },
  { id: 'wrong', label: 'What is wrong?', type: 'longtext', required: false },
];
const right = {
  name: 'Mia May',
  email: 'mia@example.org',
  phone: '+49 30 1',
  'question-1': 'Router',
  'question-2': 'a\nb',
};
const nine = '2026-11-24T09:00:00Z';

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.now = monday;
  visitor = newVisitor(server);
  visit = await publish(server, { questions });
});

/** Up to the form of a time. */
async function choose(slot = nine, who = visitor, { key } = visit) {
  const offer = await who.get(`/book/${key}?date=${slot.slice(0, 10)}`);
  return who.send(offer, key, { slot });
}

async function appointments() {
  const { body } = await server.api('GET', `/Appointment?agents=${visit.agentIds.join()}&order=start_date`);
  return body.appointments as { start_date: string; id: number }[];
}
const starts = async () => (await appointments()).map(({ start_date }) => start_date);

/** The slots that somebody else is shown on a day. */
async function offered(day = '2026-11-24', { key } = visit) {
  const shown = await newVisitor(server).get(`/book/${key}?date=${day}`);
  return shown.forms.at(-1)?.buttons.map(({ value }) => value.split('/')[0]) ?? [];
}

describe('a chosen time', () => {
  test('is kept for ten minutes while the customer types, and for nobody else meanwhile', async () => {
    const form = await choose();
    expect([form.status, form.path]).toEqual([
      200,
      expect.stringContaining('/details?slot=2026-11-24T09%3A00%3A00Z&form='),
    ]);
    expect(form.words).toMatch(
      /On-site visit When Tuesday, 24 November 2026, 09:00 – 10:00 Times are those of UTC \(GMT\)/,
    );
    expect(form.words).toContain('We keep this time for you until 08:10.');
    expect(await offered()).not.toContain(nine);
    server.clock.now = monday + 10 * 60_000;
    expect(await offered()).toContain(nine);
  });

  test('is still offered to the one who holds it, and given back for the next one chosen', async () => {
    await choose();
    const again = await visitor.get(`/book/${visit.key}?date=2026-11-24`);
    expect(again.forms.at(-1)?.buttons.map(({ value }) => value.split('/')[0])).toContain(nine);
    await choose('2026-11-24T11:00:00Z');
    expect(await offered()).toContain(nine);
    expect(await offered()).not.toContain('2026-11-24T11:00:00Z');
  });

  test('is given back by choosing another time', async () => {
    const offer = await visitor.send(await choose(), 'release');
    expect([offer.status, offer.path]).toEqual([200, `/book/${visit.key}`]);
    expect(await offered()).toContain(nine);
  });

  test('that is not free is not kept: the page says so and shows others', async () => {
    await choose();
    const other = newVisitor(server);
    const lost = await choose(nine, other);
    expect(lost.status).toBe(409);
    expect(lost.words).toContain('That time is not free any more. Please choose another.');
    expect(lost.forms[1]?.buttons).toHaveLength(5);
  });

  test('that was never offered is not kept', async () => {
    for (const slot of [
      '2026-11-24T09:30:00Z',
      '2026-11-28T09:00:00Z',
      '2020-01-01T09:00:00Z',
      '2026-11-24T17:00:00Z',
    ]) {
      expect([slot, (await choose(slot)).status]).toEqual([slot, 409]);
    }
    expect((await choose('tomorrow')).status).toBe(400);
  });

  test('without a time there is no form', async () => {
    const shown = await visitor.get(`/book/${visit.key}/details`);
    expect([shown.status, shown.path]).toEqual([200, `/book/${visit.key}`]);
  });
});

describe('the form', () => {
  test('has a label for each field, and says which need not be filled in', async () => {
    const { text, words } = await choose();
    expect(words).toMatch(/Name E-mail address Phone number \(optional\) Which device\? What is wrong\? \(optional\)/);
    for (const [, id] of text.matchAll(/<(?:input|select|textarea) id="([^"]+)"/g))
      expect(text).toContain(`<label for="${id}">`);
    for (const name of ['name', 'email', 'tel']) expect(text).toContain(`autocomplete="${name}"`);
  });

  test('that is not right comes back with what was typed, and a list that leads to each field', async () => {
    const bad = await visitor.send(await choose(), 'details', {
      ...right,
      name: ' ',
      email: 'mia',
      'question-1': 'Toaster',
    });
    expect(bad.status).toBe(400);
    expect(bad.text).toMatch(/<title>Problem: Your details/);
    for (const name of ['name', 'email', 'question-1']) {
      expect(bad.text).toContain(`<a href="#${name}">`);
      expect(bad.text).toMatch(
        new RegExp(`id="${name}" name="${name}" required aria-invalid="true" aria-describedby="${name}-fault"`),
      );
      expect(bad.text).toContain(`id="${name}-fault"`);
    }
    const fields = bad.forms[0]?.fields;
    expect([fields?.email, fields?.phone, fields?.['question-2']]).toEqual(['mia', right.phone, 'a\nb']);
    expect(await starts()).toEqual([]);
    expect((await visitor.send(bad, 'details', right)).status).toBe(200);
  });

  test('that is right books the time with all that was typed, and shows what was booked', async () => {
    const done = await visitor.send(await choose(), 'details', right);
    expect([done.status, done.path]).toEqual([200, expect.stringMatching(/^\/book\/manage\/[\w-]{43}\?done=booked$/)]);
    expect(done.words).toContain('Tuesday, 24 November 2026, 09:00 – 10:00');
    const [row] = await appointments();
    const { body } = await server.api('GET', `/Appointment/${row?.id}`);
    expect(body).toMatchObject({
      start_date: '2026-11-24T09:00:00',
      end_date: '2026-11-24T10:00:00',
      booking_name: 'Mia May',
      booking_email: 'mia@example.org',
      booking_phonenumber: '+49 30 1',
    });
    expect(JSON.stringify(body)).toContain('Router');
    expect(await offered()).not.toContain(nine);
  });

  test('that is sent twice books once, and shows the same booking', async () => {
    const form = await choose();
    const [one, other] = await Promise.all([
      visitor.send(form, 'details', right),
      visitor.send(form, 'details', right),
    ]);
    const third = await visitor.send(form, 'details', right);
    expect([one.path, other.path]).toEqual([third.path, third.path]);
    expect(await starts()).toEqual(['2026-11-24T09:00:00']);
  });

  test('books its time after the hold has ended, when nobody else was faster', async () => {
    const form = await choose();
    server.clock.now = monday + 3_600_000;
    const late = await visitor.get(form.path);
    expect(late.words).toContain('We do not keep this time for you any longer. It is still free just now.');
    expect((await visitor.send(form, 'details', right)).status).toBe(200);
    expect(await starts()).toEqual(['2026-11-24T09:00:00']);
  });

  test('whose time somebody else took meanwhile offers the nearest and keeps what was typed', async () => {
    const form = await choose();
    server.clock.now = monday + 3_600_000;
    await occupy(server, visit.agentIds[0] as number, '2026-11-24T09:00:00', '2026-11-24T10:00:00');
    const lost = await visitor.send(form, 'details', right);
    expect(lost.status).toBe(409);
    expect(lost.words).toContain('Tue 24 Nov, 09:00 has just been taken.');
    expect(lost.forms[0]?.fields).toMatchObject(right);
    const radios = [...lost.text.matchAll(/type="radio" name="slot" id="[^"]+" value="([^"/]+)/g)].map(
      (match) => match[1],
    );
    expect(radios).toEqual([10, 11, 12, 13, 14].map((hour) => `2026-11-24T${hour}:00:00Z`));

    const none = await visitor.send(lost, 'details');
    expect(none.status).toBe(400);
    expect(none.text).toContain('<a href="#slot">');
    expect(none.text).toContain('id="slot"');
    expect(none.forms[0]?.fields).toMatchObject(right);

    const done = await visitor.send(none, 'details', { slot: '2026-11-24T11:00:00Z' });
    expect([done.status, done.words]).toEqual([200, expect.stringContaining('24 November 2026, 11:00 – 12:00')]);
    expect(await starts()).toEqual(['2026-11-24T09:00:00', '2026-11-24T11:00:00']);
  });

  test('is told at once when its time is gone already', async () => {
    const form = await choose();
    server.clock.now = monday + 3_600_000;
    await occupy(server, visit.agentIds[0] as number, '2026-11-24T09:00:00', '2026-11-24T10:00:00');
    const again = await visitor.get(form.path);
    expect([again.status, again.words]).toEqual([409, expect.stringContaining('has just been taken')]);
  });

  test('books nothing that was not offered, whatever it sends', async () => {
    const form = await choose();
    for (const slot of ['2026-11-24T09:30:00Z', '2026-11-28T09:00:00Z', '2020-01-01T09:00:00Z']) {
      expect((await visitor.send(form, 'details', { ...right, slot })).status).toBe(409);
    }
    expect(await starts()).toEqual([]);
  });

  test('of another site, or without our cookie, does nothing and keeps what was typed', async () => {
    const form = await choose();
    for (const csrf of ['', 'x'.repeat(43)]) {
      const stale = await visitor.send(form, 'details', { ...right, csrf });
      expect([stale.status, stale.words]).toEqual([403, expect.stringContaining('This page was too old')]);
      expect(stale.forms[0]?.fields).toMatchObject(right);
    }
    visitor.cookies.clear();
    expect((await visitor.send(form, 'details', right)).status).toBe(403);
    expect(
      (await newVisitor(server).send(await visitor.get(`/book/${visit.key}`), visit.key, { slot: nine })).status,
    ).toBe(403);
    expect(await starts()).toEqual([]);
  });
});

test('of forms that are sent at the same moment for one time, one books it and the others are offered other times', async () => {
  const people: { who: Visitor; page: Shown }[] = [];
  for (let n = 0; n < 12; n++) {
    const who = newVisitor(server);
    // A hold that is given back: the form stays.
    const page = await choose(nine, who);
    await who.send(page, 'release');
    people.push({ who, page });
  }
  const answers = await Promise.all(people.map(({ who, page }) => who.send(page, 'details', right)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(409)]);
  for (const { status, text } of answers) if (status === 409) expect(text).toContain('type="radio"');
  expect(await starts()).toEqual(['2026-11-24T09:00:00']);
});

test('scripts that somebody stored are text wherever they are shown', async () => {
  const evil = '"><script>alert(1)</script>';
  const type = {
    name: evil,
    questions: [{ id: evil, label: evil, type: 'choice', required: true, options: [evil] }],
    assignment: 0,
  };
  const { key, agentIds } = await publish(server, type);
  await server.api('POST', '/Agent', [{ id: agentIds[0], name: evil }]);
  const person = String(agentIds[0]);
  const offer = await visitor.get(`/book/${key}?person=${person}&date=2026-11-24`);
  const form = await visitor.send(offer, key, { slot: nine });
  const bad = await visitor.send(form, 'details', { name: evil, email: evil, phone: evil, 'question-1': evil });
  expect(bad.status).toBe(400);
  const done = await visitor.send(bad, 'details', { email: 'mia@example.org' });
  expect(done.words).toContain(evil);
  for (const { text } of [offer, form, bad, done]) expect(text).not.toContain('<script>alert');
});
