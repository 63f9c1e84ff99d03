import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer, testClient } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  server = await startTestServer();
  browser = await startBrowser();
  page = await browser.newPage();
  complaints = complaintsOf(page);
  await page.goto(`${server.url}/docs`);
  await page
    .getByRole('status')
    .getByText(/of \d+ operations/)
    .waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test('lists every operation of the document', async () => {
  const { body } = await server.api('GET', '/openapi.json');
  const operations = Object.values(body.paths).flatMap((methods) => Object.keys(methods as object));
  expect(await page.locator('details.operation').count()).toBe(operations.length);
});

test('gets a token by client credentials and sends a request, by keyboard alone', async () => {
  await page.getByLabel('Client id').focus();
  await page.keyboard.type(testClient.id);
  await page.keyboard.press('Tab');
  await page.keyboard.type(testClient.secret);
  await page.keyboard.press('Enter');
  await page.getByText('You have a token').waitFor();

  await page.getByLabel('Show those with').focus();
  await page.keyboard.type('/agent/me');
  await page.locator('details.operation:visible > summary').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('details.operation[open] button').focus();
  await page.keyboard.press('Enter');
  await page.getByText('200 OK').waitFor();
  expect(await page.getByRole('region', { name: 'Answer' }).textContent()).toContain('"id"');
  expect(await page.getByRole('region', { name: 'curl' }).textContent()).toContain('Bearer $TOKEN');
});

test('has no mistakes that axe-core finds, folded and unfolded', async () => {
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Show those with').fill('');
  await page.evaluate('for (const card of document.querySelectorAll("details.operation")) card.open = true');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('needs nothing that its strict Content-Security-Policy refuses', async () => {
  const policy = (await fetch(`${server.url}/docs`)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(complaints).toEqual([]);
});
