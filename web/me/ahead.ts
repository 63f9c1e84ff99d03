import { blockFlag } from '../../src/rooms/board/shape.ts';
import type { Item } from '../board/model.ts';

/** Changes that wait to be sent, and how the day looks with them. Plain functions. */

export interface Waiting {
  /** Idempotency-Key: however often it is sent, it is done once. */
  key: string;
  act: 'start' | 'stop' | 'complete' | 'note' | 'log';
  /** The appointment, and how it is called. */
  id: number;
  what: string;
  /** When it was done, as the clock of the day showed it. */
  when: string;
  fields: Record<string, unknown>;
  /** To be added to the note that is there when it is sent. */
  note?: string;
  /** Version of the appointment that was seen; missing where an earlier change that waits makes the next one. */
  etag?: string | undefined;
  /** What was sent: the same is sent again until there is an answer. */
  sent?: { body: Record<string, unknown>; etag: string | undefined };
  /** Why the server refused it. */
  refused?: string;
}

/** The first that can be sent. What comes after a refused change of the same appointment waits for it. */
export function nextOf(list: readonly Waiting[]): Waiting | undefined {
  const stopped = new Set(list.filter(({ refused }) => refused !== undefined).map(({ id }) => id));
  return list.find(({ id, refused }) => refused === undefined && !stopped.has(id));
}

/** The list without one that was done; the next change of that appointment is of the version that this made. */
export function afterDone(list: readonly Waiting[], done: Waiting, etag: string | undefined): Waiting[] {
  const rest = list.filter(({ key }) => key !== done.key);
  const next = rest.findIndex((one) => one.id === done.id && one.act !== 'log');
  return rest.map((one, at) => (at === next && etag ? { ...one, etag } : one));
}

/** Without one that the reader gives up; the next change of that appointment is of the version that they saw then. */
export function afterDiscard(list: readonly Waiting[], gone: Waiting): Waiting[] {
  return afterDone(list, gone, gone.etag);
}

/** Sent again whatever has become of the appointment meanwhile. */
export function insisted(list: readonly Waiting[], which: Waiting, key: string): Waiting[] {
  return list.map((one) => {
    if (one.key !== which.key) return one;
    const { refused: _refused, sent: _sent, etag: _etag, ...rest } = one;
    return { ...rest, key };
  });
}

/** An appointment as it will be.
 * @param minuteOf minute of the board of an instant */
export function ahead(item: Item, list: readonly Waiting[], now: number, minuteOf: (instant: string) => number): Item {
  return list
    .filter(({ id, refused }) => id === item.id && refused === undefined)
    .reduce((seen, { fields }) => withFields(seen, fields, now, minuteOf), item);
}

export function withFields(
  item: Item,
  { complete_status: status, actual_start: began }: Record<string, unknown>,
  now: number,
  minuteOf: (instant: string) => number,
): Item {
  if (status === undefined) return item;
  const settled = item.flags & ~(blockFlag.inProgress | blockFlag.done);
  const flags = settled | (status === 1 ? blockFlag.inProgress : status === 0 ? blockFlag.done : 0);
  const { actual, ...more } = item.more;
  const from = typeof began === 'string' ? minuteOf(began) : actual?.[0];
  const runs = began === null || from === undefined ? {} : { actual: [from, now] as [number, number] };
  return { ...item, flags, more: { ...more, ...runs } };
}
