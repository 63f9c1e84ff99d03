import { createStore } from '../wire/store.ts';

/** Zone and present time as the page that is shown has them from the server. */
export const clockLine = createStore('');
