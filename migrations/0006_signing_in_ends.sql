-- Sign-ins that were ended (a code or a refresh token came twice, a password was changed): their access tokens stop too.
-- Kept as long as such a token could still be valid.
create table revoked_family (
  tenant_id integer not null references tenant,
  family uuid not null,
  revoked_at timestamptz not null,
  primary key (tenant_id, family)
);

-- OpenID Connect: what the client sent to /auth/authorize comes back in the id_token.
alter table authorization_code add nonce text;

-- Old rows are swept by age.
create index sign_in_failure_age on sign_in_failure (tenant_id, last_at);
create index authorization_code_age on authorization_code (tenant_id, expires_at);
create index refresh_token_age on refresh_token (tenant_id, expires_at);
create index refresh_token_agent on refresh_token (tenant_id, agent_id);
