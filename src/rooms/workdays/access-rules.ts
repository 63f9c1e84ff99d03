import type { Scope } from '../../kernel/auth/scope.ts';
import { Problem } from '../../problems.ts';
import type { WorkdayListQuery } from './schema.ts';

/** Who may use a workday, and who may edit it. */

/** `access_control_level` of the wire. */
export const accessLevel = { none: 0, use: 1, edit: 2 } as const;

/** What the caller may do with a workday: an admin edits every one.
 * @param listed what its access_control says of the caller; null when it names nobody at all */
export function levelOf(scope: Scope, listed: number | null): number {
  if (scope.role === 'admin') return accessLevel.edit;
  return listed ?? accessLevel.use;
}

/** Is a workday in the list? Those that the caller may use, an admin too; an admin gets all with `isconfig`. */
export function isListed(
  scope: Scope,
  listed: number | null,
  { isconfig, access_control_level: asked }: WorkdayListQuery,
): boolean {
  const mayUse = listed !== accessLevel.none || (scope.role === 'admin' && isconfig === true);
  return mayUse && levelOf(scope, listed) >= (asked ?? accessLevel.none);
}

/** @param level of the stored workday; undefined for a new one
 * @throws Problem forbidden */
export function refuseEditing(scope: Scope, level: number | undefined): void {
  if (scope.role === 'admin' || level === accessLevel.edit) return;
  throw new Problem('forbidden', 'Only admins, and those whom its access_control lets edit it, may change a workday.');
}

/** Who edits a workday may not say who else does, nor whose hours it is: that is for admins.
 * @param changed what of it would change
 * @throws Problem forbidden */
export function refuseSettling(scope: Scope, changed: Record<'access_control' | 'is_default' | 'holidays', boolean>) {
  const kept = Object.entries(changed).find(([, differs]) => differs)?.[0];
  if (scope.role !== 'admin' && kept) throw new Problem('forbidden', `Only an admin may change ${kept} of a workday.`);
}
