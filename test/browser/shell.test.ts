import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { startBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { openStaffPage } from '../support/staff-page.ts';

/** What every page of the staff application has from the shell around it. */

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  buildWhenStale();
  server = await startTestServer();
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const names = ['Board', 'My day', 'Timesheets', 'Approvals', 'Changes', 'Utilisation', 'Admin'];

test('the navigation leads to every page, each with its title, heading and content on paper; the way back too', async () => {
  const { page, complaints } = await openStaffPage(browser, server, '/app/board');
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  expect(await navigation.getByRole('link').allTextContents()).toEqual(names);
  for (const name of names) {
    await navigation.getByRole('link', { name, exact: true }).click();
    await page.locator('main h1, main .board').first().waitFor();
    await expect.poll(() => page.title()).toBe(`${name} - Almanac`);
    await page.emulateMedia({ media: 'print' });
    expect([name, await page.getByRole('navigation', { name: 'Pages' }).isVisible()]).toEqual([name, false]);
    expect([name, (await page.locator('main').boundingBox())?.height]).not.toEqual([name, 0]);
    await page.emulateMedia({ media: 'screen' });
  }
  await page.goBack();
  await expect.poll(() => page.title()).toBe('Utilisation - Almanac');
  expect(complaints).toEqual([]);
  await page.close();
});

test('a page that does not listen to the feed does not say that it is live', async () => {
  const { page } = await openStaffPage(browser, server, '/app/board');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Utilisation' }).click();
  await page.locator('main h1').waitFor();
  await expect.poll(() => page.locator('.announce .live').count()).toBe(0);
  await page.close();
});

test('what the server refuses is said in the language of the reader', async () => {
  const page = await browser.newPage();
  for (const [language, words] of [
    ['en', 'The user name or the password is not right.'],
    ['de', 'Die Anmeldung stimmt nicht oder ist abgelaufen.'],
  ]) {
    await page.goto(`${server.url}/app?language=${language}`);
    await page.locator('[name=username]').fill('nobody@desk.example');
    await page.locator('[name=password]').fill('wrong');
    await page.locator('button[type=submit]').click();
    await expect.poll(() => page.getByRole('alert').textContent()).toBe(words);
  }
  await page.close();
});
