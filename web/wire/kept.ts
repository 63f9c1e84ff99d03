import type { Session } from '../../src/rooms/board/shape.ts';

/** What this device keeps of the signed-in agent, to be read without the server: who they are, and their own days. It goes
 * when they sign out, when their session has ended, and when somebody else signs in. Nothing else of the API is kept. */

const prefix = 'almanac.kept.';
const sessionName = `${prefix}session`;

/** Whose data is whose: agents of two tenants may have one number. */
export const ownerOf = ({ tenant, agent_id }: Session): string => `${tenant}/${agent_id}`;

export function readKept<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns false where the browser keeps nothing, or nothing more */
export function keep(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** The session as the server told it last; without its token. */
export function keepSession(session: Session): void {
  const before = keptSession();
  if (!session.signed_in || (before && ownerOf(before) !== ownerOf(session))) forget();
  const { csrf: _csrf, expires: _expires, ...rest } = session;
  if (session.signed_in) keep(sessionName, rest);
}

export const keptSession = (): Session | undefined => readKept(sessionName);

/** Something of this agent, only while they are the one who is signed in: another page may be somebody else's by now. */
export function keepOf(owner: Session, name: string, value: unknown): void {
  const now = keptSession();
  if (now && ownerOf(now) === ownerOf(owner)) keep(prefix + name, value);
}

export const keptOf = <T>(name: string): T | undefined => readKept(prefix + name);

export function forget(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

const leavingName = 'almanac.leaving';

/** Who signs out without the server is signed out there as soon as it can be reached, before anything is shown. */
export const leaving = {
  is: (): boolean => readKept(leavingName) === true,
  set: (on: boolean): void => {
    if (on) keep(leavingName, true);
    else if (leaving.is()) localStorage.removeItem(leavingName);
  },
};
