import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { startPostgres } from '../scripts/own-postgres.js';
import { prepare } from './http-calendar.ts';
import { measure, startProgram } from './http-load.ts';
const server = await startPostgres({ settings: { fsync: 'on', full_page_writes: 'on', shared_buffers: '1GB', max_wal_size: '4GB', shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' } });
const p = await prepare({ DATABASE_URL: server.url }, 1_000_000);
const admin = new pg.Client({ connectionString: server.url }); await admin.connect();
await admin.query('create extension if not exists pg_stat_statements');
const cpu = () => { const out: Record<string, number> = {}; for (const d of readdirSync('/proc')) { if (!/^\d+$/.test(d)) continue; try { const s = readFileSync(`/proc/${d}/stat`, 'utf8'); const name = s.slice(s.indexOf('(') + 1, s.lastIndexOf(')')); const f = s.slice(s.lastIndexOf(')') + 2).split(' '); const cmd = readFileSync(`/proc/${d}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 60); const key = name === 'postgres' ? 'postgres' : `${d} ${cmd}`; out[key] = (out[key] ?? 0) + (Number(f[11]) + Number(f[12])) / 100; } catch {} } return out; };
const flags = process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : [];
const api = await startProgram([...flags, process.env.PROF ? 'dist/main.js' : 'scripts/start.js'], { DATABASE_URL: server.url, ALMANAC_DATABASE_POOL: '16' });
const make = async (v: object) => ((await (await fetch(`${api.url}/BookingType`, { method: 'POST', headers: { authorization: `Bearer ${p.token}`, 'content-type': 'application/json' }, body: JSON.stringify([{ name: 'V', ...v }]) })).json()) as any).id;
const t1 = await make({ duration_mins: 60, agents: p.agentIds.slice(0, 1) });
const day = (n: number) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const path = `/Appointment/Booking?bookingtype_id=${t1}&start_date=${day(1)}T00:00:00Z&end_date=${day(31)}T00:00:00Z`;
const type = await make({ duration_mins: 30, agents: p.agentIds });
let n = 0;
const body = () => { const k = n++; const nth = Math.floor(k / 200); const [d, s] = [Math.floor(nth / 16), nth % 16]; return JSON.stringify({ bookingtype_id: type, start_date: new Date(Date.UTC(2045, 0, 2 + Math.floor(d / 5) * 7 + (d % 5), 9, 30 * s)).toISOString(), agent_id: p.agentIds[k % 200], booking_name: 'Jo' }); };
for (const [name, load] of [['free', { url: api.url, path, token: p.token, connections: 16 }], ['book', { url: api.url, path: '/Appointment/Booking', token: p.token, connections: 16, body }]] as const) {
  if (process.env.ONLY && process.env.ONLY !== name) continue;
  await measure(load, 2);
  await admin.query('select pg_stat_statements_reset()');
  const before = cpu(); const t = performance.now();
  const r = await measure(load, Number(process.env.SECS ?? 5));
  const sec = (performance.now() - t) / 1000; const after = cpu();
  console.log(name, r);
  for (const k of Object.keys(after)) { const d = after[k]! - (before[k] ?? 0); if (d > 0.1) console.log('  ', (d / r.perSecond / sec * 1000).toFixed(3), 'ms', (d / sec).toFixed(2), 'cores', k); }
  const { rows } = await admin.query("select calls, round(mean_exec_time::numeric, 3) as ms, round(mean_plan_time::numeric,3) plan, left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as q from pg_stat_statements order by total_exec_time desc limit 14");
  for (const x of rows) console.log('    ', x.calls, x.ms, x.plan, x.q);
}
await api.stop(); await admin.end(); await server.stop();
