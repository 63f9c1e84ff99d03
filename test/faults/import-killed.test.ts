import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/kernel/db/open.ts';
import { busyLog, writeLog } from '../support/incident-log.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** `almanac import incidents` as a process of its own, killed while it writes. */

const file = writeLog(busyLog(80));
const servers: TestServer[] = [];
let undisturbed: string[];

beforeAll(async () => {
  const place = await emptyPlace();
  expect((await run(place)).code).toBe(0);
  undisturbed = await picture(place);
}, 120_000);
afterAll(async () => {
  for (const server of servers) await server.close();
});

it('an import killed again and again goes on where it stopped, and ends like one that was not', async () => {
  const place = await emptyPlace();
  const kills = [0, 40, 60, 80];
  for (const share of kills) expect((await run(place, share)).signal).toBe('SIGKILL');
  const last = await run(place);
  expect([last.code, last.text]).toEqual([0, expect.stringContaining('100%')]);
  expect(await picture(place)).toEqual(undisturbed);
});

it('an import into a folder that a process has open is refused, and says so', async () => {
  if (process.env.ALMANAC_TEST_DATABASE_URL) return;
  const place = await emptyPlace();
  const database = await openDatabase(readConfig(place));
  const answer = await run(place);
  await database.close();
  expect([answer.code, answer.text]).toEqual([1, expect.stringContaining('is in use by process')]);
});

type Place = Record<string, string>;

/** An empty database of the engine under test, as environment variables. */
async function emptyPlace(): Promise<Place> {
  if (!process.env.ALMANAC_TEST_DATABASE_URL) {
    return { ALMANAC_DATA_DIR: mkdtempSync(join(tmpdir(), 'almanac-import-')) };
  }
  const server = await startTestServer();
  servers.push(server);
  return { DATABASE_URL: server.config.databaseUrl as string };
}

/** Runs the command, and kills it as soon as it tells that it has done that many percent: then it is at work on more. */
async function run(
  place: Place,
  killAt?: number,
): Promise<{ code: number | null; signal: string | null; text: string }> {
  const program = `import { runCli } from '${fileURLToPath(new URL('../../src/cli.ts', import.meta.url))}';
    process.exitCode = await runCli(['import', 'incidents', '${file}']);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: { ...process.env, ALMANAC_ADMIN_PASSWORD: 'correct horse battery staple', ...place },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = listen(child, (told) => {
    if (killAt !== undefined && percent(told) > killAt) child.kill('SIGKILL');
  });
  const [code, signal] = await once(child, 'close');
  return { code, signal, text: text() };
}

function listen(child: ChildProcess, onText: (told: string) => void): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      onText(text);
    });
  }
  return () => text;
}

function percent(text: string): number {
  return Math.max(0, ...[...text.matchAll(/^(\d+)%/gm)].map(([, share]) => Number(share)));
}

/** What is in the calendar and in the log of changes, without ids. */
async function picture(place: Place): Promise<string[]> {
  const database = await openDatabase(readConfig(place));
  const { rows } = await database.pool.query<{ row: string }>(
    `select concat_ws(' ', a.subject, agent.name, a.starts_at, a.ends_at, a.busy, a.complete_date, ticket.status,
       (select count(*) from change c where c.entity = 'appointment' and c.entity_id = a.id::text)) as row
     from appointment a join agent on agent.tenant_id = a.tenant_id and agent.id = a.agent_id
     join ticket on ticket.tenant_id = a.tenant_id and ticket.id = a.ticket_id
     union all select concat_ws(' ', entity, count(*), count(distinct entity_id)) from change group by entity
     order by 1`,
  );
  await database.close();
  return rows.map(({ row }) => row);
}
