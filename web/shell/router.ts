import { createStore } from '../wire/store.ts';

/** Where the reader is: `/app/board?view=day` is page `board` with its query. */
export interface Route {
  page: string;
  query: URLSearchParams;
}

const base = '/app/';

function read(): Route {
  const path = location.pathname.slice(base.length).replace(/\/$/, '');
  return { page: path || 'board', query: new URLSearchParams(location.search) };
}

export const route = createStore<Route>(read());

export const address = (page: string): string => `${base}${page}`;

export function go(page: string): void {
  history.pushState(null, '', address(page));
  route.set(read());
}

/** Writes what is chosen into the address, so that it can be kept, sent, and gone back from. */
export function ask(change: Record<string, string | undefined>, replace = false): void {
  const { page, query } = route.get();
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  const text = next.toString();
  history[replace ? 'replaceState' : 'pushState'](null, '', `${address(page)}${text ? `?${text}` : ''}`);
  route.set(read());
}

export function startRouting(): void {
  addEventListener('popstate', () => route.set(read()));
  addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    if (!link || !plain || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || !url.pathname.startsWith(base)) return;
    event.preventDefault();
    go(url.pathname.slice(base.length) + url.search);
  });
}
