import type { Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem, Problem } from '../../problems.ts';
import { decisionOf, refuseStranger, type Standing } from './leave-rules.ts';
import { type HolidayElement, type HolidayKind, type HolidayRow, holidayEntity, keptNames, kindOf } from './schema.ts';
import { timesOf } from './time-rules.ts';

/** What an element of a post makes of a holiday, leave, freeze or maintenance. */

/** What the rules must know besides the row and the request. */
export interface HolidayFacts extends Standing {
  readonly now: number;
  /** Hours that the stored row is shown with: sent back, they are not said. */
  readonly shownHours: number | undefined;
  /** Its schedule is said anew. */
  readonly recursAnew: boolean;
}

/** The row that an element makes of a stored one, or a new one.
 * @throws Problem naming the field that is wrong, or saying why the caller may not */
export function holidayFrom(element: HolidayElement, stored: HolidayRow | undefined, facts: HolidayFacts): HolidayRow {
  const whose = whoseIsIt(element, stored);
  const kind = kindOf(whose);
  mayWrite(facts.scope, whose);
  const row: HolidayRow = {
    ...undecided,
    duration: null,
    ...stored,
    ...whose,
    ...timesOf(element, stored),
    id: stored?.id ?? null,
    holid: stored?.holid ?? null,
    name: element.name === undefined ? (stored?.name ?? '') : (element.name ?? '').trim(),
    holiday_type: typeOf(element, stored, kind),
    is_recurring: recurs(element, stored),
    ...freezeOf(element, stored, kind),
    created_by: stored?.created_by ?? facts.scope.agentId,
    loaded_from: stored?.loaded_from ?? null,
    extra: keptOf(element, stored),
    version: stored?.version ?? 1,
    last_modified: facts.now,
  };
  const timedRow = { ...row, duration: saidHours(element, stored, row, facts) };
  if (kind === 'leave') return withDecision(timedRow, element, stored, facts);
  return timedRow;
}

const undecided = {
  approval_status: null,
  requested_at: null,
  decided_by: null,
  decided_at: null,
  approvalnote: null,
} as const;

/** Does the row say something else than the stored one, the decision and what the server notes aside? */
export function saysElse(row: HolidayRow, stored: HolidayRow): boolean {
  const said = ({ version, last_modified, ...rest }: HolidayRow) => JSON.stringify({ ...rest, ...undecided }, sorted);
  return said(row) !== said(stored);
}

/** @throws Problem forbidden unless the caller may make and change this row */
export function mayWrite(scope: Scope, row: Pick<HolidayRow, 'entity' | 'agent_id'>): void {
  if (kindOf(row) === 'leave') refuseStranger(scope, row.agent_id as number);
  else if (scope.role !== 'admin')
    throw new Problem('forbidden', 'Only an admin may change public holidays, freezes and maintenance.');
}

type Whose = Pick<HolidayRow, 'entity' | 'agent_id' | 'workday_id' | 'service_id'>;

function whoseIsIt(element: HolidayElement, stored: HolidayRow | undefined): Whose {
  const entity = element.entity ?? stored?.entity ?? holidayEntity.holiday;
  if (stored && entity !== stored.entity) throw fieldProblem('entity', 'Cannot change; make another one.');
  if (entity !== holidayEntity.holiday) {
    const service_id = idOf(element.entity_id, stored?.service_id, 1);
    if (entity === holidayEntity.maintenance && service_id === null) {
      throw fieldProblem('entity_id', 'Say which service is maintained.');
    }
    return { entity, agent_id: null, workday_id: null, service_id };
  }
  // Clients take the agents 0 and 1 for nobody.
  const agent_id = idOf(element.agent_id, stored?.agent_id, 2);
  const workday_id = agent_id === null ? idOf(element.workday_id, stored?.workday_id, 1) : null;
  if (agent_id === null && workday_id === null) {
    throw fieldProblem('agent_id', 'Say whose leave it is by agent_id, or of which workday it is a public holiday.');
  }
  if (stored && agent_id !== stored.agent_id) throw fieldProblem('agent_id', 'Cannot change; make another one.');
  return { entity, agent_id, workday_id, service_id: null };
}

