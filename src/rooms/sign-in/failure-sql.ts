import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import { failuresForgottenAfterSeconds, secondsRefused } from './rules.ts';

/** What failures are counted by: what was tried, whether it exists or not. */
export function failureSubject(kind: 'user' | 'client', name: string): string {
  return `${kind}:${name.toLowerCase()}`;
}

/** Until when tries are refused, in integer milliseconds; undefined when nothing failed lately. */
export async function refusedUntil(
  connection: Connection,
  tenantId: number,
  subject: string,
): Promise<number | undefined> {
  const { rows } = await connection.query<{ refused_until: number }>({
    name: 'sign_in_refused_until',
    text: 'select refused_until from sign_in_failure where tenant_id = $1 and subject = $2',
    values: [tenantId, subject],
  });
  return rows[0]?.refused_until;
}

const waits = Array.from({ length: 11 }, (_, failures) => secondsRefused(failures));

/** Counts a failure; its wait comes from the rule's table. */
export async function recordFailure(
  connection: Connection,
  tenantId: number,
  subject: string,
  now: number,
): Promise<void> {
  await connection.query({
    name: 'sign_in_record_failure',
    // $5 holds the waits from 0 failures on, and arrays begin at 1.
    text: `insert into sign_in_failure as f (tenant_id, subject, failures, last_at, refused_until)
      values ($1, $2, 1, $3::timestamptz, $3::timestamptz + make_interval(secs => ($5::int[])[2]))
      on conflict (tenant_id, subject) do update set
        failures = case when f.last_at < $3::timestamptz - make_interval(secs => $4) then 1 else f.failures + 1 end,
        last_at = $3::timestamptz,
        refused_until = $3::timestamptz + make_interval(secs => ($5::int[])[
          case when f.last_at < $3::timestamptz - make_interval(secs => $4) then 2
            else least(f.failures + 2, array_length($5::int[], 1)) end])`,
    values: [tenantId, subject, instantParameter(now), failuresForgottenAfterSeconds, waits],
  });
}

export async function clearFailures(connection: Connection, tenantId: number, subject: string): Promise<void> {
  await connection.query('delete from sign_in_failure where tenant_id = $1 and subject = $2', [tenantId, subject]);
}
