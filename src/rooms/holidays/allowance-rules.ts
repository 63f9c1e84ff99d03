import { Problem } from '../../problems.ts';
import { rounded } from './hours-rules.ts';

/** How many hours of leave an agent has, by type and calendar year. */

/** Leave of one type in one year. */
export interface Taken {
  readonly approved: number;
  readonly pending: number;
}

/** Allowance less what is approved; what waits for a decision is shown apart. */
export function balanceOf(allowance: number, { approved }: Taken): number {
  return rounded(allowance - approved);
}

/** @param hours of the leave that is asked for or approved, in that year
 * @param others approved leave of the same type and year, without this
 * @throws Problem allowance-exceeded that says how much is left */
export function refuseBeyond(
  allowance: { hours: number; year: number; type: string },
  hours: number,
  others: number,
): void {
  const left = rounded(allowance.hours - others);
  if (hours <= left) return;
  throw new Problem(
    'allowance-exceeded',
    `It takes ${rounded(hours)} hours of ${allowance.type} in ${allowance.year}, and ${left} of ${allowance.hours} are left. ` +
      'A manager or an admin may send _force.',
    { members: { year: allowance.year, allowance: allowance.hours, balance: left, hours: rounded(hours) } },
  );
}
