import { HOUR } from '../kernel/time/units.ts';
import { keyMaker } from './replay-rules.ts';
import type { LogLine } from './rules.ts';

/** The log knows no working time. What is assumed: whoever updates an incident twice within this time worked on it in
 * between; whoever lets more pass did something else. */
export const longestWork = 4 * HOUR;

export const assumption =
  'Assumed: between two updates of an incident by the same resolver, at most 4 hours apart, that resolver worked on it. ' +
  'Two updates in the same minute are no time.';

/** A resolver's time on an incident. Its key says in import_origin that it was entered. */
export interface Stint {
  readonly key: string;
  readonly incident: string;
  readonly resolver: string;
  readonly start: number;
  readonly end: number;
}

/** From an update of a resolver's to their next one on the same incident, whoever else updates it in between.
 * @param lines in the order of time */
export function stintsOf(lines: readonly LogLine[]): Stint[] {
  const last = new Map<string, LogLine & { resolver: string }>();
  const stints: Stint[] = [];
  const newKey = keyMaker();
  for (const line of lines) {
    const { incident, resolver, at } = line;
    if (resolver === null) continue;
    const whose = JSON.stringify([incident, resolver]);
    const before = last.get(whose);
    last.set(whose, { ...line, resolver });
    if (!before || at === before.at || at - before.at > longestWork) continue;
    stints.push({ key: `${newKey(before)} worked`, incident, resolver, start: before.at, end: at });
  }
  return stints;
}
