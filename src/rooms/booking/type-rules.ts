import { MINUTE } from '../../kernel/time/units.ts';
import { parseWallTime } from '../../kernel/time/wall.ts';
import { fieldProblem } from '../../problems.ts';
import { type BookingType, type BookingTypeElement, type CustomSlot, durationType, type Question } from './schema.ts';

/** What an element of a post makes of a booking type. */

export type TypeDraft = Omit<BookingType, 'tenant_id' | 'id' | 'type_name' | 'version' | 'last_modified'>;

const blank: TypeDraft = {
  name: '',
  assettype_id: null,
  duration_type: durationType.minutes,
  duration_mins: 60,
  duration_days: 1,
  appointment_type: -1,
  buffer_mins_before: 0,
  buffer_mins_after: 0,
  min_hours_advance: -1,
  max_days_advance: -1,
  messagehtml: null,
  assignment: 1,
  slot_step_mins: null,
  max_per_day: null,
  questions: [],
  public_key: null,
  status_after_booking: 0,
  agents: [],
  teams: [],
  customslots: [],
};

/** The booking type that an element makes of a stored one, or a new one.
 * @param newKey makes the key of a new one that does not say one
 * @throws Problem naming the field that is wrong */
export function typeFrom(element: BookingTypeElement, stored: TypeDraft | undefined, newKey: () => string): TypeDraft {
  const before = stored ?? { ...blank, public_key: element.public_key === undefined ? newKey() : null };
  const given = <T>(value: T | null | undefined, kept: T, none: T): T => (value === undefined ? kept : (value ?? none));
  const draft: TypeDraft = {
    name: given(element.name?.trim() ?? element.name, before.name, ''),
    assettype_id: positive(given(element.assettype_id, before.assettype_id, null)),
    duration_type: given(element.duration_type, before.duration_type, blank.duration_type),
    duration_mins: given(element.duration_mins, before.duration_mins, blank.duration_mins),
    duration_days: given(element.duration_days, before.duration_days, blank.duration_days),
    appointment_type: given(element.appointment_type, before.appointment_type, blank.appointment_type),
    buffer_mins_before: given(element.resourcebooking_buffer_minutes_before, before.buffer_mins_before, 0),
    buffer_mins_after: given(element.resourcebooking_buffer_minutes_after, before.buffer_mins_after, 0),
    min_hours_advance: given(element.agentbooking_min_hours_advance, before.min_hours_advance, -1),
    max_days_advance: given(element.agentbooking_max_days_advance, before.max_days_advance, -1),
    messagehtml: given(element.messagehtml, before.messagehtml, null),
    assignment: given(element.assignment, before.assignment, blank.assignment),
    slot_step_mins: positive(given(element.slot_step_mins, before.slot_step_mins, null)),
    max_per_day: positive(given(element.max_per_day, before.max_per_day, null)),
    questions: element.questions === undefined ? before.questions : questionsOf(element.questions ?? []),
    public_key: element.public_key === undefined ? before.public_key : keyOf(element.public_key),
    status_after_booking: given(element.status_after_booking, before.status_after_booking, 0),
    agents: element.agents === undefined ? before.agents : idsOf('agents', element.agents ?? []),
    teams: element.teams === undefined ? before.teams : idsOf('teams', element.teams ?? []),
    customslots: element.customslots === undefined ? before.customslots : slotsOf(element.customslots ?? []),
  };
  return checked(withUsedDuration(draft, element));
}

/** HaloPSA writes 0 into the duration that a booking type does not use. */
function withUsedDuration(draft: TypeDraft, element: BookingTypeElement): TypeDraft {
  const { duration_type, duration_mins, duration_days } = draft;
  if (duration_type === durationType.minutes && duration_mins < 1)
    throw fieldProblem('duration_mins', 'A booking lasts at least one minute.');
  if (duration_type === durationType.days && duration_days < 1)
    throw fieldProblem('duration_days', 'A booking takes at least one day.');
  return {
    ...draft,
    duration_mins: element.duration_mins === 0 ? blank.duration_mins : duration_mins,
    duration_days: element.duration_days === 0 ? blank.duration_days : duration_days,
  };
}

function checked(draft: TypeDraft): TypeDraft {
  if (draft.name === '') throw fieldProblem('name', 'Is required.');
  if (draft.duration_type === durationType.custom && draft.customslots.length === 0)
    throw fieldProblem('customslots', 'Give at least one window of the day, as duration_type is 2.');
  return draft;
}

const positive = (value: number | null) => (value !== null && value > 0 ? value : null);

function idsOf(field: string, given: readonly unknown[]): number[] {
  const ids = given.map((one) => Number(typeof one === 'object' && one ? (one as { id?: unknown }).id : one));
  if (!ids.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31))
    throw fieldProblem(field, `${field} must be an array of ids.`);
  return [...new Set(ids)].sort((one, other) => one - other);
}

/** It stands in an address. */
function keyOf(given: string | null): string | null {
  const key = given?.trim() ?? '';
  if (key === '') return null;
  if (!/^[A-Za-z0-9_-]{3,100}$/.test(key))
    throw fieldProblem('public_key', 'Use 3 to 100 letters without accents, digits, - and _.');
  return key;
}

type GivenQuestion = { [K in keyof Question]?: Question[K] | null } | null;

function questionsOf(given: readonly unknown[]): Question[] {
  const questions = given.map((one, index): Question => {
    const { id, label, type, required, options } = (one ?? {}) as NonNullable<GivenQuestion>;
    const at = `questions[${index}]`;
    if (!label?.trim()) throw fieldProblem(`${at}.label`, 'Is required.');
    if (type === 'choice' && !options?.length) throw fieldProblem(`${at}.options`, 'A choice needs options.');
    return {
      id: id?.trim() || `q${index + 1}`,
      label: label.trim(),
      type: type ?? 'text',
      required: required === true,
      options: type === 'choice' ? (options ?? []) : [],
    };
  });
  const ids = questions.map(({ id }) => id);
  const double = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (double >= 0) throw fieldProblem(`questions[${double}].id`, 'Another question has this id.');
  return questions;
}

interface GivenSlot {
  id?: number | null;
  name?: string | null;
  start_time?: string | null;
  end_time?: string | null;
  start_label?: string | null;
  end_label?: string | null;
}

function slotsOf(given: readonly unknown[]): CustomSlot[] {
  return given.map((one, index) => {
    const slot = (one ?? {}) as GivenSlot;
    const at = `customslots[${index}]`;
    const start_minute = minuteOf(`${at}.start_time`, slot.start_time);
    if (start_minute === 1_440) throw fieldProblem(`${at}.start_time`, 'It is before 24:00.');
    return {
      id: positive(slot.id ?? null),
      name: slot.name ?? null,
      start_minute,
      end_minute: minuteOf(`${at}.end_time`, slot.end_time),
      start_label: slot.start_label ?? null,
      end_label: slot.end_label ?? null,
    };
  });
}

/** A time of the day, with or without a date before it; only the time counts. */
function minuteOf(field: string, given: string | null | undefined): number {
  const time = parseWallTime(
    (given ?? '')
      .trim()
      .replace(/^\d{4}-\d\d-\d\d[T ]/, '')
      .replace(/Z$/i, ''),
  );
  if (time === undefined || time % MINUTE !== 0) throw fieldProblem(field, 'Give a time of the day, such as 09:30.');
  return time / MINUTE;
}
