import { knownScopes } from './scope.ts';

/** What a token request asked for, narrowed to what there is. */
export interface AskedScopes {
  /** Known scopes of the API, space separated; empty means that the token may only ask who it is. */
  scopes: string;
  /** A refresh token is wanted (`offline_access`). */
  offline: boolean;
}

/** Reads the `scope` parameter. None asked is `all`; `all:standard` counts as `all`; unknown ones are left out.
 * @example
 * askedScopes('all:standard offline_access read:crm') // => { scopes: 'all', offline: true }
 */
export function askedScopes(asked: string | undefined): AskedScopes {
  const words = (asked ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return { scopes: 'all', offline: false };
  const names = new Set(words.map((word) => (word === 'all:standard' ? 'all' : word)));
  return { scopes: knownScopes.filter((scope) => names.has(scope)).join(' '), offline: names.has('offline_access') };
}

/** Are all of `scopes` among `granted` (RFC 6749 section 6: a refresh may narrow, never widen)? */
export function scopesWithin(scopes: string, granted: string): boolean {
  const had = new Set(granted.split(' '));
  if (had.has('all')) return true;
  return scopes.split(' ').every((scope) => scope === '' || had.has(scope));
}
