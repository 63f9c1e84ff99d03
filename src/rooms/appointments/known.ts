import { randomUUID } from 'node:crypto';
import { lookupLists } from '../../codes.ts';
import { defaultHorizonDays } from '../../config.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { DAY } from '../../kernel/time/units.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { Facts } from './facts.ts';
import { idsByName, lockAgents, lockAssets, otherFacts, rowsWithMates, teamMembers } from './facts-sql.ts';
import { atElement } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { positiveAgent } from './rules.ts';
import type { Element } from './schema.ts';

/** What a save is planned from: everything that it touches is locked when this returns. */
export interface Known {
  facts: Facts;
  rows: AppointmentRow[];
}

/** Locks the agents, assets and rows that the elements speak of, always in this order, and reads what the rules ask.
 * @throws an error that makes the transaction run again when a row got another agent meanwhile */
export async function lockAndRead(
  connection: Connection,
  scope: Scope,
  now: number,
  elements: Element[],
  horizonDays = defaultHorizonDays,
): Promise<Known> {
  const horizon = now + horizonDays * DAY;
  const ids = elements.map((element) => element.id ?? 0).filter((id) => id > 0);
  const glimpse = await rowsWithMates(connection, scope.tenantId, ids, false);
  const agentIds = [...elements.flatMap(agentsNamed), ...glimpse.map((row) => row.agent_id)];
  const agents = await lockAgents(connection, scope.tenantId, sorted(agentIds));
  const assetIds = [...elements.flatMap(assetsNamed), ...glimpse.flatMap((row) => row.asset_ids)];
  await lockAssets(connection, scope.tenantId, sorted(assetIds));
  const rows = await rowsWithMates(connection, scope.tenantId, ids, true);
  if (rows.some((row) => row.agent_id !== null && !agents.has(row.agent_id))) {
    throw Object.assign(new Error('a row moved to an agent that is not locked'), { code: '40001' });
  }
  const tickets = [...elements.map((element) => element.ticket_id), ...rows.map((row) => row.ticket_id)];
  return { rows, facts: { scope, now, horizon, agents, ...(await otherFacts(connection, scope, sorted(tickets))) } };
}

function agentsNamed(element: Element): (number | null)[] {
  const listed = [...(element.agents ?? []), ...(element.followup_agents ?? [])].map((agent) => agent?.id);
  return [...listed, element.agent_id, element.followup_agent_id].map(positiveAgent);
}

function assetsNamed({ asset_ids }: Element): number[] {
  return (asset_ids ?? []).map((given) =>
    Number(typeof given === 'object' && given ? (given as { id?: unknown }).id : given),
  );
}

function sorted(ids: (number | null | undefined)[]): number[] {
  const real = ids.filter((id): id is number => Number.isInteger(id) && (id as number) > 0 && (id as number) < 2 ** 31);
  return [...new Set(real)].sort((a, b) => a - b);
}

/** The facts for a new row that needs no look at the database: one agent, no whole days, no follow-up. */
export function factsForPlainCreation(scope: Scope, now: number, agentId: number): Facts {
  const zone = findZone(scope.timezone) ?? UTC;
  const agent = { id: agentId, name: '', zone, isDisabled: false };
  return {
    scope,
    now,
    horizon: now,
    agents: new Map([[agentId, agent]]),
    tenantZone: zone,
    freeTypes: new Set(),
    tickets: new Map(),
    callerEmail: '',
    onlyAgent: false,
  };
}

export const newCollectionId = () => randomUUID();

/** A new shift of a team that names no agent is a shift of each member; with `open_shift` it is one that nobody has yet. */
export async function withTeamMembers(
  connection: Connection,
  tenantId: number,
  elements: Element[],
): Promise<Element[]> {
  const result: Element[] = [];
  for (const element of elements) {
    const { id, shift_type_id, shift_team_id, open_shift, agents, agent_id } = element;
    const isTeamShift = (id ?? 0) <= 0 && (shift_type_id ?? 0) > 0 && (shift_team_id ?? 0) > 0 && !open_shift;
    const namesNobody = (agents ?? []).length === 0 && positiveAgent(agent_id) === null;
    const members = isTeamShift && namesNobody ? await teamMembers(connection, tenantId, shift_team_id as number) : [];
    result.push(members.length > 0 ? { ...element, agents: members.map((member) => ({ id: member })) } : element);
  }
  return result;
}

/** The elements with the names of `import_*` turned into ids (with `_isimport`).
 * @throws Problem naming the field whose name nothing has */
export async function withImportedNames(
  connection: Connection,
  tenantId: number,
  elements: Element[],
): Promise<Element[]> {
  const result: Element[] = [];
  for (const [index, element] of elements.entries()) {
    result.push(element._isimport ? await imported(connection, tenantId, element, index) : element);
  }
  return result;
}

async function imported(connection: Connection, tenantId: number, element: Element, index: number): Promise<Element> {
  const find = async (field: keyof Element, kind: Parameters<typeof idsByName>[2]): Promise<number[]> => {
    const text = element[field];
    const names =
      typeof text === 'string'
        ? text
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== '')
        : [];
    const ids = await idsByName(connection, tenantId, kind, names);
    const unknown = names.filter((_name, place) => ids[place] === null);
    if (unknown.length > 0) {
      atElement(index, () => {
        throw fieldProblem(field, `Nothing is named '${unknown.join("', '").slice(0, 200)}'.`);
      });
    }
    return ids as number[];
  };
  const agents = await find('import_agent_ids', 'agent');
  const [user] = await find('import_user', 'user');
  const [type] = await find('import_appointment_type', { lookupid: lookupLists.appointmentTypes });
  const [openStatus] = await find('import_open_appointment_status', { lookupid: lookupLists.openAppointmentStatuses });
  const [shiftType] = await find('import_shift_type', { lookupid: lookupLists.shiftTypes });
  const agentStatus = atElement(index, () => agentStatusNamed(element.import_agent_status));
  return {
    ...element,
    ...(agents.length > 0 && { agents: agents.map((id) => ({ id })) }),
    ...(user !== undefined && { user_id: user }),
    ...(type !== undefined && { appointment_type_id: type }),
    ...(openStatus !== undefined && { open_appointment_status: openStatus }),
    ...(shiftType !== undefined && { shift_type_id: shiftType }),
    ...(agentStatus !== undefined && { agent_status: agentStatus }),
  };
}

function agentStatusNamed(name: string | null | undefined): number | undefined {
  if (!name) return undefined;
  const statuses: Record<string, number> = { free: 0, busy: 2, tentative: 1, 'out of office': 3 };
  const status = statuses[name.trim().toLowerCase()] ?? (/^-?\d{1,3}$/.test(name.trim()) ? Number(name) : undefined);
  if (status === undefined) throw fieldProblem('import_agent_status', 'It must be free or busy.');
  return status;
}
