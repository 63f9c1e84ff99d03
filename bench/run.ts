import { run as benchBooking } from './booking.ts';
import { run as benchEngine } from './engine.ts';
import { run as benchHttp } from './http.ts';
import { run as benchSeries } from './series.ts';
import { run as benchTimesheets } from './timesheets.ts';

/** `npm run bench [-- PART ...]`: each line tells a ratio against a named peer, measured in the same run. */
const parts: Record<string, (print: (line: string) => void) => Promise<void>> = {
  engine: benchEngine,
  http: benchHttp,
  series: benchSeries,
  booking: benchBooking,
  timesheets: benchTimesheets,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`usage: npm run bench [-- ${Object.keys(parts).join(' | ')} ...]`);
  process.exit(2);
}
for (const [name, run] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) await run((line) => console.log(line));
}
