import { complementIn, type Interval, mergeIntervals } from '../../kernel/time/intervals.ts';
import type { OverrideRow } from './schema.ts';
import { type Rotation, turnsOf } from './turn-rules.ts';

/** Who is on duty. Time is cut at every boundary of what is planned, and each stretch is decided by itself. */

/** A shift in somebody's calendar, or in nobody's (an open shift). */
export interface Shift extends Interval {
  readonly id: number;
  readonly agentId: number | null;
  readonly draft: boolean;
}

export interface Leave extends Interval {
  readonly agentId: number;
}

/** Everything that says who is on duty. */
export interface Plans {
  readonly shifts: readonly Shift[];
  readonly rotations: readonly { readonly rotation: Rotation; readonly overrides: readonly OverrideRow[] }[];
  readonly leaves: readonly Leave[];
}

export interface OnDuty extends Interval {
  readonly agentId: number;
  readonly source: 'shift' | 'rotation' | 'override';
  readonly shiftId?: number;
  readonly rotationId?: number;
  readonly awayAgentId?: number;
  readonly draft?: true;
}

export interface Duty {
  /** By start; a rotation gives at most one at a time. */
  onDuty: OnDuty[];
  /** When nobody is on duty, for whatever reason. */
  gaps: Interval[];
}

/** Who is on duty by one rotation and its overrides alone. */
export function dutyOf(rotation: Rotation, overrides: readonly OverrideRow[], window: Interval): Duty {
  return teamDuty({ shifts: [], rotations: [{ rotation, overrides }], leaves: [] }, window);
}

/** Who of a team is on duty. Where there are shifts, they are the plan, and else the rotations; whoever is planned gives
 * way to the last override for them, and whoever that leaves is on duty unless they are on leave. */
export function teamDuty(plans: Plans, window: Interval): Duty {
  const onDuty: OnDuty[] = [];
  for (const { start, end, during } of stretches(marksOf(plans, window), window)) {
    const shifts = during.filter((mark) => mark.kind === 'shift');
    const planned = shifts.length > 0 ? shifts : during.filter((mark) => mark.kind === 'turn');
    for (const post of planned) {
      const override = lastOverride(during, post);
      const agentId = override ? override.standInId : post.agentId;
      const isThere = agentId !== null && !during.some((mark) => mark.kind === 'leave' && mark.agentId === agentId);
      if (isThere) onDuty.push({ start, end, ...shown(post, override, agentId) });
    }
  }
  return { onDuty: joined(onDuty), gaps: complementIn(window, mergeIntervals(onDuty)) };
}

type Mark = Interval &
  (
    | { readonly kind: 'shift'; readonly agentId: number | null; readonly id: number; readonly draft: boolean }
    | { readonly kind: 'turn'; readonly agentId: number; readonly rotationId: number }
    | OverrideMark
    | { readonly kind: 'leave'; readonly agentId: number }
  );
type Post = Extract<Mark, { kind: 'shift' | 'turn' }>;
interface OverrideMark extends Interval {
  readonly kind: 'override';
  readonly agentId: number;
  readonly standInId: number | null;
  readonly rotationId: number;
  /** Its place among all overrides. */
  readonly place: number;
}

function marksOf({ shifts, rotations, leaves }: Plans, window: Interval): Mark[] {
  const marks: Mark[] = [];
  let place = 0;
  for (const shift of shifts) marks.push({ kind: 'shift', ...shift });
  for (const { rotation, overrides } of rotations) {
    const rotationId = rotation.id ?? 0;
    for (const turn of turnsOf(rotation, window)) marks.push({ kind: 'turn', ...turn, rotationId });
    for (const { starts_at: start, ends_at: end, away_agent_id: agentId, agent_id: standInId } of overrides) {
      marks.push({ kind: 'override', start, end, agentId, standInId, rotationId, place: place++ });
    }
  }
  for (const leave of leaves) marks.push({ kind: 'leave', ...leave });
  return marks;
}

/** The window cut wherever something begins or ends, with what goes on in each piece, in the order of the marks. */
function* stretches(marks: readonly Mark[], window: Interval): Generator<Interval & { during: Mark[] }> {
  const inside = marks.filter(({ start, end }) => start < end && start < window.end && end > window.start);
  const cuts = new Set([window.end]);
  for (const { start, end } of inside) cuts.add(Math.max(start, window.start)).add(Math.min(end, window.end));
  const coming = inside.map((mark, order) => ({ mark, order })).sort((one, other) => one.mark.start - other.mark.start);
  let going: typeof coming = [];
  let next = 0;
  let start = window.start;
  for (const end of [...cuts].sort((one, other) => one - other)) {
    if (end <= start) continue;
    going = going.filter(({ mark }) => mark.end > start);
    for (let one = coming[next]; one && one.mark.start <= start; one = coming[++next]) going.push(one);
    going.sort((one, other) => one.order - other.order);
    yield { start, end, during: going.map(({ mark }) => mark) };
    start = end;
  }
}

/** A rotation's overrides speak of its turns, and of the shifts of whoever is away. */
function lastOverride(during: readonly Mark[], post: Post): OverrideMark | undefined {
  let last: OverrideMark | undefined;
  for (const mark of during) {
    if (mark.kind !== 'override' || mark.agentId !== post.agentId) continue;
    if (post.kind === 'turn' && post.rotationId !== mark.rotationId) continue;
    if (last === undefined || mark.place > last.place) last = mark;
  }
  return last;
}

function shown(post: Post, override: OverrideMark | undefined, agentId: number): Omit<OnDuty, 'start' | 'end'> {
  if (override) {
    const { rotationId, agentId: awayAgentId } = override;
    return { agentId, source: 'override', rotationId, ...(post.kind === 'shift' && { shiftId: post.id }), awayAgentId };
  }
  if (post.kind === 'turn') return { agentId, source: 'rotation', rotationId: post.rotationId };
  return { agentId, source: 'shift', shiftId: post.id, ...(post.draft && { draft: true }) };
}

/** Stretches that say the same and touch are one. */
function joined(onDuty: readonly OnDuty[]): OnDuty[] {
  const open = new Map<string, number>();
  const result: OnDuty[] = [];
  for (const one of onDuty) {
    const { start, end, ...rest } = one;
    const key = JSON.stringify(rest);
    const index = open.get(key);
    const before = index === undefined ? undefined : result[index];
    if (index !== undefined && before && before.end === start) result[index] = { ...before, end };
    else open.set(key, result.push(one) - 1);
  }
  return result;
}
