/** `npm run bench -- web`: the board beside `@event-calendar/core`, the same week in the same run of the same browser. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import type { Board } from '../src/rooms/board/shape.ts';
import { startBrowser } from '../test/support/browser.ts';
import { incidentLog, incidentWeek } from './incident-week.ts';
import { busyWeek } from './web-world.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rounds = 5;

interface Seen {
  settled: number;
  move: number;
  nodes: number;
  stops: number;
}

export async function run(print: (line: string) => void): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'almanac-web-'));
  const ours = join(scratch, 'ours');
  const peer = join(scratch, 'peer');
  process.env.ALMANAC_WEB_OUT = ours;
  await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'error', build: { manifest: true } });
  await buildPeer(scratch, peer);
  const browser = await startBrowser();
  try {
    await compared(print, browser, [ours, peer], 'made-week', busyWeek());
    const real = await incidentWeek();
    if (real) await compared(print, browser, [ours, peer], 'week-of-the-real-log', real);
    else print(`# the real log was left out: ${incidentLog} is not there`);
    for (const size of sizesOf(ours)) print(size);
  } finally {
    await browser.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** One week in both, in the same browser, one after the other. */
async function compared(
  print: (line: string) => void,
  browser: Browser,
  [ours, peer]: [string, string],
  week: string,
  board: Board,
): Promise<void> {
  const servers = await Promise.all([serve(ours, board), serve(peer, board)]);
  try {
    const date = board.columns[0]?.date ?? '';
    const here = await measured(browser, `${servers[0].url}/app/board?view=week&date=${date}`, moveOurs);
    const there = await measured(browser, `${servers[1].url}/app/board?date=${date}`, movePeer);
    const size = `${board.agents.length} rows, ${board.blocks.length} appointments`;
    print(`# the board and @event-calendar/core 5.15, ${week}: ${size}, headless Chromium`);
    print(line(`settles-${week}`, here.settled, there.settled, ' ms', 300));
    print(line(`move-${week}`, here.move, there.move, ' ms', 50));
    print(line(`nodes-${week}`, here.nodes, there.nodes, '', 6_000));
    print(line(`tab-stops-${week}`, here.stops, there.stops, '', 1));
  } finally {
    for (const { server } of servers) server.close();
  }
}

const line = (name: string, ours: number, theirs: number, unit: string, budget: number): string =>
  `${name} ratio=${(ours / theirs).toFixed(2)} peer=event-calendar-core (${ours.toFixed(0)}${unit} to ${theirs.toFixed(0)}${unit}; ` +
  `budget ${budget}${unit}: ${ours <= budget ? 'kept' : 'NOT KEPT'})`;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  dynamicImports?: string[];
}

/** What a browser loads, in English: for the board, for the biggest other page, and everything. */
function sizesOf(folder: string): string[] {
  const chunks: Record<string, Chunk> = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const withImports = (key: string): string[] => {
    const { file = '', css = [], imports = [] } = chunks[key] ?? {};
    return [file, ...css, ...imports.flatMap(withImports)].filter(Boolean);
  };
  const isEnglish = (key: string) => !/(de\.json|pseudo\.ts)$/.test(key);
  const bytes = (files: string[]) => {
    const sizes = [...new Set(files)].map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length);
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const later = (key: string) => (chunks[key]?.dynamicImports ?? []).filter(isEnglish);
  const first = withImports('index.html');
  const pages = later('index.html').filter((key) => key.endsWith('.tsx'));
  const wordsOf = (page: string) => withImports(`${page.split('/')[0]}/words.en.json`);
  // A page with parts of its own shows one of them at a time.
  const withPart = (page: string) =>
    ['', ...later(page)].map((part) => [...withImports(page), ...withImports(part), ...wordsOf(page)]);
  const ofPages = pages.flatMap(withPart).map((files) => bytes([...first, ...files]));
  const all = Object.keys(chunks).filter(isEnglish).flatMap(withImports);
  const said = (name: string, size: number) => `# ${name}, gzipped: ${(size / 1024).toFixed(1)} KB`;
  return [
    `${said('the board', bytes(first))} of 60`,
    `${said('with the biggest other page', Math.max(...ofPages))} of 60`,
    said('every part of every page', bytes(all)),
  ];
}

