import { complementIn, type Interval, mergeIntervals, overlaps } from '../../kernel/time/intervals.ts';
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
  const overrides = byAgent(overridesOf(plans), (override) => override.away_agent_id);
  const leaves = byAgent(plans.leaves, (leave) => leave.agentId);
  const onDuty: OnDuty[] = [];
  for (const { start, end, during } of stretches(postsOf(plans, window), cutsOf(plans), window)) {
    const shifts = during.filter((post) => post.kind === 'shift');
    for (const post of shifts.length > 0 ? shifts : during) {
      const override = overrides.get(post.agentId)?.findLast((one) => speaksOf(one, post) && goesOn(one, start));
      const agentId = override ? override.agent_id : post.agentId;
      const isThere = agentId !== null && !leaves.get(agentId)?.some((leave) => goesOn(leave, start));
      if (isThere) onDuty.push({ start, end, ...sourceOf(post, override), agentId });
    }
  }
  return { onDuty: joined(onDuty), gaps: complementIn(window, mergeIntervals(onDuty)) };
}

/** A place that somebody is planned for. */
type Post = Interval &
  (
    | { readonly kind: 'shift'; readonly agentId: number | null; readonly id: number; readonly draft: boolean }
    | { readonly kind: 'turn'; readonly agentId: number; readonly rotationId: number }
  );

type Override = Interval & Pick<OverrideRow, 'away_agent_id' | 'agent_id'> & { readonly rotationId: number };

function postsOf({ shifts, rotations }: Plans, window: Interval): Post[] {
  const inside = shifts.filter((shift) => overlaps(shift, window));
  return [
    ...inside.map((shift): Post => ({ kind: 'shift', ...shift })),
    ...rotations.flatMap(({ rotation }) =>
      turnsOf(rotation, window).map((turn): Post => ({ kind: 'turn', ...turn, rotationId: rotation.id ?? 0 })),
    ),
  ];
}

function overridesOf({ rotations }: Plans): Override[] {
  return rotations.flatMap(({ rotation, overrides }) =>
    overrides.map((one) => ({ ...one, start: one.starts_at, end: one.ends_at, rotationId: rotation.id ?? 0 })),
  );
}

function byAgent<T>(all: readonly T[], agentOf: (one: T) => number): Map<number | null, T[]> {
  const groups = new Map<number | null, T[]>();
  for (const one of all) {
    const group = groups.get(agentOf(one));
    if (group) group.push(one);
    else groups.set(agentOf(one), [one]);
  }
  return groups;
}

/** A rotation's overrides speak of its turns, and of the shifts of whoever is away. */
function speaksOf(override: Override, post: Post): boolean {
  return post.kind === 'shift' || post.rotationId === override.rotationId;
}

const goesOn = ({ start, end }: Interval, instant: number) => start <= instant && instant < end;

/** Where overrides and leave begin and end. */
function cutsOf(plans: Plans): number[] {
  return [...overridesOf(plans), ...plans.leaves].flatMap(({ start, end }) => [start, end]);
}

/** The window cut at these instants and wherever a post begins or ends, with the posts of each piece in their order. */
function* stretches(
  posts: readonly Post[],
  cuts: readonly number[],
  window: Interval,
): Generator<Interval & { during: Post[] }> {
  const bounds = [...cuts, ...posts.flatMap(({ start, end }) => [start, end]), window.end];
  const ends = [...new Set(bounds)].filter((end) => end > window.start && end <= window.end);
  const coming = posts.map((post, order) => ({ post, order })).sort((one, other) => one.post.start - other.post.start);
  let going: typeof coming = [];
  let next = 0;
  let { start } = window;
  for (const end of ends.sort((one, other) => one - other)) {
    going = going.filter(({ post }) => post.end > start);
    for (let one = coming[next]; one && one.post.start <= start; one = coming[++next]) going.push(one);
    going.sort((one, other) => one.order - other.order);
    yield { start, end, during: going.map(({ post }) => post) };
    start = end;
  }
}

function sourceOf(post: Post, override: Override | undefined): Omit<OnDuty, 'start' | 'end' | 'agentId'> {
  if (override) {
    const { rotationId, away_agent_id: awayAgentId } = override;
    return { source: 'override', rotationId, ...(post.kind === 'shift' && { shiftId: post.id }), awayAgentId };
  }
  if (post.kind === 'turn') return { source: 'rotation', rotationId: post.rotationId };
  return { source: 'shift', shiftId: post.id, ...(post.draft && { draft: true }) };
}

/** Stretches that say the same and touch are one. */
function joined(onDuty: readonly OnDuty[]): OnDuty[] {
  const latest = new Map<string, number>();
  const result: OnDuty[] = [];
  for (const one of onDuty) {
    const key = [one.agentId, one.shiftId, one.rotationId, one.awayAgentId].join();
    const index = latest.get(key) ?? -1;
    const before = result[index];
    if (before?.end === one.start) result[index] = { ...before, end: one.end };
    else latest.set(key, result.push(one) - 1);
  }
  return result;
}
