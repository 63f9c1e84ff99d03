import { clients, sites, users } from './customers.ts';
import { agents, teams } from './people.ts';
import type { Entity, Resource } from './resource.ts';
import { assets, services, tickets } from './work.ts';

/** The directory, without the lookups, whose ids are only unique within their list (lookups.ts). */
export const resources: Resource[] = [agents, teams, clients, sites, users, tickets, assets, services];

/** Two sides of one many-to-many property: writing one side makes a new version of the other. */
export const mirrors: Partial<Record<Entity, Resource>> = { agent: teams, team: agents };
