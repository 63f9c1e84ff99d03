import type { Session } from '../../src/rooms/board/shape.ts';
import { forget, keepSession, leaving } from './kept.ts';
import { newKey } from './key.ts';
import { online } from './online.ts';

/** Requests to the server that serves the page; the session is in a cookie that scripts cannot read. */

/** What a refusal says: an RFC 9457 document with the dialect's `Message`. */
export interface Refusal {
  status: number;
  code?: string;
  Message?: string;
  detail?: string;
  title?: string;
  conflicts?: Record<string, unknown>[];
  next_free?: string;
  current?: Record<string, unknown>;
  changed_by?: { agent_id?: number; agent_name?: string; at?: string };
  errors?: Record<string, string[]>;
}

export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super((refusal.Message ?? refusal.detail ?? refusal.title ?? '').replace(/^CODE:\w+ /, ''));
    this.refusal = refusal;
  }
}

/** The server cannot be reached. */
export class Offline extends Error {}

let csrf: string | undefined;
let signedOut: () => void = () => undefined;

export const onSignedOut = (told: () => void): void => {
  signedOut = told;
};

export interface Call {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  etag?: string | undefined;
  /** Idempotency-Key of a POST that may have to be sent again; a new one when it is missing. */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

export async function call<T>(method: string, path: string, options: Call = {}): Promise<T> {
  const answer = await send(method, path, options);
  if (answer.status === 403 && answer.refusal?.code === 'csrf') {
    await readSession();
    const again = await send(method, path, options);
    return result(again);
  }
  return result(answer);
}

interface Answer {
  status: number;
  body: unknown;
  refusal?: Refusal;
}

function result<T>({ status, body, refusal }: Answer): T {
  if (status === 401) {
    forget();
    signedOut();
  }
  if (refusal) throw new Refused(refusal);
  return body as T;
}

async function send(method: string, path: string, { query = {}, body, etag, key, signal }: Call): Promise<Answer> {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)])).toString();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') {
    if (csrf) headers['x-csrf-token'] = csrf;
    if (method === 'POST') headers['idempotency-key'] = key ?? newKey();
  }
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag) headers['if-match'] = etag;
  let response: Response;
  try {
    response = await fetch(`${path}${text ? `?${text}` : ''}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    online.set(false);
    throw new Offline();
  }
  online.set(true);
  const content = await response.text();
  const parsed = content && /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(content) : undefined;
  // One row has its tag in the header, rows of a list have it in `_etag`: here both have it there.
  const tag = response.headers.get('etag');
  if (tag && parsed && !Array.isArray(parsed)) parsed._etag ??= tag;
  return {
    status: response.status,
    body: parsed,
    ...(!response.ok && { refusal: { ...parsed, status: response.status } as Refusal }),
  };
}

export async function readSession(): Promise<Session> {
  if (leaving.is()) await signOut();
  return entered(await call<Session>('GET', '/app/session'));
}

export async function signIn(form: { username: string; password: string; tenant?: string }): Promise<Session> {
  if (leaving.is()) await signOut();
  return entered(await call<Session>('POST', '/app/session', { body: form }));
}

function entered(session: Session): Session {
  csrf = session.csrf;
  keepSession(session);
  return session;
}

/** The device forgets at once; where the server cannot be reached, it is told with the next request. */
export async function signOut(): Promise<void> {
  forget();
  leaving.set(true);
  try {
    // The token is asked for anew: the page may be another one than that which signed in.
    csrf = (await call<Session>('GET', '/app/session')).csrf;
    if (csrf) await call('DELETE', '/app/session');
    leaving.set(false);
    csrf = undefined;
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
  }
}
