import type { Scope } from '../../kernel/auth/scope.ts';
import type { Zone } from '../../kernel/time/zones.ts';

/** What the rules must know besides the row and the request; save-sql.ts finds it out. */
export interface Facts {
  scope: Scope;
  now: number;
  /** Until when occurrences of series are made. */
  horizon: number;
  agents: ReadonlyMap<number, AgentFacts>;
  /** Zone of rows without an agent. */
  tenantZone: Zone;
  /** Appointment types that leave the agent free. */
  freeTypes: ReadonlySet<number>;
  tickets: ReadonlyMap<number, TicketFacts>;
  callerEmail: string;
  /** The tenant has one agent, who may then decide their own. */
  onlyAgent: boolean;
}

export interface AgentFacts {
  id: number;
  name: string;
  zone: Zone;
  isDisabled: boolean;
}

export interface TicketFacts {
  client_id: number | null;
  site_id: number | null;
  user_id: number | null;
}
