/** The time engine against its peers: `npm run bench -- engine`, or alone `npx tsx bench/engine.ts`. One thread, one run. */

import { pathToFileURL } from 'node:url';
import { benchRecurrence } from './engine-recurrence.ts';
import { benchSlots } from './engine-slots.ts';
import { benchZones } from './engine-zones.ts';

export async function run(print: (line: string) => void): Promise<void> {
  benchZones(print);
  benchRecurrence(print);
  benchSlots(print);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await run((line) => console.log(line));
