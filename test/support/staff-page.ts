import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityProblems, complaintsOf } from './browser.ts';
import { isLong } from './long.ts';
import { type TestServer, testAdmin } from './server.ts';

/** Pages of the staff application, signed in. */

interface Login {
  email: string;
  password: string;
}

export async function openStaffPage(
  browser: Browser,
  server: TestServer,
  path: string,
  options: BrowserContextOptions = {},
  { email, password }: Login = testAdmin,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({
    locale: 'en-GB',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  page.setDefaultTimeout(20_000);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}${path}`);
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('.sign-in button').click();
  await page.locator('.shell').waitFor();
  return { page, complaints };
}

export interface Look {
  colorScheme: 'light' | 'dark';
  width: number;
  zoom: number;
  locale: string;
  language: string;
}

/** Light and dark, wide and narrow, enlarged, in each language and in the two made-up ones; with ALMANAC_LONG the other
 * combinations of colours and sizes, too. */
export const looks: readonly Look[] = [
  { colorScheme: 'light', width: 1280, zoom: 1, locale: 'en-GB', language: 'en' },
  { colorScheme: 'dark', width: 1280, zoom: 1, locale: 'de-DE', language: 'de' },
  { colorScheme: 'light', width: 1280, zoom: 2, locale: 'en-GB', language: 'ar-XB' },
  { colorScheme: 'dark', width: 320, zoom: 1, locale: 'en-GB', language: 'en-XA' },
  ...(isLong ? otherLooks() : []),
];

function otherLooks(): Look[] {
  const english = { locale: 'en-GB', language: 'en' };
  return [
    { colorScheme: 'dark', width: 1280, zoom: 2, ...english },
    { colorScheme: 'light', width: 320, zoom: 1, ...english },
    { colorScheme: 'light', width: 320, zoom: 1, locale: 'en-GB', language: 'ar-XB' },
  ];
}

export const lookOptions = ({ colorScheme, width, zoom }: Look): BrowserContextOptions => ({
  colorScheme,
  viewport: { width: width / zoom, height: 800 / zoom },
  deviceScaleFactor: zoom,
});

/** What is wrong with the page as it stands; its picture goes where ALMANAC_TEST_SCREENSHOTS says. */
export async function faultsOf(page: Page, name: string, look: Look): Promise<string[]> {
  const faults = (await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`);
  if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) faults.push(`${name}: is too wide`);
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  const { colorScheme, width, language } = look;
  if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}-${width}-${language}.png` });
  return faults;
}

/** Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < 80; n++) {
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${selector} is not reached by ${key}`);
}
