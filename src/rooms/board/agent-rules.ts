import { clipIntervals, type Interval, mergeIntervals, totalLength } from '../../kernel/time/intervals.ts';
import { offsetAt } from '../../kernel/time/local.ts';
import { MINUTE, SECOND } from '../../kernel/time/units.ts';
import type { Zone } from '../../kernel/time/zones.ts';
import { zoneText } from '../booking-page/when-rules.ts';
import { timesOfHoliday } from '../holidays/closed-rules.ts';
import { type Work, workingTimeOf } from '../workdays/work-rules.ts';
import { minutesFrom } from './columns-rules.ts';
import type { AgentFacts, BlockFacts, Closure } from './facts.ts';
import { type BoardAgent, type BoardColumn, type BoardFreeze, blockFlag, blockKind, type Span } from './shape.ts';

/** The rows of a board: who, when they work, how much of it is taken. */

export interface RowsAsked {
  readonly window: Interval;
  readonly columns: readonly BoardColumn[];
  readonly zone: Zone;
  readonly now: number;
  readonly work: ReadonlyMap<number, Work>;
  readonly blocks: readonly BlockFacts[];
  readonly closures: readonly Closure[];
}

export function rowsOf(facts: readonly AgentFacts[], asked: RowsAsked): { hours: Span[][]; agents: BoardAgent[] } {
  const shared = new Map<string, number>();
  const hours: Span[][] = [];
  const shareOf = (spans: Span[]): number => {
    const key = JSON.stringify(spans);
    const known = shared.get(key);
    if (known !== undefined) return known;
    shared.set(key, hours.length);
    hours.push(spans);
    return hours.length - 1;
  };
  const busy = busyByAgent(asked.blocks);
  const agents = facts.map((agent) => rowOf(agent, busy.get(agent.id) ?? [], shareOf, asked));
  return { hours, agents };
}

function rowOf(
  agent: AgentFacts,
  busy: readonly Busy[],
  shareOf: (spans: Span[]) => number,
  asked: RowsAsked,
): BoardAgent {
  const { window, columns, zone, now } = asked;
  const work = asked.work.get(agent.id);
  const working = work ? workingTimeOf(work, window) : [];
  const spans = working.map((interval) => spanOf(window.start, interval));
  return {
    id: agent.id,
    name: agent.name,
    ...(agent.team && { team: agent.team }),
    teams: [...agent.teams],
    skills: [...agent.skills],
    ...(agent.colour && { colour: agent.colour }),
    ...(work && work.zone.name !== zone.name && elsewhere(work.zone, zone, window.start, now)),
    ...(agent.can && { can: true as const }),
    hours: shareOf(spans),
    capacity: capacityOf(takenOf(busy, working), working, columns, window.start),
    leave: (work?.leave ?? []).map((time) => [...spanOf(window.start, time), time.approved ? 0 : 1]),
    holidays: holidaysOf(agent, work, asked),
  };
}

function spanOf(start: number, interval: Interval): Span {
  return [minutesFrom(start, interval.start), minutesFrom(start, interval.end)];
}

function elsewhere(own: Zone, zone: Zone, start: number, now: number) {
  const ahead = (offsetAt(start, own) - offsetAt(start, zone)) / MINUTE;
  return { zone: own.name, zone_label: zoneText(own, now), ahead };
}

/** Minutes booked, and minutes of work, of each column. */
function capacityOf(
  busy: readonly Interval[],
  working: readonly Interval[],
  columns: readonly BoardColumn[],
  start: number,
): [number, number][] {
  return columns.map(({ at, minutes }) => {
    const day = { start: start + at * MINUTE, end: start + (at + minutes) * MINUTE };
    const within = (set: readonly Interval[]) => minutesFrom(0, totalLength(clipIntervals(set, day)));
    return [within(busy), within(working)];
  });
}

interface Busy extends Interval {
  readonly allDay: boolean;
}

/** Whole days take the working time that is in them. */
function takenOf(busy: readonly Busy[], working: readonly Interval[]): Interval[] {
  return mergeIntervals(busy.flatMap((time) => (time.allDay ? clipIntervals(working, time) : [time])));
}

/** What is done is free to be booked over, and has taken its time all the same. */
function busyByAgent(blocks: readonly BlockFacts[]): Map<number, Busy[]> {
  const busy = new Map<number, Busy[]>();
  for (const [, agentId, from, until, kind, flags] of blocks) {
    const isTaken =
      (flags & blockFlag.busy) !== 0 || (kind === blockKind.appointment && (flags & blockFlag.done) !== 0);
    if (agentId === null || !isTaken) continue;
    const times = busy.get(agentId) ?? [];
    times.push({ start: from * SECOND, end: until * SECOND, allDay: (flags & blockFlag.allDay) !== 0 });
    busy.set(agentId, times);
  }
  return busy;
}

/** The holidays of an agent have no name: it is that of the one of the same time, of their own workday first. */
function holidaysOf(
  agent: AgentFacts,
  work: Work | undefined,
  { window, closures }: RowsAsked,
): BoardAgent['holidays'] {
  if (!work || work.publicHolidays.length === 0) return [];
  const named = closures
    .filter(({ workday_id }) => workday_id !== null)
    .sort((one, other) => Number(other.workday_id === agent.workday_id) - Number(one.workday_id === agent.workday_id))
    .flatMap((closure) => timesOfHoliday(closure, work.zone, window).map((time) => ({ ...time, name: closure.name })));
  return work.publicHolidays.map((time) => [
    ...spanOf(window.start, time),
    named.find(({ start, end }) => start === time.start && end === time.end)?.name ?? '',
  ]);
}

/** Freezes and planned maintenance; whole days are those of the board's zone. */
export function freezesOf(closures: readonly Closure[], zone: Zone, window: Interval): BoardFreeze[] {
  return closures
    .filter(({ entity }) => entity !== 0)
    .flatMap((closure) =>
      timesOfHoliday(closure, zone, window).map((time): BoardFreeze => {
        const [from, until] = spanOf(window.start, time);
        return {
          id: closure.id,
          kind: closure.entity === 1 ? 'freeze' : 'maintenance',
          name: closure.name,
          from,
          until,
          ...(closure.service && { service: closure.service }),
          risk: closure.risk,
        };
      }),
    )
    .sort((one, other) => one.from - other.from);
}
