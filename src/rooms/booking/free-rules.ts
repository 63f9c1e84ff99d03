import { earliestFit } from '../../kernel/availability/next-free.ts';
import { freeTime } from '../../kernel/availability/working-time.ts';
import { clipIntervals, type Interval, mergeIntervals, totalLength } from '../../kernel/time/intervals.ts';
import { formatInZone } from '../../kernel/time/iso.ts';
import { dayOf, startOfDay } from '../../kernel/time/local.ts';
import { HOUR } from '../../kernel/time/units.ts';
import type { BookableResource } from './offer-rules.ts';
import type { Dispatchable } from './schema.ts';

/** Who could take a job, the best first. */

export interface FreeAgent {
  readonly agent: Dispatchable;
  readonly start: number;
  readonly end: number;
  readonly loadHours: number;
  readonly workHours: number;
  readonly skills: readonly string[];
  readonly missing: readonly string[];
  readonly reasons: readonly string[];
}

/** Agents who have time for it inside a window: those with more of the skills first, then who can begin first, then who has
 * less to do on that day, then by name. */
export function rankedAgents(
  agents: readonly (Dispatchable & BookableResource)[],
  wanted: readonly string[],
  window: Interval,
  duration: number,
): FreeAgent[] {
  const found = agents.flatMap((agent) => freeAgent(agent, wanted, window, duration) ?? []);
  found.sort(
    (one, other) =>
      other.skills.length - one.skills.length ||
      one.start - other.start ||
      one.loadHours - other.loadHours ||
      one.agent.name.localeCompare(other.agent.name) ||
      one.agent.id - other.agent.id,
  );
  return found;
}

function freeAgent(
  agent: Dispatchable & BookableResource,
  wanted: readonly string[],
  window: Interval,
  duration: number,
): FreeAgent | undefined {
  const { stretches, closed, busy, zone } = agent;
  const start = earliestFit(clipIntervals(freeTime(stretches, closed, busy), window), duration, window.start);
  if (start === undefined) return undefined;
  const day = dayOf(start, zone);
  const ofDay = { start: startOfDay(day, zone), end: startOfDay(day + 1, zone) };
  const loadHours = totalLength(clipIntervals(mergeIntervals(busy), ofDay)) / HOUR;
  const workHours = totalLength(clipIntervals(freeTime(stretches, closed), ofDay)) / HOUR;
  const own = new Set(agent.skills.map((skill) => skill.toLowerCase()));
  const skills = wanted.filter((skill) => own.has(skill.toLowerCase()));
  const missing = wanted.filter((skill) => !own.has(skill.toLowerCase()));
  const reasons = [
    ...(wanted.length > 0 ? [`Has ${skills.length} of ${wanted.length} skills`] : []),
    `Free from ${formatInZone(start, zone)}`,
    `${rounded(loadHours)} of ${rounded(workHours)} hours of that day are taken`,
  ];
  return { agent, start, end: start + duration, loadHours, workHours, skills, missing, reasons };
}

const rounded = (hours: number) => Math.round(hours * 100) / 100;

/** The names in a comma list, each once. */
export function skillsIn(text: string | null | undefined): string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}
