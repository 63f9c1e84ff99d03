import { MINUTE } from '../kernel/time/units.ts';
import { isResolved, type LogLine } from './rules.ts';

/** The log knows no durations of work: each assignment is taken for half an hour. */
export const assignmentLength = 30 * MINUTE;

/** One thing to do to the calendar. Its key says in import_origin that it was done. */
export type Step = Assignment | Completion;

export interface Assignment {
  kind: 'assignment';
  key: string;
  incident: string;
  resolver: string;
  at: number;
}

export interface Completion {
  kind: 'completion';
  key: string;
  /** The assignment whose appointment is completed. */
  assignment: Assignment;
  at: number;
}

/** What happened to whose calendar, in the order in which it did. The steps and their keys follow from the file alone:
 * whoever runs it again, or goes on with it, finds the same ones.
 * @param lines in the order of time */
export function stepsOf(lines: readonly LogLine[]): Step[] {
  const steps: Step[] = [];
  const incidents = new Map<string, { resolver: string | null; open: Assignment[] }>();
  const newKey = keyMaker();
  for (const line of lines) {
    const incident = incidents.get(line.incident) ?? { resolver: null, open: [] };
    incidents.set(line.incident, incident);
    if (line.resolver !== null && line.resolver !== incident.resolver) {
      const assignment = assignmentOf(line, line.resolver, newKey(line));
      steps.push(assignment);
      incident.resolver = line.resolver;
      incident.open.push(assignment);
    }
    if (!isResolved(line.status)) continue;
    steps.push(...incident.open.map((assignment) => completionOf(assignment, line.at)));
    incident.open = [];
  }
  return steps;
}

function assignmentOf({ incident, at }: LogLine, resolver: string, key: string): Assignment {
  return { kind: 'assignment', key, incident, resolver, at };
}

function completionOf(assignment: Assignment, at: number): Completion {
  return { kind: 'completion', key: `${assignment.key} completed`, assignment, at };
}

/** By the log's own count of updates, not by the place in the file: a damaged line that is mended later, and read in
 * a second run, does not make the others look new. The log repeats a count now and then. */
export function keyMaker(): (line: LogLine) => string {
  const uses = new Map<string, number>();
  return ({ incident, update }) => {
    const key = `${incident}#${update}`;
    const use = (uses.get(key) ?? 0) + 1;
    uses.set(key, use);
    return use === 1 ? key : `${key}.${use}`;
  };
}
