import type { Session } from '../../src/rooms/board/shape.ts';
import { said } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call, Offline, Refused, readSession } from '../wire/api.ts';
import { keep, ownerOf, readKept } from '../wire/kept.ts';
import { newKey } from '../wire/key.ts';
import { createStore } from '../wire/store.ts';
import { afterDiscard, afterDone, insisted, nextOf, type Waiting } from './ahead.ts';

/** Changes of My day on their way: written down before they are sent, sent in order, each done once. Whoever is offline goes
 * on, and what they did is sent when the server can be reached. It belongs to the agent: nobody else's page shows or sends it. */

export const waiting = createStore<Waiting[]>([]);
/** They are on their way at this moment: nobody needs to be told of that. */
export const sending = createStore(false);

export interface Row {
  id: number;
  note?: string;
  _etag?: string;
}

let owner: Session | undefined;
let done: (one: Waiting, row: Row) => void = () => undefined;

const nameOf = (session: Session): string => `almanac.outbox.${ownerOf(session)}`;
/** Where the browser keeps nothing: as long as the page is there. */
let unkept: Waiting[] | undefined;
const stored = (): Waiting[] => unkept ?? (owner && readKept(nameOf(owner))) ?? [];

/** Whose changes these are, and who is told of each that is done. */
export function openOutbox(session: Session, told: typeof done): () => void {
  owner = session;
  done = told;
  unkept = undefined;
  waiting.set(stored());
  const elsewhere = (event: StorageEvent) => event.key === nameOf(session) && waiting.set(stored());
  addEventListener('storage', elsewhere);
  return () => removeEventListener('storage', elsewhere);
}

/** Read, changed and written at once: another page of the same agent may have written meanwhile. */
function change(next: (list: Waiting[]) => Waiting[]): void {
  if (!owner) return;
  const list = next(stored());
  unkept = keep(nameOf(owner), list) ? undefined : list;
  waiting.set(list);
}

/** @returns what is left of it: it waits, or was refused; undefined when it is done */
export async function submit(one: Omit<Waiting, 'key'>): Promise<Waiting | undefined> {
  const key = newKey();
  change((list) => [
    ...list,
    list.some(({ id }) => id === one.id) ? { ...one, key, etag: undefined } : { ...one, key },
  ]);
  await flush();
  return waiting.get().find((left) => left.key === key);
}

export function discard(one: Waiting): Promise<void> {
  change((list) => afterDiscard(list, one));
  return flush();
}

export function insist(one: Waiting): Promise<void> {
  change((list) => insisted(list, one, newKey()));
  return flush();
}

let flushing: Promise<void> | undefined;

/** Sends what waits, one after the other; of two pages only one at a time. */
export async function flush(): Promise<void> {
  // Whoever comes while it goes on must not be told that all is sent before theirs is.
  while (flushing) await flushing;
  if (!nextOf(stored())) return;
  const { locks } = navigator;
  sending.set(true);
  flushing = locks ? locks.request('almanac.outbox', sendAll) : sendAll();
  await flushing.finally(() => {
    flushing = undefined;
    sending.set(false);
  });
}

async function sendAll(): Promise<void> {
  try {
    const now = await readSession();
    // The session may be somebody else's by now: these changes are not theirs.
    if (!owner || !now.signed_in || ownerOf(now) !== ownerOf(owner)) return;
    for (let one = nextOf(stored()); one; one = nextOf(stored())) if (!(await sendOne(one))) return;
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  }
}

/** @returns false when the server cannot be reached, or cannot answer now */
async function sendOne(one: Waiting): Promise<boolean> {
  try {
    const { body, etag } = one.sent ?? (await frozen(one));
    const path = one.act === 'log' ? '/TimesheetEvent' : '/Appointment';
    const row = await call<Row>('POST', path, { body: [body], etag, key: one.key });
    change((list) => afterDone(list, one, one.act === 'log' ? undefined : row._etag));
    done(one, row);
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) return false;
    const { status } = error.refusal;
    if (status === 401 || status === 429 || status >= 500) return false;
    const isRaced = status === 412 && one.etag === undefined && one.note !== undefined;
    // Somebody wrote between reading the note and adding to it: it is read again.
    if (isRaced) change((list) => insisted(list, one, newKey()));
    else change((list) => list.map((left) => (left.key === one.key ? { ...left, refused: whyOf(error) } : left)));
    return true;
  }
}

/** What is sent is written down before: should the answer be lost, the very same goes again, and the server knows it. */
async function frozen(one: Waiting): Promise<NonNullable<Waiting['sent']>> {
  const sent: NonNullable<Waiting['sent']> = {
    body: one.act === 'log' ? one.fields : { ...one.fields, id: one.id },
    etag: one.etag,
  };
  if (one.note && one.act !== 'log') {
    const { note, _etag } = await call<Row>('GET', `/Appointment/${one.id}`);
    sent.body.note = [note, one.note].filter(Boolean).join('\n');
    sent.etag ??= _etag;
  }
  change((list) => list.map((left) => (left.key === one.key ? { ...left, sent } : left)));
  return sent;
}

function whyOf(error: Refused): string {
  const { status, changed_by } = error.refusal;
  if (status === 412) return t('me.waiting.stale', { who: changed_by?.agent_name ?? t('somebody') });
  if (status === 404) return t('me.waiting.gone');
  return said(error);
}
