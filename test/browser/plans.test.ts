import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { calendarOf, type Row, type Values } from '../support/calendar.ts';
import { startTestServer, type TestServer, testAdmin } from '../support/server.ts';
import { looks } from '../support/staff-page.ts';

/** The page of changes, freezes, maintenance and downtime. */

let server: TestServer;
let browser: Browser;
let signedIn: NonNullable<Exclude<BrowserContextOptions['storageState'], string>>;
let desk: ReturnType<typeof calendarOf>;

/** Tuesday 24 November 2026, 08:42 in Greenwich. */
const now = Date.parse('2026-11-24T08:42:00Z');

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  server.clock.now = now;
  desk = calendarOf(server);
  browser = await startBrowser();
  const page = await browser.newPage();
  await page.goto(`${server.url}/app/changes`);
  await page.locator('input[name=username]').fill(testAdmin.email);
  await page.locator('input[name=password]').fill(testAdmin.password);
  await page.locator('.sign-in button').click();
  await page.locator('.plans').waitFor();
  signedIn = await page.context().storageState();
  await page.close();
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
    storageState: signedIn,
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/app/changes?view=${view}&date=${monday}&language=${language}`);
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

const dialog = (page: Page) => page.getByRole('dialog');

test('moves that come while one is on its way are all saved', async () => {
  const row = await change('Upgrade');
  const { page } = await open();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/Tickets', async (route) => {
    await held;
    await route.continue();
  });
  await block(page, row.id).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+Shift+ArrowRight');
  letGo();
  await expect.poll(() => times(row.id)).toMatchObject({ start_date: at('11:00'), end_date: at('13:30') });
  await page.close();
});

test('a change that depends on another is marked by sign and text, and the list says with what', async () => {
  const upgrade = await change('Upgrade');
  const router = await change('Router', { services: [web.id], start_date: at('11:00'), end_date: at('13:00') });
  const { page } = await open('day');
  await page
    .getByRole('button', { name: new RegExp(`^#${router.id} Router, Change, .*same service as #${upgrade.id}`) })
    .waitFor();
  expect(await block(page, router.id).getAttribute('class')).toContain('clash');
  const conflicts = page.getByRole('region', { name: 'Conflicts 1' });
  await conflicts.getByText(`#${upgrade.id} Upgrade × #${router.id} Router: same service`).click();
  await dialog(page).getByText(`same service as #${router.id} Router`).waitFor();
  await page.close();
});

test('a move into a freeze says which and until when, and goes ahead with a reason that is kept', async () => {
  const row = await change('Upgrade', { start_date: at('20:00'), end_date: at('23:00'), risk: 1 });
  await freeze();
  const { page } = await open();
  await block(page, row.id).focus();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await status(page, 'Moved');
  for (let n = 0; n < 2; n++) await page.keyboard.press('Alt+Shift+ArrowRight');
  const objected = page.getByRole('dialog', { name: 'This does not fit' });
  await objected.getByText(/The freeze Year end lasts until Thu .* 18:00/).waitFor();
  expect((await stored(row.id)).emergency).toBeFalsy();
  await objected.getByLabel('Override, because').fill('Disks are failing');
  await page.keyboard.press('Enter');
  await status(page, 'Moved');
  await expect
    .poll(() => stored(row.id))
    .toMatchObject({ end_date: at('00:30', 1), emergency: true, emergency_reason: 'Disks are failing' });
  await page.close();
});

test('by keys alone a new change is tried out before it is saved, and put into the next clear window', async () => {
  const other = await change('Upgrade');
  const { page, complaints } = await open();
  await page.keyboard.press('n');
  await dialog(page).getByLabel('What is changed').fill('Router');
  await dialog(page).getByRole('combobox', { name: 'Services' }).selectOption(web.name);
  await dialog(page).getByLabel('From', { exact: true }).fill(day(0));
  await dialog(page).getByLabel('Start time').fill('10:30');
  await dialog(page).getByLabel('Duration').fill('1h30');
  await dialog(page).getByText(`same service as #${other.id} Upgrade`).waitFor();
  expect(
    (await server.api('GET', '/Tickets?search=Router')).body.tickets.filter(
      (row: Row) => row.services[0]?.id === web.id,
    ),
  ).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Next clear window' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page).getByText('Nothing is in the way.').waitFor();
  await dialog(page).getByLabel('What is changed').focus();
  await page.keyboard.press('Enter');
  await status(page, 'Planned Router');
  const [row] = (await server.api('GET', `/Tickets?service_id=${web.id}`)).body.tickets;
  expect(row).toMatchObject({ summary: 'Router', tickettype_id: 2, status: 2 });
  expect(Date.parse(`${row.end_date}Z`) - Date.parse(`${row.start_date}Z`)).toBe(90 * 60_000);
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect(await stored(row.id)).toMatchObject({ status: 9 });
  expect(await stored(row.id)).not.toHaveProperty('start_date');
  expect(complaints).toEqual([]);
  await page.close();
});

