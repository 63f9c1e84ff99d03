import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { calendarOf, type Row, type Values } from '../support/calendar.ts';
import { startTestServer, type TestServer, testAdmin } from '../support/server.ts';

/** The page of changes, freezes, maintenance and downtime. */

let server: TestServer;
let browser: Browser;
let desk: ReturnType<typeof calendarOf>;

/** Tuesday 24 November 2026, 08:42 in Greenwich. */
const now = Date.parse('2026-11-24T08:42:00Z');

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

/** Each test has services and a week of its own. */
let worlds = 0;
let database: Row;
let web: Row;
let monday: string;
const day = (count: number) => new Date(Date.parse(monday) + count * 86_400_000).toISOString().slice(0, 10);
const at = (time: string, count = 0) => `${day(count)}T${time}:00`;

beforeEach(async () => {
  monday = new Date(Date.parse('2026-11-23') + worlds * 7 * 86_400_000).toISOString().slice(0, 10);
  worlds += 1;
  database = await desk.thing('/Service', { name: `Database ${worlds}` });
  web = await desk.thing('/Service', { name: `Web ${worlds}`, depends_on: [database.id] });
});

const change = (summary: string, values: Values = {}): Promise<Row> =>
  desk.thing('/Tickets', {
    summary,
    tickettype_id: 2,
    status: 2,
    services: [database.id],
    start_date: at('10:00'),
    end_date: at('12:00'),
    ...values,
  });

const freeze = (values: Values = {}): Promise<Row> =>
  desk.thing('/Holiday', {
    name: 'Year end',
    entity: 1,
    entity_id: database.id,
    allday: false,
    date: at('00:00', 1),
    end_date: at('18:00', 3),
    ...values,
  });

async function open(view = 'week', options: BrowserContextOptions = {}, language = 'en') {
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/app/changes?view=${view}&date=${monday}&language=${language}`);
  await page.locator('input[name=username]').fill(testAdmin.email);
  await page.locator('input[name=password]').fill(testAdmin.password);
  await page.locator('.sign-in button').click();
  await page.locator('.plans').waitFor();
  return { page, complaints };
}

const stored = async (id: number) => (await server.api('GET', `/Tickets/${id}`)).body;

async function times(id: number) {
  const { start_date, end_date, services = [] } = await stored(id);
  return { start_date, end_date, services: services.map((one: Row) => one.id) };
}

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const block = (page: Page, id: number) => page.locator(`[data-block^="#${id}"]`);

async function centre(page: Page, selector: string): Promise<{ x: number; y: number; width: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width };
}

test('a drag moves a change to another day, and Undo takes it back', async () => {
  const row = await change('Upgrade');
  const { page, complaints } = await open();
  const from = await centre(page, `[data-block="#${row.id}"]`);
  const { width } = await centre(page, '.tg-day');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + width / 2, from.y);
  await page.mouse.move(from.x + 2 * width, from.y);
  await page.mouse.up();
  await status(page, `Moved #${row.id} Upgrade`);
  expect(await times(row.id)).toEqual({
    start_date: at('10:00', 2),
    end_date: at('12:00', 2),
    services: [database.id],
  });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect(await times(row.id)).toMatchObject({ start_date: at('10:00'), end_date: at('12:00') });
  expect(complaints).toEqual([]);
  await page.close();
});

test('the same with the keyboard alone: later, longer, to another service, and back', async () => {
  const row = await change('Upgrade');
  const { page } = await open();
  await block(page, row.id).focus();
  for (const keys of ['Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+Shift+ArrowRight', 'Alt+ArrowDown']) {
    await page.keyboard.press(keys);
    await page.locator(`[data-block="#${row.id}"]:focus`).waitFor();
  }
  await expect
    .poll(() => times(row.id))
    .toEqual({ start_date: at('11:00'), end_date: at('13:30'), services: [expect.any(Number)] });
  expect((await times(row.id)).services).not.toEqual([database.id]);
  await page.close();
});
