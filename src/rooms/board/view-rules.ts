import type { Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import type { ViewElement } from './schema.ts';

/** What an element of a post makes of a saved view. */

interface Stored {
  readonly agent_id: number;
  readonly name: string;
  readonly shared: boolean;
  readonly settings: Record<string, unknown>;
}

/** Settings are the page's affair, but not of any size. */
const longestSettings = 20_000;

/** @throws Problem naming the field that is wrong, forbidden for the view of somebody else */
export function viewFrom(element: ViewElement, stored: Stored | undefined, scope: Scope): Stored {
  if (stored) refuseOthers(stored, scope);
  const name = (element.name === undefined ? stored?.name : element.name)?.trim();
  if (!name) throw fieldProblem('name', 'Give the view a name.');
  const settings = element.settings === undefined ? (stored?.settings ?? {}) : (element.settings ?? {});
  if (JSON.stringify(settings).length > longestSettings) {
    throw fieldProblem('settings', `Settings are at most ${longestSettings} characters of JSON.`);
  }
  const shared = element.shared === undefined ? (stored?.shared ?? false) : element.shared === true;
  return { agent_id: stored?.agent_id ?? scope.agentId, name, shared, settings: settings as Record<string, unknown> };
}

export function mayChangeView({ agent_id }: Pick<Stored, 'agent_id'>, { agentId, role }: Scope): boolean {
  return agent_id === agentId || role === 'admin';
}

/** @throws Problem forbidden */
export function refuseOthers(stored: Pick<Stored, 'agent_id'>, scope: Scope): void {
  if (!mayChangeView(stored, scope)) throw new Problem('forbidden', 'The view is of another agent: make one like it.');
}
