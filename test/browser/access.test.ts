import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { startBrowser } from '../support/browser.ts';
import { type Calendar, calendarOf, type Person, type Row } from '../support/calendar.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { faultsOf, lookOptions, looks, openStaffPage, tabTo } from '../support/staff-page.ts';

let server: TestServer;
let browser: Browser;
let desk: Calendar;
let field: Row;
let ana: Person;

const script = '<img src=x onerror=alert(1)>';

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  server.clock.now = Date.parse('2026-11-24T08:42:00Z');
  desk = calendarOf(server);
  browser = await startBrowser();
  field = await desk.thing('/Team', { name: 'Field' });
  ana = await desk.person({ name: 'Ana Kosta', email: 'ana@access.example', team_id: field.id });
  await desk.thing('/Agent', { name: script, email: 'script@access.example', skills: [script] });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const open = (tab: string, options: BrowserContextOptions = {}) =>
  openStaffPage(browser, server, `/app/admin/${tab}`, options);
const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();
const undo = (page: Page) => page.getByRole('contentinfo').getByRole('button', { name: 'Undo' });
const get = async (path: string) => (await server.api('GET', path)).body;

describe('teams and agents', () => {
  test('an agent is found, changed, and Undo takes it back', async () => {
    const { page, complaints } = await open('agents');
    await page.getByRole('searchbox').fill('kosta');
    await page.getByRole('status').filter({ hasText: '1 agent' }).waitFor();
    await page.getByRole('button', { name: 'Ana Kosta' }).click();
    await page.getByLabel('Role').selectOption('manager');
    await page.getByLabel('Skills').fill('printers, network');
    await page.getByRole('button', { name: 'Save' }).click();
    await status(page, 'Saved Ana Kosta');
    expect(await get(`/Agent/${ana.id}`)).toMatchObject({ role: 'manager', skills: ['printers', 'network'] });
    await undo(page).click();
    await status(page, 'Taken back');
    expect(await get(`/Agent/${ana.id}`)).toMatchObject({ role: 'agent', skills: [] });
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('with the keyboard alone one is added; a mistake stands at its field, and what was typed stays', async () => {
    const { page } = await open('agents');
    await page.getByRole('button', { name: 'New agent' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog [name=name]:focus').waitFor();
    await page.keyboard.type('Ben Ode');
    await page.keyboard.press('Tab');
    await page.keyboard.type('ana@access.example');
    await page.keyboard.press('Enter');
    await page.locator('dialog [aria-invalid=true]:focus, dialog .problem:focus').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ben Ode');
    await page.locator('dialog [name=email]').fill('ben@access.example');
    await page.keyboard.press('Enter');
    await status(page, 'Added Ben Ode');
    await page.getByRole('button', { name: 'Ben Ode' }).waitFor();
    expect((await get('/Agent?search=ben@access.example')).map(({ name }: Row) => name)).toEqual(['Ben Ode']);
    await page.close();
  });

  test('a team in use is not deleted, and why is told', async () => {
    const { page } = await open('agents');
    await page.getByRole('button', { name: 'Field', exact: true }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('alert').filter({ hasText: 'This team is still in use: 1 agent' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New team' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Nobody');
    await page.getByRole('button', { name: 'Save' }).click();
    await status(page, 'Added Nobody');
    await page.getByRole('button', { name: 'Nobody', exact: true }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await status(page, 'Deleted Nobody');
    expect((await get('/Team')).map(({ name }: Row) => name)).toEqual(['Field']);
    await page.close();
  });
});

describe('API clients', () => {
  test('a client is made; its secret is shown once, copied, and works', async () => {
    const { page, complaints } = await open('keys', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'New API client' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Sync');
    await page.getByLabel('Acts as').selectOption({ label: 'Ana Kosta' });
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog', { name: 'Secret of Sync' });
    const secret = await dialog.getByLabel('Secret', { exact: true }).inputValue();
    const id = await dialog.getByLabel('Client id').inputValue();
    await dialog.getByRole('button', { name: 'Copy the secret' }).click();
    await dialog.getByText('Copied.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
    expect((await fetch(`${server.url}/auth/token`, { method: 'POST', body })).status).toBe(200);
    expect(await page.content()).not.toContain(secret);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('with the keyboard alone it is stopped, and Undo brings it back', async () => {
    const made = (await server.api('POST', '/ApiClient', [{ name: 'Old one' }])).body;
    const disabled = async () => (await get('/ApiClient')).find(({ id }: Row) => id === made.id).disabled;
    const { page } = await open('keys');
    await page.getByRole('button', { name: 'Old one' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'dialog .risky');
    await page.keyboard.press('Enter');
    await status(page, 'Disabled Old one');
    expect(await disabled()).toBe(true);
    await undo(page).focus();
    await page.keyboard.press('Enter');
    await expect.poll(disabled).toBe(false);
    await page.close();
  });
});

test('webhooks: that they are planned, and what there is instead', async () => {
  const { page } = await open('webhooks');
  await page.getByText('Webhooks are planned').waitFor();
  await page.getByText('GET /Feed').waitFor();
  await page.getByText('GET /Change').waitFor();
  await page.close();
});

describe('the log', () => {
  const entry = (page: Page, text: string) => page.locator('.access-log summary').filter({ hasText: text });

  test('shows before and after, and takes a change back by an ordinary update', async () => {
    const client = await desk.thing('/Client', { name: 'Acme' });
    await desk.thing('/Client', { id: client.id, name: 'Acme Ltd' });
    const { page, complaints } = await open('log');
    await entry(page, 'Administrator changed customer Acme Ltd').click();
    const row = page.getByRole('row').filter({ hasText: 'name' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Acme', 'Acme Ltd']);
    await page.getByRole('button', { name: 'Undo this change' }).click();
    await status(page, 'Taken back');
    expect((await get(`/Client/${client.id}`)).name).toBe('Acme');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('says when a later change would be lost, and what has no way back', async () => {
    const client = await desk.thing('/Client', { name: 'Borg' });
    await desk.thing('/Client', { id: client.id, name: 'Borg 2' });
    await desk.thing('/Client', { id: client.id, name: 'Borg 3' });
    const { page } = await open('log?entity=client');
    await entry(page, 'changed customer Borg 2').click();
    await page.getByRole('button', { name: 'Undo this change' }).click();
    await page.getByRole('alert').filter({ hasText: 'changed again since' }).waitFor();
    expect((await get(`/Client/${client.id}`)).name).toBe('Borg 3');
    await entry(page, 'added customer Borg').click();
    await page.getByText('This cannot be undone from here').waitFor();
    await page.close();
  });

  test('of an appointment: it goes back where it was, or the clash is told', async () => {
    const at = (time: string) => `2026-11-24T${time}:00`;
    const row = await desk.booked(ana, { subject: 'Router', start_date: at('09:00'), end_date: at('10:00') });
    await desk.saved({ id: row.id, start_date: at('13:00'), end_date: at('14:00') });
    const other = await desk.booked(ana, { subject: 'Instead', start_date: at('09:30'), end_date: at('10:30') });
    const { page } = await open('log?entity=appointment');
    await entry(page, 'changed appointment Router').click();
    await page.getByRole('button', { name: 'Undo this change' }).click();
    await page.locator('.access-details [role=alert]').waitFor();
    expect((await desk.row(row.id)).start_date).toBe(at('13:00'));
    await desk.remove(other.id);
    await page.getByRole('button', { name: 'Undo this change' }).click();
    await status(page, 'Taken back: Router');
    expect((await desk.row(row.id)).start_date).toBe(at('09:00'));
    await page.close();
  });

  test('is asked with the keyboard alone, by what and by day, in the address', async () => {
    const { page } = await open('log');
    await page.locator('.access-log li').first().waitFor();
    await page.getByLabel('What').focus();
    await page.keyboard.type('team');
    await expect.poll(() => new URL(page.url()).searchParams.get('entity')).toBe('team');
    await expect
      .poll(async () =>
        (await page.locator('.access-log summary').allTextContents()).every((text) => / team /.test(text)),
      )
      .toBe(true);
    await page.goto(`${page.url()}&from=2026-11-25`);
    await page.getByText('Nothing was changed.').waitFor();
    await page.close();
  });
});

test.each(looks)('nothing is wrong in the $colorScheme at $width pixels and zoom $zoom, $language', async (look) => {
  await desk.thing('/Agent', { id: ana.id, colour: look.language === 'en' ? '#112233' : '#332211' });
  const { page, complaints } = await open(`agents?language=${look.language}`, lookOptions(look));
  await page.locator('.access-table').first().waitFor();
  const faults = await faultsOf(page, 'agents', look);
  await page.getByRole('button', { name: 'Ana Kosta' }).click();
  await page.getByRole('dialog').waitFor();
  faults.push(...(await faultsOf(page, 'agent', look)));
  for (const tab of ['keys', 'webhooks', 'log']) {
    await page.goto(`${server.url}/app/admin/${tab}?language=${look.language}`);
    await page
      .locator({ keys: '.access-table', webhooks: '.facts', log: '.access-log li' }[tab] as string)
      .first()
      .waitFor();
    if (tab === 'log') await page.locator('.access-log summary').first().click();
    faults.push(...(await faultsOf(page, tab, look)));
  }
  expect(faults).toEqual([]);
  expect(complaints).toEqual([]);
  await page.close();
});
