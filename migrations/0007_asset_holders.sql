-- The agents of one appointment use its assets together: rows of one holder do not clash with each other.

-- The collection, else the appointment.
alter table appointment_asset add column holder text;
update appointment_asset x set holder = coalesce(a.collection_id::text, a.id::text)
  from appointment a where a.tenant_id = x.tenant_id and a.id = x.appointment_id;
alter table appointment_asset alter column holder set not null;
alter table appointment_asset drop constraint appointment_asset_clash;
alter table appointment_asset add constraint appointment_asset_clash exclude using gist (
  tenant_id with =, asset_id with =, tstzrange(starts_at, ends_at) with &&,
  int8range(case when forced then save_no else 0 end, save_no, '[]') with &&, holder with <>
) where (busy);
