import { secretMatches } from '../../kernel/auth/secret.ts';
import type { Database } from '../../kernel/db/open.ts';
import { clearFailures, failureSubject, recordFailure, refusedUntil } from './failure-sql.ts';
import { Refusal, slowDown } from './refusal.ts';
import { secondsLeft } from './rules.ts';
import {
  type ApiClient,
  findAgentByEmail,
  findClient,
  type SignInAgent,
  type SignInTenant,
  signInTenants,
} from './sql.ts';

/** The tenant that a request names, or the only one.
 * @throws Refusal invalid_request */
export async function chosenTenant(
  { pool }: Database,
  inQuery: string | undefined,
  inForm: string | undefined,
): Promise<SignInTenant> {
  if (inQuery && inForm && inQuery.toLowerCase() !== inForm.toLowerCase()) {
    throw new Refusal('invalid_request', 'The query and the form name different tenants.');
  }
  const name = inQuery ?? inForm;
  const [tenant, another] = await signInTenants(pool, name);
  if (!tenant) throw new Refusal('invalid_request', 'There is no such tenant.');
  if (another) {
    throw new Refusal('invalid_request', 'This server has several tenants: say which one with ?tenant=NAME.');
  }
  return tenant;
}

/** The client that a request names. A secret that is sent must be right; `secretNeeded` says that one must be sent.
 * @throws Refusal invalid_client, slow_down */
export async function checkedClient(
  database: Database,
  tenant: SignInTenant,
  sent: { id: string; secret: string | undefined; secretNeeded: boolean },
  now: number,
): Promise<ApiClient> {
  const client = await findClient(database.pool, tenant.id, sent.id);
  const wrong = new Refusal('invalid_client', 'The client id or the client secret is not right.');
  if (sent.secret === undefined) {
    if (!client || sent.secretNeeded) throw wrong;
    return client;
  }
  await checkSecret(
    database,
    tenant.id,
    failureSubject('client', sent.id),
    sent.secret,
    client?.secret_hash,
    wrong,
    now,
  );
  return client as ApiClient;
}

/** The agent with that user name and password.
 * @throws Refusal invalid_grant, slow_down */
export async function checkedAgent(
  database: Database,
  tenant: SignInTenant,
  username: string,
  password: string,
  now: number,
): Promise<SignInAgent> {
  const email = username.trim();
  const agent = await findAgentByEmail(database.pool, tenant.id, email);
  const wrong = new Refusal('invalid_grant', 'The user name or the password is not right.');
  await checkSecret(database, tenant.id, failureSubject('user', email), password, agent?.password_hash, wrong, now);
  return agent as SignInAgent;
}

/** Compares, and slows down who guesses. The waits are looked at before and after: of many guesses that are made at
 * once, those that end after the lock was set learn nothing, the right one included. */
async function checkSecret(
  { pool }: Database,
  tenantId: number,
  subject: string,
  secret: string,
  kept: string | null | undefined,
  wrong: Refusal,
  now: number,
): Promise<void> {
  const refuseWhileWaiting = async () => {
    const until = await refusedUntil(pool, tenantId, subject);
    const seconds = until === undefined ? 0 : secondsLeft(until, now);
    if (seconds > 0) throw slowDown(seconds);
    return until !== undefined;
  };
  await refuseWhileWaiting();
  const right = await secretMatches(secret, kept);
  const failedBefore = await refuseWhileWaiting();
  if (!right) {
    await recordFailure(pool, tenantId, subject, now);
    throw wrong;
  }
  if (failedBefore) await clearFailures(pool, tenantId, subject);
}
