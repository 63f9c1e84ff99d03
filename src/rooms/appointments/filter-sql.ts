import { appointmentKind, approvalStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { fieldProblem } from '../../problems.ts';
import { windowOf } from '../../wire/window.ts';
import { advancedConditions } from './advanced-search-sql.ts';
import { type Builder, readsJoinedTable, storedProperties, typed, typedType, visibleType } from './list-builder-sql.ts';
import type { ListQuery } from './list-query.ts';
import type { ListPlan } from './list-sql.ts';
import { mayReadDeleted, readerParameters, seesDrafts } from './row-sql.ts';

/** Turns the parameters of GET /Appointment into a plan, by the table of contract/behaviour.md section 2. */
export function listPlan(query: ListQuery, scope: Scope): ListPlan {
  const parameters = readerParameters(scope, query.showall);
  const builder: Builder = {
    conditions: ['a.tenant_id = $1', seesDrafts],
    parameters,
    parameter: (value, type) => `$${parameters.push(value)}::${type}`,
    property: storedProperties,
    readsNames: false,
  };
  addWindow(builder, query);
  addAgents(builder, query);
  addKinds(builder, query);
  return planOf(builder, query);
}

/** Adds what a query asks of every row, whatever its kind. */
export function planOf(builder: Builder, query: ListQuery): ListPlan {
  addDropping(builder, query);
  addKeeping(builder, query);
  const order = orderOf(query, builder);
  const readsNames = builder.readsNames || order.some(({ sql }) => readsJoinedTable(sql));
  return { parameters: builder.parameters, conditions: builder.conditions, order, readsNames };
}

/** Overlap with the half-open window; a row without length counts as an instant, a dateless task is always in. */
export function addWindow(builder: Builder, query: ListQuery): void {
  const { from, to } = windowOf(query);
  if (from === undefined && to === undefined) return;
  const bound = (instant: number | undefined) =>
    builder.parameter(instant === undefined ? null : new Date(instant).toISOString(), 'timestamptz');
  const overlaps = from === to ? goingOnAt(bound(from)) : `a.span && tstzrange(${bound(from)}, ${bound(to)})`;
  builder.conditions.push(`(${overlaps} or a.starts_at is null)`);
}

/** In a window without length: what has begun before it and ends after it. */
const goingOnAt = (instant: string) => `a.span @> ${instant} and a.starts_at < ${instant}`;

function addAgents(builder: Builder, query: ListQuery): void {
  const ids = agentsAsked(query);
  if (ids) builder.conditions.push(`a.agent_id = any (${builder.parameter(ids, 'bigint[]')})`);
}

/** @returns undefined for all agents */
export function agentsAsked(query: ListQuery): number[] | undefined {
  const ids = [...(query.agents ?? []), ...(query.agent_id ?? [])];
  return ids.length === 0 || ids.includes(0) ? undefined : [...new Set(ids)];
}

/** 0 appointment, 1 task, 2 shift, 3 leave (column kind). The ...only parameters win over the show... ones. */
function addKinds(builder: Builder, query: ListQuery): void {
  const only = [query.appointmentsonly && 0, query.tasksonly && 1, query.shiftsonly && 2].filter(isNumber);
  const shown = [
    ...(query.showappointments === false ? [] : [0, 1]),
    ...(query.showshifts ? [2] : []),
    ...(query.showholidays ? [3] : []),
  ];
  builder.conditions.push(`a.kind = any (${builder.parameter(only.length > 0 ? only : shown, 'smallint[]')})`);
  if (only.length === 0 && query.showholidays) builder.conditions.push(isDecidedLeave);
}

/** Leave that waits for a decision, or was refused, is no leave yet. */
const isDecidedLeave = `(a.kind <> ${appointmentKind.leave} or coalesce(a.approval_status, ${approvalStatus.approved}) = ${approvalStatus.approved})`;

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Of a master here, or of one in another calendar. */
const isChild = `(a.master_id is not null or coalesce(a.recurring_master_id, '') <> '')`;

/** Filters that take some rows away. A masked row does not tell whether it is one of those, so it stays. */
function addDropping(builder: Builder, query: ListQuery): void {
  const unlessMasked = (condition: string) => builder.conditions.push(`(${condition} or not whole)`);
  builder.conditions.push(query.includedeleted ? `(not a.deleted or whole and ${mayReadDeleted})` : 'not a.deleted');
  if (query.hidecompleted) unlessMasked('a.complete_status <> 0');
  if (query.excluderecurring) unlessMasked(`not (a.is_master or ${isChild})`);
  if (query.excluderecurringmaster) unlessMasked('not a.is_master');
  if (query.excludenonticketapptodo) unlessMasked('(a.kind > 1 or a.ticket_id is not null)');
}

/** Filters that choose some rows. A masked row is never one of them: being chosen would tell what it hides. */
function addKeeping(builder: Builder, query: ListQuery): void {
  const keep = (condition: string) => builder.conditions.push('whole', condition);
  const equals = (id: number | null | undefined, column: string) => {
    if (id && id > 0) keep(`${column} = ${builder.parameter(id, 'bigint')}`);
  };
  const oneOf = (ids: number[] | null | undefined, condition: (list: string) => string) => {
    if (ids && ids.length > 0) keep(condition(builder.parameter(ids, 'bigint[]')));
  };
  equals(query.client_id, 'a.client_id');
  equals(query.site_id, 'a.site_id');
  equals(query.ticket_id, 'a.ticket_id');
  if (query.toplevel_id && query.toplevel_id > 0) {
    const toplevel = builder.parameter(query.toplevel_id, 'bigint');
    keep(`a.client_id in (select id from client where tenant_id = $1 and toplevel_id = ${toplevel})`);
  }
  oneOf(query.assets, usesAssets);
  oneOf(query.locations, (list) => `a.appointment_location = any (${list})`);
  oneOf(query.types, (list) => `a.appointment_type_id = any (${list})`);
  oneOf(query.statuses, hasStatus);
  addRecurring(builder, query, keep);
  if (query.getopenjourney) keep('a.actual_start is not null and a.complete_status <> 0');
  if (query.my_approvals) keep(waitsForReader);
  addSearch(builder, query, keep);
  for (const condition of advancedConditions(query.advanced_search, builder)) keep(condition);
}

const usesAssets = (list: string) => `(
  exists (select from appointment_asset x where x.tenant_id = $1 and x.appointment_id = a.id and x.asset_id = any (${list}))
  or exists (select from ticket_asset x where x.tenant_id = $1 and x.ticket_id = a.ticket_id and x.asset_id = any (${list})))`;

const hasStatus = (list: string) =>
  `case when a.complete_status = 0 then a.appointment_status else a.open_appointment_status end = any (${list})`;

/** An admin may decide any, but is only shown what nobody else was asked; nobody decides their own, unless alone. */
const waitsForReader = `a.approval_status = 0
  and (a.agent_id is distinct from $2 or not exists (select from agent other
    where other.tenant_id = $1 and other.id <> $2 and not other.isdisabled))
  and (a.requestedapprovalagent = $2 or ($4 and a.requestedapprovalagent is null))`;

function addRecurring(builder: Builder, query: ListQuery, keep: (condition: string) => void): void {
  if (query.isrecurringmaster) keep('a.is_master');
  if (query.isrecurringchild) keep(isChild);
  if (query.recurringchangeonly) keep('a.is_exception');
  const master = query.recurringmasterid?.trim();
  if (master) {
    const text = builder.parameter(master, 'text');
    keep(`(a.recurring_master_id = ${text} or a.master_id::text = ${text})`);
  }
}

const mostWords = 20;

function addSearch(builder: Builder, query: ListQuery, keep: (condition: string) => void): void {
  const words = (query.search ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > mostWords) throw fieldProblem('search', `Search for at most ${mostWords} words.`);
  for (const word of words) {
    builder.readsNames = true;
    keep(`position(lower(${builder.parameter(word, 'text')}) in lower(${searched})) > 0`);
  }
}

const searched = `concat_ws(' ', a.subject, a.note, a.extra->>'note_html', client.name, client_user.name, site.name,
  location_entry.name, a.appointment_location_free_text)`;

function orderOf(query: ListQuery, builder: Builder): ListPlan['order'] {
  const wanted = (['', '2', '3', '4', '5'] as const).flatMap((place) => {
    const name = query[`order${place}`]?.trim();
    return name
      ? [{ ...orderKey(name, `order${place}`, builder), descending: query[`orderdesc${place}`] === true }]
      : [];
  });
  const byStart = { sql: 'a.starts_at', type: 'timestamptz', descending: query.orderdesc === true };
  return wanted.length > 0 ? wanted : [byStart];
}

function orderKey(name: string, parameter: string, { property }: Builder): { sql: string; type: string } {
  const found = property(name);
  if (!found) {
    throw fieldProblem(parameter, `There is no list property '${name.slice(0, 60)}' to order by.`);
  }
  if (found.visible) return { sql: found.sql, type: visibleType(found) };
  const sql =
    name.toLowerCase() === 'subject'
      ? `case when whole then a.subject else 'Private' end`
      : `case when whole then ${typed(found)} end`;
  return { sql, type: typedType(found) };
}
