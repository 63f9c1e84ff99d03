import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { type Calendar, calendarOf, type Person, type Row, type Values } from '../support/calendar.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { looks } from '../support/staff-page.ts';
import { timesheetOf } from '../support/timesheet.ts';

let server: TestServer;
let browser: Browser;
let desk: Calendar;
let sheet: ReturnType<typeof timesheetOf>;
let team: Row;
let workday: Row;
let boss: Person;
let ann: Person;

const password = 'a long password of theirs';
const at = (day: string, time: string) => `2026-11-${day}T${time}:00`;

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  // Thursday of week 48, in Greenwich.
  server.clock.now = Date.parse('2026-11-26T11:00:00Z');
  desk = calendarOf(server);
  sheet = timesheetOf(server);
  const breaks = [{ name: 'Lunch', start: '12:00', end: '12:30' }];
  workday = await desk.thing('/Workday', { name: 'Eight', start: '09:00', end: '17:30', breaks });
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Each test has a team of its own: a manager who decides, and Ann. */
let worlds = 0;
beforeEach(async () => {
  worlds += 1;
  team = await desk.thing('/Team', { name: `Field ${worlds}` });
  boss = await hire('Boss', { role: 'manager' });
  ann = await hire('Ann');
});

async function hire(name: string, values: Values = {}): Promise<Person> {
  const email = `${name.toLowerCase()}${worlds}@sheets.example`;
  const own = { team_id: team.id, teams: [team.id], workday_id: workday.id, password };
  const named = values.role ? {} : { timesheet_manager: boss.id };
  const { id } = await desk.thing('/Agent', { name: `${name} ${worlds}`, email, ...own, ...named, ...values });
  return { id, name: `${name} ${worlds}`, email, token: await server.tokenFor(id) };
}

async function open(who: Person, path = '/app/timesheets', options: BrowserContextOptions = {}) {
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}${path}`);
  await page.locator('input[name=username]').fill(who.email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('.sign-in button').click();
  await page.locator('.sheets').waitFor();
  return { page, complaints };
}

const log = (who: Person, day: string, from: string, until: string, values: Values = {}) =>
  sheet.logged({
    agent_id: who.id,
    subject: 'Meetings',
    start_date: at(day, from),
    end_date: at(day, until),
    ...values,
  });
const status = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
const cell = (page: Page, what: string, day: string) => page.getByRole('textbox', { name: `${what}, ${day}` });
/** Entries of a day as the server has them: `09:00-10:30 Meetings`. */
async function entries(who: Person, day: string): Promise<string[]> {
  const { events } = await sheet.day(who, `2026-11-${day}`);
  return events
    .filter(({ id }: Row) => id > 0)
    .map((row: Row) => `${row.start_date.slice(11, 16)}-${row.end_date?.slice(11, 16) ?? ''} ${row.subject}`);
}
/** Something happens between the reader's wish and the server's answer. */
const before = (page: Page, url: string, happens: () => Promise<unknown>) =>
  page.route(url, (route) => happens().then(() => route.continue()), { times: 1 });
const submit = (who: Person, days: string[]) =>
  server.api(
    'POST',
    '/Timesheet',
    days.map((day) => ({ date: `2026-11-${day}`, _submitapproval: true })),
    { token: who.token },
  );
async function states(who: Person): Promise<(number | undefined)[]> {
  const week = { agent_id: who.id, start_date: '2026-11-23', end_date: '2026-11-27', showalldates: true };
  const days = await sheet.get('/Timesheet', week);
  return days.map(({ approval }: Row) => approval?.approvalstatus);
}

test('a week is typed in, in any format; the last entry grows and shrinks; Undo takes it back', async () => {
  await log(ann, '23', '09:00', '10:00');
  const { page, complaints } = await open(ann);
  await page.getByRole('heading', { name: /Week 48/ }).waitFor();
  const monday = cell(page, 'Meetings', 'Mon 23 Nov');
  await monday.click();
  for (const [typed, shown, until] of [
    ['1,5', '1:30', '10:30'],
    ['45m', '0:45', '09:45'],
    ['2h30', '2:30', '11:30'],
  ] as const) {
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await status(page, `Meetings, Mon 23 Nov: ${shown}`);
    expect(await entries(ann, '23')).toEqual([`09:00-${until} Meetings`]);
    expect(await monday.inputValue()).toBe(shown);
  }
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect(await entries(ann, '23')).toEqual(['09:00-09:45 Meetings']);
  await cell(page, 'Meetings', 'Tue 24 Nov').fill('1:15');
  await cell(page, 'Meetings', 'Wed 25 Nov').click();
  await status(page, 'Meetings, Tue 24 Nov: 1:15');
  expect(await entries(ann, '24')).toEqual(['09:00-10:15 Meetings']);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the same with the keyboard alone: a ticket is found, arrows go from cell to cell, Escape reverts', async () => {
  const { id: client_id } = await desk.thing('/Client', { name: `Acme ${worlds}` });
  const ticket = await desk.thing('/Tickets', { summary: `VPN down ${worlds}`, client_id });
  const { page } = await open(ann);
  await page.getByRole('button', { name: 'add row' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(`VPN down ${worlds}`);
  await page.getByRole('button', { name: new RegExp(`#${ticket.id}`) }).waitFor();
  await page.keyboard.press('Enter');
  const what = new RegExp(`#${ticket.id} VPN down ${worlds}, Mon`);
  await page.getByRole('textbox', { name: what }).focus();
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await status(page, 'Mon 23 Nov: 2:00');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Escape');
  await page.keyboard.type('90m');
  await page.keyboard.press('Tab');
  await status(page, 'Tue 24 Nov: 1:30');
  expect(await page.evaluate('document.activeElement.dataset.date')).toBe('2026-11-25');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  expect(await page.evaluate('document.activeElement.dataset.date')).toBe('2026-11-23');
  const { events } = await sheet.day(ann, '2026-11-24');
  expect(events).toMatchObject([{ ticket_id: ticket.id, client_id, timetaken: 1.5 }]);
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await status(page, 'Mon 23 Nov: 0:00');
  expect(await entries(ann, '23')).toEqual([]);
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect((await sheet.day(ann, '2026-11-23')).events).toMatchObject([{ ticket_id: ticket.id, timetaken: 2 }]);
  await page.close();
});

