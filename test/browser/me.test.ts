import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { type Calendar, calendarOf, type Person } from '../support/calendar.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { looks } from '../support/staff-page.ts';

let server: TestServer;
let browser: Browser;
let desk: Calendar;
let ana: Person;
let manager: Person;

/** Tuesday 24 November 2026, 08:42 in Greenwich. */
const now = Date.parse('2026-11-24T08:42:00Z');
const at = (time: string, date = '2026-11-24') => `${date}T${time}:00`;
const password = 'correct horse battery staple';

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

let worlds = 0;
beforeEach(async () => {
  server.clock.now = now;
  worlds += 1;
  manager = await colleague(`Mia ${worlds}`, { role: 'manager' });
  ana = await colleague(`Ana ${worlds}`, { linemanager: manager.id });
});

async function colleague(name: string, values = {}): Promise<Person> {
  const email = `${name.toLowerCase().replace(' ', '')}@me.example`;
  const row = await desk.thing('/Agent', { name, email, password, ...values });
  return { id: row.id, name, email, token: await server.tokenFor(row.id) };
}

async function open(person: Person, path = '/app/me', options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(server.url + path);
  await signIn(page, person);
  return { page, context, complaints };
}

async function signIn(page: Page, { email }: Person): Promise<void> {
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('.sign-in button').click();
  await page.locator('.me, .board').first().waitFor();
}

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** The shell is kept: the page and every file of it. */
async function shellIsKept(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate("caches.open('almanac-shell').then((kept) => kept.keys()).then((keys) => keys.length)"))
    .toBeGreaterThan(3);
}

test('the next job is started, noted, stopped, and its time and note are kept', async () => {
  const row = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, complaints, context } = await open(ana);
  await page.getByRole('heading', { name: 'VPN down' }).waitFor();
  await page.getByText('Next 09:00').waitFor();
  await button(page, 'Start').focus();
  await page.keyboard.press('Enter');
  await status(page, 'Started VPN down');
  expect(await desk.row(row.id)).toMatchObject({ complete_status: 1, actual_start: '2026-11-24T08:42:00' });
  const timer = page.getByRole('timer');
  const before = await timer.textContent();
  await expect.poll(() => timer.textContent()).not.toBe(before);
  await page.getByRole('region', { name: 'Running' }).getByRole('button', { name: 'Note' }).click();
  await page.getByRole('dialog').getByLabel('Note').fill('On the way');
  await page.getByRole('dialog').getByRole('button', { name: 'Note' }).click();
  await status(page, 'Noted on VPN down');
  await button(page, 'Stop').click();
  await page.getByLabel('Time taken').fill('1,5');
  await page.getByRole('dialog').getByLabel('Note').fill('New certificate');
  await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click();
  await status(page, 'Completed VPN down');
  expect(await desk.row(row.id)).toMatchObject({
    complete_status: 0,
    complete_timetaken: 1.5,
    note: 'On the way\nNew certificate',
  });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect((await desk.row(row.id)).complete_status).toBe(1);
  expect(complaints).toEqual([]);
  await context.close();
});

test('offline a timer is started and a job completed with a note; back again each is done once, in order', async () => {
  const row = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context } = await open(ana);
  await button(page, 'Start').waitFor();
  await shellIsKept(page);
  await context.setOffline(true);
  await page.getByText('The server cannot be reached').waitFor();
  await page.getByText('As of 08:42').waitFor();
  await button(page, 'Start').click();
  await page.getByRole('region', { name: 'Running' }).waitFor();
  await page.getByText('1 change waits').waitFor();
  await page.reload();
  await page.getByText('As of 08:42').waitFor();
  await page.getByRole('region', { name: 'Running' }).waitFor();
  await button(page, 'Stop').click();
  await page.getByLabel('Time taken').fill('0:45');
  await page.getByRole('dialog').getByLabel('Note').fill('Done without a net');
  await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click();
  await page.getByText('2 changes wait').waitFor();
  expect((await desk.row(row.id)).complete_status).toBe(-1);
  await context.setOffline(false);
  await status(page, 'Completed VPN down');
  await expect.poll(() => page.getByText('waits to be sent').count()).toBe(0);
  expect(await desk.row(row.id)).toMatchObject({
    complete_status: 0,
    complete_timetaken: 0.75,
    note: 'Done without a net',
  });
  const { body: history } = await server.api('GET', `/Change?entity=appointment&id=${row.id}`);
  const states = history.changes.map((one: { after: { complete_status: number } }) => one.after.complete_status);
  expect(states.sort()).toEqual([-1, 0, 1]);
  const events = await server.api('GET', `/TimesheetEvent?agent_id=${ana.id}&start_date=2026-11-24`);
  expect(events.body.length).toBe(1);
  await context.close();
});

