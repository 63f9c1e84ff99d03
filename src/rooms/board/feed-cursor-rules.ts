import { fieldProblem } from '../../problems.ts';

/** Where a reader of the feed is: what a snapshot of the database saw, in PostgreSQL's own words (`xmin:xmax:xip,xip`). Ids
 * of changes would not do: they are drawn before the commit, so a smaller one may be seen after a greater one. */
export type Cursor = { readonly snapshot: string } | { readonly afterId: number };

const snapshotText = /^(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18})*)?)$/;

/** Reads `since`, or the Last-Event-ID of a browser that comes back, which is newer.
 * @returns undefined for from now on
 * @throws Problem when it is neither a snapshot nor a number */
export function readCursor(since: string | null | undefined, lastEventId: string | undefined): Cursor | undefined {
  const text = (lastEventId || since || '').trim();
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return { afterId: Number(text) };
  if (isSnapshot(text)) return { snapshot: text };
  throw fieldProblem('since', 'Send the `feed` of a board, the id of an event, or the number of a change.');
}

/** Would PostgreSQL read it? The transactions that were under way lie between both ends, in order. */
function isSnapshot(text: string): boolean {
  const parts = snapshotText.exec(text);
  if (!parts) return false;
  const [, low = '', high = '', open = ''] = parts;
  const [first, end] = [BigInt(low), BigInt(high)];
  const between = open === '' ? [] : open.split(',').map(BigInt);
  const isInOrder = between.every((xid, place) => xid >= (place === 0 ? first : (between[place - 1] as bigint)));
  return first > 0n && first <= end && isInOrder && between.every((xid) => xid < end);
}
