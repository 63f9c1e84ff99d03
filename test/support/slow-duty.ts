/** Who is on duty by a rotation, found by letting a clock run minute by minute: slow, and nothing of ours in it. */

export interface SlowRotation {
  timezone: string;
  start_date: string;
  end_date: string | null;
  period_days: number;
  handover_minute: number;
  handover_weekday: number | null;
  duty_weekdays: readonly number[];
  duty_start_minute: number;
  duty_end_minute: number;
  members: readonly number[];
}

export interface SlowOverride {
  starts_at: number;
  ends_at: number;
  away_agent_id: number;
  agent_id: number | null;
}

/** Rings once, when the clock on the wall first shows its minute; if the clock skips that, as much later. */
interface Bell {
  at: number;
  ring(): void;
}

const dayMinutes = 1_440;
const nobody = 0;

/** The agent on duty in each minute from one to another, 0 where nobody is.
 * @param from and until: instants, whole minutes */
export function dutyByMinute(
  rotation: SlowRotation,
  overrides: readonly SlowOverride[],
  from: number,
  until: number,
): Int32Array {
  const duty = new Int32Array((until - from) / 60_000);
  const state = { turn: -1, hours: 0, over: false };
  const firstMinute = Math.min(Date.parse(rotation.start_date) / 60_000 - 2 * dayMinutes, from / 60_000);
  const bells = bellsOf(rotation, state, firstMinute, until / 60_000);
  const offset = offsets(rotation.timezone);
  let shown = Number.NEGATIVE_INFINITY;
  for (let minute = firstMinute; minute < until / 60_000; minute++) {
    const wall = minute + offset(minute);
    const skipped = wall - shown - 1;
    if (skipped > 0 && Number.isFinite(skipped)) {
      for (const bell of bells) if (bell.at > shown && bell.at < wall) bell.at += skipped;
      bells.sort((one, other) => one.at - other.at);
    }
    for (let bell = bells[0]; bell && bell.at <= wall; bell = bells[0]) {
      bell.ring();
      bells.shift();
    }
    shown = wall;
    const instant = minute * 60_000;
    if (instant < from || state.turn < 0 || state.hours < 1 || state.over) continue;
    const member = rotation.members[state.turn % rotation.members.length] as number;
    const override = overrides.findLast(
      (one) => one.away_agent_id === member && one.starts_at <= instant && instant < one.ends_at,
    );
    duty[(instant - from) / 60_000] = override ? (override.agent_id ?? nobody) : member;
  }
  return duty;
}

function bellsOf(
  rotation: SlowRotation,
  state: { turn: number; hours: number; over: boolean },
  firstMinute: number,
  lastMinute: number,
): Bell[] {
  const bells: Bell[] = [];
  const first = Date.parse(rotation.start_date) / 86_400_000;
  const last = rotation.end_date === null ? Number.POSITIVE_INFINITY : Date.parse(rotation.end_date) / 86_400_000;
  let next = first;
  for (let day = Math.floor(firstMinute / dayMinutes) - 2; day * dayMinutes < lastMinute + 2 * dayMinutes; day++) {
    const bell = (minute: number, ring: () => void) => bells.push({ at: day * dayMinutes + minute, ring });
    if (day === last + 1) bell(0, () => (state.over = true));
    if (day === next) {
      bell(rotation.handover_minute, () => (state.turn += 1));
      next += rotation.period_days;
      while (rotation.handover_weekday !== null && weekday(next) !== rotation.handover_weekday) next -= 1;
      if (next <= day) next = day + rotation.period_days;
    }
    if (!rotation.duty_weekdays.includes(weekday(day))) continue;
    const { duty_start_minute: start, duty_end_minute: end } = rotation;
    bell(start, () => (state.hours += 1));
    bell(end > start ? end : end + dayMinutes, () => (state.hours -= 1));
  }
  return bells.sort((one, other) => one.at - other.at);
}

const weekday = (day: number) => new Date(day * 86_400_000).getUTCDay();

/** Minutes that a zone's clock is ahead of UTC, by Intl, asked every half hour: clocks change on the half hour. */
function offsets(timeZone: string): (minute: number) => number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let asked = Number.NaN;
  let offset = 0;
  return (minute) => {
    const half = Math.floor(minute / 30) * 30;
    if (half !== asked) {
      asked = half;
      const [, date, month, year, hour, minutes] = (
        /(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(clock.format(half * 60_000)) as RegExpExecArray
      ).map(Number) as [number, number, number, number, number, number];
      offset = Date.UTC(year, month - 1, date, hour, minutes) / 60_000 - half;
    }
    return offset;
  };
}
