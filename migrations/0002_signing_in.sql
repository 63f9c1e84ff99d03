-- API clients, and everything that signing in leaves behind. Secrets, codes and tokens are kept as hashes only.

create table api_client (
  tenant_id integer not null references tenant,
  client_id text not null check (client_id <> ''),
  name text not null,
  secret_hash text,
  -- The agent that a client_credentials token acts as; null where the client may only act for people who sign in.
  agent_id bigint,
  redirect_uris text[] not null default '{}',
  disabled boolean not null default false,
  created_at timestamptz not null,
  primary key (tenant_id, client_id),
  foreign key (tenant_id, agent_id) references agent
);

create table authorization_code (
  tenant_id integer not null references tenant,
  code_hash bytea not null,
  client_id text not null,
  agent_id bigint not null,
  scopes text not null,
  redirect_uri text not null,
  code_challenge text not null,
  expires_at timestamptz not null,
  -- Set at the first use; a second use revokes the family of refresh tokens that the first one began.
  used_at timestamptz,
  family uuid not null,
  primary key (tenant_id, code_hash),
  foreign key (tenant_id, client_id) references api_client on delete cascade,
  foreign key (tenant_id, agent_id) references agent on delete cascade
);

-- One row a token; the tokens that came from one sign-in are a family, and reuse of an old one ends the family.
create table refresh_token (
  tenant_id integer not null references tenant,
  token_hash bytea not null,
  family uuid not null,
  client_id text not null,
  agent_id bigint not null,
  scopes text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, client_id) references api_client on delete cascade,
  foreign key (tenant_id, agent_id) references agent on delete cascade
);
create index refresh_token_family on refresh_token (tenant_id, family);

-- Failed sign-ins in a row, by what was tried (a user name or a client id), whether it exists or not.
create table sign_in_failure (
  tenant_id integer not null references tenant,
  subject text not null,
  failures integer not null,
  last_at timestamptz not null,
  refused_until timestamptz not null,
  primary key (tenant_id, subject)
);

-- Keys that sign access tokens; shared by all servers of a database, the newest signs.
create table signing_key (
  kid text primary key,
  private_jwk jsonb not null,
  public_jwk jsonb not null,
  created_at timestamptz not null
);
