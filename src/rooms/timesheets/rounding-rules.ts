/** What a tenant says of time: in which steps it counts, and when a break is taken off that nobody recorded. */

export type RoundingMode = 'up' | 'nearest' | 'down';

export interface Rounding {
  /** 0 = not at all. */
  readonly stepMinutes: number;
  readonly mode: RoundingMode;
  /** Each entry when it is saved, or the sum of a day when it is read. */
  readonly per: 'entry' | 'day';
}

export interface AutomaticBreak {
  readonly afterHours: number;
  /** So much break is in the day at least. */
  readonly breakMinutes: number;
}

export interface TimeRules {
  readonly rounding: Rounding;
  readonly automaticBreaks: readonly AutomaticBreak[];
}

export const noRules: TimeRules = {
  rounding: { stepMinutes: 0, mode: 'nearest', per: 'entry' },
  automaticBreaks: [],
};

/** The rules as they are stored, with the names of the wire. */
export interface StoredRules {
  readonly rounding_minutes?: number;
  readonly rounding_mode?: RoundingMode;
  readonly rounding_per?: 'entry' | 'day';
  readonly automatic_breaks?: readonly { readonly after_hours: number; readonly break_minutes: number }[];
}

export function rulesFrom(stored: StoredRules | undefined): TimeRules {
  if (!stored) return noRules;
  const automaticBreaks: AutomaticBreak[] = (stored.automatic_breaks ?? []).map((one) => ({
    afterHours: one.after_hours,
    breakMinutes: one.break_minutes,
  }));
  return {
    rounding: {
      stepMinutes: stored.rounding_minutes ?? 0,
      mode: stored.rounding_mode ?? 'nearest',
      per: stored.rounding_per ?? 'entry',
    },
    automaticBreaks,
  };
}

/** Half a second: what is nearer to a step than that is at it, though hours are fractions. */
const nearEnough = 0.5 / 60;

/** Rounding what is round changes nothing. */
export function roundHours(hours: number, rounding: Rounding | undefined): number {
  if (!rounding || rounding.stepMinutes <= 0) return hours;
  const { stepMinutes, mode } = rounding;
  const steps = (hours * 60) / stepMinutes;
  const nearest = Math.round(steps);
  const isRound = Math.abs(steps - nearest) * stepMinutes < nearEnough;
  const rounded = isRound || mode === 'nearest' ? nearest : mode === 'up' ? Math.ceil(steps) : Math.floor(steps);
  return (rounded * stepMinutes) / 60;
}