/** The same rows and appointments, with their own names for them. */
async function buildPeer(scratch: string, out: string): Promise<void> {
  const source = join(scratch, 'peer-source');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(source);
  const library = join(root, 'node_modules/@event-calendar/core/dist/index.js');
  writeFileSync(
    join(source, 'index.html'),
    '<!doctype html><div id="app"></div><script type="module" src="./main.js"></script>',
  );
  writeFileSync(
    join(source, 'main.js'),
    `import { createCalendar, ResourceTimeline } from '${library}';
import '${library.replace('index.js', 'index.css')}';
const board = await (await fetch('/Board')).json();
performance.mark('arrived');
const at = (minutes) => new Date(Date.parse(board.start + 'Z') + minutes * 60000).toISOString().slice(0, 19);
window.calendar = createCalendar(document.getElementById('app'), [ResourceTimeline], {
  view: 'resourceTimelineWeek', date: board.columns[0].date, height: '800px', slotMinTime: '08:00', slotMaxTime: '18:00', firstDay: 1,
  resources: board.agents.map(({ id, name }) => ({ id, title: name })),
  events: board.blocks.filter(([, agent]) => agent >= 0).map(([id, agent, from, minutes, , , subject]) => ({ id, resourceIds: [board.agents[agent].id], start: at(from), end: at(from + minutes), title: subject })),
});`,
  );
  await build({ root: source, configFile: false, logLevel: 'error', build: { outDir: out, target: 'esnext' } });
}

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

async function serve(folder: string, week: Board): Promise<{ server: Server; url: string }> {
  const board = JSON.stringify(week);
  const answers: Record<string, string> = {
    '/Board': board,
    '/Board/View': '[]',
    '/app/session': JSON.stringify({
      signed_in: true,
      agent_id: 2,
      name: 'Ana',
      locale: 'en',
      language: 'en',
      csrf: 'x',
    }),
    '/Appointment': JSON.stringify({ id: 1 }),
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const answer = answers[path];
    if (path === '/Feed') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
    if (answer) return void response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    const file = path.replace(/^\/app/, '');
    const type = types[extname(file)];
    response.writeHead(200, { 'content-type': type ?? 'text/html' });
    response.end(readFileSync(join(folder, type ? file : 'index.html')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function measured(browser: Browser, address: string, move: (page: Page) => Promise<number>): Promise<Seen> {
  const all: Seen[] = [];
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    await page.addInitScript(watch);
    await page.goto(address);
    await page.waitForFunction('performance.now() - (window.lastDrawn ?? 1e9) > 700');
    const settled = (await page.evaluate(
      'lastDrawn - performance.getEntriesByType("resource").filter((e) => /Board\\b(?!.View)/.test(e.name)).at(-1).responseEnd',
    )) as number;
    const nodes = (await page.evaluate('document.querySelectorAll("*").length')) as number;
    const stops = (await page.evaluate(
      '[...document.querySelectorAll(".tg, .ec, .tg *, .ec *")].filter((e) => e.tabIndex >= 0 && e.matches("[tabindex], button, a[href]")).length',
    )) as number;
    all.push({ settled, move: await move(page), nodes, stops });
    await page.close();
  }
  const middle = (key: keyof Seen) =>
    all.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(rounds / 2)] as number;
  return { settled: middle('settled'), move: middle('move'), nodes: middle('nodes'), stops: middle('stops') };
}

/** When something was painted last: after the frame that follows the last change of what is shown. A style sheet that comes
 * for another page later, into the head, is none, nor is the line below the board that says whether it hears of changes. */
const watch = `new MutationObserver((changes) => changes.some(({ target }) => !(target.nodeType === 1 ? target : target.parentElement)?.closest('head, .announce'))
  && requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.lastDrawn = performance.now(); }; port2.postMessage(0); }))
  .observe(document, { childList: true, subtree: true, attributes: true });`;

/** From the key to the frame in which the block is elsewhere. */
async function moveOurs(page: Page): Promise<number> {
  await page.locator('.tg-block').nth(40).focus();
  return timed(
    page,
    `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true, cancelable: true }))`,
  );
}

async function movePeer(page: Page): Promise<number> {
  return timed(
    page,
    `(() => { const e = calendar.getEvents()[40]; calendar.updateEvent({ ...e, start: new Date(+e.start + 1800000), end: new Date(+e.end + 1800000) }); })()`,
  );
}

const timed = (page: Page, act: string): Promise<number> =>
  page.evaluate(`(async () => {
    const began = performance.now();
    ${act};
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    document.body.getBoundingClientRect();
    return performance.now() - began;
  })()`) as Promise<number>;
