import { announce } from '../shell/announce.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call, type Refusal, Refused } from '../wire/api.ts';
import { createStore } from '../wire/store.ts';
import { whenOf } from './clock.ts';
import { boardState, onTheWay, put, refresh } from './desk.ts';
import { redo, remember, type Step, undo } from './history.ts';
import { type Desk, etagOf, type Item, instantOf, minuteOf, replaced, without } from './model.ts';

/** Every move is shown at once and saved behind it; a refusal puts it back and says why. */

export interface Target {
  agent: number;
  from: number;
  until: number;
}

/** What a rule objects to, and the ways on. */
export interface Objection {
  refusal: Refusal;
  /** The earliest time that fits, as a minute of the board. */
  next?: number | undefined;
  elsewhere?: (() => void) | undefined;
  override(reason: string): void;
}

export const objection = createStore<Objection | undefined>(undefined);

export type Row = Record<string, unknown> & { id: number; _etag?: string };

const desk = () => boardState.get().desk as Desk;
export const itemOf = (id: number): Item | undefined => desk()?.items.find((item) => item.id === id);
export const agentName = (id: number): string => desk()?.board.agents.find((agent) => agent.id === id)?.name ?? '';

const waiting = new Map<number, Target>();

/** Moves or resizes. Moves that come while one is on its way go together in the next. */
export async function move(id: number, to: Target, { force = '', record = true } = {}): Promise<boolean> {
  const item = itemOf(id);
  if (!item) return false;
  const shown = { ...item, ...to };
  const flying = onTheWay.has(id);
  onTheWay.set(id, shown);
  put((now) => replaced(now, shown));
  if (flying) {
    waiting.set(id, to);
    return true;
  }
  try {
    const row = await post({ id, ...timesOf(to, item), ...(force && (await forced(id, force))) }, etagOf(item));
    settle(shown, row);
    if (record) rememberMove(item, to);
    refresh(new Set([item.agent, to.agent]));
    return true;
  } catch (error) {
    waiting.delete(id);
    onTheWay.delete(id);
    put((now) => replaced(now, item));
    refused(error, item, to);
    return false;
  } finally {
    const next = waiting.get(id);
    waiting.delete(id);
    if (next) void move(id, next, { record });
  }
}

function settle(shown: Item, row: Row): void {
  onTheWay.delete(shown.id);
  const version = versionOf(row) ?? shown.version;
  // As it is saved now: a move that waits is seen against this, and goes back to this when it is refused.
  put((now) => replaced(now, { ...shown, version }));
}

function versionOf(row: Row): number | undefined {
  const found = /\.(\d+)"?$/.exec(String(row._etag ?? ''))?.[1];
  return found === undefined ? undefined : Number(found);
}

function timesOf({ agent, from, until }: Target, item?: Item): Record<string, unknown> {
  const { board } = desk();
  return {
    ...(agent !== item?.agent && { agent_id: agent }),
    start_date: instantOf(board, from),
    end_date: instantOf(board, until),
  };
}

/** Why a rule was overridden stays with the appointment. */
async function forced(id: number, reason: string): Promise<Record<string, unknown>> {
  const { note } = id ? await call<{ note?: string }>('GET', `/Appointment/${id}`) : { note: undefined };
  return { _force: true, note: [note, t('override.note', { reason })].filter(Boolean).join('\n') };
}

async function post(body: Record<string, unknown>, etag?: string): Promise<Row> {
  return call<Row>('POST', '/Appointment', { body: [body], etag });
}

function rememberMove(before: Item, to: Target): void {
  const { agent, from, until } = before;
  const text = t('done.moved', { what: before.subject, who: agentName(to.agent), when: timeText(to) });
  const step = {
    text,
    back: () => move(before.id, { agent, from, until }, { record: false }),
    forth: () => move(before.id, to, { record: false }),
  };
  remember(step);
  sayDone(step);
}

export const timeText = ({ from, until }: { from: number; until: number }): string =>
  whenOf(desk().board.columns, from, until, '–').replace(' – ', '–');

function sayDone(step: Step): void {
  announce({ text: step.text, action: { label: t('undo'), run: () => void takeBack() } });
}

export async function takeBack(): Promise<void> {
  const step = await undo();
  if (step)
    announce({ text: t('done.undone', { what: step.text }), action: { label: t('redo'), run: () => void again() } });
}

export async function again(): Promise<void> {
  const step = await redo();
  if (step) sayDone(step);
}

