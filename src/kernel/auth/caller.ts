import { knownScopes, type Role, type Scope } from './scope.ts';

/** Who somebody is in the database, and the scope that this makes. */

export interface CallerRow {
  name: string;
  role: Role;
  timezone: string;
  settings: { requestsPerMinute?: number };
  reports: number[] | null;
}

/** Agents whose line or timesheet manager this is, and those of teams that this agent manages (behaviour 1). */
const reportsOf = `select array_agg(r.id order by r.id) from agent r
  where r.tenant_id = a.tenant_id and r.id <> a.id and (
    r.linemanager = a.id or r.timesheet_manager = a.id
    or r.team_id in (select id from team where tenant_id = a.tenant_id and manager_id = a.id)
    or r.id in (select m.agent_id from team_member m join team g on g.tenant_id = m.tenant_id and g.id = m.team_id
      where m.tenant_id = a.tenant_id and g.manager_id = a.id))`;

/** Columns of a caller: an agent `a` of a tenant `t`. */
export const callerColumns = `a.name, a.role, coalesce(nullif(a.timezone, ''), t.timezone) as timezone, t.settings,
  case when a.role = 'manager' then (${reportsOf}) end as reports`;

export interface Acting {
  tenantId: number;
  agentId: number;
  clientId: string;
  /** Space separated; those that we do not know count for nothing. */
  scopes: string;
}

export function scopeOf({ tenantId, agentId, clientId, scopes }: Acting, caller: CallerRow): Scope {
  const granted = scopes.split(' ').filter((scope) => (knownScopes as readonly string[]).includes(scope));
  return {
    tenantId,
    agentId,
    agentName: caller.name,
    timezone: caller.timezone,
    role: caller.role,
    reports: (caller.reports ?? []).map(Number),
    grants: new Set(granted),
    clientId,
    requestsPerMinute: caller.settings.requestsPerMinute ?? 100_000,
  };
}
