/** Timing for the engine's benchmarks: the best of many short runs, contenders taking turns, so that a busy machine hits all alike. */

/** Microseconds that each contender's call takes, at its best, in the order given. */
export function bestOf(contenders: readonly (() => unknown)[], milliseconds = 600): number[] {
  for (const call of contenders) warmUp(call);
  const batches = contenders.map(batchSize);
  const best = contenders.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + milliseconds * contenders.length;
  for (let round = 0; round < 5 || performance.now() < end; round++) {
    contenders.forEach((call, i) => {
      const batch = batches[i] as number;
      const started = performance.now();
      for (let n = 0; n < batch; n++) call();
      best[i] = Math.min(best[i] as number, ((performance.now() - started) * 1000) / batch);
    });
  }
  return best;
}

/** Until the compiler has done with it: a tenth of a second, at least three calls. */
function warmUp(call: () => unknown): void {
  const end = performance.now() + 100;
  for (let calls = 0; calls < 3 || performance.now() < end; calls++) call();
}

/** So many calls that a batch takes about two milliseconds: long enough for the clock, short enough to take turns. */
function batchSize(call: () => unknown): number {
  const started = performance.now();
  call();
  return Math.max(1, Math.min(5_000, Math.round(2 / Math.max(performance.now() - started, 0.0004))));
}

export function ratioLine(name: string, ratio: number, peer: string, figures: string): string {
  return `${name} ratio=${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)} peer=${peer} (${figures})`;
}

export function micros(value: number): string {
  return value < 1000 ? `${value.toFixed(2)} us` : `${(value / 1000).toFixed(2)} ms`;
}