function idOf(given: number | null | undefined, stored: number | null | undefined, least: number): number | null {
  if (given === undefined) return stored ?? null;
  return given !== null && given >= least ? given : null;
}

/** Leave that does not say is annual leave. */
function typeOf({ holiday_type }: HolidayElement, stored: HolidayRow | undefined, kind: HolidayKind): number {
  const said = holiday_type === undefined ? stored?.holiday_type : (holiday_type ?? undefined);
  return said !== undefined && said > 0 ? said : kind === 'leave' ? 1 : 0;
}

function recurs({ isrecurring, schedule }: HolidayElement, stored: HolidayRow | undefined): boolean {
  if (isrecurring !== undefined) return isrecurring === true;
  return schedule ? true : (stored?.is_recurring ?? false);
}

function freezeOf(element: HolidayElement, stored: HolidayRow | undefined, kind: HolidayKind) {
  if (kind !== 'freeze') return { risk: 0, freeze_per_client: false, freeze_clients: [] };
  const { risk, change_freeze_clients: clients, enable_change_freeze_per_client: perClient } = element;
  const freeze_clients = clients === undefined ? (stored?.freeze_clients ?? []) : clientIds(clients ?? []);
  return {
    risk: risk === undefined ? (stored?.risk ?? 0) : (risk ?? 0),
    freeze_clients,
    // Whoever names clients means those.
    freeze_per_client: perClient === undefined ? saysClients(clients, stored) : perClient === true,
  };
}

function saysClients(clients: HolidayElement['change_freeze_clients'], stored: HolidayRow | undefined): boolean {
  return clients === undefined ? (stored?.freeze_per_client ?? false) : (clients?.length ?? 0) > 0;
}

function clientIds(given: NonNullable<HolidayElement['change_freeze_clients']>): number[] {
  const ids = given.map((one, index) => {
    const id = one?.client_id ?? one?.id ?? 0;
    if (id > 0) return id;
    throw fieldProblem(`change_freeze_clients[${index}]`, 'Must have the id of a client as client_id.');
  });
  return [...new Set(ids)].sort((one, other) => one - other);
}

function keptOf(element: HolidayElement, stored: HolidayRow | undefined): Record<string, unknown> {
  const extra: Record<string, unknown> = { ...stored?.extra };
  for (const name of keptNames) {
    const given = element[name];
    if (given === null) delete extra[name];
    else if (given !== undefined) extra[name] = given;
  }
  return extra;
}

/** Only timed leave may say how many hours it takes; 0, which clients send by default, leaves it computed. */
function saidHours(
  { duration }: HolidayElement,
  stored: HolidayRow | undefined,
  row: HolidayRow,
  { shownHours }: HolidayFacts,
): number | null {
  if (row.agent_id === null || row.all_day) return null;
  const before = stored?.all_day === false ? stored.duration : null;
  if (duration === undefined || duration === shownHours) return before;
  return duration === 0 ? null : duration;
}

function withDecision(
  row: HolidayRow,
  element: HolidayElement,
  stored: HolidayRow | undefined,
  facts: HolidayFacts,
): HolidayRow {
  const differs = stored !== undefined && (facts.recursAnew || saysElse(row, stored));
  const moves = stored !== undefined && (facts.recursAnew || isMoved(row, stored));
  return {
    ...row,
    ...decisionOf(element, stored, row.agent_id as number, { differs, moves }, facts, facts.now),
  };
}

const moving = [
  'all_day',
  'start_date',
  'end_date',
  'starts_at',
  'ends_at',
  'holiday_type',
  'duration',
  'is_recurring',
] as const;

function isMoved(row: HolidayRow, stored: HolidayRow): boolean {
  return moving.some((name) => row[name] !== stored[name]);
}

/** jsonb gives members back in an order of its own. */
function sorted(_name: string, value: unknown): unknown {
  const isMembers = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMembers ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value;
}
