import { createStore } from './store.ts';

/** Whether the server can be reached: by what the browser knows, and by how the last request went. */
export const online = createStore(navigator.onLine);

addEventListener('online', () => online.set(true));
addEventListener('offline', () => online.set(false));
