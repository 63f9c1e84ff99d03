import { fieldProblem } from '../../problems.ts';
import type { ApiClientElement } from './client-schema.ts';
import { redirectUriFault } from './rules.ts';

/** What may be said of an API client. */

interface Facts {
  name: string;
  agent_id: number | null;
  redirect_uris: string[];
}

/** What a client is after an element; properties that are missing stay.
 * @param stored undefined for a new one */
export function factsAfter(
  stored: (Omit<Facts, 'agent_id'> & { agent_id?: number }) | undefined,
  { name, agent_id, redirect_uris }: ApiClientElement,
  isPublic: boolean,
): Facts {
  const agent = agent_id === undefined ? stored?.agent_id : agent_id;
  const after = {
    name: (name ?? stored?.name ?? '').trim(),
    agent_id: agent && agent > 0 ? agent : null,
    redirect_uris: (redirect_uris ?? stored?.redirect_uris ?? []).map((uri) => uri.trim()),
  };
  if (!after.name) throw fieldProblem('name', 'Is required.');
  if (isPublic && after.agent_id !== null)
    throw fieldProblem('agent_id', 'Only a client with a secret may act as an agent.');
  for (const uri of after.redirect_uris) {
    const fault = redirectUriFault(uri);
    if (fault) throw fieldProblem('redirect_uris', `${uri.slice(0, 200)} ${fault}.`);
  }
  return after;
}

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
