import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { readConfig } from '../src/config.ts';
import { openDatabase } from '../src/kernel/db/open.ts';
import type { Prepared } from './http-calendar.ts';

/** The peer that does nothing but what cannot be left out: node:http and pg. No routes, no sign-in, no validation.
 * `GET /` answers the week; `GET /inserts?seconds=3&concurrency=10` inserts rows all by itself and tells how many. */

const { statement, tenantId, agentIds } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Prepared;
const { pool } = await openDatabase(readConfig(process.env));

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://bare');
  const text =
    url.pathname === '/inserts'
      ? JSON.stringify(
          await inserts(Number(url.searchParams.get('seconds')), Number(url.searchParams.get('concurrency'))),
        )
      : await week();
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
});

async function week(): Promise<string> {
  const { total, rows } = (await pool.query(statement)).rows[0];
  return `{"record_count":${total},"appointments":[${rows}]}`;
}

let count = 0;

/** The same rows as the API is asked to create, into the same table, by one plain named statement. */
async function inserts(seconds: number, concurrency: number): Promise<{ perSecond: number }> {
  const began = performance.now();
  const until = began + seconds * 1000;
  const before = count;
  const insertUntilEnd = async () => {
    while (performance.now() < until) await insertOne(count++);
  };
  await Promise.all(Array.from({ length: concurrency }, insertUntilEnd));
  return { perSecond: ((count - before) * 1000) / (performance.now() - began) };
}

async function insertOne(n: number): Promise<void> {
  const starts = Date.UTC(2040, 0, 1) + Math.floor(n / agentIds.length) * 1_800_000;
  const values = [tenantId, agentIds[n % agentIds.length], new Date(starts), new Date(starts + 1_800_000)];
  await pool.query({
    name: 'bare_insert',
    text: `insert into appointment (tenant_id, agent_id, subject, starts_at, ends_at, created_by, date_created,
      last_modified, busy) values ($1, $2, 'Visit', $3, $4, $2, now(), now(), true)`,
    values,
  });
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`bare ready http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
