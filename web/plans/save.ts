import { ticketStatus } from '../../src/codes.ts';
import type { Named } from '../../src/rooms/board/shape.ts';
import { remember, type Step } from '../board/history.ts';
import { instantOf, minuteOf } from '../board/model.ts';
import { takeBack } from '../board/save.ts';
import { announce } from '../shell/announce.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call, type Refusal, Refused } from '../wire/api.ts';
import { createStore } from '../wire/store.ts';
import { boardOf, type CalendarRow, type Conflict, type Kind, type Plan, planOf } from './model.ts';
import { spanLabel } from './moment.ts';
import { type Lasting, onTheWay, type Place, planned, put, refresh } from './read.ts';

/** Saves, with Undo; a refusal puts back what was moved and says why. */

export type Values = Record<string, unknown>;
/** A row as it is stored, or as it would be. */
export type Stored = Values & {
  id?: number | string;
  _etag?: string;
  _warning?: string;
  conflicts?: unknown[];
  conflict_details?: Conflict[];
  freezes?: Frozen[];
  hours?: number;
};

/** A freeze that refuses a change. */
export interface Frozen {
  name: string;
  end_date: string;
}

export const pathOf = (kind: Kind): string =>
  kind === 'change' ? '/Tickets' : kind === 'downtime' ? '/Downtime' : '/Holiday';

/** What a freeze objects to, and the ways on. */
export interface Objection {
  plan: Plan;
  freezes: readonly Frozen[];
  override(reason: string): void;
}

export const objection = createStore<Objection | undefined>(undefined);

const waiting = new Map<Plan['id'], Lasting>();

/** A place that stays where it is when other days are shown: minutes count from the first of them. */
function lasting({ from, until, services }: Place): Lasting {
  const [start, end] = [from, until].map((at) => instantOf(boardOf(planned().days), at)) as [string, string];
  const place = (days = planned().days) => ({
    from: minuteOf(boardOf(days), start),
    until: minuteOf(boardOf(days), end),
    services,
  });
  return Object.assign(place, { start, end });
}

/** Shown at once and saved behind it. Moves that come while one is on its way go together in the next. */
export async function move(plan: Plan, to: Place, { reason = '', record = true } = {}): Promise<boolean> {
  const { id, kind, row } = plan;
  const was = lasting(plan);
  const is = lasting(to);
  const flying = onTheWay.has(id);
  onTheWay.set(id, is);
  put(id, to);
  if (flying) {
    waiting.set(id, is);
    return true;
  }
  try {
    const values = { id, ...valuesOf(plan, to.services, is), ...emergency(reason) };
    const [{ _etag }, text] = await Promise.all([post(kind, values, row._etag), textOf(plan, to, is)]);
    const { start: start_date, end: end_date } = is;
    const saved = { ...row, start_date, end_date, services: [...to.services], ...(_etag && { _etag }) };
    put(id, { row: saved });
    onTheWay.delete(id);
    if (record) rememberMove(saved, text, was, is);
    follow(saved, record);
    return true;
  } catch (error) {
    onTheWay.delete(id);
    waiting.delete(id);
    put(id, was());
    refused(error, plan, (why) => void move({ ...plan, ...was() }, is(), { reason: why }));
    return false;
  }
}

/** What came meanwhile is saved next, on top of what was just saved. */
function follow(saved: CalendarRow, record: boolean): void {
  const plan = planOf(planned().days, saved);
  const next = waiting.get(plan.id);
  waiting.delete(plan.id);
  if (next) void move(plan, next(), { record });
  else refresh();
}

const emergency = (reason: string): Values => (reason ? { emergency: true, emergency_reason: reason } : {});

function valuesOf({ kind, services }: Plan, next: readonly Named[], { start, end }: Lasting): Values {
  const ids = next.map(({ id }) => id);
  const isSame = ids.join() === services.map(({ id }) => id).join();
  if (kind === 'change') return { start_date: start, end_date: end, ...(!isSame && { services: ids }) };
  return { allday: false, date: start, end_date: end, entity_id: ids[0] ?? -1 };
}

async function textOf(plan: Plan, to: Place, { start, end }: Lasting): Promise<string> {
  const when = await spanLabel(start, end).catch(() => '');
  const where = to.services === plan.services ? '' : to.services.map(({ name }) => name).join(', ');
  return t('plans.moved', { what: nameOf(plan), when: [where, when].filter(Boolean).join(', ') });
}

