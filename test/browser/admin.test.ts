import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { type Calendar, calendarOf, type Person, type Row } from '../support/calendar.ts';
import { startTestServer, type TestServer, testAdmin } from '../support/server.ts';
import { looks } from '../support/staff-page.ts';

let server: TestServer;
let browser: Browser;
let desk: Calendar;
let field: Row;
let team: Row;
let ana: Person;
let ben: Person;
let type: Row;
let session: Awaited<ReturnType<typeof signedIn>>;

const script = '<img src=x onerror=alert(1)>';

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  // Tuesday; the clocks of London changed on the Sunday before the next week.
  server.clock.now = Date.parse('2026-10-20T08:42:00Z');
  desk = calendarOf(server);
  browser = await startBrowser();
  field = await desk.thing('/Workday', { name: 'Field 9-5', timezone: 'Europe/London', start: '09:00', end: '17:00' });
  team = await desk.thing('/Team', { name: 'Field' });
  [ana, ben] = [await colleague('Ana'), await colleague('Ben')];
  await desk.thing('/Holiday', { name: script, workday_id: field.id, date_only: '2026-10-30' });
  await desk.thing('/Holiday', { agent_id: ben.id, date_only: '2026-10-22', _approve: true });
  await desk.booked(ana, {
    subject: script,
    start_date: '2026-10-27T09:00:00',
    end_date: '2026-10-27T10:00:00',
  });
  await desk.booked(ana, { subject: 'Router', start_date: '2026-10-30T10:00:00', end_date: '2026-10-30T11:00:00' });
  type = await desk.thing('/BookingType', {
    name: 'On-site visit',
    public_key: 'onsite',
    agents: [ana.id, ben.id],
    agentbooking_min_hours_advance: 48,
    questions: [{ label: 'Which device?', type: 'choice', options: ['Printer', 'Router'] }],
  });
  session = await signedIn();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function colleague(name: string): Promise<Person> {
  const email = `${name.toLowerCase()}@admin.example`;
  const row = await desk.thing('/Agent', { name, email, workday_id: field.id, team_id: team.id, teams: [team.id] });
  return { id: row.id, name, email, token: await server.tokenFor(row.id) };
}

/** Signing in is slow by design: once is enough here. */
async function signedIn() {
  const page = await browser.newPage();
  await page.goto(`${server.url}/app/admin`);
  await page.locator('input[name=username]').fill(testAdmin.email);
  await page.locator('input[name=password]').fill(testAdmin.password);
  await page.locator('.sign-in button').click();
  await page.locator('.tab').waitFor();
  const state = await page.context().storageState();
  await page.close();
  return state;
}

