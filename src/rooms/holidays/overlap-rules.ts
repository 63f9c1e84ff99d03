import { type Interval, mergeIntervals } from '../../kernel/time/intervals.ts';

/** How many of a team are away at once. */

/** What an admin has set: at most `limit` of a team, no limit where there is none. */
export interface TeamLimit {
  readonly limit: number | null;
  /** More are refused, instead of being warned of. */
  readonly refuses: boolean;
}

/** The most members away at any instant of some leave, the agent of the leave among them.
 * @param others leave of the other members, by agent */
export function mostAway(times: readonly Interval[], others: readonly (readonly Interval[])[]): number {
  const away = others.map((leave) => mergeIntervals(leave));
  const cuts = [...times, ...away.flat()].map(({ start }) => start);
  let most = 0;
  for (const instant of cuts) {
    const isOn = ({ start, end }: Interval) => start <= instant && instant < end;
    if (!times.some(isOn)) continue;
    most = Math.max(most, 1 + away.filter((leave) => leave.some(isOn)).length);
  }
  return most;
}
