-- Expired keys are found without reading those still kept.
create index idempotency_key_created on idempotency_key (tenant_id, created_at);
