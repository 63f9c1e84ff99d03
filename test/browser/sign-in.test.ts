import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer, testAdmin, testClient } from '../support/server.ts';

let server: TestServer;
let application: Server;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await startTestServer();
  application = createServer((_request, response) => response.end('Back in the application'));
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  application?.close();
  await server?.close();
});
beforeEach(async () => {
  page = await browser.newPage();
  complaints = complaintsOf(page);
});

const returnTo = () => `http://127.0.0.1:${(application.address() as AddressInfo).port}/callback`;

function signInAddress(): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: testClient.id,
    redirect_uri: returnTo(),
    state: 'mine',
    code_challenge: createHash('sha256').update('x'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
  });
  return `${server.url}/auth/authorize?${query}`;
}

test('a person signs in with the keyboard alone and is back in the application', async () => {
  await page.goto(signInAddress());
  // The page gives it the focus by itself; who types at once would type into nothing.
  await page.locator('#username:focus').waitFor();
  await page.keyboard.type(testAdmin.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(testAdmin.password);
  await page.keyboard.press('Enter');
  await page.getByText('Back in the application').waitFor();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('state'), searchParams.get('code')?.length]).toEqual(['mine', 43]);
  expect(complaints).toEqual([]);
});

test('a refusal has the focus, and the user name is kept', async () => {
  await page.goto(signInAddress());
  await page.getByLabel('E-mail address').fill('nobody@example.org');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('problem');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('nobody@example.org');
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test.each(['light', 'dark'] as const)('nothing is wrong with the pages in the %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  for (const address of [signInAddress(), `${server.url}/auth/authorize?client_id=nobody`]) {
    await page.goto(address);
    expect(await accessibilityProblems(page)).toEqual([]);
    // The style sheet was found.
    expect(await page.evaluate('getComputedStyle(document.querySelector("main")).maxWidth')).toBe('416px');
  }
  await page.goto(`${server.url}/app`);
  await page.locator('h1').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('the page fits a narrow window at 400 percent', async () => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto(signInAddress());
  expect(await page.evaluate('document.documentElement.scrollWidth <= 320')).toBe(true);
});