async function open(path: string, options: BrowserContextOptions = {}) {
  const size = { viewport: { width: 1280, height: 900 } };
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'UTC',
    storageState: session,
    ...size,
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/app/admin/${path}`);
  await page.locator('.tab h2, .tab fieldset').first().waitFor();
  return { page, complaints };
}

const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
const stored = async (path: string): Promise<Row> => (await server.api('GET', path)).body;
const weekOf = (row: Row) => [row.startmonday.slice(11, 16), row.endmonday.slice(11, 16), row.breaks.length];

test('a week is changed: what falls out is listed before it is saved, and Undo takes it back', async () => {
  const { page, complaints } = await open(`workdays?id=${field.id}`);
  await page.getByText('Nothing that is planned').waitFor();
  await page.getByRole('cell', { name: /25 Oct.*clocks change: the day has 25:00/ }).waitFor();
  await page.getByRole('cell', { name: `30 Oct ${script}` }).waitFor();
  await page.getByLabel('Tuesday, start 1').fill('11:00');
  await page.getByText('One appointment until').waitFor();
  await page
    .getByRole('listitem')
    .filter({ hasText: `${script} Ana, Tue 27 Oct, 09:00` })
    .waitFor();
  expect((await stored(`/Workday/${field.id}`)).starttuesday).toContain('09:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await status(page, 'Saved Field 9-5');
  expect((await stored(`/Workday/${field.id}`)).starttuesday).toContain('11:00');
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect((await stored(`/Workday/${field.id}`)).starttuesday).toContain('09:00');
  expect(complaints).toEqual([]);
  await page.close();
});

test('with the keyboard alone: a lunch break from a day on, and the other days as Monday', async () => {
  const { page } = await open(`workdays?id=${field.id}`);
  const press = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
  };
  await press('Monday: +');
  await page.getByLabel('Monday, end 1').fill('12:30');
  await page.getByLabel('Monday, start 2').fill('13:30');
  await page.getByLabel('Monday, end 2').fill('17:30');
  await press('Tuesday: As Monday');
  await page.getByText('39:00 a week').waitFor();
  await page.getByLabel('Save as of').fill('2026-11-02');
  await page.getByRole('button', { name: 'Save as of 2026-11-02' }).focus();
  await page.keyboard.press('Enter');
  await status(page, 'Saved Field 9-5');
  await page.locator('button.strong:focus', { hasText: 'Save' }).waitFor();
  const { versions } = await stored(`/Workday/${field.id}?includedetails=true`);
  expect(versions.map(weekOf)).toEqual([
    ['09:00', '17:00', 0],
    ['09:00', '17:30', 1],
  ]);
  expect(versions[1]).toMatchObject({ valid_from: '2026-11-02', breaks: [{ incmonday: true, inctuesday: true }] });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect((await stored(`/Workday/${field.id}?includedetails=true`)).versions).toHaveLength(1);
  await page.close();
});

test('a new workday is made and given to a team', async () => {
  const { page } = await open('workdays?id=new');
  await page.getByLabel('Name', { exact: true }).fill('Nights');
  await page.getByLabel('Monday, start 1').fill('22:00');
  await page.getByLabel('Monday, end 1').fill('06:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await status(page, 'Saved Nights');
  await page.getByLabel('Also for').selectOption('Field');
  await page.getByRole('button', { name: 'Assign' }).click();
  await status(page, 'Field now works by Nights');
  const { id } = (await stored('/Workday?isconfig=true')).find(({ name }: Row) => name === 'Nights');
  expect((await stored(`/Team/${team.id}`)).workday_id).toBe(id);
  await page.close();
});

test('a booking type shows what customers see, and why the next free time is what it is; drafts too', async () => {
  const { page, complaints } = await open(`booking?id=${type.id}`);
  await page.getByText('Next free: Thu 22 Oct, 09:00').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Ana is free 08:00 – 16:00.' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Ben is on leave. Free next: Fri 23 Oct, 08:00.' }).waitFor();
  expect(await page.getByRole('link', { name: 'Open the page' }).getAttribute('href')).toBe('/book/onsite');
  await page.getByLabel('Duration').fill('1h30');
  await page.getByRole('checkbox', { name: 'Ana' }).uncheck();
  await page.getByText('Next free: Fri 23 Oct, 08:00').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await status(page, 'Saved On-site visit');
  expect(await stored(`/BookingType/${type.id}`)).toMatchObject({ duration_mins: 90, agents: [ben.id] });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Undo' }).click();
  await status(page, 'Taken back');
  expect(await stored(`/BookingType/${type.id}`)).toMatchObject({ duration_mins: 60, agents: [ana.id, ben.id] });
  expect(complaints).toEqual([]);
  await page.close();
});

test('with the keyboard alone: a new booking type with a question; what is refused is said and kept', async () => {
  const { page } = await open('booking?id=new');
  await page.getByLabel('Name', { exact: true }).fill('Call');
  await page.getByLabel('Address of the page').fill('onsite');
  await page.getByRole('button', { name: 'Add a question' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Question 1', { exact: true }).fill('What is wrong?');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').first().waitFor();
  await page.getByLabel('Address of the page').fill('call');
  await page.keyboard.press('Enter');
  await status(page, 'Saved Call');
  const made = (await stored('/BookingType')).find(({ name }: Row) => name === 'Call');
  expect(made).toMatchObject({ public_key: 'call', questions: [{ label: 'What is wrong?' }] });
  await page.close();
});

test('a half day shows what falls on it, is saved by the clock of its workday, copied, and deleted', async () => {
  const { page, complaints } = await open(`holidays?year=2026&workday=${field.id}`);
  await page.getByRole('row').filter({ hasText: script }).getByText('2 agents, one appointment').waitFor();
  await page.getByLabel('What it is').fill('Company day');
  await page.getByLabel('Date').fill('2026-10-27');
  await page.getByLabel('From, if only a part').fill('09:00');
  await page.getByLabel('Until').fill('12:00');
  await page
    .getByRole('status')
    .filter({ hasText: /Tue 27 Oct, 09:00.*: !? ?2 agents, one appointment/ })
    .waitFor();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await status(page, 'Saved Company day');
  const own = async () =>
    (await stored(`/Holiday?workdayid=${field.id}`)).filter(({ name }: Row) => name === 'Company day');
  expect(await own()).toMatchObject([{ date: '2026-10-27T09:00:00', end_date: '2026-10-27T12:00:00' }]);
  await page.getByRole('button', { name: 'Copy 2 company days to 2027' }).focus();
  await page.keyboard.press('Enter');
  // The summer of London ends on the last Sunday of October.
  await page.getByRole('row', { name: /Wed 27 Oct, 09:00.*Company day/ }).waitFor();
  expect((await own())[1]).toMatchObject({ date: '2027-10-27T08:00:00' });
  await page.getByRole('button', { name: 'Delete Company day' }).focus();
  await page.keyboard.press('Enter');
  await status(page, 'Deleted Company day');
  await page.locator('#days:focus').waitFor();
  expect(await own()).toHaveLength(1);
  expect(complaints).toEqual([]);
  await page.close();
});

test('holidays of a country are loaded, those of a file imported', async () => {
  const { page } = await open(`holidays?year=2028&workday=${field.id}`);
  await page.getByText('No days off').waitFor();
  await page.getByLabel('Country').fill('GR');
  await page.keyboard.press('Enter');
  await page
    .getByRole('row', { name: /25 Mar/ })
    .first()
    .waitFor();
  const event = 'BEGIN:VEVENT\r\nSUMMARY:Fair\r\nDTSTART;VALUE=DATE:20280915\r\nEND:VEVENT\r\n';
  const file = { name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(event) };
  await page.getByLabel('Import .ics').setInputFiles(file);
  await page.getByRole('row', { name: /15 Sept? Fair/ }).waitFor();
  await page.close();
});

test('leave that waits is approved with a note', async () => {
  const asked = await server.api('POST', '/Holiday', [{ agent_id: ana.id, date_only: '2026-12-01' }], {
    token: ana.token,
  });
  const { page } = await open('holidays');
  await page.getByLabel('Note for Ana').fill('Enjoy');
  await page.getByRole('button', { name: 'Approve the leave of Ana' }).focus();
  await page.keyboard.press('Enter');
  await status(page, 'Approved the leave of Ana');
  expect(await stored(`/Holiday/${asked.body.id}`)).toMatchObject({ approval_status: 1, approvalnote: 'Enjoy' });
  await page.getByText('Nothing waits.').waitFor();
  await page.close();
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (one) => {
  const { colorScheme, width, zoom, locale, language } = one;
  const viewport = { width: width / zoom, height: 900 / zoom };
  const { page, complaints } = await open('workdays', { colorScheme, viewport, locale, deviceScaleFactor: zoom });
  const problems: string[] = [];
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  const tabs = [
    [`workdays?id=${field.id}`, '.weeks'],
    [`booking?id=${type.id}`, '.free-days'],
    ['holidays?year=2026', '.rows'],
  ] as const;
  for (const [tab, shown] of tabs) {
    await page.goto(`${server.url}/app/admin/${tab}&language=${language}`);
    await page.locator(shown).first().waitFor();
    for (const problem of await accessibilityProblems(page)) problems.push(`${tab}: ${problem}`);
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) problems.push(`${tab}: is too wide`);
    const name = tab.replace(/\W.*/, '');
    // The tab scrolls by itself: a picture of all of it needs a taller window.
    if (folder) {
      await page.setViewportSize({ ...viewport, height: 1700 });
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}-${language}.png` });
      await page.setViewportSize(viewport);
    }
  }
  expect(problems).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
