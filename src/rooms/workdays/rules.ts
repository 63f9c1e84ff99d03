import type { AccessRow, WorkdayRow } from './schema.ts';

/** Does a save change anything? Echoing what is stored writes nothing. */
export function differs(row: WorkdayRow, stored: WorkdayRow): boolean {
  return JSON.stringify(essence(row)) !== JSON.stringify(essence(stored));
}

/** What is stored of a workday, each part with its properties in one order. */
function essence({ name, summary, intent, is_default, patterns, timeslots, access }: WorkdayRow): unknown {
  return [
    [name, summary, intent, is_default],
    patterns.map((one) => [
      [one.valid_from, one.timezone, one.alldayssame, one.start, one.end],
      one.days.map((day) => [day.works, day.start, day.end]),
      one.breaks.map((rest) => [rest.id, rest.name, rest.start, rest.end, rest.weekdays]),
    ]),
    timeslots.map((slot) => [slot.id, slot.name, slot.start, slot.end, slot.start_label, slot.end_label]),
    entries(access),
  ];
}

/** Does a save change who may use and edit a workday? */
export function accessDiffers(row: WorkdayRow, stored: WorkdayRow | undefined): boolean {
  return JSON.stringify(entries(row.access)) !== JSON.stringify(entries(stored?.access ?? []));
}

const entries = (access: readonly AccessRow[]) =>
  access.map(({ agent_id, team_id, level }) => [agent_id, team_id, level]);
