import { fieldProblem, notFound } from '../../problems.ts';
import type { Element } from '../appointments/schema.ts';
import { customerElement } from './customer-rules.ts';
import { assignment, type BookingPost, type BookingType } from './schema.ts';

/** What a POST /Appointment/Booking asks for. */

/** What an appointment that is booked may say by itself; the booking decides the rest. */
const passedOn = [
  'subject',
  'note',
  'note_html',
  'ticket_id',
  'client_id',
  'site_id',
  'user_id',
  'appointment_location',
  'appointment_location_free_text',
  'attendees',
  'is_private',
  'reminderminutes',
  'online_meeting_url',
  'contact_address',
  'contact_emailaddress',
  'contact_phonenumber',
  'category1',
  'category2',
  'category3',
  'category4',
  'other1',
  'other2',
] as const;

/** @throws Problem not-found where no booking type is named, as on the real service */
export function typeIdOf({ bookingtype_id, resource_booking_type }: BookingPost): number {
  const id = [bookingtype_id, resource_booking_type].find((one) => (one ?? 0) > 0);
  if (!id) throw notFound();
  return id;
}

export interface Wanted {
  readonly start: number;
  readonly end: number | undefined;
}

/** The slot: `resource_booking_timeslot`, else `start_date`; both may be sent while they agree. */
export function wantedSlot({ resource_booking_timeslot, start_date, end_date }: BookingPost): Wanted {
  const start = resource_booking_timeslot ?? start_date;
  if (start === undefined || start === null)
    throw fieldProblem('resource_booking_timeslot', 'Say which slot: its start is required.');
  const isOther = start_date !== undefined && start_date !== null && start_date !== start;
  if (isOther) throw fieldProblem('start_date', 'It is not the start in resource_booking_timeslot; send one of them.');
  if (end_date !== undefined && end_date !== null && end_date <= start)
    throw fieldProblem('end_date', 'The end is not after the start.');
  return { start, end: end_date ?? undefined };
}

/** Who is asked for; nobody in particular when nobody is named. */
export function wantedResources(post: BookingPost) {
  const listed = (post.agents ?? []).map((one) => one?.id ?? 0);
  const agents = [...listed, post.agent_id ?? 0, post.resourcebookingtypeagent ?? 0].filter((id) => id > 1);
  const assets = (post.asset_ids ?? []).map((one) =>
    Number(typeof one === 'object' && one ? (one as { id?: unknown }).id : one),
  );
  if (!assets.every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 31))
    throw fieldProblem('asset_ids', 'asset_ids must be an array of asset ids.');
  return { agents, assets, team_id: [post.team_id, post.resourcebookingteam].find((id) => (id ?? 0) > 0) };
}

/** The one agent whom a booking names, and nothing else that would have to be looked at. */
export function onlyAgent(post: BookingPost): number | undefined {
  const { agents, assets, team_id } = wantedResources(post);
  const [agent, ...others] = agents;
  const namesMore = others.length > 0 || assets.length > 0 || team_id !== undefined || (post._hold ?? '') !== '';
  return namesMore ? undefined : agent;
}

/** Nothing else decides whether a named agent can be booked than whether they are free; and what is asked of customers does
 * not depend on the version of the type. */
export function isPlain({ assettype_id, assignment: how, max_per_day, questions }: BookingType): boolean {
  const asksMore = (assettype_id ?? 0) > 0 || how === assignment.roundRobin || max_per_day !== null;
  return !asksMore && questions.length === 0;
}

/** The words of the appointment: the caller's, with the customer's answers checked. */
export function bookedElement(type: BookingType, post: BookingPost): Element {
  const given = post as Record<string, unknown>;
  const own = passedOn.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]));
  const { booking_name: name, booking_email: email, booking_phonenumber: phone } = post;
  const made = customerElement(type, { name, email, phone, answers: answersOf(post) });
  return { ...made, ...Object.fromEntries(own) };
}

/** `booking_fields` is an array of `{id, value}`; the question's label names it too. */
function answersOf({ booking_fields }: BookingPost): Map<string, string> {
  const entries = (booking_fields ?? []).flatMap((one): [string, string][] => {
    const { id, name, label, value } = (one ?? {}) as Record<string, unknown>;
    const key = id ?? name ?? label;
    return key === undefined || value === undefined || value === null ? [] : [[String(key), String(value)]];
  });
  return new Map(entries);
}
