import { writeFileSync } from 'node:fs';
import { startPostgres } from '../scripts/own-postgres.js';
import { prepare } from './http-calendar.ts';
const server = await startPostgres({ settings: { fsync: 'on', full_page_writes: 'on', shared_buffers: '1GB', max_wal_size: '4GB', shared_preload_libraries: 'pg_stat_statements' } });
const p = await prepare({ DATABASE_URL: server.url }, 1_000_000);
writeFileSync('/tmp/keep.json', JSON.stringify({ url: server.url, ...p }));
console.log('kept', server.url);
setInterval(() => {}, 1e6);
