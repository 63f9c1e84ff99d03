import { type Static, Type } from 'typebox';
import { Bool, Fields, Instant, Int, Text } from '../../wire/fields.ts';

/** The parameters of a token request (RFC 6749), form-urlencoded or JSON. */
export const TokenRequest = Fields(
  {
    grant_type: Text('client_credentials, password, authorization_code or refresh_token.', 60),
    client_id: Text('The API client. HTTP Basic is accepted too.', 200),
    client_secret: Text('Its secret. Only client_credentials must send it; where it is sent it must be right.', 1_000),
    tenant: Text('Name of the tenant, here or in the query; not needed where there is only one.', 200),
    scope: Text(
      'Space separated: all, admin, read:calendar, edit:calendar, read:timesheets, edit:timesheets, editMine:timesheets, and offline_access for a refresh token. Others are ignored; none means all.',
      10_000,
    ),
    username: Text('password: the e-mail address of the agent.', 320),
    password: Text('password: their password.', 1_000),
    code: Text('authorization_code: the code that came with the redirect.', 200),
    redirect_uri: Text('authorization_code: the same as at /auth/authorize.', 2_000),
    code_verifier: Text('authorization_code: what code_challenge was made from (RFC 7636).', 200),
    refresh_token: Text('refresh_token: the newest refresh token of this sign-in.', 200),
  },
  { title: 'TokenRequest' },
);
export type TokenForm = { [name in keyof Static<typeof TokenRequest>]?: string | null };

export const TenantQuery = Fields({
  tenant: Text('Name of the tenant; not needed where there is only one.', 200),
});

export const TokenAnswer = Type.Object(
  {
    scope: Text('What was granted.'),
    token_type: Text('Bearer.'),
    access_token: Text('Goes into the header Authorization: Bearer ...'),
    expires_in: Int('Seconds that the access token is good for.'),
    refresh_token: Type.Optional(Text('For the next access token; each is good for one use.')),
    id_token: Type.Optional(Text('Who signed in (OpenID Connect); for password and authorization_code.')),
  },
  { title: 'TokenAnswer' },
);

export const TokenRefusal = Type.Object(
  {
    error: Text('A code of RFC 6749 section 5.2, or slow_down after too many failures.'),
    error_description: Text('What to do about it.'),
    Message: Text('The same.'),
  },
  { title: 'TokenRefusal' },
);

/** The parameters of /auth/authorize (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect). */
export const AuthorizeQuery = Fields({
  response_type: Text('code.', 60),
  client_id: Text('The API client.', 200),
  redirect_uri: Text(
    'Where the browser goes afterwards: one that is registered for the client, exactly; for a client without any, a loopback address (RFC 8252).',
    2_000,
  ),
  scope: Text('As for /auth/token.', 10_000),
  state: Text('Comes back with the redirect.', 4_000),
  code_challenge: Text('BASE64URL(SHA-256(code_verifier)), RFC 7636.', 200),
  code_challenge_method: Text('S256; there is no other.', 20),
  nonce: Text('Comes back in the id_token.', 500),
  prompt: Text('none: no page is shown, the answer is login_required.', 60),
  response_mode: Text('query; there is no other.', 60),
  login_hint: Text('The user name to begin with.', 320),
  tenant: Text('Name of the tenant; not needed where there is only one.', 200),
});
export type AuthorizeParameters = { [name in keyof Static<typeof AuthorizeQuery>]?: string | null };

/** What the sign-in page sends back. */
export const SignInForm = Fields({
  username: Text('The e-mail address of the agent.', 320),
  password: Text('Their password.', 1_000),
  csrf: Text('From the page.', 200),
});
export type SignInFields = { [name in keyof Static<typeof SignInForm>]?: string | null };

/** The sign-in of the staff application. */
export const AppSignIn = Fields(
  {
    username: Text('The e-mail address of the agent.', 320),
    password: Text('Their password.', 1_000),
    tenant: Text('Name of the tenant; not needed where there is only one.', 200),
  },
  { title: 'AppSignIn' },
);
export type AppSignInFields = { [name in keyof Static<typeof AppSignIn>]?: string | null };

/** The same as `Session` of the board's shape.ts. */
export const AppSession = Fields(
  {
    signed_in: Bool('Whether a session is going on; the rest is there only then, where it says nothing else'),
    agent_id: Int('Who is signed in'),
    name: Text('Their name'),
    email: Text('Their e-mail address'),
    role: Text('agent, manager or admin'),
    reports: Type.Array(Int('Agent'), { description: 'Agents whose rows a manager may change' }),
    approves: Bool('There are timesheets of others that they may see, and perhaps decide about'),
    tenant: Text('Name of the tenant'),
    zone: Text('IANA zone of the agent, else of the tenant'),
    zone_label: Text('How it is written, such as Athens (GMT+2)'),
    locale: Text('Tag such as en-GB or de-DE, by Accept-Language; always there'),
    language: Text('en or de; always there'),
    csrf: Text('Goes into the header X-CSRF-Token of every request that may write'),
    needs_tenant: Bool('Not signed in, and there are several tenants: one must be named'),
    expires: Instant('When the session ends if nothing is asked until then'),
  },
  { title: 'AppSession' },
);

/** Parameters without those that were sent empty. */
export function presentOf<T extends object>(sent: T): { [name in keyof T]?: string } {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null && value !== '')) as {
    [name in keyof T]?: string;
  };
}
