import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { monday, occupy, type Published, publish } from '../support/published.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let visit: Published;

const questions = [
  { label: 'Which device?', type: 'choice', required: true, options: ['Printer', 'Router'] },
  { label: 'What is wrong?', type: 'longtext', required: false },
];
const messagehtml =
  '<p>At your address. Please have the <b>serial number</b> ready. <a href="tel:+49301">Call us</a></p>';

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
  server.clock.now = monday;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});
beforeEach(async () => {
  server.clock.now = monday;
  visit = await publish(server, { questions, messagehtml, agentbooking_min_hours_advance: 1 });
});

const address = (query = '') => `${server.url}/book/${visit.key}${query}`;

async function open(options: BrowserContextOptions = {}, query = '') {
  const page = await browser.newPage({ timezoneId: 'UTC', locale: 'en-GB', ...options });
  const complaints = complaintsOf(page);
  await page.goto(address(query));
  return { page, complaints };
}

/** The heading of the page, and nothing else that it could be confused with. */
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** Goes on with Tab until what has the focus says so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = `((e) => [e.labels?.[0]?.textContent, e.textContent].find(Boolean)?.trim() ?? '')(document.activeElement)`;
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    if (((await page.evaluate(focused)) as string).startsWith(name)) return;
  }
  throw new Error(`Nothing that Tab leads to is called ${name}`);
}

async function starts(): Promise<string[]> {
  const { body } = await server.api('GET', `/Appointment?agents=${visit.agentIds.join()}`);
  return body.appointments.map((row: { start_date: string }) => row.start_date);
}

