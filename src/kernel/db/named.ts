import { createHash } from 'node:crypto';

const names = new Map<string, string>();
const most = 200;

/** A statement that the server may keep prepared: one name for each text, so that a shape of query that comes again is
 * planned once a connection. Beyond 200 shapes statements go unnamed, so that odd queries cannot fill its memory. */
export function named(
  prefix: string,
  text: string,
  values: unknown[],
): { name?: string; text: string; values: unknown[] } {
  const known = names.get(text);
  if (known) return { name: known, text, values };
  if (names.size >= most) return { text, values };
  const name = `${prefix}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return { name, text, values };
}

/** A statement whose parameters are counted on after some others, to stand inside of another statement. */
export function placedAfter(count: number, statement: string): string {
  return statement.replace(/\$(\d+)/g, (_all, place: string) => `$${Number(place) + count}`);
}
