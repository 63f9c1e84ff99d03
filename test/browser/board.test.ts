import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { type Calendar, calendarOf, type Person } from '../support/calendar.ts';
import { startTestServer, type TestServer, testAdmin } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let desk: Calendar;
let ana: Person;
let ben: Person;
let team: { id: number };

/** Tuesday 24 November 2026, 08:42 in Greenwich. */
const now = Date.parse('2026-11-24T08:42:00Z');
const today = '2026-11-24';
const at = (time: string, date = today) => `${date}T${time}:00`;

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  server.clock.now = now;
  desk = calendarOf(server);
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Each test has a team of its own, and sees only that. */
let teams = 0;
beforeEach(async () => {
  teams += 1;
  team = await desk.thing('/Team', { name: `Field ${teams}` });
  ana = await colleague(`Ana ${teams}`);
  ben = await colleague(`Ben ${teams}`);
});

async function colleague(name: string): Promise<Person> {
  const email = `${name.toLowerCase().replace(' ', '')}@board.example`;
  const row = await desk.thing('/Agent', { name, email, team_id: team.id, teams: [team.id], skills: ['printers'] });
  return { id: row.id, name, email, token: await server.tokenFor(row.id) };
}

async function open(path = '/app/board?view=day', options: BrowserContextOptions = {}) {
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}${path}${path.includes('?') ? '&' : '?'}team=${team.id}`);
  await page.locator('input[name=username]').fill(testAdmin.email);
  await page.locator('input[name=password]').fill(testAdmin.password);
  await page.locator('.sign-in button').click();
  await page.locator('.board, .me, .empty').first().waitFor();
  return { page, complaints };
}

const block = (page: Page, subject: string) => page.locator('.tg-block', { hasText: subject });

async function where(id: number) {
  const { agent_id, start_date, end_date } = await desk.row(id);
  return { agent_id, start_date, end_date };
}

/** Pixels of an hour along the board. */
async function hour(page: Page): Promise<number> {
  const [nine, ten] = await Promise.all(
    ['09', '10'].map((label) => page.locator('.tg-day small', { hasText: label }).boundingBox()),
  );
  return (ten?.x ?? 0) - (nine?.x ?? 0);
}

async function centre(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

test('a drag moves an appointment to another agent and time, and Undo takes it back', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page, complaints } = await open();
  const width = await hour(page);
  const from = await centre(page, `[data-block="${row.id}"]`);
  const rowOf = await centre(page, '.tg-row:nth-of-type(3)');
  await drag(page, from, { x: from.x + 2 * width, y: rowOf.y });
  await page
    .getByRole('status')
    .filter({ hasText: `Moved Router to ${ben.name}` })
    .waitFor();
  expect(await where(row.id)).toEqual({ agent_id: ben.id, start_date: at('11:00'), end_date: at('12:00') });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('status').filter({ hasText: 'Taken back' }).waitFor();
  expect(await where(row.id)).toEqual({ agent_id: ana.id, start_date: at('09:00'), end_date: at('10:00') });
  expect(complaints).toEqual([]);
  await page.close();
});

test('the same with the keyboard alone', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  await block(page, 'Router').focus();
  for (let n = 0; n < 8; n++) await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await expect.poll(() => where(row.id)).toEqual({ agent_id: ben.id, start_date: at('11:00'), end_date: at('12:15') });
  await page.locator('.tg-block:focus', { hasText: 'Router' }).waitFor();
  await page.close();
});

test('keys that come while a move is on its way are all saved', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/Appointment', async (route) => {
    await held;
    await route.continue();
  });
  await block(page, 'Router').focus();
  for (const keys of ['Alt+ArrowRight', 'Alt+ArrowDown', 'Alt+Shift+ArrowRight']) {
    await page.keyboard.press(keys);
    await page.locator('.tg-block:focus', { hasText: 'Router' }).waitFor();
  }
  letGo();
  await expect.poll(() => where(row.id)).toEqual({ agent_id: ben.id, start_date: at('09:15'), end_date: at('10:30') });
  await page.close();
});

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

test('an appointment is made longer by its edge', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  const width = await hour(page);
  const edge = await centre(page, `[data-block="${row.id}"] i`);
  await drag(page, edge, { x: edge.x + width / 2, y: edge.y });
  await status(page, 'Moved Router');
  expect(await where(row.id)).toEqual({ agent_id: ana.id, start_date: at('09:00'), end_date: at('10:30') });
  await page.close();
});

test('Escape takes a drag back, and nothing is saved', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  const from = await centre(page, `[data-block="${row.id}"]`);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 200, from.y);
  await page.locator('.tg-ghost').waitFor();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await page.locator('.tg-ghost').count()).toBe(0);
  expect(await where(row.id)).toEqual({ agent_id: ana.id, start_date: at('09:00'), end_date: at('10:00') });
  await page.close();
});

async function ticket(summary: string): Promise<number> {
  const { id } = await desk.thing('/Tickets', { summary, team_id: team.id, estimate: 1, targetdate: at('12:00') });
  return id;
}

async function bookedFor(ticketId: number) {
  const [row] = await desk.rows({ ticket_id: ticketId });
  return row && { agent_id: row.agent_id, start_date: row.start_date, end_date: row.end_date };
}

test('a ticket is dropped from the queue onto the board', async () => {
  const id = await ticket('Printer jams');
  const { page } = await open();
  const nine = await page.locator('.tg-day small', { hasText: '14' }).boundingBox();
  const row = await centre(page, '.tg-row:nth-of-type(3)');
  await drag(page, await centre(page, '.card b'), { x: (nine?.x ?? 0) + 3, y: row.y });
  await status(page, 'Booked Printer jams');
  expect(await bookedFor(id)).toEqual({ agent_id: ben.id, start_date: at('14:00'), end_date: at('15:00') });
  await page.locator('.queue .card', { hasText: 'Printer jams' }).waitFor({ state: 'detached' });
  await page.close();
});

test('with the keyboard: a ticket is chosen, suggestions have reasons, the first is taken', async () => {
  const id = await ticket('Printer jams');
  const { page } = await open();
  await page.locator('.pick', { hasText: 'Printer jams' }).focus();
  await page.keyboard.press('Enter');
  const first = page.locator('.suggestions li button').first();
  await first.locator('small').waitFor();
  expect((await first.locator('small').textContent())?.length).toBeGreaterThan(3);
  await first.focus();
  await page.keyboard.press('Enter');
  await status(page, 'Booked Printer jams');
  expect((await bookedFor(id))?.agent_id).toBeGreaterThan(1);
  await page.close();
});

test('Move to... says who, when and how long, with durations as people type them', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  await block(page, 'Router').focus();
  await page.keyboard.press('m');
  await page.getByRole('combobox', { name: 'Agent' }).selectOption(ben.name);
  await page.getByLabel('Time', { exact: true }).fill('13:30');
  await page.getByLabel('Duration').fill('1h30');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Router');
  expect(await where(row.id)).toEqual({ agent_id: ben.id, start_date: at('13:30'), end_date: at('15:00') });
  await page.close();
});

test('a clash says with what, offers the next free time, and is overridden with a reason that is kept', async () => {
  await desk.booked(ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  const objected = page.getByRole('dialog', { name: 'This does not fit' });
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await objected.getByText('Taken').waitFor();
  expect((await where(row.id)).agent_id).toBe(ana.id);
  await objected.getByLabel('Override, because').fill('both fix it together');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Router');
  expect(await where(row.id)).toEqual({ agent_id: ben.id, start_date: at('09:00'), end_date: at('10:00') });
  expect((await desk.row(row.id)).note).toContain('both fix it together');
  await page.close();
});

test('the next free time is one press away', async () => {
  await desk.booked(ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('button', { name: /Take the next free time: Tue 24 Nov 10:00/ }).click();
  await status(page, 'Moved Router');
  expect(await where(row.id)).toEqual({ agent_id: ben.id, start_date: at('10:00'), end_date: at('11:00') });
  await page.close();
});

test('a move of one page slides into another', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  await page.getByText('Live', { exact: true }).waitFor();
  await desk.saved({ id: row.id, start_date: at('13:00'), end_date: at('14:00') }, ana);
  await page.getByRole('button', { name: /^Router, .*13:00 to 14:00/ }).waitFor();
  await page
    .getByRole('log')
    .filter({ hasText: `${ana.name} changed Router` })
    .waitFor();
  await page.close();
});

test('a stale edit says who changed what, and shows it as it is', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  // This page hears nothing of others.
  let refuse = true;
  await page.route('**/Board?*', (route) => (refuse ? route.abort() : route.continue()));
  await desk.saved({ id: row.id, start_date: at('13:00'), end_date: at('14:00') }, ana);
  await block(page, 'Router').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await status(page, `${ana.name} changed Router meanwhile`);
  refuse = false;
  expect(await where(row.id)).toEqual({ agent_id: ana.id, start_date: at('13:00'), end_date: at('14:00') });
  await page.close();
});

test('drafts are published together, after a look at which they are', async () => {
  const draft = await desk.booked(ana, { subject: 'Planned', open_appointment_status: 2 });
  await desk.remove(draft.id);
  const row = await desk.booked(ana, {
    subject: 'Sketch',
    start_date: at('15:00'),
    end_date: at('16:00'),
    open_appointment_status: 2,
  });
  const { page } = await open();
  await page.getByRole('button', { name: 'Publish 1' }).click();
  await page.getByRole('dialog').getByText('Sketch').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish 1' }).click();
  await status(page, 'Published 1 draft');
  expect((await desk.row(row.id)).open_appointment_status).toBe(0);
  await page.close();
});

test('Del cancels, asks why, and Undo brings it back', async () => {
  const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
  const { page } = await open();
  await block(page, 'Router').focus();
  await page.keyboard.press('Delete');
  await page.getByLabel('Why?').fill('customer is ill');
  await page.keyboard.press('Enter');
  await status(page, 'Cancelled Router');
  expect((await desk.read(row.id)).status).toBe(404);
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect((await desk.row(row.id)).note).toContain('customer is ill');
  await page.close();
});

test('a script in a subject is text', async () => {
  const text = '<img src=x onerror=alert(1)>';
  await desk.booked(ana, { subject: text, start_date: at('09:00'), end_date: at('12:00') });
  const { page, complaints } = await open();
  await block(page, text).click();
  await page.getByRole('heading', { name: text }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

const looks = [
  { colorScheme: 'light', width: 1280, zoom: 1, locale: 'en-GB', language: 'en' },
  { colorScheme: 'dark', width: 1280, zoom: 1, locale: 'de-DE', language: 'de' },
  { colorScheme: 'light', width: 1280, zoom: 2, locale: 'en-GB', language: 'ar-XB' },
  { colorScheme: 'dark', width: 320, zoom: 1, locale: 'en-GB', language: 'en-XA' },
] as const;

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  await desk.booked(ana, {
    subject: 'Router',
    start_date: at('09:00'),
    end_date: at('10:30'),
    open_appointment_status: 1,
  });
  await desk.booked(ben, { subject: 'Taken', start_date: at('09:00'), end_date: at('10:00') });
  await desk.booked(ben, { subject: 'Also', start_date: at('09:30'), end_date: at('10:30'), _force: true });
  await ticket('Printer jams');
  const viewport = { width: width / zoom, height: 800 / zoom };
  const { page, complaints } = await open('/app/board?view=day', {
    colorScheme,
    viewport,
    locale,
    deviceScaleFactor: zoom,
  });
  const problems: string[] = [];
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  for (const view of ['day', 'week', 'list']) {
    await page.goto(`${server.url}/app/board?view=${view}&team=${team.id}&language=${language}`);
    await page.locator('.tg-block, .entry, .list tbody tr').first().waitFor();
    for (const problem of await accessibilityProblems(page)) problems.push(`${view}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${view}: is too wide`);
    const stops = (await page.evaluate('document.querySelectorAll(".tg [tabindex=\\"0\\"]").length')) as number;
    if (stops > 1) problems.push(`${view}: ${stops} tab stops in the grid`);
    if (folder) await page.screenshot({ path: `${folder}/board-${view}-${colorScheme}-${width}-${language}.png` });
  }
  await page.getByText('Router').first().click();
  await page.getByRole('dialog').waitFor();
  for (const problem of await accessibilityProblems(page)) problems.push(`details: ${problem}`);
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