test('a customer books, moves and cancels with the keyboard alone', async () => {
  const { page, complaints } = await open();
  await tabTo(page, 'Tue 24 Nov');
  await page.keyboard.press('Enter');
  await page.locator('h3', { hasText: 'Tuesday' }).waitFor();
  await tabTo(page, '09:00');
  await page.keyboard.press('Enter');
  await heading(page, 'Your details');
  for (const [label, text] of [
    ['Name', 'Mia May'],
    ['E-mail address', 'mia@example.org'],
    ['Phone number', '030 1'],
    ['Which device?', 'R'],
    ['What is wrong?', 'It is slow'],
  ] as const) {
    await tabTo(page, label);
    await page.keyboard.type(text);
  }
  await tabTo(page, 'Book this time');
  await page.keyboard.press('Enter');
  await heading(page, 'Booked');
  expect(await starts()).toEqual(['2026-11-24T09:00:00']);

  await tabTo(page, 'Change the time');
  await page.keyboard.press('Enter');
  await heading(page, 'Choose a new time');
  await tabTo(page, 'Mon 23 Nov, 11:00');
  await page.keyboard.press('Enter');
  await heading(page, 'Moved');
  expect(await starts()).toEqual(['2026-11-23T11:00:00']);

  await tabTo(page, 'Cancel this booking');
  await page.keyboard.press('Enter');
  await heading(page, 'Cancel this booking?');
  await tabTo(page, 'Yes, cancel it');
  await page.keyboard.press('Enter');
  await heading(page, 'Cancelled');
  expect(await starts()).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('a customer books, moves and cancels by touch without JavaScript', async () => {
  const phone = { javaScriptEnabled: false, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
  const { page } = await open(phone, '?zone=Europe/Berlin');
  await page.getByRole('link', { name: 'Wed 25 Nov' }).tap();
  await page.getByRole('button', { name: '11:00 Wed 25 Nov' }).tap();
  await heading(page, 'Your details');
  await page.getByLabel('Name').fill('Mia May');
  await page.getByLabel('E-mail address').fill('mia@example.org');
  await page.getByLabel('Which device?').selectOption('Printer');
  await page.getByRole('button', { name: 'Book this time' }).tap();
  await heading(page, 'Booked');
  await page.getByText('Wednesday, 25 November 2026, 11:00 – 12:00').waitFor();
  await page.getByText('Times are those of Berlin (GMT+1).').waitFor();
  const link = page.url();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Add to your calendar' }).tap();
  expect((await download).suggestedFilename()).toBe('booking.ics');

  await page.goto(link);
  await page.getByRole('link', { name: 'Change the time' }).tap();
  await page.getByRole('link', { name: 'Fri 27 Nov' }).tap();
  await page.getByRole('button', { name: '14:00 Fri 27 Nov' }).tap();
  await heading(page, 'Moved');
  expect(await starts()).toEqual(['2026-11-27T13:00:00']);
  await page.getByRole('link', { name: 'Cancel this booking' }).tap();
  await page.getByRole('button', { name: 'Yes, cancel it' }).tap();
  await heading(page, 'Cancelled');
  expect(await starts()).toEqual([]);
  await page.close();
});

test('the times are those of the device where there is a script, until another zone is chosen', async () => {
  const { page, complaints } = await open({ timezoneId: 'America/New_York' });
  await page.getByText('Times are those of New York (GMT-5).').waitFor();
  await page.getByLabel('Your time zone').selectOption({ label: 'Tokyo' });
  await page.getByRole('button', { name: 'Show times' }).click();
  await page.getByText('Times are those of Tokyo (GMT+9).').waitFor();
  await page.reload();
  await page.getByText('Times are those of Tokyo (GMT+9).').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('what is wrong has the focus, and leads to each field', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Mon 23 Nov, 10:00' }).click();
  await page.getByLabel('E-mail address').fill('mia');
  await page.getByRole('button', { name: 'Book this time' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('problem');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('name');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('mia');
  await page.close();
});

/** Every kind of page, as a customer comes to it. */
async function everyPage(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  await page.goto(address('?date=2026-11-25'));
  await look('offer');
  await page.goto(address('?date=2026-11-28'));
  await look('offer-full');
  await page.goto(`${server.url}/book/nothing`);
  await look('missing');
  await page.goto(address());
  await page.locator('button[value^="2026-11-23T11"]').first().click();
  await page.locator('#name').waitFor();
  await look('form');
  await page.locator('form[novalidate] button').click();
  await page.locator('#problem').waitFor();
  await look('form-problem');
  await page.locator('#name').fill('Mia May');
  await page.locator('#email').fill('mia@example.org');
  await page.locator('#question-1').selectOption('Printer');
  server.clock.now = monday + 660_000;
  await occupy(server, visit.agentIds[0] as number, '2026-11-23T11:00:00', '2026-11-23T12:00:00');
  await page.locator('form[novalidate] button').click();
  await page.locator('fieldset').waitFor();
  await look('form-lost');
  await page.locator('input[type=radio]').first().check();
  await page.locator('form[novalidate] button').click();
  await page.locator('.done').waitFor();
  await look('booked');
  const link = page.url().split('?')[0];
  await page.goto(`${link}/move`);
  await look('move');
  await page.goto(`${link}/cancel`);
  await look('cancel');
  server.clock.now = monday + 3_600_000;
  await page.goto(`${link}`);
  await look('too-late');
  server.clock.now = monday;
  await page.goto(`${link}/cancel`);
  await page.locator('.risky').click();
  await page.locator('.done').waitFor();
  await look('cancelled');
}

const looks = [
  { colorScheme: 'light', width: 1_000, locale: 'en-US' },
  { colorScheme: 'dark', width: 1_000, locale: 'en-GB' },
  { colorScheme: 'light', width: 320, locale: 'de-DE' },
  { colorScheme: 'dark', width: 320, locale: 'de-AT' },
] as const;

test.each(looks)('nothing is wrong with any page in the $colorScheme at $width pixels, $locale', async (one) => {
  const { colorScheme, width, locale } = one;
  const page = await browser.newPage({
    colorScheme,
    locale,
    viewport: { width, height: 800 },
    timezoneId: 'Europe/Berlin',
  });
  const problems: string[] = [];
  const complaints = complaintsOf(page);
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  await everyPage(page, async (name) => {
    for (const problem of await accessibilityProblems(page)) problems.push(`${name}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${name}: is too wide`);
    if (await page.evaluate('getComputedStyle(document.querySelector("main")).maxWidth !== "736px"'))
      problems.push(`${name}: has no style`);
    if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}.png`, fullPage: true });
  });
  expect(problems).toEqual([]);
  // The browser itself tells of answers that are refusals.
  expect(complaints.filter((line) => !/status of 4\d\d/.test(line))).toEqual([]);
  await page.close();
});
