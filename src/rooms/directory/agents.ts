import type { Scope } from '../../kernel/auth/scope.ts';
import { hashSecret, secretMatches } from '../../kernel/auth/secret.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { lockAdmins, passwordHashOf } from './agents-sql.ts';
import type { Draft } from './draft-rules.ts';
import { mayLoseAdmin, needsPresentPassword, passwordRefusal } from './rules.ts';

/** Passwords of a request, by draft: checked and hashed before its transaction begins, because that takes long. */
export type Passwords = Map<Draft, { hash: string; presentMatches: boolean }>;

export async function readyPasswords(connection: Connection, scope: Scope, drafts: Draft[]): Promise<Passwords> {
  const passwords: Passwords = new Map();
  for (const draft of drafts) {
    const refusal = passwordRefusal(scope, draft.id, draft.commands);
    if (refusal) throw fieldProblem(`${draft.path}.${refusal.field}`, refusal.message);
    const { password, current_password } = draft.commands as { password?: string; current_password?: string };
    if (password === undefined) continue;
    const presentMatches =
      !needsPresentPassword(scope, draft.id) ||
      (await secretMatches(current_password ?? '', await passwordHashOf(connection, scope.tenantId, scope.agentId)));
    passwords.set(draft, { hash: await hashSecret(password), presentMatches });
  }
  return passwords;
}

/** Refuses a wrong present password; keeps two admins from demoting each other at the same moment. */
export async function beforeSavingAgents(connection: Connection, scope: Scope, drafts: Draft[], passwords: Passwords) {
  for (const [{ path }, { presentMatches }] of passwords) {
    if (!presentMatches) throw fieldProblem(`${path}.current_password`, 'Is not your present password.');
  }
  if (drafts.some(mayLoseAdmin)) await lockAdmins(connection, scope.tenantId);
}

/** Nobody else could make the next admin. */
export async function refuseWithoutAdmin(connection: Connection, tenantId: number): Promise<void> {
  if ((await lockAdmins(connection, tenantId)) > 0) return;
  throw new Problem('conflict', 'This is the last enabled admin: make another one first.');
}
