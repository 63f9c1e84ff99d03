import { Problem } from '../../problems.ts';

/** What keeps a row from being deleted. */

/** Rows that point at the one that is to be deleted. */
export interface Use {
  table: string;
  column: string;
  count: number;
  /** The first of their ids. */
  ids: string[];
  /** Their names, where they have any: for the text. */
  names?: string[];
}

/** What rows of a table are called, one and several; other tables are called by their own name. */
const names: Record<string, [one: string, several: string]> = {
  agent_past_workday: ['agent, in the past', 'agents, in the past'],
  api_client: ['API client', 'API clients'],
  appointment_asset: ['appointment', 'appointments'],
  client_user: ['user', 'users'],
  lookup: ['asset type', 'asset types'],
  service_dependency: ['service', 'services'],
  ticket_asset: ['ticket', 'tickets'],
  ticket_service: ['ticket', 'tickets'],
};

/** @throws Problem in-use that says which kinds of things point at it, how many, and the first of them. */
export function refuseInUse(word: string, uses: Use[]): void {
  if (uses.length === 0) return;
  const told = uses.map(({ table, column, count, ids, names: called }) => {
    const [one, several] = names[table] ?? [table.replaceAll('_', ' '), `${table.replaceAll('_', ' ')}s`];
    const more = count > ids.length ? ', ...' : '';
    const byName = called ? `: ${called.join(', ')}${more}` : '';
    return {
      kind: several,
      property: column,
      count,
      ids: ids.map(asNumber),
      text: `${count} ${count === 1 ? one : several} (${column}: ${ids.join(', ')}${more})${byName}`,
    };
  });
  const errors: Record<string, string[]> = {};
  for (const { kind, text } of told) errors[kind] = [...(errors[kind] ?? []), text];
  throw new Problem('in-use', `This ${word} is still in use: ${told.map(({ text }) => text).join('; ')}.`, {
    errors,
    members: { in_use_by: told.map(({ text: _text, ...use }) => use) },
  });
}

function asNumber(id: string): number | string {
  return /^\d+$/.test(id) ? Number(id) : id;
}