test('a completion whose answer is lost is sent again, and done once', async () => {
  const row = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context } = await open(ana);
  const keys: (string | undefined)[] = [];
  await page.route('**/Appointment', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await button(page, 'Complete VPN down').click();
  await page.getByRole('dialog').getByLabel('Note').fill('Once');
  await page.getByRole('dialog').getByRole('button', { name: 'Complete' }).click();
  await status(page, 'Completed VPN down');
  expect(await desk.row(row.id)).toMatchObject({ note: 'Once', complete_timetaken: 1 });
  expect(keys).toEqual([keys[0], keys[0]]);
  const events = await server.api('GET', `/TimesheetEvent?agent_id=${ana.id}&start_date=2026-11-24`);
  expect(events.body.length).toBe(1);
  await context.close();
});

test('a change that was refused says why, is sent all the same or discarded, and nothing else is lost', async () => {
  const first = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const second = await desk.booked(ana, { subject: 'Printer', start_date: at('11:00'), end_date: at('12:00') });
  const { page, context } = await open(ana);
  await page.getByRole('heading', { name: 'VPN down' }).waitFor();
  await context.setOffline(true);
  await page.getByText('As of 08:42').waitFor();
  await button(page, 'Start').click();
  await button(page, 'Note on Printer').click();
  await page.getByRole('dialog').getByLabel('Note').fill('Bring toner');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('2 changes wait').waitFor();
  await desk.saved({ id: first.id, subject: 'VPN down!' }, manager);
  await desk.saved({ id: second.id, note: 'From the office' }, manager);
  await context.setOffline(false);
  await page.getByText(`${manager.name} changed it meanwhile.`).waitFor();
  await expect.poll(async () => (await desk.row(second.id)).note).toBe('From the office\nBring toner');
  expect((await desk.row(first.id)).complete_status).toBe(-1);
  await page.reload();
  await page.getByText(`${manager.name} changed it meanwhile.`).waitFor();
  await button(page, 'Send it all the same').click();
  await status(page, 'Started VPN down');
  expect((await desk.row(first.id)).complete_status).toBe(1);
  await expect.poll(() => page.getByRole('list', { name: 'Changes that wait' }).count()).toBe(0);
  await context.close();
});

test('signing out forgets what was kept, also without the server; another person sees nothing of it', async () => {
  await desk.booked(ana, { subject: 'Secret visit', start_date: at('09:00'), end_date: at('10:00') });
  const kept = 'Object.entries(localStorage).filter(([name]) => name.startsWith("almanac.kept")).join()';
  const { page, context } = await open(ana);
  await page.getByRole('heading', { name: 'Secret visit' }).waitFor();
  await expect.poll(() => page.evaluate(kept)).toContain('Secret visit');
  await shellIsKept(page);
  await context.setOffline(true);
  await page.locator('.top summary').click();
  await button(page, 'Sign out').click();
  await page.locator('.sign-in').waitFor();
  expect(await page.evaluate(kept)).toBe('');
  await page.reload();
  await page.locator('.sign-in').waitFor();
  await context.setOffline(false);
  await page.reload();
  await page.locator('.sign-in').waitFor();
  await signIn(page, manager);
  await page.getByText('Nothing planned').waitFor();
  expect(await page.evaluate(kept)).not.toContain('Secret visit');
  await context.close();
});

test('leave is asked for with what is left and what it clashes with; a manager approves it', async () => {
  await server.api('POST', '/HolidayAllowance', [{ agent_id: ana.id, year: 2026, allowance: 80 }]);
  await desk.booked(ana, {
    subject: 'Fair',
    start_date: at('10:00', '2026-12-02'),
    end_date: at('12:00', '2026-12-02'),
  });
  const { page, context, complaints } = await open(ana);
  await button(page, 'Leave').click();
  const dialog = page.getByRole('dialog', { name: 'Leave' });
  await dialog.getByLabel('First day').fill('2026-12-02');
  await dialog.getByLabel('Last day').fill('2026-12-03');
  await dialog.getByText('80:00 hours are left').waitFor();
  await dialog.getByText('This takes 17:00 working hours').waitFor();
  await dialog.getByText('Fair').waitFor();
  await dialog.getByLabel('Note').fill('Moving house');
  await page.keyboard.press('Enter');
  await status(page, 'Asked for leave');
  await page.getByRole('listitem').filter({ hasText: 'Moving house' }).getByText('waits for approval').waitFor();
  expect(complaints).toEqual([]);
  const other = await open(manager);
  await button(other.page, `Approve: ${ana.name}, Moving house`).click();
  await other.page.getByRole('alert').filter({ hasText: 'Fair' }).waitFor();
  const asked = await server.api('GET', `/Holiday?agent_id=${ana.id}`);
  expect(asked.body).toMatchObject([{ name: 'Moving house', approval_status: 0, date_only: '2026-12-02T00:00:00' }]);
  await other.page.getByText('Approve all the same').click();
  await status(other.page, 'Approved: Moving house');
  const decided = await server.api('GET', `/Holiday?agent_id=${ana.id}`);
  expect(decided.body).toMatchObject([{ approval_status: 1, approvalagent: manager.id }]);
  await other.context.close();
  await context.close();
});

