/** A slow reading of the contract's change calendar (behaviour 5 and 8), minute by minute: nothing is sorted, nothing merged,
 * and zones are what Intl says. Written from the contract only; the fast one is src/rooms/change-calendar/window-rules.ts. */

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
/** Around the world's own minutes: what began before it may run into it. */
const MARGIN = 4 * DAY_MINUTES;

/** Minutes count from the start of the world. */
export interface SlowWorld {
  /** An instant, at a whole quarter of an hour. */
  readonly start: number;
  readonly minutes: number;
  /** Which service needs which directly. */
  readonly needs: readonly (readonly [service: number, needed: number])[];
  readonly changes: readonly SlowChange[];
  readonly periods: readonly SlowPeriod[];
}

export interface SlowChange {
  readonly ticketId: number;
  readonly from: number;
  readonly to: number;
  readonly risk: number | null;
  readonly clientId: number | null;
  readonly agentId: number | null;
  readonly serviceIds: readonly number[];
  readonly open: boolean;
}

export interface SlowPeriod {
  readonly kind: 'freeze' | 'maintenance';
  readonly serviceId: number | null;
  readonly risk: number;
  readonly clientIds: readonly number[] | null;
  readonly zone: string;
  /** Days since 1970 of its first time. */
  readonly firstDay: number;
  /** Whole days: how many. Otherwise the time of the day in minutes, and how long it lasts. */
  readonly days: number | null;
  readonly time: number;
  readonly length: number;
  readonly recurs: null | { readonly everyDays: number } | { readonly weekdays: readonly number[] };
}

export interface SlowWish {
  readonly from: number;
  readonly to: number;
  readonly length: number;
  readonly serviceIds: readonly number[];
  readonly clientId: number | undefined;
  readonly risk: number | undefined;
  readonly agentId: number | undefined;
}

/** The codes of each change's conflicts, by ticket. */
export function slowConflicts(world: SlowWorld): Map<number, Set<string>> {
  const on = minutesOfPeriods(world);
  return new Map(world.changes.map((change) => [change.ticketId, codesOf(world, change, on)]));
}

/** Minutes from which on nothing is in the way for the whole length, each the first of its stretch, with the stretch's end. */
export function slowClear(world: SlowWorld, wish: SlowWish): { from: number; to: number }[] {
  const on = minutesOfPeriods(world);
  const found: { from: number; to: number }[] = [];
  let from = wish.from;
  for (let minute = wish.from; minute <= wish.to; minute++) {
    if (minute < wish.to && isClear(world, wish, on, minute)) continue;
    if (minute - from >= wish.length) found.push({ from, to: minute });
    from = minute + 1;
  }
  return found;
}

type IsOn = (period: SlowPeriod, minute: number) => boolean;

function codesOf(world: SlowWorld, change: SlowChange, isOn: IsOn): Set<string> {
  const codes = new Set<string>();
  if (!change.open) return codes;
  // A change that takes no time counts as an instant.
  for (let minute = change.from; minute < Math.max(change.to, change.from + 1); minute++) {
    for (const period of world.periods) {
      if (period.kind === 'freeze' && isOn(period, minute) && stops(period, change)) codes.add('freeze');
    }
    for (const service of change.serviceIds) if (isOutside(world, service, isOn, minute)) codes.add('outside_window');
    for (const other of world.changes) {
      if (other === change || !other.open || !goesOn(other, minute) || change.from === change.to) continue;
      if (share(world, change.serviceIds, other.serviceIds)) codes.add('same_service');
      if (change.agentId !== null && change.agentId === other.agentId) codes.add('same_agent');
    }
  }
  return codes;
}

function goesOn({ from, to }: SlowChange, minute: number): boolean {
  return from <= minute && minute < to;
}

function stops(freeze: SlowPeriod, { risk, clientId, serviceIds }: Omit<SlowChange, 'ticketId'>): boolean {
  if (freeze.serviceId !== null && !serviceIds.includes(freeze.serviceId)) return false;
  if (freeze.clientIds !== null && (clientId === null || !freeze.clientIds.includes(clientId))) return false;
  return (risk ?? 0) >= freeze.risk;
}

function isOutside({ periods }: SlowWorld, service: number, isOn: IsOn, minute: number): boolean {
  const own = periods.filter(({ kind, serviceId }) => kind === 'maintenance' && serviceId === service);
  return own.length > 0 && !own.some((period) => isOn(period, minute));
}

/** A service of one is a service of the other, or needs one, over however many. */
function share({ needs }: SlowWorld, ones: readonly number[], others: readonly number[]): boolean {
  const reaches = (from: number, to: number): boolean =>
    from === to || needs.some(([service, needed]) => service === from && reaches(needed, to));
  return ones.some((one) => others.some((other) => reaches(one, other) || reaches(other, one)));
}