function rememberMove(saved: CalendarRow, text: string, was: Lasting, is: Lasting): void {
  const there = planOf(planned().days, saved);
  const now = () => planned().plans.find(({ id }) => id === there.id) ?? planOf(planned().days, saved);
  sayDone({
    text,
    back: () => move(now(), was(), { record: false }),
    forth: () => move(now(), is(), { record: false }),
  });
}

export const nameOf = ({ kind, id, subject }: Pick<Plan, 'kind' | 'id' | 'subject'>): string =>
  kind === 'change' ? `#${id} ${subject}` : subject;

export function sayDone(step: Step): void {
  remember(step);
  announce({ text: step.text, action: { label: t('undo'), run: () => void takeBack() } });
}

export function post(kind: Kind, values: Values, etag?: string): Promise<Stored> {
  return call<Stored>('POST', pathOf(kind), { body: [values], etag });
}

function refused(error: unknown, plan: Plan, override: (reason: string) => void): void {
  const refusal = error instanceof Refused ? (error.refusal as Refusal & { freezes?: Frozen[] }) : undefined;
  if (refusal?.status === 412) {
    announce({ text: staleText(refusal, plan.subject), problem: true });
    refresh();
  } else if (refusal?.freezes) objection.set({ plan, freezes: refusal.freezes, override });
  else complain(error);
}

export const staleText = ({ changed_by }: Refusal, what: string): string =>
  t('plans.stale', { who: changed_by?.agent_name ?? t('somebody'), what });

/** Saves a form.
 * @throws Refused, for the form to show where it is */
export async function save(kind: Kind, values: Values, etag: string | undefined, text: string): Promise<void> {
  const path = pathOf(kind);
  const before = values.id ? await call<Stored>('GET', `${path}/${values.id}`) : undefined;
  const { id = 0 } = await post(kind, values, etag);
  refresh();
  const once = { ...values, id };
  const back = before ? () => quietly(() => post(kind, backTo(kind, before, values))) : () => remove(kind, id);
  const forth = () => quietly(() => post(kind, before ? once : restored(kind, once)));
  sayDone({ text, back, forth: before || kind === 'change' ? forth : async () => false });
}

/** The properties that were changed, as they were. */
function backTo(kind: Kind, before: Stored, values: Values): Values {
  const names = [...Object.keys(values), ...(kind === 'change' ? ['emergency', 'emergency_reason'] : [])];
  if (kind === 'freeze' || kind === 'maintenance') names.push('date', 'end_date');
  return Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
}

async function quietly(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    refresh();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** A change stays as a ticket: it is closed, and off the calendar. Everything else is deleted. */
function remove(kind: Kind, id: number | string): Promise<boolean> {
  return quietly(() =>
    kind === 'change'
      ? post(kind, { id, status: ticketStatus.closed, start_date: null, end_date: null })
      : call('DELETE', `${pathOf(kind)}/${id}`),
  );
}

/** As it was before it was taken away. What was deleted comes back under another number. */
function restored(kind: Kind, before: Values): Values {
  if (kind === 'change') {
    const { id, start_date, end_date, status = ticketStatus.new } = before;
    return { id, start_date, end_date, status };
  }
  const { id, holid, _etag, source, ...rest } = before;
  // A rule that was deleted has no number any more.
  if (rest.schedule) rest.schedule = { ...(rest.schedule as Values), id: 0, uniqueid: undefined, _etag: undefined };
  return rest.calculated ? { ...rest, hours: undefined } : rest;
}

/** Cancels a change, deletes anything else. */
export async function cancel(plan: Plan): Promise<void> {
  const { kind, id } = plan;
  const query = kind === 'freeze' || kind === 'maintenance' ? { includedetails: true } : {};
  try {
    const before = await call<Stored>('GET', `${pathOf(kind)}/${id}`, { query });
    let present = id;
    if (!(await remove(kind, id))) return;
    const back = () =>
      quietly(async () => {
        present = (await post(kind, restored(kind, before))).id ?? id;
      });
    const text = t(kind === 'change' ? 'plans.cancelled' : 'plans.deleted', { what: nameOf(plan) });
    sayDone({ text, back, forth: () => remove(kind, present) });
  } catch (error) {
    complain(error);
  }
}
