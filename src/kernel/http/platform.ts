import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import { Type } from 'typebox';
import { Problem } from '../../problems.ts';
import type { Context } from './context.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** How long /readyz waits for the database. */
const patienceMilliseconds = 2_000;

/** What operators and their machines ask of a server: does it live, can it work, how is it doing. */
export function addPlatformRoutes(app: FastifyInstance, context: Context, registry: Registry): void {
  measureServer(context, registry);
  const began = context.now();
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: { tags, summary: 'Does the server live?', response: { 200: Health } },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return {
        status: 'ok',
        version,
        engine: context.database.engine,
        node: process.versions.node,
        timezone_data: process.versions.tz,
        uptime_seconds: Math.floor((context.now() - began) / 1000),
      };
    },
  });
  app.route({
    method: 'GET',
    url: '/readyz',
    schema: { tags, summary: 'Can it work? 503 until the database answers', response: { 200: Ready, 503: Ready } },
    handler: async (_request, reply) => {
      const ready = await databaseAnswers(context);
      reply.header('cache-control', 'no-store');
      return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'the database does not answer' });
    },
  });
  app.route({
    method: 'GET',
    url: '/metrics',
    schema: {
      tags,
      summary: 'Metrics in the Prometheus text format',
      description: 'For this machine only, unless ALMANAC_METRICS_PUBLIC is set.',
      produces: ['text/plain'],
      response: { 200: { type: 'string', description: 'Prometheus text format' } },
    },
    handler: async (request, reply) => {
      if (!context.config.metricsPublic && !comesFromHere(request, context)) {
        throw new Problem('forbidden', 'Metrics are for this machine only; ALMANAC_METRICS_PUBLIC=true opens them.');
      }
      return reply
        .header('cache-control', 'no-store')
        .type(registry.contentType)
        .send(await registry.metrics());
    },
  });
}

const tags = ['Server'];

const Health = Type.Object(
  {
    status: Type.String({ description: 'ok' }),
    version: Type.String({ description: 'Of Almanac' }),
    engine: Type.String({ description: 'Where the data is: pglite (embedded) or postgres' }),
    node: Type.String({ description: 'Version of Node.js' }),
    timezone_data: Type.String({
      description: 'Version of the time zone database; all local times are reckoned by it',
    }),
    uptime_seconds: Type.Integer({ description: 'Since the server started' }),
  },
  { description: 'It lives' },
);

const Ready = Type.Object(
  { status: Type.String({ description: 'ready, or what is missing' }) },
  { description: 'Whether it can work' },
);

async function databaseAnswers({ database }: Context): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMilliseconds);
  });
  const answer = database.pool.query('select 1').then(
    () => true,
    () => false,
  );
  const ready = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return ready;
}

/** A proxy on this machine that we were not told to trust forwards for others. */
function comesFromHere({ ip, headers }: FastifyRequest, { config }: Context): boolean {
  const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (forwarded && config.trustProxy === 0) return false;
  return ip === '::1' || /^(::ffff:)?127\./.test(ip);
}

function measureServer({ database }: Context, registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const { pool } = database;
  const counts: [string, string, () => number][] = [
    ['almanac_database_connections', 'Open connections to the database', () => pool.totalCount],
    ['almanac_database_connections_idle', 'Those that nobody uses', () => pool.idleCount],
    ['almanac_database_waiting', 'Statements that wait for a connection', () => pool.waitingCount],
  ];
  for (const [name, help, count] of counts) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(count());
      },
    });
  }
}
