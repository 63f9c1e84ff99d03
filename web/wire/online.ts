import { createStore } from './store.ts';

/** Whether the server can be reached: by what the browser knows, and by how the last request went. */
export const online = createStore(globalThis.navigator?.onLine ?? true);

// Tests of plain functions load this where there is no page.
globalThis.addEventListener?.('online', () => online.set(true));
globalThis.addEventListener?.('offline', () => online.set(false));
