import { randomUUID } from 'node:crypto';
import type { Scope } from '../../kernel/auth/scope.ts';
import { hashSecret, newSecret } from '../../kernel/auth/secret.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem, notFound, Problem } from '../../problems.ts';
import { agentFacts } from '../directory/sql.ts';
import { createClient, setClientDisabled, setClientSecret } from './account-sql.ts';
import { factsAfter, isSame } from './client-rules.ts';
import type { ApiClientElement } from './client-schema.ts';
import { type ApiClient, lockClient, readClients, updateClient } from './client-sql.ts';

/** A secret for an element, made before the transaction: hashing takes long. */
export interface ReadySecret {
  secret: string;
  hash: string;
}

/** One for each element that needs a secret: a new client that is not public, a wish for a new one. */
export function readySecrets(elements: readonly ApiClientElement[]): Promise<(ReadySecret | undefined)[]> {
  return Promise.all(
    elements.map(async ({ id, public: isPublic, _new_secret }) => {
      if (id ? !_new_secret : isPublic) return undefined;
      const secret = newSecret();
      return { secret, hash: await hashSecret(secret) };
    }),
  );
}

/** @returns the client as it is shown, without its secret */
export async function saveClient(
  connection: Connection,
  scope: Scope,
  now: number,
  element: ApiClientElement,
  ready: ReadySecret | undefined,
): Promise<ApiClient> {
  const id = element.id
    ? await changeClient(connection, scope, now, element.id, element, ready)
    : await addClient(connection, scope, now, element, ready);
  const [saved] = await readClients(connection, scope.tenantId, id);
  if (!saved) throw notFound();
  return saved;
}

async function addClient(
  connection: Connection,
  scope: Scope,
  now: number,
  element: ApiClientElement,
  ready: ReadySecret | undefined,
): Promise<string> {
  const facts = factsAfter(undefined, element, element.public === true);
  await refuseUnknownAgent(connection, scope, facts.agent_id);
  const client = {
    clientId: randomUUID(),
    name: facts.name,
    secretHash: ready?.hash,
    agentId: facts.agent_id ?? undefined,
    redirectUris: facts.redirect_uris,
  };
  await createClient(connection, scope.tenantId, client, now, scope);
  if (element.disabled) await setClientDisabled(connection, scope.tenantId, client.clientId, true, now, scope);
  return client.clientId;
}

async function changeClient(
  connection: Connection,
  scope: Scope,
  now: number,
  id: string,
  element: ApiClientElement,
  ready: ReadySecret | undefined,
): Promise<string> {
  const stored = await lockClient(connection, scope.tenantId, id);
  if (!stored) throw notFound();
  if (element._new_secret && stored.public) throw fieldProblem('_new_secret', 'A public client has no secret.');
  const before = { name: stored.name, agent_id: stored.agent_id ?? null, redirect_uris: stored.redirect_uris };
  const after = factsAfter(stored, element, stored.public);
  if (after.agent_id !== before.agent_id) await refuseUnknownAgent(connection, scope, after.agent_id);
  if (!isSame(before, after)) await updateClient(connection, scope, now, id, { before, after });
  if (ready) await setClientSecret(connection, scope.tenantId, id, ready.hash, now, scope);
  const { disabled } = element;
  if (typeof disabled === 'boolean' && disabled !== stored.disabled)
    await setClientDisabled(connection, scope.tenantId, id, disabled, now, scope);
  return id;
}

async function refuseUnknownAgent(connection: Connection, { tenantId }: Scope, id: number | null): Promise<void> {
  if (id === null || (await agentFacts(connection, tenantId, [id])).has(id)) return;
  const text = `There is no agent ${id}.`;
  throw new Problem('unknown-reference', `agent_id: ${text}`, { errors: { agent_id: [text] } });
}
