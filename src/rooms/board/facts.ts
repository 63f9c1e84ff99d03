import type { HolidayTimes } from '../holidays/closed-rules.ts';

/** What a board is made of, as the database says it. */

export interface BoardFacts {
  /** The snapshot of the statement: the feed goes on from it. */
  readonly feed: string;
  readonly agents: readonly AgentFacts[];
  readonly blocks: readonly BlockFacts[];
  readonly unassigned: readonly BlockFacts[];
  readonly queue: readonly QueueFacts[];
  readonly teams: readonly { id: number; name: string }[];
  readonly types: readonly { id: number; name: string; colour: string | null }[];
  readonly skills: readonly string[];
}

export interface AgentFacts {
  readonly id: number;
  readonly name: string;
  readonly skills: readonly string[];
  readonly colour: string | null;
  readonly timezone: string;
  readonly team: string | null;
  readonly workday_id: number | null;
  readonly teams: readonly number[];
  readonly can: boolean;
}

/** Times in seconds since 1970. */
export type BlockFacts = readonly [
  id: number,
  agentId: number | null,
  from: number,
  until: number,
  kind: 0 | 1 | 2,
  flags: number,
  subject: string,
  clientId: number,
  ticketId: number,
  typeId: number,
  version: number,
  more: MoreFacts,
];

export interface MoreFacts {
  readonly before?: number;
  readonly after?: number;
  readonly started?: number;
  readonly ended?: number;
  readonly location?: string;
  readonly with?: readonly number[];
  readonly team?: number;
}

export interface QueueFacts {
  readonly id: number;
  readonly summary: string;
  readonly client_id: number | null;
  readonly site: string | null;
  readonly priority: number | null;
  readonly priority_name: string | null;
  readonly due: number | null;
  readonly skills: readonly string[] | null;
  readonly estimate: number | null;
  readonly team_id: number | null;
  readonly agent_id: number | null;
  readonly status: number;
  readonly of: number;
}

export interface Closure extends HolidayTimes {
  readonly id: string;
  readonly name: string;
  /** 0 a public holiday, 1 a freeze, 2 planned maintenance. */
  readonly entity: number;
  readonly workday_id: number | null;
  readonly service: string | null;
  readonly risk: number;
}
