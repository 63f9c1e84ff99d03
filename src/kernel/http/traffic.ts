import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Gauge, Histogram, type Registry } from 'prom-client';
import type { Context } from './context.ts';

/** Routes that are asked every few seconds by machines; their log lines are for debugging only. */
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

/** Sees every request from its first to its last moment: one log line, the metrics, and how many are under way, so
 * that a stopping server knows when the last one has been answered. */
export function watchTraffic(app: FastifyInstance, { log }: Context, registry: Registry): void {
  const { observe, inFlight } = trafficMetrics(registry);
  const stopping = closeConnectionsWhenIdle(app);
  app.addHook('onRequest', (request, reply, done) => {
    const began = performance.now();
    inFlight.inc();
    stopping.began();
    reply.header('x-request-id', request.id);
    // `close` comes once for every answer, also when the client has gone away.
    reply.raw.once('close', () => {
      const milliseconds = performance.now() - began;
      inFlight.dec();
      stopping.ended();
      const line = lineOf(request, reply, milliseconds);
      observe(line, milliseconds / 1000);
      if (quiet.has(line.route)) log.debug(line, 'request');
      else log.info(line, 'request');
    });
    done();
  });
}

/** Ids of requests: unique among servers and restarts, and cheap. A client finds its own in X-Request-Id. */
export function requestIds(): () => string {
  const server = randomBytes(4).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return `${server}-${count}`;
  };
}

/** What the log keeps of a request: no query, no body, no header, because those hold private text and secrets. */
function lineOf(request: FastifyRequest, reply: FastifyReply, milliseconds: number) {
  const { scope } = request;
  return {
    reqId: request.id,
    method: request.method,
    route: request.routeOptions.url ?? '(none)',
    status: reply.raw.writableFinished ? reply.statusCode : clientWentAway,
    ms: Math.round(milliseconds * 10) / 10,
    tenant: scope?.tenantId,
    agent: scope?.agentId,
  };
}

/** The number that nginx made usual. */
const clientWentAway = 499;

function trafficMetrics(registry: Registry) {
  const duration = new Histogram({
    name: 'almanac_request_seconds',
    help: 'How long requests took, by route template',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'almanac_requests_in_flight',
    help: 'Requests that are under way',
    registers: [registry],
  });
  const observe = ({ method, route, status }: { method: string; route: string; status: number }, seconds: number) =>
    duration.observe({ method, route, status }, seconds);
  return { observe, inFlight };
}

/** Node's closeIdleConnections() leaves those that never sent a request, and those that fall idle later, which would
 * keep a stopping server waiting. So when the last request has been answered, all connections are closed.
 * Answers that do not end by themselves (a live feed) must be ended by their room in a preClose hook. */
function closeConnectionsWhenIdle(app: FastifyInstance) {
  let underWay = 0;
  let stopping = false;
  const closeAll = () => {
    if (underWay === 0) app.server.closeAllConnections();
  };
  app.addHook('preClose', (done) => {
    stopping = true;
    setImmediate(closeAll);
    done();
  });
  return {
    began: () => {
      underWay += 1;
    },
    ended: () => {
      underWay -= 1;
      if (stopping && underWay === 0) setImmediate(closeAll);
    },
  };
}
