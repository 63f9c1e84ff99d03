import { ticketStatus } from '../../src/codes.ts';
import type { Named } from '../../src/rooms/board/shape.ts';
import { complain } from '../board/desk.ts';
import { remember, type Step } from '../board/history.ts';
import { instantOf } from '../board/model.ts';
import { takeBack } from '../board/save.ts';
import { announce } from '../shell/announce.tsx';
import { t } from '../shell/words.ts';
import { call, type Refusal, Refused } from '../wire/api.ts';
import { createStore } from '../wire/store.ts';
import { boardOf, type Conflict, type Kind, type Plan } from './model.ts';
import { spanLabel } from './moment.ts';
import { onTheWay, planned, put, refresh } from './read.ts';

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

export interface Place {
  from: number;
  until: number;
  services: readonly Named[];
}

const waiting = new Map<Plan['id'], Place>();

/** Shown at once and saved behind it. Moves that come while one is on its way go together in the next. */
export async function move(plan: Plan, to: Place, { reason = '', record = true } = {}): Promise<boolean> {
  const { id, kind, row } = plan;
  const before = { from: plan.from, until: plan.until, services: plan.services };
  const flying = onTheWay.has(id);
  onTheWay.set(id, to);
  put(id, to);
  if (flying) {
    waiting.set(id, to);
    return true;
  }
  try {
    const { _etag } = await post(kind, { id, ...valuesOf(kind, plan, to), ...emergency(reason) }, row._etag);
    const next = { ...plan, ...to, row: { ...row, ...(_etag && { _etag }) } };
    put(id, { row: next.row });
    onTheWay.delete(id);
    if (record) await rememberMove(next, before, to);
    follow(next, record);
    return true;
  } catch (error) {
    onTheWay.delete(id);
    waiting.delete(id);
    put(id, before);
    refused(error, plan, (why) => void move(plan, to, { reason: why }));
    return false;
  }
}

/** What came meanwhile is saved next, on top of what was just saved. */
function follow(plan: Plan, record: boolean): void {
  const next = waiting.get(plan.id);
  waiting.delete(plan.id);
  if (next) void move(plan, next, { record });
  else refresh();
}

export const emergency = (reason: string): Values => (reason ? { emergency: true, emergency_reason: reason } : {});

function valuesOf(kind: Kind, plan: Plan, { from, until, services }: Place): Values {
  const [start, end] = [from, until].map((at) => instantOf(boardOf(planned().days), at));
  const ids = services.map(({ id }) => id);
  const same = ids.join() === plan.services.map(({ id }) => id).join();
  if (kind === 'change') return { start_date: start, end_date: end, ...(!same && { services: ids }) };
  return { allday: false, date: start, end_date: end, entity_id: ids[0] ?? -1 };
}

async function rememberMove(plan: Plan, before: Place, to: Place): Promise<void> {
  const start = instantOf(boardOf(planned().days), to.from);
  const when = await spanLabel(start, instantOf(boardOf(planned().days), to.until));
  const where = to.services === before.services ? '' : to.services.map(({ name }) => name).join(', ');
  const text = t('plans.moved', { what: nameOf(plan), when: [where, when].filter(Boolean).join(', ') });
  const now = () => planned().plans.find(({ id }) => id === plan.id) ?? plan;
  sayDone({
    text,
    back: () => move(now(), before, { record: false }),
    forth: () => move(now(), to, { record: false }),
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