test('what cannot be saved is said where it was typed, and stays there', async () => {
  await log(ann, '23', '00:00', '23:00', { subject: 'Night' });
  await log(ann, '24', '09:00', '10:00');
  const { page } = await open(ann);
  const monday = cell(page, 'Meetings', 'Mon 23 Nov');
  await monday.fill('1:75');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Write a duration like 1:30' }).waitFor();
  await monday.fill('3');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'never go past midnight' }).waitFor();
  expect(await monday.inputValue()).toBe('3');
  await page.keyboard.press('Escape');
  await page.getByRole('alert').waitFor({ state: 'detached' });
  expect(await monday.inputValue()).toBe('');
  // She hands the day in elsewhere, a moment before.
  const tuesday = cell(page, 'Meetings', 'Tue 24 Nov');
  await before(page, '**/TimesheetEvent', () => submit(ann, ['24']));
  await tuesday.fill('2');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Tue 24 Nov' }).waitFor();
  expect(await tuesday.inputValue()).toBe('2');
  expect(await entries(ann, '24')).toEqual(['09:00-10:00 Meetings']);
  await page.context().setOffline(true);
  const wednesday = cell(page, 'Meetings', 'Wed 25 Nov');
  await wednesday.fill('3');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await page.context().setOffline(false);
  await wednesday.press('Enter');
  await status(page, 'Wed 25 Nov: 3:00');
  expect(await entries(ann, '25')).toEqual(['09:00-12:00 Meetings']);
  await page.close();
});

test("a week is that of its agent's clock, where the reader is far away and the clocks change", async () => {
  const far = await hire('Far', { timezone: 'America/New_York' });
  const night = { start_date: '2026-11-01T03:00:00', end_date: '2026-11-01T09:00:00', subject: 'Night' };
  await sheet.logged({ agent_id: far.id, ...night });
  const { page } = await open(boss, `/app/timesheets?week=2026-W44&agent=${far.id}`);
  // From 23:00 to 4:00, with one hour twice.
  expect(await cell(page, 'Night', 'Sat 31 Oct').inputValue()).toBe('1:00');
  expect(await cell(page, 'Night', 'Sun 1 Nov').inputValue()).toBe('5:00');
  await cell(page, 'Night', 'Sun 1 Nov').fill('6');
  await page.keyboard.press('Enter');
  await status(page, 'Night, Sun 1 Nov: 6:00');
  const { events } = await sheet.day(far, '2026-11-01');
  expect(events[1]).toMatchObject({ start_date: '2026-11-01T14:00:00', end_date: '2026-11-01T15:00:00' });
  await page.close();
});