test('a request that nobody has decided is withdrawn', async () => {
  const leave = { agent_id: ana.id, name: 'Moving house', date_only: '2026-12-02' };
  await server.api('POST', '/Holiday', [leave], { token: ana.token });
  const { page, context } = await open(ana);
  await button(page, 'Withdraw: Moving house').focus();
  await page.keyboard.press('Enter');
  await status(page, 'Withdrawn: Moving house');
  expect((await server.api('GET', `/Holiday?agent_id=${ana.id}`)).body).toEqual([]);
  await context.close();
});

test('a shift is offered to a colleague, and theirs once the manager has approved', async () => {
  const ben = await colleague(`Ben ${worlds}`, { linemanager: manager.id });
  const row = await desk.booked(ana, {
    subject: 'Late duty',
    shift_type_id: 1,
    start_date: at('14:00', '2026-11-26'),
    end_date: at('18:00', '2026-11-26'),
  });
  const { page, context, complaints } = await open(ana);
  await button(page, 'Swap shift').click();
  await page.getByLabel('Shift').getByText('Late duty').waitFor({ state: 'attached' });
  await page.getByLabel('Colleague').selectOption(ben.name);
  await button(page, 'Offer it').click();
  await status(page, 'Offered Late duty');
  expect(await desk.row(row.id)).toMatchObject({ agent_id: ana.id, approval_status: 0, swap_agent_id: ben.id });
  const other = await open(manager);
  await other.page.getByText(`to ${ben.name}`).waitFor();
  await button(other.page, `Approve: ${ana.name}, Late duty`).click();
  await status(other.page, 'Approved: Late duty');
  expect(await desk.row(row.id)).toMatchObject({ agent_id: ben.id, approval_status: 1 });
  expect([...complaints, ...other.complaints]).toEqual([]);
  await other.context.close();
  await context.close();
});

test('the secret address of the calendar is shown once, can be renewed, and opens without a session', async () => {
  await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context } = await open(ana);
  await button(page, 'Subscribe .ics').click();
  await button(page, 'Make an address').click();
  const address = page.getByLabel('Address for your calendar program');
  const first = await address.inputValue();
  expect(await (await fetch(first)).text()).toContain('SUMMARY:VPN down');
  await button(page, 'Make a new one').click();
  await expect.poll(() => address.inputValue()).not.toBe(first);
  expect((await fetch(first)).status).toBe(404);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await button(page, 'Subscribe .ics').click();
  await page.getByText('Your calendar has a secret address').waitFor();
  expect(await address.count()).toBe(0);
  await context.close();
});

