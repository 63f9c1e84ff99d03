-- Recurring appointments: a master is a template, its children are its occurrences up to the horizon.

alter table appointment
  -- Whose child it is among those of one occurrence; stays when the child passes to another agent.
  add series_agent_id bigint,
  -- The rule in words, as it was when the row was made or its rule changed.
  add recurring_desc text,
  -- Made by its series although its agent was busy; forced, and shown as a clash.
  add clash boolean not null default false;
update appointment set series_agent_id = agent_id where master_id is not null;

-- Making the same occurrence twice is impossible, on whichever server; a deleted child holds its place as a tombstone.
drop index appointment_child;
create unique index appointment_child on appointment (tenant_id, master_id, original_start, coalesce(series_agent_id, 0))
  where master_id is not null;

-- How far each series has been made. A series of several agents has several masters, one collection, and is kept under
-- the first of them.
create table series (
  tenant_id integer not null references tenant,
  master_id bigint not null,
  generated_until timestamptz not null,
  primary key (tenant_id, master_id),
  foreign key (tenant_id, master_id) references appointment on delete cascade
);
create index series_due on series (generated_until);

-- Removing a child asks whether it is anybody's follow-up; without this that read the whole table for each.
create index appointment_followup on appointment (tenant_id, followup_id) where followup_id is not null;
