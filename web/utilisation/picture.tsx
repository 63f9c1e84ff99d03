import type { JSX } from 'preact';
import { t } from '../shell/words.ts';
import { type Line, shareOf } from './figures.ts';

/** The hours of a line against its target, which is the upright mark. What it shows is in the table beside it, so it is
 * not read out. */

const most = 200;
const bars = ['booked', 'logged', 'leave'] as const;

/** Percent up to which all pictures of a table go, so that they can be compared. */
export function scaleOf(lines: readonly Line[]): number {
  const shares = lines.flatMap((line) => bars.map((bar) => shareOf(line[bar], line.target) ?? 0));
  return Math.min(most, Math.max(110, ...shares));
}

export function Picture({ line, scale }: { line: Line; scale: number }): JSX.Element {
  const across = (hours: number) => Math.min(scale, shareOf(hours, line.target) ?? 0);
  return (
    <svg class="util-picture" viewBox={`0 0 ${scale} 22`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="22" />
      <rect class="booked" y="2" width={across(line.booked)} height="5" />
      <rect class="logged" y="9" width={across(line.logged)} height="7" />
      <rect class="chargeable" y="11" width={across(line.chargeable)} height="3" />
      <rect class="leave" y="18" width={across(line.leave)} height="3" />
      {line.target > 0 && <path class="target" d="M100 0V22" />}
    </svg>
  );
}

export function Legend(): JSX.Element {
  return (
    <ul class="util-legend">
      {['booked', 'logged', 'chargeable', 'leave', 'target'].map((name) => (
        <li key={name} class={name}>
          {t(`utilisation.${name}`)}
        </li>
      ))}
    </ul>
  );
}
