-- Downtime of services (contract/behaviour.md section 9; src/rooms/downtime).

-- One row of numbers for what was typed and for what tickets say: both are rows of GET /Downtime.
create sequence downtime_number;

create table downtime (
  tenant_id integer not null references tenant,
  id bigint not null default nextval('downtime_number'),
  ticket_id bigint,
  service_id bigint not null,
  starts_at timestamptz not null,
  -- None while it lasts.
  ends_at timestamptz,
  -- Hours that were said; otherwise they are computed.
  hours double precision check (hours >= 0),
  allday boolean not null default false,
  -- RFC 5545, and the zone whose clock it goes by: it happens again.
  rrule text,
  timezone text,
  deleted boolean not null default false,
  created_by bigint,
  version integer not null default 1,
  last_modified timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, ticket_id) references ticket,
  foreign key (tenant_id, service_id) references service,
  check (ends_at >= starts_at),
  check ((rrule is null) = (timezone is null)),
  check (rrule is null or ends_at is not null)
);
create index downtime_when on downtime (tenant_id, service_id, starts_at) where not deleted;
create index downtime_ticket on downtime (tenant_id, ticket_id) where ticket_id is not null;

-- A ticket that says its services are down is the downtime of each of them, until a row of the table takes its place.
alter table ticket_service add column downtime_id bigint not null default nextval('downtime_number');
create unique index ticket_service_downtime on ticket_service (tenant_id, downtime_id);
create index ticket_downtime on ticket (tenant_id, dateoccurred) where isdowntime;

-- From then on its services are up again; it is closed later.
alter table ticket add column dateresolved timestamptz;
update ticket set dateresolved = coalesce(dateclosed, last_modified) where status in (8, 9);

-- The public page of a tenant, at /status/{key}.
create table status_page (
  tenant_id integer not null references tenant,
  key text not null unique check (length(key) >= 20),
  enabled boolean not null default false,
  -- Shown instead of the name of the organisation.
  title text,
  -- Services that are shown; none = all.
  service_ids bigint[],
  version integer not null default 1,
  last_modified timestamptz not null,
  primary key (tenant_id)
);
