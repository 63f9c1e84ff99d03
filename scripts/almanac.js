import { buildWhenStale } from './build.js';

/** `npm run almanac -- COMMAND`: the command line, built like the server. */
buildWhenStale();
const { runCli } = await import('../dist/cli.js');
process.exitCode = await runCli(process.argv.slice(2));
