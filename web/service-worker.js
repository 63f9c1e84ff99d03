/** Keeps the shell of the staff application: the page, and the files that it was built with. So My day can be opened
 * without the server. No answer of the API comes near it: what is kept of those is the page's own affair (wire/kept.ts). */

const name = 'almanac-shell';
const page = '/app/';
/** A network that does not answer is as good as none. */
const patience = 5000;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch(page).then(keepPage));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageFor(event));
  else if (pathname.startsWith('/app/assets/')) event.respondWith(fileFor(request));
});

/** What the page had loaded before this worker was there. */
self.addEventListener('message', (event) => {
  if (Array.isArray(event.data?.keep)) event.waitUntil(keepFiles(event.data.keep));
});

/** The page as the server has it, else as it was last. */
async function pageFor(event) {
  const cached = () => caches.match(page);
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => keepPage(answer.clone())).catch(() => undefined));
  const late = new Promise((resolve) => setTimeout(resolve, patience)).then(cached);
  try {
    return (await Promise.race([fresh, late])) ?? (await fresh);
  } catch {
    return (await cached()) ?? Response.error();
  }
}

/** A file whose name has the hash of its content never changes. */
async function fileFor(request) {
  const cached = await caches.match(request);
  if (cached) return cached;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(name)).put(request, answer.clone());
  return answer;
}

/** A new build replaces the files of the old one. */
async function keepPage(answer) {
  if (!answer.ok || answer.redirected || !/text\/html/.test(answer.headers.get('content-type') ?? '')) return;
  const text = await answer.clone().text();
  const before = await caches.match(page);
  if (before && (await before.text()) !== text) await caches.delete(name);
  const cache = await caches.open(name);
  await cache.put(page, answer);
  await keepFiles([...text.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+)"/g)].map(([, path]) => path));
}

async function keepFiles(paths) {
  const cache = await caches.open(name);
  const own = paths.map((path) => new URL(path, location.origin)).filter(isFile);
  await Promise.all(
    own.map(async ({ href }) => {
      if (!(await cache.match(href))) await cache.add(href);
    }),
  );
}

const isFile = ({ origin, pathname }) => origin === location.origin && pathname.startsWith('/app/assets/');
