import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, complaintsOf, startBrowser } from '../support/browser.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let browser: Browser;
let address: string;
const now = Date.UTC(2026, 4, 20, 12);
const folder = process.env.ALMANAC_TEST_SCREENSHOTS;

beforeAll(async () => {
  server = await startTestServer({ ALMANAC_BOOK_REQUESTS_PER_MINUTE: '100000' });
  server.clock.now = now;
  browser = await startBrowser();
  const weekdays = { incmonday: true, inctuesday: true, incwednesday: true, incthursday: true, incfriday: true };
  const hours = { start: '1901-01-01T08:00:00', end: '1901-01-01T18:00:00', alldayssame: true };
  const workday = (await server.api('POST', '/Workday', [{ name: 'Office', ...hours, ...weekdays }])).body.id;
  const { body } = await server.api('POST', '/Service', [
    { name: 'E-mail and calendar', target_percent: 99.9 },
    { name: 'File shares', workday_id: workday },
    { name: 'Telephone system with a rather long name, head office and branches' },
  ]);
  const [mail, files, phone] = body.map(({ id }: { id: number }) => id);
  const downs = [3, 9, 10, 31, 55, 88].map((days) => ({
    service: days % 2 === 0 ? files : mail,
    startdate: new Date(now - days * 86_400_000).toISOString(),
    enddate: new Date(now - days * 86_400_000 + (days % 7) * 3_600_000 + 600_000).toISOString(),
  }));
  await server.api('POST', '/Downtime', [...downs, { service: phone, startdate: '2026-05-20T09:30:00' }]);
  await server.api('POST', '/Holiday', [
    { entity: 2, entity_id: files, date: '2026-05-23T20:00:00', end_date: '2026-05-24T02:00:00', name: 'Disks' },
    { entity: 2, entity_id: mail, date_only: '2026-06-01', name: 'Move' },
  ]);
  const page = await server.api('POST', '/StatusPage', { enabled: true, title: 'Lakeside IT' });
  address = page.body.url;
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test.each([
  ['light', 1_000, 'en-GB'],
  ['dark', 1_000, 'en-GB'],
  ['light', 320, 'de-DE'],
  ['dark', 320, 'en-GB'],
] as const)(
  'the status page in %s, %i pixels wide, without a script, is clean to axe-core and fits',
  async (colorScheme, width, locale) => {
    const plain = await browser.newPage({
      colorScheme,
      locale,
      viewport: { width, height: 900 },
      javaScriptEnabled: false,
    });
    await plain.goto(address);
    await plain.getByRole('heading', { level: 1 }).waitFor();
    expect(await plain.getByRole('img').count()).toBe(3);
    const page = await browser.newPage({ colorScheme, locale, viewport: { width, height: 900 } });
    const complaints = complaintsOf(page);
    await page.goto(address);
    await page.locator('summary').first().click();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
      true,
    );
    expect(complaints).toEqual([]);
    if (folder) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: `${folder}/status-${colorScheme}-${width}.png`, fullPage: true });
    }
    await plain.close();
    await page.close();
  },
);
