import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../test/support/browser.ts';
import { buildWhenStale } from './build.js';
import { address, now, openWorld, password, type World } from './screenshots-world.ts';

/** `npm run screenshots`: every page of the staff application, the booking page and the status page of the demonstration,
 * into docs/screenshots. Data, day and clock are always the same, so that a picture changes with its page only. */

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? join(root, 'docs/screenshots');

interface Shot {
  name: string;
  path: string;
  /** What must be seen before the picture is taken, beside the page at rest. */
  prepare?(page: Page): Promise<void>;
}

const looks = {
  '': { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  '-dark': { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  '-phone': { colorScheme: 'light', viewport: { width: 390, height: 760 } },
} as const;

/** Where a page shows more when something is chosen, or a moment later. */
const prepared: Record<string, Partial<Shot>> = {
  timesheets: { path: '/app/approvals', prepare: openFirstWithTime },
  admin: { prepare: (page) => page.getByText('The coming four weeks').waitFor() },
};

await run();

async function run(): Promise<void> {
  buildWhenStale();
  const world = await openWorld();
  const browser = await startBrowser();
  try {
    mkdirSync(folder, { recursive: true });
    for (const look of Object.keys(looks) as (keyof typeof looks)[]) await shotsIn(browser, world, look);
  } finally {
    await browser.close();
    await world.close();
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.png'));
  writeFileSync(join(folder, '../screenshots.md'), gallery(names));
  const bytes = names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  console.log(`${names.length} pictures in ${folder}, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

/** A page with all of them, a heading for each page of the application. */
function gallery(names: readonly string[]): string {
  const partOf = (name: string) => name.replace(/(-dark|-phone)?\.png$/, '');
  const sections = [...new Set(names.map(partOf))].sort().map((part) => {
    const title = part.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
    const files = names.filter((name) => partOf(name) === part).sort((a, b) => a.length - b.length);
    const pictures = files.map((file) => `![${file.replace('.png', '').replaceAll('-', ' ')}](screenshots/${file})`);
    return [`## ${title}`, ...pictures].join('\n\n');
  });
  const intro =
    'Made by `npm run screenshots` of the demonstration (`almanac seed demo`), on a Wednesday at 10:42 in London.';
  return `${['# Pictures', intro, ...sections].join('\n\n')}\n`;
}

async function shotsIn(browser: Browser, world: World, look: keyof typeof looks): Promise<void> {
  const context = await browser.newContext({
    ...looks[look],
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  await context.clock.setFixedTime(now);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await signIn(page, world);
  const shots = [...staffShots(look), { name: 'booking', path: world.booking }, { name: 'status', path: world.status }];
  for (const { name, path, prepare } of shots) {
    await page.goto(new URL(path, world.url).href);
    await atRest(page);
    await prepare?.(page);
    await page.screenshot({ path: join(folder, `${name}${look}.png`), animations: 'disabled', caret: 'hide' });
    console.log(`${name}${look}`);
  }
  await context.close();
}

async function signIn(page: Page, { url }: World): Promise<void> {
  await page.goto(`${url}/app/board`);
  await page.locator('input[name=username]').fill(address);
  await page.locator('input[name=password]').fill(password);
  await page.locator('.sign-in button').click();
  await page.locator('.top').waitFor();
}

/** The pages of the navigation, as the application itself lists them; the board in more than one view. */
function staffShots(look: string): Shot[] {
  const source = readFileSync(join(root, 'web/shell/pages.tsx'), 'utf8');
  const keys = [...source.matchAll(/\{ key: '([\w-]+)'|^\s+key: '([\w-]+)'/gm)].map(([, one, other]) => one ?? other);
  const pages = keys.map((key): Shot => ({ name: `${key}`, path: `/app/${key}`, ...prepared[key ?? ''] }));
  if (look !== '') return pages;
  return [
    ...pages,
    { name: 'board-week', path: '/app/board?view=week&team=1' },
    { name: 'board-month', path: '/app/board?view=month' },
    { name: 'board-suggestions', path: '/app/board', prepare: pickFirst },
  ];
}

async function openFirstWithTime(page: Page): Promise<void> {
  const row = page.getByRole('row', { name: 'Amara Okafor' });
  await row.getByRole('link', { name: /^Open/ }).click();
  await page.locator('.sheets .cell').first().waitFor();
  await atRest(page);
}

async function pickFirst(page: Page): Promise<void> {
  await page.locator('.card .pick').first().click();
  await page.locator('.suggestions li').first().waitFor();
}

/** Nothing is asked for, nothing says that it waits. */
async function atRest(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  const waits = `document.querySelector('[aria-busy=true], .loading, #app:empty') !== null ||
    /^(One moment…|Connecting…)$/m.test(document.body.innerText)`;
  // By the debugger: the page's own policy lets nobody else evaluate.
  for (let frames = 0, calm = 0; frames < 1_000 && calm < 12; frames++) {
    calm = (await page.evaluate(waits)) ? 0 : calm + 1;
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  await page.evaluate('document.fonts.ready');
}
