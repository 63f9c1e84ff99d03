/** How available a service was, minute by minute, straight from the words of the contract (behaviour 9): total = the minutes
 * of its hours in the window without planned maintenance; down = those of them in which any record says it was down. */
export interface SlowWorld {
  /** Minutes from the start of the window, half-open pairs. */
  readonly length: number;
  /** Undefined: always. */
  readonly hours: readonly (readonly [number, number])[] | undefined;
  readonly downs: readonly (readonly [number, number])[];
  readonly maintenance: readonly (readonly [number, number])[];
}

export function slowAvailability({ length, hours, downs, maintenance }: SlowWorld) {
  const within = (minute: number, pairs: SlowWorld['downs']) =>
    pairs.some(([from, to]) => from <= minute && minute < to);
  let total = 0;
  let down = 0;
  for (let minute = 0; minute < length; minute++) {
    if (hours && !within(minute, hours)) continue;
    if (within(minute, maintenance)) continue;
    total += 1;
    if (within(minute, downs)) down += 1;
  }
  const percent = total === 0 ? 100 : (100 * (total - down)) / total;
  return { totalhours: round(total / 60), downhours: round(down / 60), percent: round(percent) };
}

/** Minutes of one record in the hours of its service. */
export function slowHours([from, to]: readonly [number, number], hours: SlowWorld['hours']): number {
  let minutes = 0;
  for (let minute = from; minute < to; minute++) {
    if (!hours || hours.some(([start, end]) => start <= minute && minute < end)) minutes += 1;
  }
  return round(minutes / 60);
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
