import { ticketStatus, ticketType } from '../codes.ts';
import type { Entity } from '../rooms/directory/schema/resource.ts';
import { isResolved, type LogLine } from './rules.ts';

/** One thing of the directory that the log speaks of. */
export interface Thing {
  entity: Entity;
  /** What the summary counts it as. */
  kind: Kind;
  /** Key in import_origin. */
  key: string;
  /** Its properties as a client would post them. */
  element: Record<string, unknown>;
  /** Properties that are the ids of other things of the log, by their keys; several for a property of many. */
  refers: Record<string, string | string[]>;
}

export const kinds = ['teams', 'agents', 'sites', 'users', 'assets', 'changes', 'incidents'] as const;
export type Kind = (typeof kinds)[number];

/** Everything that the log speaks of, in an order in which each thing comes after those it refers to.
 * @param lines in the order of time */
export function thingsOf(lines: readonly LogLine[]): Thing[] {
  const groups = distinct(lines.map(({ group }) => group));
  const locations = distinct(lines.map(({ location }) => location));
  const items = distinct(lines.map(({ item }) => item));
  return [
    ...groups.map((name) => thing('team', 'teams', name, { name })),
    ...agents(lines),
    ...locations.map((name) => thing('site', 'sites', name, { name })),
    ...users(lines),
    ...items.map((name) => thing('asset', 'assets', name, { name })),
    ...changes(lines),
    ...incidents(lines),
  ];
}

export const keyOf = {
  thing: (entity: Entity, name: string) => `${entity}:${name}`,
  ticket: (number: string) => number,
};

function thing(entity: Entity, kind: Kind, name: string, element: Thing['element'], refers: Thing['refers'] = {}) {
  return { entity, kind, key: keyOf.thing(entity, name), element, refers };
}

/** Resolvers are agents of all groups that they were seen in; the main one is where they were most. They have no
 * password, so nobody signs in as one until an admin sets it. The log's times are UTC, and so are they. */
function agents(lines: readonly LogLine[]): Thing[] {
  return [...seenWith(lines, 'resolver', 'group')].map(([name, groups]) => {
    const teams = groups.map((group) => keyOf.thing('team', group));
    const element = { name, email: addressOf(name), role: 'agent', timezone: 'UTC' };
    const [main] = teams;
    return thing('agent', 'agents', name, element, main === undefined ? {} : { team_id: main, teams });
  });
}

/** RFC 2606: a top-level domain that nobody will ever receive mail at. */
function addressOf(name: string): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['unnamed'];
  return `${words.join('-')}@incidents.invalid`;
}

function users(lines: readonly LogLine[]): Thing[] {
  return [...seenWith(lines, 'caller', 'location')].map(([name, [site]]) =>
    thing('user', 'users', name, { name }, site === undefined ? {} : { site_id: keyOf.thing('site', site) }),
  );
}

/** Of a change the log tells its number and which incidents waited for it, no dates and no state. */
function changes(lines: readonly LogLine[]): Thing[] {
  return [...firstLines(lines, ({ change }) => change)].map(([number, first]) => ({
    entity: 'ticket',
    kind: 'changes',
    key: keyOf.ticket(number),
    element: {
      summary: `${number} for ${first.incident}`,
      tickettype_id: ticketType.change,
      dateoccurred: first.at,
    },
    refers: {},
  }));
}

/** Incidents as their last line leaves them. */
function incidents(lines: readonly LogLine[]): Thing[] {
  const first = firstLines(lines, ({ incident }) => incident);
  const last = new Map(lines.map((line) => [line.incident, line]));
  return [...first].map(([number, { at }]) => incident(last.get(number) as LogLine, at));
}

function incident(line: LogLine, firstAt: number): Thing {
  const isClosed = line.status === ticketStatus.closed;
  const about = [line.category, line.subcategory].filter((text) => text !== null).join(', ');
  return {
    entity: 'ticket',
    kind: 'incidents',
    key: keyOf.ticket(line.incident),
    element: {
      summary: `${line.incident} ${about}`.trim(),
      tickettype_id: ticketType.incident,
      status: line.status,
      priority: line.priority,
      dateoccurred: line.openedAt ?? firstAt,
      // The log fills closed_at in on every line, also on those before the incident was closed.
      dateclosed: isClosed ? (line.closedAt ?? line.at) : null,
      dateresolved: isResolved(line.status) ? (line.resolvedAt ?? line.at) : null,
    },
    refers: {
      ...(line.location && { site_id: keyOf.thing('site', line.location) }),
      ...(line.caller && { user_id: keyOf.thing('user', line.caller) }),
      ...(line.resolver && { agent_id: keyOf.thing('agent', line.resolver) }),
      ...(line.group && { team_id: keyOf.thing('team', line.group) }),
      ...(line.item && { assets: [keyOf.thing('asset', line.item)] }),
    },
  };
}

function distinct(names: (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))];
}

function firstLines(lines: readonly LogLine[], nameOf: (line: LogLine) => string | null): Map<string, LogLine> {
  const first = new Map<string, LogLine>();
  for (const line of lines) {
    const name = nameOf(line);
    if (name !== null && !first.has(name)) first.set(name, line);
  }
  return first;
}

/** With what each name of one column was seen, most often first; what came earlier first when that is the same. */
function seenWith(
  lines: readonly LogLine[],
  column: 'resolver' | 'caller',
  other: 'group' | 'location',
): Map<string, string[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const { [column]: name, [other]: seen } of lines) {
    if (name === null) continue;
    const own = counts.get(name) ?? new Map<string, number>();
    counts.set(name, own);
    if (seen !== null) own.set(seen, (own.get(seen) ?? 0) + 1);
  }
  const ordered = (own: Map<string, number>) => [...own].sort(([, one], [, two]) => two - one).map(([seen]) => seen);
  return new Map([...counts].map(([name, own]) => [name, ordered(own)]));
}
