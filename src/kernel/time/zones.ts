/** Time zones by name: IANA names and the names Windows uses, which HaloPSA and Exchange send. */

import { WINDOWS_TO_IANA_MAP } from 'windows-iana';
import { newSpanTable, type OffsetProbe, type SpanTable } from './spans.ts';
import { HOUR, MINUTE, SECOND } from './units.ts';

/** A time zone. `name` is the IANA name as it was asked for; `table` belongs to the functions of this folder. */
export interface Zone {
  readonly name: string;
  readonly table: SpanTable;
}

/** No name in the zone data is longer; longer text is not worth a look. */
const LONGEST_NAME = 64;
/** Spellings remembered. There are about 600 names; the rest would be one name in changing capitals. */
const MOST_SPELLINGS = 2_000;

const zones = new Map<string, Zone>();
const tables = new Map<string, SpanTable>();
let windowsNames: Map<string, string> | undefined;

/**
 * The zone of an IANA or Windows name, in any capitals. Throws RangeError when there is none, naming what was asked for.
 * @example
 * resolveZone('Europe/Berlin').name // => 'Europe/Berlin'
 * resolveZone('W. Europe Standard Time').name // => 'Europe/Berlin'
 */
export function resolveZone(name: string): Zone {
  const zone = findZone(name);
  if (zone === undefined) throw new RangeError(`Unknown time zone: ${JSON.stringify(name.slice(0, LONGEST_NAME))}`);
  return zone;
}

/**
 * The zone of an IANA or Windows name, or `undefined`. Bare offsets such as `+02:00` are not zones.
 * @example
 * findZone('Mars/Olympus') // => undefined
 */
export function findZone(name: string): Zone | undefined {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = lookUp(name);
  if (zone !== undefined && zones.size < MOST_SPELLINGS) zones.set(name, zone);
  return zone;
}

/** The zone UTC. */
export const UTC: Zone = resolveZone('UTC');

function lookUp(asked: string): Zone | undefined {
  if (asked.length > LONGEST_NAME || !/^[A-Za-z]/.test(asked)) return undefined;
  // `UTC` is a name in both lists: IANA's own come first.
  const name = canonicalName(asked.trim()) === undefined ? windowsZone(asked.trim()) : asked.trim();
  const canonical = name === undefined ? undefined : canonicalName(name);
  if (name === undefined || canonical === undefined) return undefined;
  // Intl calls Asia/Kolkata by its old name: keep what was asked for, unless only its capitals differ.
  const spelled = canonical.toLowerCase() === name.toLowerCase() ? canonical : name;
  return { name: spelled, table: tableOf(canonical) };
}

/** The IANA name of a Windows one. Territory 001 is CLDR's choice for the whole world. */
function windowsZone(name: string): string | undefined {
  windowsNames ??= new Map(
    WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001').map(
      ({ windowsName, iana }): [string, string] => [windowsName.toLowerCase(), iana[0]],
    ),
  );
  return windowsNames.get(name.toLowerCase());
}

function canonicalName(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function tableOf(canonical: string): SpanTable {
  const known = tables.get(canonical);
  if (known !== undefined) return known;
  const table = newSpanTable(canonical === 'UTC' ? () => 0 : intlProbe(canonical));
  tables.set(canonical, table);
  return table;
}

/** Reads `GMT+05:30`, with seconds where old offsets have them and bare `GMT` for none, off Intl's answer. */
function intlProbe(timeZone: string): OffsetProbe {
  const clock = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  return (instant) => {
    const text = clock.format(instant);
    const sign = text.indexOf('GMT') + 3;
    const hours = digitsAt(text, sign + 1);
    const offset = hours * HOUR + digitsAt(text, sign + 4) * MINUTE + digitsAt(text, sign + 7) * SECOND;
    return text[sign] === '+' ? offset : -offset + 0;
  };
}

function digitsAt(text: string, position: number): number {
  const tens = text.charCodeAt(position) - 48;
  const ones = text.charCodeAt(position + 1) - 48;
  return position + 1 < text.length ? tens * 10 + ones : 0;
}
