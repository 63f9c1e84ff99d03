-- What a day was when it was handed in (contract/behaviour.md section 7): a locked day keeps its hours, though the agent
-- may have another zone now, and its figures, though holidays, leave or working hours may have changed.

alter table timesheet
  add column locked_from timestamptz,
  add column locked_until timestamptz,
  add column locked_figures jsonb,
  add constraint timesheet_locked check ((locked_from is null) = (locked_until is null)),
  add constraint timesheet_kept check (locked_from is null or coalesce(approval_status, 2) <> 2);
