import { resolve } from 'node:path';

/** The whole configuration of a server, read once from the environment. docs/operations.md describes each variable. */
export interface Config {
  port: number;
  host: string;
  /** Folder of the embedded database; `memory://` keeps nothing (tests). */
  dataDir: string;
  /** A PostgreSQL 15+ server; undefined means the embedded database. */
  databaseUrl: string | undefined;
  /** Connections to a PostgreSQL server that one process may hold. */
  databasePoolSize: number;
  clientId: string | undefined;
  clientSecret: string | undefined;
  adminEmail: string | undefined;
  adminPassword: string | undefined;
  /** IANA zone of the tenant made at first start. */
  timezone: string;
  logLevel: string;
  /** /metrics answers other hosts than this one. */
  metricsPublic: boolean;
  /** The address clients reach the server at, when it differs from the one it listens on (reverse proxy). */
  publicUrl: string | undefined;
  /** How many reverse proxies stand before the server: that many entries of X-Forwarded-For and its kin are believed. */
  trustProxy: number;
  /** Requests a minute that one address may send to the routes of signing in. */
  signInsPerMinute: number;
  /** Requests a minute that one address may send to the public booking pages; a quarter of them may be forms. */
  bookRequestsPerMinute: number;
  /** Run jobs (the queue of scheduled tickets, the nightly ones) in the server; else `almanac worker` does. */
  worker: boolean;
  /** Days ahead to which recurring appointments are made. */
  horizonDays: number;
}

export const defaultHorizonDays = 180;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads the configuration.
 * @throws Error naming the variable and what it must be, so that a typing mistake stops the start. */
export function readConfig(env: Record<string, string | undefined>): Config {
  return {
    port: integer(env, 'PORT', 4180, 0, 65_535),
    host: env.HOST || '127.0.0.1',
    dataDir: env.ALMANAC_DATA_DIR === 'memory://' ? 'memory://' : resolve(env.ALMANAC_DATA_DIR || './data'),
    databaseUrl: env.DATABASE_URL || undefined,
    databasePoolSize: integer(env, 'ALMANAC_DATABASE_POOL', 10, 1, 1_000),
    clientId: env.ALMANAC_CLIENT_ID || undefined,
    clientSecret: env.ALMANAC_CLIENT_SECRET || undefined,
    adminEmail: env.ALMANAC_ADMIN_EMAIL || undefined,
    adminPassword: env.ALMANAC_ADMIN_PASSWORD || undefined,
    timezone: zone(env, 'ALMANAC_TIMEZONE', 'UTC'),
    logLevel: oneOf(env, 'ALMANAC_LOG_LEVEL', 'info', logLevels),
    metricsPublic: flag(env, 'ALMANAC_METRICS_PUBLIC'),
    publicUrl: env.ALMANAC_PUBLIC_URL?.replace(/\/+$/, '') || undefined,
    trustProxy: hops(env, 'ALMANAC_TRUST_PROXY'),
    signInsPerMinute: integer(env, 'ALMANAC_SIGN_INS_PER_MINUTE', 600, 1, 1_000_000),
    bookRequestsPerMinute: integer(env, 'ALMANAC_BOOK_REQUESTS_PER_MINUTE', 120, 1, 1_000_000),
    worker: flag(env, 'ALMANAC_WORKER', 'true'),
    horizonDays: integer(env, 'ALMANAC_HORIZON_DAYS', defaultHorizonDays, 1, 3_660),
  };
}

type Env = Record<string, string | undefined>;

function integer(env: Env, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name} must be a whole number from ${least} to ${most}, not '${text}'`);
  }
  return value;
}

function oneOf(env: Env, name: string, otherwise: string, allowed: string[]): string {
  const value = env[name] || otherwise;
  if (!allowed.includes(value)) throw new Error(`${name} must be one of ${allowed.join(', ')}, not '${value}'`);
  return value;
}

function flag(env: Env, name: string, otherwise = 'false'): boolean {
  return oneOf(env, name, otherwise, ['true', 'false', '1', '0']).match(/^(true|1)$/) !== null;
}

/** `true` is one proxy. Believing every entry would let a client choose its own address. */
function hops(env: Env, name: string): number {
  const text = env[name];
  if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0;
  return integer(env, name, 0, 0, 10);
}

function zone(env: Env, name: string, otherwise: string): string {
  const value = env[name] || otherwise;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new Error(`${name} must be an IANA time zone such as Europe/Berlin, not '${value}'`);
  }
}
