import { isResolved, type LogLine } from './rules.ts';

/** An incident that took a service down (issue 7): of priority 1 or 2, about an item, from opening to resolving. */
export interface Outage {
  /** Key in import_origin. */
  readonly key: string;
  readonly incident: string;
  /** Name of the service: what the incident was about. */
  readonly service: string;
  readonly from: number;
  /** Null while it is not resolved. */
  readonly to: number | null;
}

const gravest = 2;

/** Outages as the last line of each incident tells them, by their beginning.
 * @param lines in the order of time */
export function outagesOf(lines: readonly LogLine[]): Outage[] {
  const first = new Map<string, LogLine>();
  const last = new Map<string, LogLine>();
  const resolved = new Map<string, LogLine>();
  for (const line of lines) {
    if (!first.has(line.incident)) first.set(line.incident, line);
    // One that was opened again is resolved by the first line after that which says so.
    if (!isResolved(line.status)) resolved.delete(line.incident);
    else if (!resolved.has(line.incident)) resolved.set(line.incident, line);
    last.set(line.incident, line);
  }
  const outages = [...last.values()].flatMap((line): Outage[] => {
    const { incident, item, priority } = line;
    if (item === null || priority === null || priority > gravest) return [];
    const from = line.openedAt ?? (first.get(incident) as LogLine).at;
    // The log fills resolved_at in on every line, also on those before the incident was resolved.
    const said = line.resolvedAt ?? resolved.get(incident)?.at ?? line.at;
    const to = isResolved(line.status) ? Math.max(said, from) : null;
    return [{ key: `${incident}#outage`, incident, service: item, from, to }];
  });
  return outages.sort((one, other) => one.from - other.from || (one.incident < other.incident ? -1 : 1));
}
