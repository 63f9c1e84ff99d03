import { Readable } from 'node:stream';

/** Rows fetched at a time: large enough that round trips cost little, small enough that memory stays flat. */
const chunkSize = 1_000;

/** The text of a list of any length: `head`, the rows of `ids` in their order, `tail`. A list of one chunk is a text;
 * a longer one is a stream that holds no connection between its chunks, and asks for the next only when the client has
 * taken the last. The first chunk is fetched before this returns, so that what fails there can still be answered as a
 * problem; what fails later cuts the answer off.
 * @param head begins the JSON, up to and including `[`
 * @param fetch gives the rows of some ids, in their order, joined by commas; '' when none is left of them
 * @param tail ends it, from `]` */
export async function streamRows<Id>(
  head: string,
  ids: readonly Id[],
  fetch: (ids: readonly Id[]) => Promise<string>,
  tail: string,
): Promise<string | Readable> {
  const first = ids.length === 0 ? '' : await fetch(ids.slice(0, chunkSize));
  if (ids.length <= chunkSize) return head + first + tail;
  return Readable.from(pieces(head, first, ids, fetch, tail), { objectMode: false });
}

async function* pieces<Id>(
  head: string,
  first: string,
  ids: readonly Id[],
  fetch: (ids: readonly Id[]) => Promise<string>,
  tail: string,
): AsyncGenerator<string> {
  yield head + first;
  let comma = first === '' ? '' : ',';
  for (let start = chunkSize; start < ids.length; start += chunkSize) {
    const rows = await fetch(ids.slice(start, start + chunkSize));
    if (rows === '') continue;
    yield comma + rows;
    comma = ',';
  }
  yield tail;
}
