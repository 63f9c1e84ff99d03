import { Problem } from '../../problems.ts';

export type Role = 'agent' | 'manager' | 'admin';

/** The parts of the product that scopes of a token speak of; `self` is who one is, which every token may ask. */
export type Area = 'calendar' | 'timesheets' | 'directory' | 'settings' | 'self';

/** Whom a request acts for, in which tenant, and what it may do: the role of the agent, narrowed by the token. */
export interface Scope {
  tenantId: number;
  agentId: number;
  agentName: string;
  /** IANA zone of the agent, else of the tenant. */
  timezone: string;
  role: Role;
  /** Agents whose rows a manager may change; empty for other roles. */
  reports: readonly number[];
  /** Known scopes of the token. */
  grants: ReadonlySet<string>;
  /** The API client that the token was given to. */
  clientId: string;
  /** Requests a minute that the tenant allows one client. */
  requestsPerMinute: number;
}

/** What a route asks of its caller. */
export interface Access {
  area: Area;
  edit: boolean;
  /** The least role; absent means any. */
  role?: Role;
}

export const knownScopes = [
  'all',
  'admin',
  'read:calendar',
  'edit:calendar',
  'read:timesheets',
  'edit:timesheets',
  'editMine:timesheets',
] as const;

const rank: Record<Role, number> = { agent: 0, manager: 1, admin: 2 };

/** Which scopes open an area, for reading and for editing. `all` and `admin` open every one. */
const openers: Record<Exclude<Area, 'self'>, { read: string[]; edit: string[] }> = {
  calendar: { read: ['read:calendar', 'edit:calendar'], edit: ['edit:calendar'] },
  timesheets: {
    read: ['read:timesheets', 'edit:timesheets', 'editMine:timesheets'],
    edit: ['edit:timesheets', 'editMine:timesheets'],
  },
  // Names and ids: whoever may read anything may look them up.
  directory: { read: knownScopes.slice(2), edit: [] },
  settings: { read: [], edit: [] },
};

/** @throws Problem forbidden when the caller's role or token does not reach `access`. */
export function permit(scope: Scope, access: Access): void {
  if (access.role && rank[scope.role] < rank[access.role]) {
    throw new Problem(
      'forbidden',
      `Only ${access.role === 'admin' ? 'an admin' : 'a manager or an admin'} may do this`,
    );
  }
  if (grantsReach(scope.grants, access)) return;
  throw new Problem(
    'forbidden',
    `This token's scopes do not allow ${access.edit ? 'changing' : 'reading'} ${access.area}`,
  );
}

function grantsReach(grants: ReadonlySet<string>, { area, edit }: Access): boolean {
  if (area === 'self') return !edit;
  if (grants.has('all') || grants.has('admin')) return true;
  return openers[area][edit ? 'edit' : 'read'].some((grant) => grants.has(grant));
}

/** May the caller change rows of this agent? Rows of nobody are for everyone who may edit. */
export function mayChangeRowsOf(scope: Scope, agentId: number | null): boolean {
  return agentId === null || agentId === scope.agentId || scope.role === 'admin' || scope.reports.includes(agentId);
}
