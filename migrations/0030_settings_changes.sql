-- Which transactions changed a tenant's settings: everything but the rows of everyday work. Servers remember what they work
-- out of settings (working hours, booking types), and see here, in the statement that uses it, whether it is still true.
-- The number of a transaction and not a counter: nobody waits for anybody, and one that commits late is not overlooked.
create table settings_change (
  tenant_id integer not null,
  written_by xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  primary key (tenant_id, written_by)
);
create index settings_change_age on settings_change (tenant_id, at);