test('a stale cell says who changed it, and keeps what was typed', async () => {
  await log(ann, '24', '09:00', '10:00');
  const { page } = await open(ann);
  const [entry] = (await sheet.day(ann, '2026-11-24')).events;
  await before(page, '**/TimesheetEvent', () => sheet.logged({ id: entry.id, note: 'seen' }, boss));
  const tuesday = cell(page, 'Meetings', 'Tue 24 Nov');
  await tuesday.fill('2');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'has changed this meanwhile' }).waitFor();
  expect(await tuesday.inputValue()).toBe('2');
  await page.keyboard.press('Enter');
  await status(page, 'Tue 24 Nov: 2:00');
  expect(await entries(ann, '24')).toEqual(['09:00-11:00 Meetings']);
  await page.close();
});

test('the week is handed in whole, returned with a reason for a day, mended, withdrawn', async () => {
  for (const day of ['23', '24', '25', '26', '27']) await log(ann, day, '09:00', '17:30');
  const { page, complaints } = await open(ann);
  await page.getByRole('button', { name: 'Submit week' }).click();
  const dialog = page.getByRole('dialog', { name: 'Submit Week 48?' });
  await dialog.getByText('Fri 27 Nov').waitFor();
  await dialog.getByRole('button', { name: 'Submit 5 days' }).click();
  await status(page, 'Submitted 5 days.');
  expect(await states(ann)).toEqual([0, 0, 0, 0, 0]);
  expect(await page.locator('.cell').count()).toBe(2);
  const post = (values: Values) =>
    server.api('POST', '/Timesheet', [{ agent_id: ann.id, ...values }], { token: boss.token });
  await post({ date: '2026-11-26', _reject: true, _approval_message: 'Thu?' });
  await page.getByText('Thu 26 Nov: Thu?').waitFor();
  await page.locator('.sheet-bar').getByText('returned', { exact: true }).waitFor();
  await page.getByRole('list', { name: 'History' }).getByText('submitted').waitFor();
  await page.getByRole('button', { name: 'Submit week' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Submit 1 day', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await status(page, 'Submitted 1 day.');
  expect(await states(ann)).toEqual([0, 0, 0, 0, 0]);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await status(page, 'Withdrew 5 days.');
  expect(await states(ann)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(complaints).toEqual([]);
  await page.close();
});

test('the calendar and last week fill the week; Undo takes that back, too', async () => {
  const ticket = await desk.thing('/Tickets', { summary: 'Printer' });
  const row = await desk.booked(ann, {
    subject: 'Printer jams',
    ticket_id: ticket.id,
    start_date: at('24', '10:00'),
    end_date: at('24', '11:30'),
  });
  await desk.booked(ann, { subject: 'Later', start_date: at('27', '10:00'), end_date: at('27', '11:30') });
  await log(ann, '16', '13:00', '14:00', { subject: 'Planning', note: 'every week' });
  const { page } = await open(ann);
  await page.getByRole('button', { name: 'Fill from calendar 1' }).click();
  await page.getByRole('dialog').getByText('Tue 24 Nov 10:00–11:30, 1:30').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Record 1' }).click();
  await status(page, 'Recorded 1 appointment.');
  expect(await desk.row(row.id)).toMatchObject({ complete_status: 0, complete_timetaken: 1.5 });
  expect(await entries(ann, '24')).toEqual(['10:00-11:30 Printer jams']);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect(await desk.row(row.id)).toMatchObject({ complete_status: -1 });
  expect(await entries(ann, '24')).toEqual([]);
  await page.getByText('Copy last week').click();
  await page.getByRole('button', { name: 'Rows only' }).click();
  await cell(page, 'Planning', 'Mon 23 Nov').waitFor();
  expect(await entries(ann, '23')).toEqual([]);
  await page.getByText('Copy last week').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await status(page, 'Copied 1 entry of last week.');
  expect(await entries(ann, '23')).toEqual(['13:00-14:00 Planning']);
  expect(await cell(page, 'Planning', 'Mon 23 Nov').inputValue()).toBe('1:00');
  await page.close();
});

test('overlaps and gaps lead to the entries of the day, where they are mended; a timer is started and stopped', async () => {
  await log(ann, '24', '09:00', '12:00');
  await log(ann, '24', '11:00', '15:00', { subject: 'Migration' });
  const { page } = await open(ann);
  const overlap = 'Tue 24 Nov, 11:00–12:00: two entries overlap by 1:00';
  await page.getByRole('button', { name: `Fix: ${overlap}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Entries of Tue 24 Nov' });
  const migration = dialog.getByRole('form', { name: /^Migration/ });
  await migration.getByLabel('From').fill('12:30');
  await migration.getByRole('button', { name: 'Save' }).click();
  await page.getByText(overlap).waitFor({ state: 'detached' });
  await migration.locator('button:focus').waitFor();
  expect(await entries(ann, '24')).toEqual(['09:00-12:00 Meetings', '12:30-15:00 Migration']);
  await dialog.getByText('15:00–17:30: 2:30 of working time').waitFor();
  await dialog.getByLabel('What 15:00–17:30 was for').selectOption('Migration');
  await dialog.getByRole('button', { name: 'Fill' }).click();
  await dialog.getByRole('form', { name: 'Migration, 15:00–17:30' }).waitFor();
  expect((await entries(ann, '24'))[2]).toBe('15:00-17:30 Migration');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Start a timer: Migration' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Running' }).getByRole('button', { name: 'Stop' }).waitFor();
  expect((await sheet.day(ann, '2026-11-26')).events).toMatchObject([{ subject: 'Migration', running: true }]);
  server.clock.now = Date.parse('2026-11-26T11:30:00Z');
  await page.getByRole('button', { name: 'Stop' }).click();
  await status(page, 'Stopped Migration.');
  expect(await entries(ann, '26')).toEqual(['11:00-11:30 Migration']);
  server.clock.now = Date.parse('2026-11-26T11:00:00Z');
  await page.close();
});

async function waitingWeeks() {
  const ben = await hire('Ben');
  const cho = await hire('Cho');
  for (const day of ['23', '24', '25']) {
    await log(ann, day, '09:00', '12:00');
    await log(ann, day, '12:30', '17:30');
    await log(ben, day, '09:00', '17:30');
  }
  await log(ben, '25', '23:00', '23:30');
  await log(ben, '26', '06:00', '11:00');
  for (const one of [ann, ben]) await submit(one, ['23', '24', '25', '26', '27']);
  return { ben, cho };
}

test('approvals: the clean ones together, another goes back with a reason, who is missing is told', async () => {
  server.clock.now = Date.parse('2026-11-26T09:00:00Z');
  const { ben, cho } = await waitingWeeks();
  const { page, complaints } = await open(boss, `/app/approvals?team=${team.id}`);
  await page.getByRole('link', { name: 'Approvals' }).waitFor();
  await page.getByRole('row', { name: new RegExp(`${ben.name} .*too little rest before`) }).waitFor();
  await page.getByRole('button', { name: 'Missing 1' }).click();
  await page.getByRole('rowheader', { name: cho.name }).waitFor();
  expect(await page.getByRole('link', { name: 'Write to 1' }).getAttribute('href')).toContain(
    encodeURIComponent(cho.email),
  );
  await page.getByRole('button', { name: 'Waiting 2' }).click();
  await page.getByRole('button', { name: 'Approve 1 clean…' }).click();
  await page.getByRole('dialog').getByText(ann.name).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve 1 week' }).click();
  await status(page, `Approved 5 days of ${ann.name}`);
  expect(await states(ann)).toEqual([1, 1, 1, 1, 1]);
  await page.getByRole('button', { name: `Return… ${ben.name}` }).click();
  await page.getByLabel('Wed 25 Nov').fill('So late?');
  await page.getByRole('button', { name: 'Return 1 day' }).click();
  await status(page, `Returned 1 day to ${ben.name}`);
  expect(await states(ben)).toEqual([0, 0, 2, 0, 0]);
  await page.getByRole('button', { name: 'All 3' }).click();
  await page.getByText('Wed 25 Nov: So late?').waitFor();
  expect(complaints).toEqual([]);
  server.clock.now = Date.parse('2026-11-26T11:00:00Z');
  await page.close();
});

test('the same with the keyboard alone; an approval is taken back; an agent without such duties finds no such page', async () => {
  const { ben } = await waitingWeeks();
  const { page } = await open(boss, `/app/approvals?team=${team.id}`);
  await page.getByRole('button', { name: `Approve ${ann.name}` }).focus();
  await page.keyboard.press('Enter');
  await status(page, `Approved 5 days of ${ann.name}`);
  await page.locator(`a[data-who="${ann.id}"]:focus`).waitFor();
  await page.keyboard.press('Control+z');
  await status(page, 'Taken back');
  expect(await states(ann)).toEqual([0, 0, 0, 0, 0]);
  await page.getByRole('button', { name: `Return… ${ben.name}` }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Lunch?');
  await page.keyboard.press('Enter');
  await status(page, `Returned 1 day to ${ben.name}`);
  expect(await states(ben)).toEqual([2, 0, 0, 0, 0]);
  await page.getByRole('link', { name: `Open ${ann.name}` }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.sheet-bar').getByText(ann.name).waitFor();
  // What she has handed in is locked; the weekend is not.
  expect(await page.locator('.cell').count()).toBe(2);
  await page.close();
  const own = await open(ben);
  await own.page.getByRole('link', { name: 'Timesheets' }).waitFor();
  expect(await own.page.getByRole('link', { name: 'Approvals' }).count()).toBe(0);
  await own.page.close();
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  const script = '<img src=x onerror=alert(1)>';
  const ben = await hire('Ben');
  const client = await desk.thing('/Client', { name: `Acme ${script}` });
  const ticket = await desk.thing('/Tickets', {
    summary: `VPN down for everybody on the third floor ${script}`,
    client_id: client.id,
  });
  for (const person of [boss, ben]) {
    await log(person, '23', '09:00', '12:00', { ticket_id: ticket.id, charge_rate: 2, traveltime: 0.5 });
    await log(person, '24', '11:00', '16:00', { subject: script, note: script });
    await log(person, '24', '15:00', '23:30', { ticket_id: ticket.id });
    await log(person, '25', '08:00', '12:00', { subject: 'Planning' });
    await log(person, '25', '12:00', '12:30', { event_type: 1, break_type: 2 });
  }
  await desk.thing('/Holiday', { name: 'Leave', agent_id: boss.id, date_only: '2026-11-27', holiday_type: 1 });
  await submit(ben, ['23', '24', '25', '26', '27']);
  const back = { agent_id: ben.id, date: '2026-11-24', _reject: true, _approval_message: script };
  await server.api('POST', '/Timesheet', [back], { token: boss.token });
  await sheet.logged({ agent_id: boss.id, subject: 'Planning', start_date: at('26', '10:00'), clear_end: true });
  const viewport = { width: width / zoom, height: 800 / zoom };
  const { page, complaints } = await open(boss, `/app/timesheets?language=${language}`, {
    colorScheme,
    viewport,
    locale,
    deviceScaleFactor: zoom,
  });
  const problems: string[] = [];
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  const look = async (what: string) => {
    for (const problem of await accessibilityProblems(page)) problems.push(`${what}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${what}: is too wide`);
    if (folder) await page.screenshot({ path: `${folder}/${what}-${colorScheme}-${width}-${language}.png` });
  };
  await page.locator('.cell').first().fill('1:75');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await look('timesheets');
  await page.locator('.week thead button').nth(1).click();
  await page.locator('dialog form').first().waitFor();
  await look('entries');
  await page.keyboard.press('Escape');
  await page.locator('.week tbody th button').last().click();
  await page.locator('.found button').first().waitFor();
  await look('add');
  await page.goto(`${server.url}/app/approvals?team=${team.id}&language=${language}`);
  await page.locator('.approvals tbody tr').first().waitFor();
  await look('approvals');
  await page.locator('.decide button').nth(1).click();
  await page.getByRole('dialog').waitFor();
  await look('return');
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