test('the month is walked with the keyboard, and opens a day; the week moves an appointment to another day', async () => {
  const row = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context, complaints } = await open(ana);
  await page.getByRole('heading', { name: 'VPN down' }).waitFor();
  await page.keyboard.press('m');
  await page.getByRole('heading', { name: 'November 2026' }).waitFor();
  const today = button(page, /^Tue 24 Nov 1:00\/8:30 hours booked 1 appointment 09:00 VPN down/);
  await today.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Mon 30 Nov' }).waitFor();
  await page.keyboard.press('t');
  await page.keyboard.press('w');
  const block = page.locator('.tg-block', { hasText: 'VPN down' });
  await block.focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect
    .poll(() => desk.row(row.id))
    .toMatchObject({ start_date: at('09:00', '2026-11-25'), end_date: at('10:00', '2026-11-25') });
  await page.getByRole('rowheader', { name: /Tue 24 Nov.*0:00\/8:30 .*−8:30/ }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('what is tentative is accepted, or another time is suggested; a gap is blocked', async () => {
  const row = await desk.booked(ana, {
    subject: 'Site visit',
    start_date: at('14:00'),
    end_date: at('15:00'),
    open_appointment_status: 1,
  });
  await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context } = await open(ana);
  await button(page, 'Suggest another time for Site visit').click();
  await page.getByLabel('Time', { exact: true }).fill('15:30');
  await page.keyboard.press('Enter');
  await status(page, 'Moved Site visit');
  expect(await desk.row(row.id)).toMatchObject({ start_date: at('15:30'), open_appointment_status: 1 });
  await button(page, 'Accept Site visit').click();
  await status(page, 'Site visit is firm');
  expect((await desk.row(row.id)).open_appointment_status).toBe(0);
  await button(page, '+ Block time').click();
  await page.getByLabel('Subject').fill('Paper work');
  await page.keyboard.press('Enter');
  await status(page, 'Booked Paper work');
  const rows = await desk.rows({ agents: ana.id, search: 'Paper work' });
  expect(rows).toMatchObject([{ start_date: at('10:00'), end_date: at('15:30') }]);
  await context.close();
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  const text = '<img src=x onerror=alert(1)>';
  const { id: client_id } = await desk.thing('/Client', { name: `Acme ${worlds}` });
  await desk.booked(ana, { subject: 'VPN down', client_id, start_date: at('08:30'), end_date: at('10:00') });
  await desk.booked(ana, { subject: text, start_date: at('11:00'), end_date: at('12:30') });
  await desk.booked(ana, {
    subject: 'Site visit',
    start_date: at('14:00'),
    end_date: at('15:00'),
    open_appointment_status: 1,
  });
  await server.api('POST', '/Holiday', [{ agent_id: ana.id, name: text, date_only: '2026-11-26' }], {
    token: ana.token,
  });
  const viewport = { width: width / zoom, height: 800 / zoom };
  const options = { colorScheme, viewport, locale, deviceScaleFactor: zoom };
  const { page, context, complaints } = await open(ana, '/app/me', options);
  await page.locator('.next > .strong').click();
  await page.locator('.next.running').waitFor();
  await page.locator('.own').waitFor();
  const problems: string[] = [];
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  const look = async (name: string) => {
    for (const problem of await accessibilityProblems(page)) problems.push(`${name}: ${problem}`);
    if (folder)
      await page.screenshot({ path: `${folder}/me-${name}-${colorScheme}-${width}-${language}.png`, fullPage: true });
  };
  for (const view of ['day', 'week', 'month', 'agenda']) {
    await page.goto(`${server.url}/app/me?view=${view}&language=${language}`);
    await page.locator('.tg-block, .entry, .month td').first().waitFor();
    await page.locator('.own').waitFor();
    await look(view);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${view}: is too wide`);
    const query = 'document.querySelectorAll(".tg [tabindex=\\"0\\"], .month [tabindex=\\"0\\"]").length';
    const stops = (await page.evaluate(query)) as number;
    if (stops > 1) problems.push(`${view}: ${stops} tab stops`);
  }
  for (const [place, name] of (width === 320 ? ['leave', 'swap', 'hours', 'subscribe'] : ['leave']).entries()) {
    await page.locator('.requests > button').nth(place).click();
    await page.getByRole('dialog').waitFor();
    await look(name);
    await page.keyboard.press('Escape');
  }
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await context.setOffline(true);
  await page.locator('.as-of').waitFor();
  await page.locator('.next.running .strong').click();
  await page.getByRole('dialog').locator('.strong').click();
  await page.locator('.waiting').waitFor();
  await look('offline');
  expect(problems).toEqual([]);
  await context.close();
});

test('a job that is not done is stopped: its time is in the timesheet, and it is open again', async () => {
  const id = (await desk.thing('/Tickets', { summary: 'VPN down' })).id;
  const times = { start_date: at('08:30'), end_date: at('10:00') };
  const row = await desk.booked(ana, { subject: 'VPN down', ticket_id: id, ...times });
  const { page, context, complaints } = await open(ana);
  await button(page, 'Start').click();
  await button(page, 'Stop').click();
  await page.getByLabel('Time taken').fill('30m');
  await button(page, 'Stop, not done yet').click();
  await status(page, 'Stopped VPN down');
  expect((await desk.row(row.id)).complete_status).toBe(-1);
  const events = () => server.api('GET', `/TimesheetEvent?agent_id=${ana.id}&start_date=2026-11-24`);
  await expect.poll(async () => (await events()).body).toMatchObject([{ timetaken: 0.5, ticket_id: id }]);
  await page.locator('.waiting').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('offline the board can be read, and nothing on it changed', async () => {
  const row = await desk.booked(ana, { subject: 'VPN down', start_date: at('09:00'), end_date: at('10:00') });
  const { page, context } = await open(ana, '/app/board?view=day');
  const block = page.locator(`[data-block="${row.id}"]`);
  await block.waitFor();
  await context.setOffline(true);
  await page.getByText('The server cannot be reached. What you see').waitFor();
  await block.focus();
  await page.keyboard.press('Alt+ArrowRight');
  await status(page, 'Nothing was changed');
  expect(await block.getAttribute('aria-label')).toContain('09:00 to 10:00');
  await context.setOffline(false);
  await page.getByText('Live', { exact: true }).waitFor();
  expect((await desk.row(row.id)).start_date).toBe(at('09:00'));
  await context.close();
});
