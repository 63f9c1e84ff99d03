import { fieldProblem } from '../../problems.ts';
import type { RoundingMode, StoredRules } from './rounding-rules.ts';
import type { SettingsElement } from './setting-schema.ts';

/** Settings after a post: absent stays, null is what it was at first. */

export function settingsAfter(before: StoredRules, given: SettingsElement): StoredRules {
  const breaks = given.automatic_breaks;
  return {
    ...before,
    rounding_minutes:
      given.rounding_minutes === undefined ? (before.rounding_minutes ?? 0) : (given.rounding_minutes ?? 0),
    rounding_mode:
      ((given.rounding_mode === undefined ? before.rounding_mode : given.rounding_mode) as RoundingMode) ?? 'nearest',
    rounding_per:
      ((given.rounding_per === undefined ? before.rounding_per : given.rounding_per) as 'entry' | 'day') ?? 'entry',
    automatic_breaks: breaks === undefined ? (before.automatic_breaks ?? []) : (breaks ?? []).map(wholeBreak),
  };
}

export function wireSettings(stored: StoredRules): Record<string, unknown> {
  const { rounding_minutes = 0, rounding_mode = 'nearest', rounding_per = 'entry', automatic_breaks = [] } = stored;
  return { rounding_minutes, rounding_mode, rounding_per, automatic_breaks };
}

function wholeBreak(given: { after_hours?: number | null; break_minutes?: number | null } | null, index: number) {
  const { after_hours, break_minutes } = given ?? {};
  if (typeof after_hours === 'number' && typeof break_minutes === 'number') return { after_hours, break_minutes };
  throw fieldProblem(`automatic_breaks[${index}]`, 'Say after_hours and break_minutes.');
}