function refused(error: unknown, item: Item, to: Target): void {
  if (!(error instanceof Refused)) {
    complain(error);
    return;
  }
  const { refusal } = error;
  if (refusal.status === 412) {
    const by = refusal.changed_by?.agent_name ?? t('somebody');
    announce({ text: t('problem.stale', { who: by, what: item.subject }), problem: true });
    refresh('all');
  } else if (refusal.status === 409 && refusal.conflicts) {
    object(
      refusal,
      (reason) => void move(item.id, to, { force: reason }),
      (from) => void move(item.id, { ...to, from, until: from + to.until - to.from }),
    );
  } else complain(error);
}

function object(refusal: Refusal, override: (reason: string) => void, moveTo: (from: number) => void): void {
  const next = refusal.next_free ? minuteOf(desk().board, refusal.next_free) : undefined;
  objection.set({ refusal, next, override, elsewhere: next === undefined ? undefined : () => moveTo(next) });
}

/** A new appointment: from the queue, from a suggestion, from an empty place. */
export async function create(values: Record<string, unknown>, to: Target, force = ''): Promise<boolean> {
  try {
    const row = await post({ ...values, ...timesOf(to), ...(force && (await forced(0, force))) });
    const text = t('done.booked', { what: String(values.subject), who: agentName(to.agent), when: timeText(to) });
    const step = { text, back: () => remove(row.id), forth: () => restore(row.id) };
    remember(step);
    sayDone(step);
    refresh('all');
    return true;
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.status !== 409) complain(error);
    else
      object(
        error.refusal,
        (reason) => void create(values, to, reason),
        (from) => void create(values, { ...to, from, until: from + to.until - to.from }),
      );
    return false;
  }
}

/** Another change of a row: its state, its subject. */
export async function change(
  item: Item,
  values: Record<string, unknown>,
  text: string,
  before?: Record<string, unknown>,
): Promise<boolean> {
  const apply = async (fields: Record<string, unknown>): Promise<boolean> => {
    try {
      const now = itemOf(item.id) ?? desk()?.unassigned.find(({ id }) => id === item.id) ?? item;
      const row = await post({ id: item.id, ...fields }, etagOf(now));
      put((shown) => replaced(shown, { ...now, version: versionOf(row) ?? now.version }));
      refresh('all');
      return true;
    } catch (error) {
      refusedChange(error, item, fields, apply);
      return false;
    }
  };
  if (!(await apply(values))) return false;
  if (!before) announce({ text });
  else {
    const step = { text, back: () => apply(before), forth: () => apply(values) };
    remember(step);
    sayDone(step);
  }
  return true;
}

/** Gives what nobody has: an open shift. */
export const assign = (item: Item, agent: number): Promise<boolean> =>
  change(item, { agent_id: agent }, t('done.given', { what: item.subject, who: agentName(agent) }), {
    agent_id: 0,
    open_shift: true,
  });

function refusedChange(
  error: unknown,
  item: Item,
  fields: Record<string, unknown>,
  apply: (fields: Record<string, unknown>) => Promise<boolean>,
): void {
  if (!(error instanceof Refused) || error.refusal.status !== 409 || !error.refusal.conflicts) {
    refused(error, item, item);
    return;
  }
  object(
    error.refusal,
    async (reason) => void apply({ ...fields, ...(await forced(item.id, reason)) }),
    (from) => void move(item.id, { agent: item.agent, from, until: from + item.until - item.from }),
  );
}

async function remove(id: number): Promise<boolean> {
  try {
    await call('DELETE', `/Appointment/${id}`);
    put((now) => without(now, id));
    refresh('all');
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

async function restore(id: number): Promise<boolean> {
  try {
    await post({ id, deleted: false });
    refresh('all');
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** Cancels; why stays with the row. */
export async function cancel(item: Item, reason: string): Promise<void> {
  if (reason && !(await change(item, await noted(item.id, reason), t('done.noted')))) return;
  if (!(await remove(item.id))) return;
  const step = {
    text: t('done.cancelled', { what: item.subject }),
    back: () => restore(item.id),
    forth: () => remove(item.id),
  };
  remember(step);
  sayDone(step);
}

async function noted(id: number, reason: string): Promise<Record<string, unknown>> {
  const { note } = await call<{ note?: string }>('GET', `/Appointment/${id}`);
  return { note: [note, t('cancel.note', { reason })].filter(Boolean).join('\n') };
}
