import { etagOf } from '../../kernel/http/etag.ts';
import { MINUTE } from '../../kernel/time/units.ts';
import { formatWallTime } from '../../kernel/time/wall.ts';
import { writeInstant } from '../../wire/dates.ts';
import type { BookingType, CustomSlot } from './schema.ts';

/** Rows as clients get them. */

/** The thirteen properties of the vendor, and ours. */
export function wireType(type: BookingType): Record<string, unknown> {
  const optional = <T>(name: string, value: T | null) => (value === null ? {} : { [name]: value });
  return {
    id: type.id,
    name: type.name,
    assettype_id: type.assettype_id ?? 0,
    type_name: type.type_name,
    duration_type: type.duration_type,
    duration_mins: type.duration_mins,
    duration_days: type.duration_days,
    appointment_type: type.appointment_type,
    resourcebooking_buffer_minutes_before: type.buffer_mins_before,
    resourcebooking_buffer_minutes_after: type.buffer_mins_after,
    agentbooking_min_hours_advance: type.min_hours_advance,
    agentbooking_max_days_advance: type.max_days_advance,
    ...optional('messagehtml', type.messagehtml),
    ...(type.customslots.length > 0 && { customslots: type.customslots.map((slot) => wireCustomSlot(slot, type.id)) }),
    agents: type.agents,
    teams: type.teams,
    assignment: type.assignment,
    ...optional('slot_step_mins', type.slot_step_mins),
    ...optional('max_per_day', type.max_per_day),
    questions: type.questions,
    ...optional('public_key', type.public_key),
    status_after_booking: type.status_after_booking,
    last_modified: writeInstant(type.last_modified),
    _etag: etagOf(type.id, type.version),
  };
}

function wireCustomSlot(slot: CustomSlot, typeId: number): Record<string, unknown> {
  return {
    id: slot.id,
    bookingtype_id: typeId,
    ...(slot.name !== null && { name: slot.name }),
    start_time: timeOfDay(slot.start_minute),
    end_time: timeOfDay(slot.end_minute),
    ...(slot.start_label !== null && { start_label: slot.start_label }),
    ...(slot.end_label !== null && { end_label: slot.end_label }),
  };
}

const timeOfDay = (minute: number) => `${formatWallTime(minute * MINUTE)}:00`;

interface ShownSlot {
  readonly start: number;
  readonly end: number;
  readonly resources: readonly { readonly id: number; readonly name: string }[];
}

/** Its id is its time, as ISO 8601 writes an interval. */
export function wireSlot({ start, end, resources }: ShownSlot): Record<string, unknown> {
  const [startdate, enddate] = [writeInstant(start), writeInstant(end)];
  return { id: `${startdate}/${enddate}`, startdate, enddate, resources };
}

/** The JSON of many, as `wireSlot` says it. Slots with the same resources share their list, which may be long: it is written
 * once. */
export function slotsJson(slots: readonly ShownSlot[]): string {
  const lists = new Map<ShownSlot['resources'], string>();
  const listOf = (resources: ShownSlot['resources']) => {
    const known = lists.get(resources) ?? JSON.stringify(resources);
    lists.set(resources, known);
    return known;
  };
  const one = (slot: ShownSlot) => {
    const { resources, ...times } = wireSlot(slot);
    return `${JSON.stringify(times).slice(0, -1)},"resources":${listOf(slot.resources)}}`;
  };
  return `[${slots.map(one).join(',')}]`;
}
