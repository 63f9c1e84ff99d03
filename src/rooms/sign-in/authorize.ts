import { askedScopes } from '../../kernel/auth/asked-scopes.ts';
import type { Context } from '../../kernel/http/context.ts';
import { chosenTenant } from './credentials.ts';
import { Refusal } from './refusal.ts';
import { isCodeChallenge, redirectAllowed, withParameters } from './rules.ts';
import type { AuthorizeParameters } from './schema.ts';
import { type ApiClient, findClient, type SignInTenant } from './sql.ts';

/** A request for a code that may be answered with a redirect. */
export interface Authorization {
  tenant: SignInTenant;
  client: ApiClient;
  redirectUri: string;
  state: string | undefined;
  /** Names this server in the redirect (RFC 9207). */
  issuer: string;
  scopes: string;
  offline: boolean;
  codeChallenge: string;
  nonce: string | undefined;
  loginHint: string | undefined;
}

/** A request that is answered with a redirect at once: its parameters are not right. */
export class RedirectedRefusal extends Error {
  readonly location: string;

  constructor(location: string) {
    super('answered by a redirect');
    this.location = location;
  }
}

/** Checks what must be right before the browser is sent anywhere, then the rest.
 * @throws Refusal for a page: an unknown client or address never redirects
 * @throws RedirectedRefusal for what the client is told by a redirect */
export async function readAuthorization(
  { database }: Context,
  sent: { [name in keyof AuthorizeParameters]?: string },
  issuer: string,
): Promise<Authorization> {
  const tenant = await chosenTenant(database, sent.tenant, undefined);
  const client = sent.client_id ? await findClient(database.pool, tenant.id, sent.client_id) : undefined;
  if (!client) throw new Refusal('invalid_client', 'The application that sent you here is not known.');
  const redirectUri = sent.redirect_uri;
  if (!redirectUri || !redirectAllowed(client.redirect_uris, redirectUri)) {
    throw new Refusal('invalid_request', 'The address to return to is not one that is registered for the application.');
  }
  const [error, error_description] = fault(sent) ?? [];
  if (error) {
    const answer = { error, error_description, state: sent.state, iss: issuer };
    throw new RedirectedRefusal(withParameters(redirectUri, answer));
  }
  return {
    tenant,
    client,
    redirectUri,
    state: sent.state,
    issuer,
    ...askedScopes(sent.scope),
    codeChallenge: sent.code_challenge as string,
    nonce: sent.nonce,
    loginHint: sent.login_hint,
  };
}

function fault(sent: { [name in keyof AuthorizeParameters]?: string }): [string, string] | undefined {
  if (sent.response_type !== 'code') return ['unsupported_response_type', 'response_type must be code'];
  if (sent.response_mode && sent.response_mode !== 'query') return ['invalid_request', 'response_mode must be query'];
  if (!sent.code_challenge) return ['invalid_request', 'code_challenge is missing: PKCE is needed'];
  if (sent.code_challenge_method !== 'S256') return ['invalid_request', 'code_challenge_method must be S256'];
  if (!isCodeChallenge(sent.code_challenge)) return ['invalid_request', 'code_challenge is not a SHA-256 in base64url'];
  if (sent.prompt === 'none') return ['login_required', 'Nobody is signed in'];
  return undefined;
}
