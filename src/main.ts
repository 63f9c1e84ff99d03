import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { buildApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { firstStart, madeUpText } from './first-start.ts';
import { jobs } from './jobs.ts';
import { migrate } from './kernel/db/migrate.ts';
import { type Database, openDatabase } from './kernel/db/open.ts';
import { newWorker, type Worker } from './kernel/jobs/worker.ts';

interface Running {
  app: FastifyInstance;
  database: Database;
  worker: Worker;
}

/** How long a stopping server waits for what is under way. */
const patienceMilliseconds = 20_000;

const config = orExit(() => readConfig(process.env));
const log = logger(config);
const started = start(config, log);
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // A second signal changes nothing: the first is being obeyed.
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    stop().catch((error: Error) => {
      process.stderr.write(`almanac did not stop well: ${error.message}\n`);
      process.exit(1);
    });
  });
}
started.catch(couldNotStart);

/** Starts the server; it runs until SIGTERM or SIGINT. */
async function start(config: Config, log: Logger): Promise<Running> {
  const database = await openDatabase(config);
  await migrate(database);
  const context = { config, database, log, now: () => Date.now() };
  process.stdout.write(madeUpText(await firstStart(context)));
  const app = await buildApp(context);
  await app.listen({ port: config.port, host: config.host });
  const worker = newWorker(context, jobs);
  if (config.worker) worker.start();
  process.stdout.write(`almanac ready ${addressOf(app, config)}\n`);
  return { app, database, worker };
}

function addressOf(app: FastifyInstance, { host, port }: Config): string {
  const address = app.server.address();
  const real = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${real}`;
}

/** Finishes what is under way, also a start: a database that is being made must not be left half made. */
async function stop(): Promise<void> {
  const { app, database, worker } = await started;
  const impatience = setTimeout(() => app.server.closeAllConnections(), patienceMilliseconds);
  await Promise.all([app.close(), worker.stop()]);
  clearTimeout(impatience);
  await database.close();
  process.exit(0);
}

/** Lines are written in bundles, a few times a second: a write for each would cost a tenth of the throughput. What
 * is left is written when the process ends. */
function logger({ logLevel }: Config): Logger {
  const log = pino({ level: logLevel }, pino.destination({ fd: 2, sync: false, minLength: 4_096 }));
  setInterval(() => log.flush(), 200).unref();
  return log;
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return couldNotStart(error as Error);
  }
}

function couldNotStart(error: Error): never {
  process.stderr.write(`almanac could not start: ${error.message}\n`);
  process.exit(1);
}
