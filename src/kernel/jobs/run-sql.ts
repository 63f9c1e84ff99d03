import { type Connection, instantParameter } from '../db/transaction.ts';

/** Which server does a job for a tenant, and when it was last done. */

export interface Claim {
  tenantId: number;
  name: string;
  owner: string;
  until: number;
}

/** Claims a job unless it was begun at or after `dueSince` and ended, or another server is doing it. */
export async function claimRun(connection: Connection, claim: Claim, dueSince: number, now: number): Promise<boolean> {
  const { rows } = await connection.query({
    name: 'claim_job_run',
    text: `insert into job_run as r (tenant_id, name, began_at, lease_owner, lease_until) values ($1, $2, $3, $4, $5)
      on conflict (tenant_id, name) do update
        set began_at = excluded.began_at, ended_at = null, error = null,
          lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
        where (r.ended_at is null or r.began_at < $6) and (r.lease_until is null or r.lease_until <= $3)
      returning name`,
    values: [
      claim.tenantId,
      claim.name,
      instantParameter(now),
      claim.owner,
      instantParameter(claim.until),
      instantParameter(dueSince),
    ],
  });
  return rows.length > 0;
}

/** Shows that the server that does the job is alive. */
export async function keepRun(connection: Connection, { tenantId, name, owner, until }: Claim): Promise<void> {
  await connection.query(
    'update job_run set lease_until = $4 where tenant_id = $1 and name = $2 and lease_owner = $3',
    [tenantId, name, owner, instantParameter(until)],
  );
}

/** It was done. */
export async function endRun(connection: Connection, claim: Claim, now: number): Promise<void> {
  await settle(connection, claim, { endedAt: now });
}

/** It was not finished: another server, or this one, may do it again, after `until` where that is given. */
export async function giveUpRun(
  connection: Connection,
  claim: Claim,
  { until, error }: { until?: number; error?: string } = {},
): Promise<void> {
  await settle(connection, claim, { ...(until !== undefined && { until }), ...(error !== undefined && { error }) });
}

async function settle(
  connection: Connection,
  { tenantId, name, owner }: Claim,
  { endedAt, until, error }: { endedAt?: number; until?: number; error?: string },
): Promise<void> {
  await connection.query(
    `update job_run set ended_at = $4, lease_owner = null, lease_until = $5, error = $6
     where tenant_id = $1 and name = $2 and lease_owner = $3`,
    [tenantId, name, owner, instantParameter(endedAt), instantParameter(until), error ?? null],
  );
}

/** A tenant that is in use, with its zone, and what is known of a job for it. */
export interface TenantRun {
  id: number;
  timezone: string;
  began_at: number | null;
  ended_at: number | null;
  lease_until: number | null;
}

export async function tenantRuns(connection: Connection, name: string): Promise<TenantRun[]> {
  const { rows } = await connection.query<TenantRun>({
    name: 'tenant_runs',
    text: `select t.id, t.timezone, r.began_at, r.ended_at, r.lease_until
      from tenant t left join job_run r on r.tenant_id = t.id and r.name = $1
      where not t.disabled order by t.id`,
    values: [name],
  });
  return rows;
}
