-- Transactions that changed settings: servers remember what they work out of settings (working hours, booking types), and ask
-- here, in the statement that uses it, whether it is still true (src/kernel/changes/memory.ts). A table of its own, since it stays
-- small: a plan that was made for it while it was empty is as good later, which the same question to `change` was not.
create table setting_change (
  tenant_id integer not null,
  xid xid8 not null,
  primary key (tenant_id, xid)
);

create function note_setting_change() returns trigger language plpgsql as $$
begin
  insert into setting_change (tenant_id, xid) values (new.tenant_id, new.xid) on conflict do nothing;
  return null;
end
$$;

-- Whatever is not everyday work is a setting.
create trigger change_of_setting after insert on change for each row
  when (new.entity not in ('appointment', 'ticket', 'client', 'site', 'user', 'timesheet', 'timesheet_event'))
  execute function note_setting_change();

drop index change_of_settings;
