import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Config } from '../../config.ts';
import type { TokenSigner } from '../../kernel/auth/access-token.ts';
import { knownScopes } from '../../kernel/auth/scope.ts';
import type { Context } from '../../kernel/http/context.ts';
import { publicUrl } from '../../kernel/http/public-url.ts';
import { Text } from '../../wire/fields.ts';
import { grants } from './grants.ts';
import { TenantQuery } from './schema.ts';
import { signInTenants } from './sql.ts';

/** Where clients sign in; it is also the issuer of id_tokens. */
export function issuerUrl(config: Config, request: FastifyRequest): string {
  return `${publicUrl(config, request)}/auth`;
}

/** What tells a client how to sign in: /api/authinfo for those of HaloPSA, OpenID Connect's discovery for others. */
export function addDiscoveryRoutes(app: FastifyInstance, context: Context, signer: TokenSigner): void {
  app.route({
    method: 'GET',
    url: '/authinfo',
    schema: { tags, summary: 'Where to sign in', querystring: TenantQuery, response: { 200: AuthInfo } },
    handler: async (request) => {
      const issuer = issuerUrl(context.config, request);
      const tenant = await tenantName(context, (request.query as { tenant?: string | null }).tenant || undefined);
      const { token_endpoint, authorization_endpoint } = endpoints(issuer);
      return { auth_url: issuer, tenant_id: tenant, issuer, token_endpoint, authorization_endpoint };
    },
  });
  app.route({
    method: 'GET',
    url: '/auth/jwks',
    schema: { tags, summary: 'The public keys of id_tokens', response: { 200: Keys } },
    handler: async () => ({ keys: signer.publicKeys() }),
  });
  app.route({
    method: 'GET',
    url: '/auth/.well-known/openid-configuration',
    schema: { tags, summary: 'How to sign in, for OpenID Connect clients', response: { 200: Configuration } },
    handler: async (request) => configuration(issuerUrl(context.config, request)),
  });
}

const tags = ['Signing in'];

/** The name of the tenant that was asked for, or of the only one. */
async function tenantName({ database }: Context, asked: string | undefined): Promise<string | undefined> {
  const [tenant, another] = await signInTenants(database.pool, asked);
  return another ? undefined : tenant?.name;
}

function endpoints(issuer: string) {
  return {
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  };
}

function configuration(issuer: string): Record<string, unknown> {
  return {
    issuer,
    ...endpoints(issuer),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: Object.keys(grants),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid', 'offline_access', ...knownScopes],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'none'],
    claims_supported: ['sub', 'name', 'email', 'tenant'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

const AuthInfo = Type.Object(
  {
    auth_url: Text('Add `/token` for the token endpoint.'),
    tenant_id: Type.Optional(Text('Name of the tenant, for `?tenant=`; absent where one of several must be chosen.')),
    issuer: Text('As in id_tokens.'),
    token_endpoint: Text('POST /auth/token.'),
    authorization_endpoint: Text('GET /auth/authorize.'),
  },
  { description: 'Where to sign in' },
);

const Keys = Type.Object(
  { keys: Type.Array(Type.Unsafe<object>({ type: 'object', description: 'A key' }), { description: 'RFC 7517' }) },
  { description: 'A JSON Web Key Set' },
);

const Configuration = Type.Unsafe<object>({ type: 'object', description: 'OpenID Connect Discovery 1.0' });
