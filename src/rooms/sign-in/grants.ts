import { randomUUID } from 'node:crypto';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import { askedScopes, scopesWithin } from '../../kernel/auth/asked-scopes.ts';
import { codeChallenge, sameText } from '../../kernel/auth/secret.ts';
import { type Connection, transaction } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { checkedAgent, checkedClient } from './credentials.ts';
import { Refusal } from './refusal.ts';
import { isCodeVerifier } from './rules.ts';
import {
  createRefreshToken,
  grantOfRow,
  lockCode,
  lockRefreshToken,
  revokeFamily,
  type SignInGrant,
  useCode,
  useRefreshToken,
} from './session-sql.ts';
import { type ApiClient, findAgent, type SignInAgent, type SignInTenant } from './sql.ts';

/** A token request whose parameters have been read; '' and null count as not sent. */
export interface TokenCall {
  context: Context;
  signer: TokenSigner;
  tenant: SignInTenant;
  sent: Partial<Record<SentName, string>>;
  now: number;
}

type SentName =
  | 'grant_type'
  | 'client_id'
  | 'client_secret'
  | 'scope'
  | 'username'
  | 'password'
  | 'code'
  | 'redirect_uri'
  | 'code_verifier'
  | 'refresh_token';

/** What a grant comes to. */
export interface SignedIn {
  agent: SignInAgent;
  clientId: string;
  scopes: string;
  family?: string | undefined;
  refreshToken?: string | undefined;
  idToken: boolean;
  nonce?: string | undefined;
}

type Grant = (call: TokenCall) => Promise<SignedIn>;

/** By grant_type. */
export const grants: Record<string, Grant> = {
  client_credentials: byClientCredentials,
  password: byPassword,
  authorization_code: byCode,
  refresh_token: byRefreshToken,
};

async function byClientCredentials(call: TokenCall): Promise<SignedIn> {
  const client = await clientOf(call, true);
  if (client.agent_id === null) {
    throw new Refusal('unauthorized_client', 'This client has no agent of its own: a person must sign in.');
  }
  const agent = await findAgent(call.context.database.pool, call.tenant.id, client.agent_id);
  if (!agent) throw new Refusal('invalid_client', 'The agent that this client acts as is disabled.');
  return { agent, clientId: client.client_id, scopes: askedScopes(call.sent.scope).scopes, idToken: false };
}

async function byPassword(call: TokenCall): Promise<SignedIn> {
  const { context, tenant, sent, now } = call;
  const client = await clientOf(call, false);
  const agent = await checkedAgent(context.database, tenant, needed(call, 'username'), needed(call, 'password'), now);
  const asked = askedScopes(sent.scope);
  const signedIn = { agent, clientId: client.client_id, scopes: asked.scopes, idToken: true };
  if (!asked.offline) return signedIn;
  const grant = { clientId: client.client_id, agentId: agent.id, ...asked, family: randomUUID() };
  const refreshToken = await createRefreshToken(context.database.pool, tenant.id, grant, now);
  return { ...signedIn, family: grant.family, refreshToken };
}

async function byCode(call: TokenCall): Promise<SignedIn> {
  const { context, tenant, sent, now } = call;
  const client = await clientOf(call, false);
  const code = needed(call, 'code');
  const verifier = needed(call, 'code_verifier');
  const outcome = await transaction(context.database, async (connection) => {
    const row = await lockCode(connection, tenant.id, code);
    if (!row || row.client_id !== client.client_id) return wrongCode();
    // Returned, not thrown: the revocation must be committed.
    if (row.used_at !== null) return ended(connection, call, row.family, 'The code was used before');
    if (row.expires_at <= now) return new Refusal('invalid_grant', 'The code has expired; sign in again.');
    if (sent.redirect_uri !== row.redirect_uri) {
      return new Refusal('invalid_grant', 'redirect_uri is not the one that the code was given for.');
    }
    if (!isCodeVerifier(verifier) || !sameText(codeChallenge(verifier), row.code_challenge)) {
      return new Refusal('invalid_grant', 'code_verifier does not fit the code_challenge.');
    }
    await useCode(connection, tenant.id, code, now);
    return { ...(await goOn(connection, call, grantOfRow(row))), idToken: true, nonce: row.nonce ?? undefined };
  });
  return orThrow(outcome);
}

async function byRefreshToken(call: TokenCall): Promise<SignedIn> {
  const { context, tenant, sent, now } = call;
  const client = await clientOf(call, false);
  const token = needed(call, 'refresh_token');
  const outcome = await transaction(context.database, async (connection) => {
    const row = await lockRefreshToken(connection, tenant.id, token);
    if (!row || row.client_id !== client.client_id || row.revoked_at !== null || row.expires_at <= now) {
      return new Refusal('invalid_grant', 'The refresh token is not valid any more; sign in again.');
    }
    if (row.used_at !== null) return ended(connection, call, row.family, 'The refresh token was used before');
    const grant = grantOfRow(row);
    const scopes = sent.scope === undefined ? grant.scopes : askedScopes(sent.scope).scopes;
    if (!scopesWithin(scopes, grant.scopes)) {
      return new Refusal('invalid_scope', 'scope asks for more than was granted at the sign-in.');
    }
    await useRefreshToken(connection, tenant.id, token, now);
    return { ...(await goOn(connection, call, { ...grant, offline: true })), scopes, idToken: false };
  });
  return orThrow(outcome);
}

/** The next tokens of a sign-in, unless its agent has been disabled. */
async function goOn(connection: Connection, { tenant, now }: TokenCall, grant: SignInGrant) {
  const agent = await findAgent(connection, tenant.id, grant.agentId);
  if (!agent) throw new Refusal('invalid_grant', 'The agent is disabled.');
  const refreshToken = grant.offline ? await createRefreshToken(connection, tenant.id, grant, now) : undefined;
  return { agent, clientId: grant.clientId, scopes: grant.scopes, family: grant.family, refreshToken };
}

/** A code or token that comes a second time was stolen, then or now: nobody goes on with that sign-in. */
async function ended(connection: Connection, { tenant, now }: TokenCall, family: string, why: string) {
  await revokeFamily(connection, tenant.id, family, now);
  return new Refusal('invalid_grant', `${why}, so this sign-in has been ended; sign in again.`);
}

function orThrow(outcome: SignedIn | Refusal): SignedIn {
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

function wrongCode(): Refusal {
  return new Refusal('invalid_grant', 'The code is not valid.');
}

function clientOf(call: TokenCall, secretNeeded: boolean): Promise<ApiClient> {
  const { context, tenant, sent, now } = call;
  const identity = { id: needed(call, 'client_id'), secret: sent.client_secret, secretNeeded };
  return checkedClient(context.database, tenant, identity, now);
}

function needed({ sent }: TokenCall, name: SentName): string {
  const value = sent[name];
  if (value === undefined) throw new Refusal('invalid_request', `${name} is missing.`);
  return value;
}
