-- Servers remember what they work out of settings (working hours, booking types), and look here, in the statement that uses it,
-- whether it is still true. All changes but those of everyday work are of settings: the same list is in
-- src/kernel/changes/memory.ts, and a statement finds this index only while both say the same.
create index change_of_settings on change (tenant_id, xid)
  where entity not in ('appointment', 'ticket', 'client', 'site', 'user', 'timesheet', 'timesheet_event');
