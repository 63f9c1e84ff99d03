import type { Scope } from '../kernel/auth/scope.ts';
import type { Connection } from '../kernel/db/transaction.ts';
import { HOUR } from '../kernel/time/units.ts';
import { saveElements } from '../rooms/appointments/save-elements.ts';
import { draftsOf, saveAll } from '../rooms/directory/save.ts';
import { resources } from '../rooms/directory/schema/all.ts';
import type { Entity } from '../rooms/directory/schema/resource.ts';
import { addressOf, assets, customers, people, services, teams, tourSignIns } from './desk.ts';
import type { Entry } from './entry.ts';
import type { Ticket } from './planned-tickets.ts';

/** Where the demonstration is written. */
export interface Writing {
  connection: Connection;
  scope: Scope;
  now: number;
  /** Hash of the password of those who can sign in. */
  passwordHash: string;
}

/** Ids by kind of thing and name. */
export type Ids = (entity: Entity, name: string) => number;

/** Writes the desk and its customers. */
export async function writeDesk(writing: Writing): Promise<Ids> {
  const known = new Map<string, number>();
  const ids: Ids = (entity, name) => known.get(`${entity} ${name}`) as number;
  const save = async (entity: Entity, elements: Record<string, unknown>[]) => {
    const saved = await saveThings(writing, entity, elements);
    for (const [index, id] of saved.entries()) known.set(`${entity} ${elements[index]?.name}`, id);
  };
  await save(
    'team',
    teams.map(({ name }) => ({ name })),
  );
  await save(
    'agent',
    people.map((person) => agentElement(person, ids)),
  );
  await saveThings(
    writing,
    'team',
    teams.map(({ name, manager }) => managed(ids, name, manager)),
  );
  await save(
    'client',
    customers.map(({ name, zone }) => ({ name, timezone: zone })),
  );
  for (const customer of customers) {
    const client_id = ids('client', customer.name);
    await save(
      'site',
      customer.sites.map((site) => ({ ...site, client_id })),
    );
    await save(
      'user',
      customer.users.map((name, index) => userElement(name, index, customer, client_id, ids)),
    );
  }
  await save(
    'asset',
    assets.map((asset) => assetElement(asset, ids)),
  );
  for (const { name, target, needs } of services) {
    await save('service', [{ name, target_percent: target, depends_on: needs.map((need) => ids('service', need)) }]);
  }
  return ids;
}

async function saveThings(writing: Writing, entity: Entity, elements: Record<string, unknown>[]): Promise<number[]> {
  const { connection, scope, now, passwordHash } = writing;
  const resource = resources.find((one) => one.entity === entity) as (typeof resources)[number];
  const drafts = draftsOf(resource, elements);
  const signers = drafts.filter(({ values }) => (tourSignIns as readonly unknown[]).includes(values.name));
  const passwords = new Map(
    entity === 'agent' ? signers.map((draft) => [draft, { hash: passwordHash, presentMatches: true }]) : [],
  );
  const saving = { connection, scope, now, resource, expected: undefined, passwords, changes: [] };
  return (await saveAll(saving, drafts)).map(({ id }) => id);
}

function agentElement({ name, team, role, zone, colour, skills }: (typeof people)[number], ids: Ids) {
  return { name, email: addressOf(name), role, timezone: zone, colour, skills, team_id: ids('team', team) };
}

function managed(ids: Ids, name: string, manager: string) {
  return { id: ids('team', name), manager_id: ids('agent', manager), timesheet_approver: ids('agent', manager) };
}

function userElement(name: string, index: number, customer: (typeof customers)[number], client_id: number, ids: Ids) {
  const site = customer.sites[index % customer.sites.length] as { name: string };
  const emailaddress = `${name.toLowerCase().replace(' ', '.')}@${customer.domain}`;
  return { name, client_id, site_id: ids('site', site.name), emailaddress };
}

function assetElement({ name, type, bookable, customer }: (typeof assets)[number] & { customer?: string }, ids: Ids) {
  return {
    name,
    assettype_id: type,
    ...(bookable && { bookable }),
    ...(customer && { client_id: ids('client', customer) }),
  };
}

/** @param start the instant that the tickets' times count from
 * @returns the ids of the tickets by their summaries */
export async function writeTickets(
  writing: Writing,
  ids: Ids,
  tickets: readonly Ticket[],
  start: number,
): Promise<Map<string, number>> {
  const elements = tickets.map((ticket) => ({
    summary: ticket.summary,
    tickettype_id: ticket.type,
    status: ticket.status,
    priority: ticket.priority,
    client_id: ids('client', ticket.customer),
    site_id: ids('site', ticket.site),
    user_id: ids('user', ticket.user),
    team_id: ids('team', ticket.team),
    ...(ticket.agent && { agent_id: ids('agent', ticket.agent) }),
    dateoccurred: start + ticket.occurred,
    ...(ticket.closed !== null && { dateclosed: start + ticket.closed }),
    targetdate: start + ticket.occurred + ticket.priority * 48 * HOUR,
    services: ticket.services.map((service) => ids('service', service)),
    ...(ticket.asset && { assets: [ids('asset', ticket.asset)] }),
    ...(ticket.planned && plannedMembers(ticket.planned, start)),
  }));
  const saved = await saveThings(writing, 'ticket', elements);
  return new Map(saved.map((id, index) => [elements[index]?.summary as string, id]));
}

function plannedMembers({ start, end, risk, estimate }: NonNullable<Ticket['planned']>, from: number) {
  return { start_date: from + start, end_date: from + end, ...(risk && { risk }), ...(estimate && { estimate }) };
}

/** @returns how many rows the week has */
export async function writeWeek(
  { connection, scope, now }: Writing,
  ids: Ids,
  ticketIds: Map<string, number>,
  entries: readonly Entry[],
): Promise<number> {
  const elements = entries.map(({ agents, ticket, asset, asks, element }) => ({
    ...element,
    agents: agents.map((name) => ({ id: ids('agent', name) })),
    ...(ticket && { ticket_id: ticketIds.get(ticket) ?? null }),
    ...(asset && { asset_ids: [ids('asset', asset)] }),
    ...(asks && { requestedapprovalagent: ids('agent', asks) }),
    ...(element.complete_status === 0 && { complete_agent_id: ids('agent', agents[0] as string) }),
  }));
  await saveElements(connection, scope, now, elements);
  return entries.reduce((rows, { agents }) => rows + agents.length, 0);
}
