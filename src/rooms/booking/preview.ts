import type { Scope } from '../../kernel/auth/scope.ts';
import type { Slot } from '../../kernel/availability/slot-request.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate, parseCivilDate } from '../../kernel/time/civil.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY } from '../../kernel/time/units.ts';
import { notFound } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { chosenLanguage } from '../booking-page/language-rules.ts';
import { tenantShown } from '../booking-page/sql.ts';
import { type Reader, shortDateText, slotText, slotTimeText, timeText, zoneText } from '../booking-page/when-rules.ts';
import { zoneNamed } from '../workdays/pattern-rules.ts';
import { readAssetWork, readWork } from '../workdays/work-sql.ts';
import { bookableAt, slotsIn, widened } from './offer-rules.ts';
import { withBusyTimes, workerOf } from './offer-sql.ts';
import type { TypePreview } from './preview-schema.ts';
import { booksAssets, resourcesOf } from './resource-sql.ts';
import { type BookingType, type BookingTypeElement, longestWindow } from './schema.ts';
import { typeFrom } from './type-rules.ts';
import { bookingTypeById } from './type-sql.ts';
import { type Candidate, minutesIn, whyIn } from './why-rules.ts';

/** Most answers are found in the first month. */
const windows = [31, longestWindow];
const shownDays = 7;

export interface PreviewCall {
  connection: Connection;
  scope: Scope;
  now: number;
  element: BookingTypeElement;
  locale: string | undefined;
  /** First of the days shown; that of the next free time when it is missing. */
  date: string | undefined;
}

/** POST /BookingType/Preview: what customers would be offered, and why the first time is what it is. Nothing is saved. */
export async function previewOf(call: PreviewCall): Promise<TypePreview> {
  const { connection, scope, now, locale, date } = call;
  const type = await typeOf(call);
  const zone = zoneNamed((await tenantShown(connection, scope.tenantId)).timezone);
  const reader = { zone, locale: chosenLanguage(undefined, locale).locale };
  const { candidates, slots, window } = await offerOf(connection, type, now);
  const [next] = slots;
  const first = parseCivilDate(date ?? '') ?? dayOf(next?.start ?? now, zone);
  const earliest = bookableAt(type, now).start - 1;
  return {
    zone: zone.name,
    zone_label: zoneText(zone, now),
    not_before: momentText(earliest, reader),
    until: formatCivilDate(dayOf(window.end, zone)),
    ...(next && { next: { ...wireTimes(next), label: slotText(next, reader, true) } }),
    resources: candidates.map((one) => reasonOf(type, one, { slots, next, earliest, reader })),
    days: Array.from({ length: shownDays }, (_, index) => {
      const own = slots.filter(({ start }) => dayOf(start, zone) === first + index);
      const [day, times] = [first + index, own.map((slot) => slotTimeText(slot, reader, type.duration_type === 2))];
      return { date: formatCivilDate(day), label: shortDateText(day, reader), times };
    }),
  };
}

async function typeOf({ connection, scope, now, element }: PreviewCall): Promise<BookingType> {
  const isNew = !element.id || element.id <= 0;
  const stored = isNew ? undefined : await bookingTypeById(connection, scope.tenantId, element.id as number);
  if (!isNew && !stored) throw notFound();
  const draft = typeFrom(isNew ? { name: '-', ...element } : element, stored, () => '');
  return { ...draft, tenant_id: scope.tenantId, id: stored?.id ?? 0, type_name: '', version: 0, last_modified: now };
}

async function offerOf(connection: Connection, type: BookingType, now: number) {
  let found: { candidates: Candidate[]; slots: readonly Slot[]; window: Interval } | undefined;
  for (const days of windows) {
    const window = { start: now, end: now + days * DAY };
    const candidates = await candidatesOf(connection, type, window, now);
    found = { candidates, slots: slotsIn(type, candidates, window, now), window };
    if (found.slots.length > 0) break;
  }
  return found as NonNullable<typeof found>;
}

/** Straight from what is stored: nothing of a draft may be remembered. */
async function candidatesOf(connection: Connection, type: BookingType, window: Interval, now: number) {
  const named = await resourcesOf(connection, type);
  const ids = named.map(({ id }) => id);
  const read = booksAssets(type) ? readAssetWork : readWork;
  const works = await read(connection, type.tenant_id, ids, window);
  const workers = named.flatMap(({ id, name }) => {
    const work = works.get(id);
    if (!work) return [];
    const { publicHolidays, leave } = work;
    return [{ ...workerOf(id, work, work.shifts, [], window), name, publicHolidays, leave }];
  });
  const fresh = await withBusyTimes(connection, type, workers, { window, now }, widened(window, type));
  return fresh as Candidate[];
}

interface Around {
  slots: readonly Slot[];
  next: Slot | undefined;
  earliest: number;
  reader: Reader;
}

/** Where nothing is free at all, only how much working time there is. */
function reasonOf(type: BookingType, one: Candidate, { slots, next, earliest, reader }: Around) {
  const { id, name } = one;
  if (!next) return { id, name, why: 'none', ...minutesIn(one, { start: earliest, end: Number.POSITIVE_INFINITY }) };
  const { why, time } = whyIn(type, one, next, next.resources.includes(id));
  const later = why === 'free' ? undefined : slots.find(({ resources }) => resources.includes(id));
  return {
    id,
    name,
    why,
    ...(time && { label: spanText(time, next, reader) }),
    ...(later && { next: slotText(later, reader) }),
    ...minutesIn(one, { start: earliest, end: next.start }),
  };
}

/** Times of the day of the slot are times only. */
function spanText({ start, end }: Interval, slot: Interval, reader: Reader): string {
  const day = dayOf(slot.start, reader.zone);
  const at = (instant: number, of: number) =>
    dayOf(of, reader.zone) === day ? timeText(instant, reader) : momentText(instant, reader);
  return `${at(start, start)} – ${at(end, end - 1)}`;
}

const momentText = (instant: number, reader: Reader) =>
  `${shortDateText(dayOf(instant, reader.zone), reader)}, ${timeText(instant, reader)}`;

const wireTimes = ({ start, end }: Interval) => ({ start_date: writeInstant(start), end_date: writeInstant(end) });