test('the window check offers the next clear windows, and one press moves the change there', async () => {
  const mine = await change('Router', { services: [web.id] });
  await change('Upgrade');
  const { page } = await open();
  await block(page, mine.id).click();
  await dialog(page).getByRole('button', { name: 'Next clear window' }).click();
  const first = dialog(page).locator('.offers button').first();
  await first.getByText('clear until').waitFor();
  await first.click();
  await status(page, `Moved #${mine.id} Router`);
  const { start_date, end_date } = await times(mine.id);
  expect(Date.parse(`${end_date}Z`) - Date.parse(`${start_date}Z`)).toBe(2 * 3_600_000);
  const query = `start_date=2026-11-24&end_date=2027-06-01&service_id=${web.id}`;
  const [row] = (await server.api('GET', `/ChangeCalendar?${query}`)).body.appointments;
  expect(row).toMatchObject({ ticket_id: mine.id, conflicts: [] });
  // Other days are shown now: Undo knows where it was all the same.
  await page.waitForURL(/date=2026-11/);
  await block(page, mine.id).waitFor();
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect(await times(mine.id)).toMatchObject({ start_date: at('10:00'), end_date: at('12:00') });
  await page.close();
});

test('a new freeze says which changes it comes over; it is edited, deleted and brought back', async () => {
  const row = await change('Upgrade');
  const { page } = await open('list');
  await page.locator('summary', { hasText: 'New' }).click();
  await page.getByRole('button', { name: 'New freeze' }).click();
  await dialog(page).getByLabel('Name').fill('Audit');
  await dialog(page).getByLabel('Service').selectOption(database.name);
  await dialog(page).getByLabel('From', { exact: true }).fill(day(0));
  await dialog(page).getByLabel('Until').fill(day(1));
  await dialog(page).getByLabel('Whole days').check();
  await dialog(page).getByText(`#${row.id} Upgrade`).waitFor();
  await dialog(page).getByRole('button', { name: 'Plan it' }).click();
  await status(page, 'Planned Audit');
  const found = async () =>
    (await server.api('GET', `/Holiday?entity=1&start_date=${day(-1)}&end_date=${day(3)}`)).body.map(
      (one: Row) => one.name,
    );
  expect(await found()).toEqual(['Audit']);
  await page.getByRole('button', { name: 'Audit', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Edit' }).click();
  await dialog(page).getByLabel('Name').fill('Audit of the year');
  await page.keyboard.press('Enter');
  await status(page, 'Changed Audit of the year');
  expect(await found()).toEqual(['Audit of the year']);
  await page.getByRole('button', { name: 'Audit of the year', exact: true }).click();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await dialog(page).getByRole('button', { name: 'Delete' }).click();
  await status(page, 'Deleted Audit of the year');
  expect(await found()).toEqual([]);
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect(await found()).toEqual(['Audit of the year']);
  await page.close();
});

test('Del cancels a change: its ticket is closed and off the calendar, and Undo brings it back', async () => {
  const row = await change('Upgrade', { status: 5 });
  const { page } = await open();
  await block(page, row.id).focus();
  await page.keyboard.press('Delete');
  await dialog(page).getByText('Its ticket is closed').waitFor();
  await page.keyboard.press('Enter');
  await status(page, `Cancelled #${row.id} Upgrade`);
  await block(page, row.id).waitFor({ state: 'detached' });
  expect(await stored(row.id)).toMatchObject({ status: 9 });
  await page.keyboard.press('Control+z');
  await block(page, row.id).waitFor();
  expect(await stored(row.id)).toMatchObject({ status: 5, start_date: at('10:00'), end_date: at('12:00') });
  await page.close();
});

test('a downtime is typed, shows beside the service and among what is down now, and is ended', async () => {
  const { page } = await open();
  await page.locator('summary', { hasText: 'New' }).click();
  await page.getByRole('button', { name: 'New downtime' }).click();
  await dialog(page).getByLabel('Service').selectOption(web.name);
  await dialog(page).getByLabel('From', { exact: true }).fill('2026-11-24');
  await dialog(page).getByLabel('Start time').fill('08:00');
  await dialog(page).getByText('Takes 0.7 hours of the service.').waitFor();
  await dialog(page).getByRole('button', { name: 'Plan it' }).click();
  const down = page.getByRole('region', { name: 'Down now: 1 service' });
  await down.getByText('since Tue 24 Nov 08:00').waitFor();
  await page.locator('.tg-name', { hasText: web.name }).getByText('Down').waitFor();
  await down.getByRole('button', { name: 'It is up again' }).click();
  await status(page, `${web.name} is up again`);
  await down.waitFor({ state: 'detached' });
  expect((await server.api('GET', `/Downtime?service=${web.id}`)).body.downtime).toMatchObject([
    { ended: true, hours: 0.7 },
  ]);
  await page.close();
});

test('what others plan slides in; a stale move says who changed it', async () => {
  const row = await change('Upgrade');
  const ben = await desk.person({ name: `Ben ${worlds}`, role: 'admin' });
  const { page } = await open();
  await page.getByText('Live', { exact: true }).waitFor();
  const as = { token: ben.token };
  await server.api('POST', '/Tickets', [{ id: row.id, start_date: at('14:00'), end_date: at('16:00') }], as);
  await page.getByRole('button', { name: new RegExp(`^#${row.id} .*14:00 to 16:00`) }).waitFor();
  await page.route('**/ChangeCalendar?*', (route) => route.abort());
  await server.api('POST', '/Tickets', [{ id: row.id, start_date: at('15:00'), end_date: at('17:00') }], as);
  await block(page, row.id).focus();
  await page.keyboard.press('Alt+ArrowRight');
  await status(page, `Ben ${worlds} changed Upgrade meanwhile`);
  expect(await times(row.id)).toMatchObject({ start_date: at('15:00') });
  await page.close();
});

test('a script in a name is text', async () => {
  const text = '<img src=x onerror=alert(1)>';
  const row = await change(text);
  await freeze({ name: text });
  const { page, complaints } = await open('day');
  await block(page, row.id).click();
  await page.getByRole('heading', { name: text }).waitFor();
  await page.goto(`${server.url}/app/changes?view=list&date=${monday}`);
  await page.getByRole('button', { name: text, exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  await change('Upgrade');
  const row = await change('Router', { status: 1, services: [web.id, database.id], risk: 1 });
  await freeze({ date: at('11:00'), risk: 1 });
  await freeze({ name: 'Everything', entity_id: -1, date: at('08:00', 2), risk: 9 });
  await freeze({ name: 'Window', entity: 2, date: at('01:00'), end_date: at('05:00') });
  await server.api('POST', '/Downtime', [{ service: web.id, startdate: '2026-11-24T08:00:00' }]);
  const viewport = { width: width / zoom, height: 800 / zoom };
  const { page, complaints } = await open('day', { colorScheme, viewport, locale, deviceScaleFactor: zoom }, language);
  const problems: string[] = [];
  const look = async (name: string) => {
    for (const problem of await accessibilityProblems(page)) problems.push(`${name}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${name}: is too wide`);
  };
  for (const view of width === 1280 ? ['week', 'list'] : ['day']) {
    await page.goto(`${server.url}/app/changes?view=${view}&date=${monday}&language=${language}`);
    await page.locator('.tg-block, .list tbody tr').first().waitFor();
    const stops = (await page.evaluate('document.querySelectorAll(".tg [tabindex=\\"0\\"]").length')) as number;
    if (stops > 1) problems.push(`${view}: ${stops} tab stops in the grid`);
    await look(view);
  }
  await page
    .getByRole('button', { name: `#${row.id} Router` })
    .first()
    .click();
  await dialog(page).waitFor();
  await look('details');
  await dialog(page).locator('.actions button').first().click();
  await dialog(page).locator('.effect p').first().waitFor();
  await look('form');
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await dialog(page).locator('.offers li').first().waitFor();
  await look('check');
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
