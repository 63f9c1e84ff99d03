import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { buildWhenStale } from '../../scripts/build.js';
import { complaintsOf, startBrowser } from './browser.ts';
import { type Calendar, calendarOf, type Person, type Values } from './calendar.ts';
import { startTestServer, type TestServer, testAdmin } from './server.ts';

/** The board in a browser: what its tests do again and again. */

/** Tuesday 24 November 2026, 08:42 in Greenwich. */
export const now = Date.parse('2026-11-24T08:42:00Z');
export const today = '2026-11-24';
export const at = (time: string, date = today) => `${date}T${time}:00`;

export interface Stage {
  server: TestServer;
  browser: Browser;
  desk: Calendar;
  /** Each test has a team of its own, and sees only that. */
  team: { id: number; name: string };
  ana: Person;
  ben: Person;
  /** So many tests have begun: for names that no other has. */
  count: number;
  open(path?: string, options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
  ticket(summary: string, values?: Values): Promise<number>;
  where(id: number): Promise<{ agent_id: number; start_date: string; end_date: string }>;
}

/** A server and a browser for the tests of a file, two agents for each of them. */
export function boardStage(): Stage {
  const stage = { count: 0 } as Stage;
  let signedIn: BrowserContextOptions['storageState'];
  beforeAll(async () => {
    buildWhenStale();
    stage.server = await startTestServer();
    stage.server.clock.now = now;
    stage.desk = calendarOf(stage.server);
    stage.browser = await startBrowser();
  }, 120_000);
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.close();
  });
  beforeEach(async () => {
    stage.count += 1;
    stage.team = await stage.desk.thing('/Team', { name: `Field ${stage.count}` });
    stage.ana = await colleague(stage, `Ana ${stage.count}`);
    stage.ben = await colleague(stage, `Ben ${stage.count}`);
  });
  stage.open = async (path = '/app/board?view=day', options = {}) => {
    const page = await stage.browser.newPage({
      locale: 'en-GB',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 800 },
      ...(signedIn && { storageState: signedIn }),
      ...options,
    });
    page.setDefaultTimeout(20_000);
    const complaints = complaintsOf(page);
    await page.goto(`${stage.server.url}${path}${path.includes('?') ? '&' : '?'}team=${stage.team.id}`);
    if (!signedIn) {
      await page.locator('input[name=username]').fill(testAdmin.email);
      await page.locator('input[name=password]').fill(testAdmin.password);
      await page.locator('.sign-in button').click();
    }
    await page.locator('.board, .me').first().waitFor();
    signedIn ??= { ...(await page.context().storageState()), origins: [] };
    return { page, complaints };
  };
  stage.ticket = async (summary, values = {}) => {
    const ticket = { summary, team_id: stage.team.id, estimate: 1, targetdate: at('12:00'), ...values };
    return (await stage.desk.thing('/Tickets', ticket)).id;
  };
  stage.where = async (id) => {
    const { agent_id, start_date, end_date } = await stage.desk.row(id);
    return { agent_id, start_date, end_date };
  };
  return stage;
}

export async function colleague({ desk, server, team }: Stage, name: string, values: Values = {}): Promise<Person> {
  const email = `${name.toLowerCase().replace(/\W/g, '')}@board.example`;
  const row = await desk.thing('/Agent', {
    name,
    email,
    team_id: team.id,
    teams: [team.id],
    skills: ['printers'],
    ...values,
  });
  return { id: row.id, name, email, token: await server.tokenFor(row.id) };
}

export const block = (page: Page, subject: string) => page.locator('.tg-block', { hasText: subject });
export const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

/** Pixels of an hour along the board. */
export async function hour(page: Page): Promise<number> {
  const [nine, ten] = await Promise.all(
    ['09', '10'].map((label) => page.locator('.tg-day small', { hasText: label }).boundingBox()),
  );
  return (ten?.x ?? 0) - (nine?.x ?? 0);
}

export async function centre(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

export async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
}

/** A picture to look at, where the environment names a folder for them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.ALMANAC_TEST_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
