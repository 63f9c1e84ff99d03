/** What a new total in a cell of the week makes of the entries behind it. Times are minutes since the start of the week. */

export interface Span {
  from: number;
  until: number;
}

/** An entry of the cell: of one row on one day. */
export interface CellEntry extends Span {
  id: number;
  /** Time taken, which need not be from start to end. */
  minutes: number;
  running?: boolean;
}

export interface CellFacts {
  /** The day, by its own clock 23 to 25 hours long. */
  day: Span;
  /** By start. */
  entries: readonly CellEntry[];
  /** Every entry of the day, and what lies before and after. */
  busy: readonly Span[];
  /** Working time of the day, and when it begins where there is none. */
  work: readonly Span[];
  morning: number;
}

export type CellStep =
  | ({ kind: 'create' } & Span)
  | { kind: 'change'; id: number; until: number; minutes: number }
  | { kind: 'remove'; id: number };

/** Why it cannot be done here. */
export type CellObjection = 'running' | 'midnight' | 'full' | 'long';

/** The last entry is made longer or shorter; what does not fit behind it becomes an entry of its own. Nothing goes past
 * midnight, and nothing over another entry. */
export function planCell(wanted: number, facts: CellFacts): CellStep[] | CellObjection {
  const { day, entries } = facts;
  const now = entries.reduce((sum, { minutes }) => sum + minutes, 0);
  const more = Math.round((wanted - now) * 60) / 60;
  if (more === 0) return [];
  if (wanted > 24 * 60) return 'long';
  if (entries.some(({ running }) => running)) return 'running';
  if (more > 0) return longer(more, facts);
  if (entries.some(({ from, until }) => from < day.from || until > day.until)) return 'midnight';
  return shorter(-more, entries);
}

function longer(more: number, facts: CellFacts): CellStep[] | CellObjection {
  const { day, entries, busy } = facts;
  const last = entries.at(-1);
  if (last && last.from >= day.from && last.minutes + more <= 24 * 60) {
    const until = last.until + more;
    const isFree = until <= day.until && !busy.some((span) => span.until > last.until && span.from < until);
    if (isFree) return [{ kind: 'change', id: last.id, until, minutes: last.minutes + more }];
  }
  const place = placeFor(more, facts);
  return place === undefined ? 'full' : [{ kind: 'create', from: place, until: place + more }];
}

function shorter(less: number, entries: readonly CellEntry[]): CellStep[] {
  const steps: CellStep[] = [];
  let left = less;
  for (const { id, from, until, minutes } of [...entries].reverse()) {
    if (left <= 0) break;
    if (left >= minutes) steps.push({ kind: 'remove', id });
    else steps.push({ kind: 'change', id, until: Math.max(from, until - left), minutes: minutes - left });
    left -= minutes;
  }
  return steps;
}

/** When so much time is free: within working time, else from its start on, else anywhere in the day. */
function placeFor(minutes: number, { day, busy, work, morning }: CellFacts): number | undefined {
  const open = without(day, busy);
  const start = work[0]?.from ?? morning;
  const inWork = work.flatMap((span) => open.map((free) => both(span, free)));
  const later = open.map((free) => both(free, { from: start, until: day.until }));
  return [...inWork, ...later, ...open].find(({ from, until }) => until - from >= minutes)?.from;
}

const both = (one: Span, other: Span): Span => ({
  from: Math.max(one.from, other.from),
  until: Math.min(one.until, other.until),
});

function without(day: Span, busy: readonly Span[]): Span[] {
  const free: Span[] = [];
  let at = day.from;
  for (const { from, until } of [...busy].sort((one, other) => one.from - other.from)) {
    if (from > at) free.push({ from: at, until: Math.min(from, day.until) });
    at = Math.max(at, until);
  }
  if (at < day.until) free.push({ from: at, until: day.until });
  return free;
}
