import { createHmac } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Database } from '../db/open.ts';
import { instantParameter } from '../db/transaction.ts';

/** What an access token says. */
export interface TokenClaims {
  tenantId: number;
  agentId: number;
  clientId: string;
  /** Space separated, as granted. */
  scopes: string;
  /** The sign-in that it comes from, where a person signed in: revoking that family ends the token. */
  family?: string | undefined;
}

export const accessTokenSeconds = 3_600;

const algorithm = 'ES256';
const issuer = 'almanac';

/** Signs and verifies the tokens of one database; all its servers share the keys. */
export interface TokenSigner {
  /** @param now integer milliseconds */
  sign(claims: TokenClaims, now: number): Promise<string>;
  /** An OpenID Connect id_token for the client. */
  signIdToken(claims: TokenClaims, person: IdTokenClaims, now: number): Promise<string>;
  /** @returns undefined for a token that is not ours, was changed or has expired. */
  verify(token: string, now: number): Promise<(TokenClaims & { expiresAt: number }) | undefined>;
  /** The public keys, for clients that check an id_token. */
  publicKeys(): JWK[];
  /** A keyed hash that only the servers of this database can make. `purpose` keeps uses apart. */
  mac(purpose: string, text: string): string;
}

export interface IdTokenClaims {
  /** The address of the server, as /.well-known/openid-configuration names it. */
  iss: string;
  name: string;
  email: string;
  nonce?: string | undefined;
}

interface KeyRow {
  kid: string;
  private_jwk: JWK;
  public_jwk: JWK;
}

export async function tokenSigner(database: Database, now: number): Promise<TokenSigner> {
  const rows = await signingKeys(database, now);
  const newest = rows[0] as KeyRow;
  const privateKey = (await importJWK(newest.private_jwk, algorithm)) as CryptoKey;
  const publicKeys = new Map<string, CryptoKey>();
  for (const row of rows) publicKeys.set(row.kid, (await importJWK(row.public_jwk, algorithm)) as CryptoKey);

  const signed = (payload: Record<string, unknown>, claims: TokenClaims, audience: string, now: number) =>
    new SignJWT({ iss: issuer, ...payload })
      .setProtectedHeader({ alg: algorithm, kid: newest.kid, typ: 'JWT' })
      .setAudience(audience)
      .setSubject(String(claims.agentId))
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor(now / 1000) + accessTokenSeconds)
      .sign(privateKey);

  return {
    sign: (claims, now) =>
      signed(
        { tenant: claims.tenantId, client_id: claims.clientId, scope: claims.scopes, family: claims.family },
        claims,
        'almanac-api',
        now,
      ),
    signIdToken: (claims, person, now) => signed({ tenant: claims.tenantId, ...person }, claims, claims.clientId, now),
    verify: (token, now) => verify(token, publicKeys, now),
    publicKeys: () => rows.map((row) => ({ ...row.public_jwk, kid: row.kid, alg: algorithm, use: 'sig' })),
    mac: (purpose, text) => createHmac('sha256', `${purpose}:${newest.private_jwk.d}`).update(text).digest('base64url'),
  };
}

async function verify(token: string, keys: Map<string, CryptoKey>, now: number) {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => keys.get(kid ?? '') ?? Promise.reject(new Error('unknown key')),
      {
        algorithms: [algorithm],
        issuer,
        audience: 'almanac-api',
        currentDate: new Date(now),
      },
    );
    return {
      tenantId: Number(payload.tenant),
      agentId: Number(payload.sub),
      clientId: String(payload.client_id),
      scopes: String(payload.scope),
      family: payload.family as string | undefined,
      expiresAt: Number(payload.exp) * 1000,
    };
  } catch {
    return undefined;
  }
}

/** Newest first. The first server of a database makes the first key; of two that try at once one wins. */
async function signingKeys(database: Database, now: number): Promise<KeyRow[]> {
  const select = 'select kid, private_jwk, public_jwk from signing_key order by created_at desc, kid';
  const found = await database.pool.query<KeyRow>(select);
  if (found.rows.length > 0) return found.rows;
  const pair = await generateKeyPair(algorithm, { extractable: true });
  await database.pool.query(
    `insert into signing_key (kid, private_jwk, public_jwk, created_at)
     select $1, $2, $3, $4 where not exists (select from signing_key) on conflict do nothing`,
    ['1', await exportJWK(pair.privateKey), await exportJWK(pair.publicKey), instantParameter(now)],
  );
  return (await database.pool.query<KeyRow>(select)).rows;
}
