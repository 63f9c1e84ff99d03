import { pino } from 'pino';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';
import { firstStart, madeUpText } from './first-start.ts';
import { migrate } from './kernel/db/migrate.ts';
import { openDatabase } from './kernel/db/open.ts';

/** Starts the server and keeps it running until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel }, pino.destination(2));
  const database = await openDatabase(config);
  await migrate(database);
  const context = { config, database, log, now: () => Date.now() };
  process.stdout.write(madeUpText(await firstStart(context)));
  const app = await buildApp(context);
  const stop = async () => {
    await app.close();
    await database.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await app.listen({ port: config.port, host: config.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  process.stdout.write(`almanac ready http://${config.host}:${port}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`almanac could not start: ${error.message}\n`);
  process.exit(1);
});
