import { type Html, html } from '../../kernel/http/html.ts';
import type { DayStatus } from './status-sql.ts';

/** 90 days as a picture: a bar a day. What was down hangs from the top as dark as it was long, and has a notch at the foot, so
 * that colour is not the only sign. Three paths, however many days. */

const step = 8;
const width = 6;
const height = 40;
/** Also a minute can be seen. */
const leastDown = 8;

export function picture(days: readonly DayStatus[], label: string): Html {
  const bars = days.map((day, index) => ({ ...day, x: index * step }));
  const idle = bars.filter(({ total }) => total === 0).map(({ x }) => box(x, height - 6, 6));
  const up = bars
    .filter(({ total }) => total > 0)
    .map((bar) => box(bar.x, downHeight(bar) + gap(bar), height - downHeight(bar) - gap(bar)));
  const down = bars.filter((bar) => bar.down > 0).map((bar) => box(bar.x, 0, downHeight(bar)));
  return html`<svg class="days" role="img" aria-label="${label}" viewBox="0 0 ${days.length * step - (step - width)} ${height}" preserveAspectRatio="none">
<path class="up" d="${up.join('')}"/><path class="down" d="${down.join('')}"/><path class="idle" d="${idle.join('')}"/>
</svg>`;
}

const gap = ({ down }: DayStatus) => (down > 0 ? 3 : 0);

function downHeight({ down, total }: DayStatus): number {
  if (down === 0) return 0;
  return Math.round(leastDown + (height - leastDown - 3) * (down / total));
}

const box = (x: number, y: number, tall: number) => (tall <= 0 ? '' : `M${x} ${y}h${width}v${tall}h-${width}z`);
