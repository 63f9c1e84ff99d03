import { spanIn } from '../src/kernel/time/spans.ts';
import { transitionsBetween } from '../src/kernel/time/transitions.ts';
import { DAY } from '../src/kernel/time/units.ts';
import { resolveZone } from '../src/kernel/time/zones.ts';
import { bestOf, micros, ratioLine } from './engine-timing.ts';

const from = Date.UTC(1970, 0, 1);
const until = Date.UTC(2038, 0, 1);
/** As often as the engine asks: once in four days, whatever the zone. */
const STEP = 4 * DAY;

/** Building a zone's table, once for each zone and process, and looking into it afterwards. */
export function benchZones(print: (line: string) => void): void {
  const zone = resolveZone('Europe/Berlin');
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone.name, timeZoneName: 'longOffset', year: 'numeric' });
  const build = () => {
    zone.table.stretches.length = 0;
    zone.table.recent = { from: 0, until: 0, offset: 0, localFrom: 0, localUntil: 0 };
    return transitionsBetween(from, until, zone).length;
  };
  const bare = () => {
    for (let at = from; at < until; at += STEP) clock.format(at);
  };
  const [ours, intl] = bestOf([build, bare]) as [number, number];
  const figures = `ours ${micros(ours)}, as many bare Intl calls ${micros(intl)}, ${build()} transitions`;
  print(ratioLine('cost of a zone table from 1970 to 2037', ours / intl, 'bare-intl', figures));
  benchLookUp(print, zone.table, clock);
}

function benchLookUp(
  print: (line: string) => void,
  table: Parameters<typeof spanIn>[0],
  clock: Intl.DateTimeFormat,
): void {
  const instants = Array.from({ length: 1_000 }, (_, i) => from + ((i * 7_919) % 24_000) * DAY);
  const [ours, intl] = bestOf([
    () => instants.reduce((sum, at) => sum + spanIn(table, at).offset, 0),
    () => instants.reduce((sum, at) => sum + clock.format(at).length, 0),
  ]) as [number, number];
  const figures = `1,000 offsets in no order: ours ${micros(ours)}, Intl ${micros(intl)}`;
  print(ratioLine('look up an offset', intl / ours, 'intl', figures));
}
