import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { startBrowser } from '../support/browser.ts';
import type { Person } from '../support/calendar.ts';
import { leaveOf } from '../support/leave.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { faultsOf, lookOptions, looks, openStaffPage, tabTo } from '../support/staff-page.ts';
import { timeEntries } from '../support/time-entries.ts';

let server: TestServer;
let browser: Browser;
let team: { id: number };
let ana: Person;

const script = '<img src=x onerror=alert(1)>';
const password = 'a password that nobody has';

/** Tuesday 24 November 2026; working hours 9 to 17:30, Monday to Friday: 42:30 a week. */
beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  server.clock.now = Date.parse('2026-11-24T08:42:00Z');
  browser = await startBrowser();
  const desk = leaveOf(server);
  const { entry } = timeEntries(server);
  team = await desk.thing('/Team', { name: 'Field' });
  const colleague = async (name: string, values = {}): Promise<Person> => {
    const email = `${name.slice(0, 3).toLowerCase()}@utilisation.example`;
    const row = await desk.thing('/Agent', { name, email, team_id: team.id, password, ...values });
    return { id: row.id, name, email, token: '' };
  };
  ana = await colleague('Ana');
  const ben = await colleague('Ben', { role: 'manager' });
  const eve = await colleague(script, { email: 'eve@utilisation.example', team_id: null });
  await desk.thing('/Agent', { id: ana.id, linemanager: ben.id });
  for (const day of ['23', '24', '25', '26', '27']) {
    await entry(ana.id, `2026-11-${day}T09:00:00Z`, 9, { charge_rate: 99 });
    const [start_date, end_date] = [`2026-11-${day}T09:00:00`, `2026-11-${day}T13:00:00`];
    await desk.booked(ana, { start_date, end_date });
  }
  await entry(ben.id, '2026-11-23T09:00:00Z', 4);
  await entry(eve.id, '2026-10-05T09:00:00Z', 2);
  await desk.approved(ben, { date_only: '2026-11-26', end_date_only: '2026-11-27' });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open = (query = '', options: BrowserContextOptions = {}, login?: { email: string; password: string }) =>
  openStaffPage(browser, server, `/app/utilisation${query}`, options, login);

/** The first cells of a line, as they are read. */
async function cells(page: Page, name: string): Promise<string[]> {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return (await row.getByRole('cell').allTextContents()).slice(0, 10);
}
const names = (page: Page) => page.getByRole('rowheader').allTextContents();

test('the figures of a week are those of the API, by sign and in words, with their totals', async () => {
  const { page, complaints } = await open();
  await page.getByRole('rowheader', { name: script }).waitFor();
  expect(await cells(page, 'Ana')).toEqual([
    ...['42:30', '20:00', '47 %', '−22:30 free', '45:00', '106 %', '+2:30 over', '45:00', '106 %', '0:00'],
  ]);
  expect(await cells(page, 'Ben')).toEqual([
    ...['25:30', '0:00', '0 %', '−25:30 free', '4:00', '16 %', '−21:30 under', '0:00', '0 %', '17:00'],
  ]);
  const rows = (await server.api('GET', '/Timesheet/forecasting?per=period')).body;
  const logged = rows.reduce((sum: number, row: { actual_hours: number }) => sum + row.actual_hours, 0);
  expect((await cells(page, 'Total'))[4]).toBe(`${logged}:00`);
  expect(complaints).toEqual([]);
  await page.close();
});

test('team, way of summing, order and period are chosen, and kept in the address', async () => {
  const { page } = await open();
  await page.getByLabel('Team', { exact: true }).selectOption({ label: 'Field' });
  await expect.poll(() => names(page)).toEqual(['Ana', 'Ben', 'Total']);
  await page.getByRole('button', { name: 'Leave' }).click();
  await expect.poll(() => names(page)).toEqual(['Ben', 'Ana', 'Total']);
  expect(await page.locator('th[aria-sort=descending]').textContent()).toContain('Leave');
  await page.getByRole('button', { name: 'Team', exact: true }).click();
  await expect.poll(() => names(page)).toEqual(['Field', 'Total']);
  expect((await cells(page, 'Field'))[0]).toBe('68:00');
  await page.getByLabel('Period').selectOption({ label: 'This month' });
  await page.getByRole('status').filter({ hasText: '1 Nov 2026 – 30 Nov 2026' }).waitFor();
  await page.getByRole('button', { name: 'Week', exact: true }).click();
  await expect.poll(() => names(page)).toContain('23 Nov 2026');
  await page.getByRole('button', { name: 'Previous' }).click();
  await page.getByRole('status').filter({ hasText: '1 Oct 2026 – 31 Oct 2026' }).waitFor();
  const query = new URL(page.url()).searchParams;
  expect(Object.fromEntries(query)).toEqual({
    ...{ team: String(team.id), by: 'week', sort: '-leave', from: '2026-10-01', to: '2026-10-31' },
  });
  await page.goBack();
  await page.getByRole('status').filter({ hasText: '1 Nov 2026 – 30 Nov 2026' }).waitFor();
  await page.close();
});

test('with the keyboard alone: next period, its days, an order', async () => {
  const { page } = await open(`?team=${team.id}`);
  await page.getByRole('rowheader', { name: 'Ana' }).waitFor();
  await page.keyboard.press('k');
  await page.getByRole('status').filter({ hasText: '16 Nov 2026 – 22 Nov 2026' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('status').filter({ hasText: '23 Nov 2026' }).waitFor();
  await tabTo(page, '.util-list');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect.poll(() => names(page)).toEqual(['Ben', 'Ana', 'Total']);
  expect(await page.evaluate('document.activeElement.textContent')).toContain('Agent');
  await page.close();
});

test('the file has what the table shows', async () => {
  const { page } = await open(`?team=${team.id}&sort=-leave`);
  await page.getByRole('rowheader', { name: 'Ana' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('utilisation-2026-11-23-2026-11-29.csv');
  const [head, ben, anas, total] = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(head).toMatch(/Agent,Target,Booked,/);
  expect(ben).toBe('Ben,25.5,0,0,-25.5,4,15.69,-21.5,0,0,17');
  expect(anas).toBe('Ana,42.5,20,47.06,-22.5,45,105.88,2.5,45,105.88,0');
  expect(total).toMatch(/^Total,68,20,/);
  await page.close();
});

test('agents see themselves, managers their reports', async () => {
  for (const [who, expected] of [
    ['ana', ['Ana', 'Total']],
    ['ben', ['Ana', 'Ben', 'Total']],
  ] as const) {
    const { page } = await open('', {}, { email: `${who}@utilisation.example`, password });
    await page.getByRole('rowheader', { name: 'Ana' }).waitFor();
    expect(await names(page)).toEqual(expected);
    expect(await page.getByLabel('Team', { exact: true }).count()).toBe(who === 'ben' ? 1 : 0);
    await page.close();
  }
});

test('days that the server refuses are told in its words, and a server that is away, too', async () => {
  const { page } = await open('?from=2024-01-01&to=2026-01-01');
  await page.getByRole('alert').filter({ hasText: 'Ask for at most 366 days at once.' }).waitFor();
  await page.context().setOffline(true);
  await page.getByLabel('Period').selectOption({ label: 'Last week' });
  await page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('rowheader', { name: 'Ana' }).waitFor();
  await page.close();
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (look) => {
  const { page, complaints } = await open(`?language=${look.language}`, lookOptions(look));
  await page.getByRole('rowheader', { name: 'Ana' }).waitFor();
  expect(await faultsOf(page, 'utilisation', look)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
