-- Secret addresses of agents' own calendars (src/rooms/my-calendar): one an agent, kept as its SHA-256 only.
create table calendar_key (
  tenant_id integer not null references tenant,
  agent_id bigint not null,
  key_hash bytea not null unique,
  created_at timestamptz not null,
  primary key (tenant_id, agent_id),
  foreign key (tenant_id, agent_id) references agent on delete cascade
);
