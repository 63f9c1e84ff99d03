import type { Scope } from '../../kernel/auth/scope.ts';
import { hashSecret, secretMatches } from '../../kernel/auth/secret.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { failureSubject, recordFailure, refusedUntil } from '../sign-in/failure-sql.ts';
import { lockAdmins, signInOf } from './agents-sql.ts';
import type { Draft } from './draft-rules.ts';
import { mayLoseAdmin, needsPresentPassword, passwordRefusal } from './rules.ts';

/** Passwords of a request, by draft: checked and hashed before its transaction begins, because that takes long. */
export type Passwords = Map<Draft, { hash: string; presentMatches: boolean }>;

export async function readyPasswords(
  connection: Connection,
  scope: Scope,
  drafts: Draft[],
  now: number,
): Promise<Passwords> {
  const passwords: Passwords = new Map();
  for (const draft of drafts) {
    const refusal = passwordRefusal(scope, draft.id, draft.commands);
    if (refusal) throw fieldProblem(`${draft.path}.${refusal.field}`, refusal.message);
    const { password, current_password = '' } = draft.commands as { password?: string; current_password?: string };
    if (password === undefined) continue;
    const asked = needsPresentPassword(scope, draft.id);
    const presentMatches = !asked || (await isPresentPassword(connection, scope, current_password, now));
    passwords.set(draft, { hash: await hashSecret(password), presentMatches });
  }
  return passwords;
}

/** Guesses are slowed like those of a sign-in, and count with them. */
async function isPresentPassword(connection: Connection, { tenantId, agentId }: Scope, guess: string, now: number) {
  const { email, password_hash } = await signInOf(connection, tenantId, agentId);
  const subject = failureSubject('user', email);
  const wait = Math.ceil((((await refusedUntil(connection, tenantId, subject)) ?? 0) - now) / 1_000);
  if (wait > 0) {
    const headers = { 'Retry-After': String(wait) };
    throw new Problem('too-many-requests', `Too many wrong passwords. Try again in ${wait} seconds.`, { headers });
  }
  const matches = await secretMatches(guess, password_hash);
  if (!matches) await recordFailure(connection, tenantId, subject, now);
  return matches;
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
