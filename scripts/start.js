import { buildWhenStale } from './build.js';

/** `npm start`: builds when a source is newer than the build, then is the server, so that signals reach it. */
buildWhenStale();
await import('../dist/main.js');
