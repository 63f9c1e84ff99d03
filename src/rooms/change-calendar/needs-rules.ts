import type { Needs } from './window-rules.ts';

/** Which services need which. */
export interface Dependency {
  readonly service_id: number;
  readonly depends_on_id: number;
}

/** Each service with what it needs over however many others; worked out once, when it is asked for. */
export function needsOf(dependencies: readonly Dependency[]): Needs {
  const direct = new Map<number, number[]>();
  for (const { service_id, depends_on_id } of dependencies) {
    direct.set(service_id, [...(direct.get(service_id) ?? []), depends_on_id]);
  }
  const known = new Map<number, ReadonlySet<number>>();
  return (id) => {
    const all = known.get(id) ?? reach(id, direct);
    known.set(id, all);
    return all;
  };
}

function reach(id: number, direct: ReadonlyMap<number, readonly number[]>): Set<number> {
  const all = new Set([id]);
  // A set is walked with what is added to it meanwhile.
  for (const one of all) for (const needed of direct.get(one) ?? []) all.add(needed);
  return all;
}
