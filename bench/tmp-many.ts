import { readFileSync } from 'node:fs';
import { alternate, measure, startProgram } from './http-load.ts';
const p = JSON.parse(readFileSync('/tmp/keep.json', 'utf8'));
const day = (n: number) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
const env = { DATABASE_URL: p.url, ALMANAC_DATABASE_POOL: '16' };
const api = await startProgram(process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof', 'dist/main.js'] : ['dist/main.js'], env);
const make = async (v: object) => ((await (await fetch(`${api.url}/BookingType`, { method: 'POST', headers: { authorization: `Bearer ${p.token}`, 'content-type': 'application/json' }, body: JSON.stringify([{ name: 'V', ...v }]) })).json()) as any).id;
const one = await make({ duration_mins: 60, slot_step_mins: 15, agents: p.agentIds.slice(0, 1) });
const fifty = await make({ duration_mins: 60, slot_step_mins: 15, agents: p.agentIds.slice(0, 50) });
const path = (t: number) => `/Appointment/Booking?bookingtype_id=${t}&start_date=${day(1)}T00:00:00Z&end_date=${day(31)}T00:00:00Z`;
const go = (t: number) => () => measure({ url: api.url, path: path(t), token: p.token, connections: 16 }, 2);
console.log('bytes', (await (await fetch(api.url + path(fifty), { headers: { authorization: `Bearer ${p.token}` } })).text()).length);
if (process.env.PROF) console.log(await measure({ url: api.url, path: path(fifty), token: p.token, connections: 16 }, 6));
else { const [a, b] = await alternate(4, go(one), go(fifty)); console.log('one', a, 'fifty', b, a.perSecond / b.perSecond); }
await api.stop();