function isClear(world: SlowWorld, wish: SlowWish, isOn: IsOn, minute: number): boolean {
  const { periods, changes } = world;
  const frozen = periods.some((period) => period.kind === 'freeze' && isOn(period, minute) && mayStop(period, wish));
  const taken = changes.some((change) => change.open && goesOn(change, minute) && isInTheWay(world, change, wish));
  return !frozen && !taken && !wish.serviceIds.some((service) => isOutside(world, service, isOn, minute));
}

/** What the wish does not say may be anything. */
function mayStop({ serviceId, clientIds, risk }: SlowPeriod, wish: SlowWish): boolean {
  const service = serviceId === null || wish.serviceIds.length === 0 || wish.serviceIds.includes(serviceId);
  const client =
    clientIds === null || (wish.clientId === undefined ? clientIds.length > 0 : clientIds.includes(wish.clientId));
  return service && client && (wish.risk === undefined || wish.risk >= risk);
}

function isInTheWay(world: SlowWorld, change: SlowChange, { serviceIds, agentId }: SlowWish): boolean {
  if (serviceIds.length === 0 || share(world, serviceIds, change.serviceIds)) return true;
  return agentId !== undefined && change.agentId === agentId;
}

/** Each period's minutes, one mark a minute. */
function minutesOfPeriods({ start, minutes, periods }: SlowWorld): IsOn {
  const marks = new Map(periods.map((period) => [period, marksOf(period, clockOf(period.zone, start, minutes))]));
  return (period, minute) => marks.get(period)?.[minute + MARGIN] === 1;
}

function marksOf(period: SlowPeriod, clock: Clock): Uint8Array {
  const marks = new Uint8Array(clock.day.length);
  const { days, time, length } = period;
  if (days !== null) {
    for (let at = 0; at < marks.length; at++) {
      for (let back = 0; back < days; back++) if (isDay(period, (clock.day[at] as number) - back)) marks[at] = 1;
    }
    return marks;
  }
  for (let day = clock.day[0] as number; day <= (clock.day.at(-1) as number); day++) {
    const begins = isDay(period, day) ? beginning(clock, day, time) : undefined;
    if (begins !== undefined) marks.fill(1, begins, begins + length);
  }
  return marks;
}

function isDay({ firstDay, recurs }: SlowPeriod, day: number): boolean {
  if (recurs === null || day < firstDay) return day === firstDay;
  // 1 January 1970 was a Thursday.
  if ('weekdays' in recurs) return recurs.weekdays.includes((day + 4) % 7);
  return (day - firstDay) % recurs.everyDays === 0;
}

/** The first minute at which the clock shows this time of this day; one that it skips comes later by what is skipped. */
function beginning({ day: days, minute: shown }: Clock, day: number, time: number): number | undefined {
  for (let at = 0; at < days.length; at++) if (days[at] === day && shown[at] === time) return at;
  const reading = (at: number) => (days[at] as number) * DAY_MINUTES + (shown[at] as number);
  const wanted = day * DAY_MINUTES + time;
  for (let at = 1; at < days.length; at++) {
    const [before, after] = [reading(at - 1), reading(at)];
    if (before < wanted && wanted < after) return at + (wanted - before - 1);
  }
  return undefined;
}

/** What a zone's calendar and clock show at each minute of a world and around it. */
interface Clock {
  readonly day: readonly number[];
  readonly minute: readonly number[];
}

const clocks = new Map<string, Clock>();

function clockOf(zone: string, start: number, minutes: number): Clock {
  const key = `${zone} ${start} ${minutes}`;
  const known = clocks.get(key);
  if (known) return known;
  const clock: { day: number[]; minute: number[] } = { day: [], minute: [] };
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  for (let at = -MARGIN; at < minutes + MARGIN; at++) {
    // Clocks change at quarters of an hour.
    const quarter = Math.floor(at / 15) * 15;
    if (at !== quarter && at !== -MARGIN) {
      const last = clock.minute.length - 1;
      clock.day.push(clock.day[last] as number);
      clock.minute.push((clock.minute[last] as number) + 1);
      continue;
    }
    const [date = 0, month = 0, year = 0, hour = 0, minute = 0] = format
      .format(start + at * MINUTE)
      .split(/\D+/)
      .map(Number);
    clock.day.push(Date.UTC(year, month - 1, date) / (DAY_MINUTES * MINUTE));
    clock.minute.push((hour % 24) * 60 + minute);
  }
  clocks.set(key, clock);
  return clock;
}
