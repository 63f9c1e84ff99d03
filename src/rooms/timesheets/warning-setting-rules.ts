import type { WarningSettingElement } from './approval-schema.ts';
import type { WarningSettings } from './warning-rules.ts';

/** What a tenant has decided about warnings, after a post: absent stays, null never warns. */
export function warningsAfter(before: WarningSettings, given: WarningSettingElement): WarningSettings {
  const { gap_minutes = before.gapMinutes, runaway_hours = before.runawayHours, rest_hours = before.restHours } = given;
  return { gapMinutes: gap_minutes, runawayHours: runaway_hours, restHours: rest_hours };
}

/** What is never warned of is left out, as every null is. */
export function wireWarningSettings({ gapMinutes, runawayHours, restHours }: WarningSettings): Record<string, number> {
  return {
    ...(gapMinutes !== null && { gap_minutes: gapMinutes }),
    ...(runawayHours !== null && { runaway_hours: runawayHours }),
    ...(restHours !== null && { rest_hours: restHours }),
  };
}
