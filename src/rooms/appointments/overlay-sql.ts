import { windowOf } from '../../wire/window.ts';
import type { PlannedKind } from '../change-calendar/planned-sql.ts';
import { addWindow, agentsAsked, planOf } from './filter-sql.ts';
import { type Builder, lookupOf } from './list-builder-sql.ts';
import type { ListQuery } from './list-query.ts';
import type { ListPlan } from './list-sql.ts';
import type { Overlay } from './overlay.ts';
import { askableProperties, holidayRows, plannedRows } from './overlay-row-sql.ts';
import type { UnionPlan } from './union-sql.ts';

const overlayProperty = lookupOf(askableProperties);

/** Adds the rows of an overlay to a list: every filter and order is asked of them, too.
 * @param stored the plan of the same query; its parameters become those of both */
export function unionPlan(stored: ListPlan, overlay: Overlay, query: ListQuery): UnionPlan {
  const { parameters } = stored;
  const builder: Builder = {
    conditions: ['a.tenant_id = $1'],
    parameters,
    parameter: (value, type) => `$${parameters.push(value)}::${type}`,
    property: overlayProperty,
    readsNames: false,
  };
  addWindow(builder, query);
  const source = sourceOf(overlay, query, builder);
  return { stored, overlay: { source, plan: planOf(builder, query) } };
}

function sourceOf({ planned, holidays, once }: Overlay, query: ListQuery, builder: Builder): string {
  const parts = planned.length > 0 ? plannedParts(planned, query, builder) : [];
  if (holidays.length > 0) parts.push(holidayRows(builder.parameter(JSON.stringify(holidays), 'json'), once));
  return parts.join('\n union all ');
}

function plannedParts(planned: readonly PlannedKind[], query: ListQuery, { parameter }: Builder): string[] {
  const { from, to } = windowOf(query);
  const bound = (instant: number | undefined, none: string) =>
    parameter(instant === undefined ? none : new Date(instant).toISOString(), 'timestamptz');
  const window = { from: bound(from, '-infinity'), to: bound(to, 'infinity') };
  const ids = agentsAsked(query);
  const ofAgents = ids ? `t.agent_id = any (${parameter(ids, 'bigint[]')})` : 'true';
  return planned.map((kind) => plannedRows(kind, window, ofAgents));
}
