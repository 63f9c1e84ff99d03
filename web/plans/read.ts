import type { Named } from '../../src/rooms/board/shape.ts';
import { firstWeekday, periodOf, plusDays } from '../board/period.ts';
import { said } from '../shell/said.ts';
import { speech } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { type Days, readDays } from '../wire/columns.ts';
import { createStore } from '../wire/store.ts';
import { type CalendarRow, type Outage, type Plan, planOf, type Service } from './model.ts';
import { wallOf } from './moment.ts';

/** What the page shows: read whole, and again a moment after something has changed. */

export interface Planned {
  days: Days;
  plans: Plan[];
  services: Service[];
  /** The month that availability is of. */
  month: string;
  outages: Outage[];
}

interface State {
  planned?: Planned;
  loading: boolean;
  problem?: string | undefined;
}

export const planState = createStore<State>({ loading: true });

export interface Place {
  from: number;
  until: number;
  services: readonly Named[];
}

/** A place in minutes of whichever days are shown. */
export interface Lasting {
  (days?: Days): Place;
  start: string;
  end: string;
}

/** Moves that are on their way: what is read meanwhile does not put them back. */
export const onTheWay = new Map<Plan['id'], Lasting>();

export const views = ['day', 'week', 'fortnight', 'list'] as const;
export type View = (typeof views)[number];

let asked: { view: View; date?: string | undefined } = { view: 'week' };
let reading: AbortController | undefined;

export async function load(next: typeof asked): Promise<void> {
  asked = next;
  planState.set((state) => ({ ...state, loading: true, problem: undefined }));
  await reload();
}

export async function reload(): Promise<void> {
  reading?.abort();
  reading = new AbortController();
  const { signal } = reading;
  try {
    const planned = await read(signal);
    if (!signal.aborted) planState.set({ planned, loading: false });
  } catch (error) {
    if ((error as Error).name === 'AbortError' || signal.aborted) return;
    planState.set((state) => ({ ...state, loading: false, problem: said(error) }));
  }
}

async function read(signal: AbortSignal): Promise<Planned> {
  const date = asked.date ?? (await readDays({}, signal)).columns[0]?.date ?? '';
  const { start, end } = periodOf(asked.view, date, firstWeekday(navigator.language));
  const days = await readDays({ start_date: start, end_date: end }, signal);
  const query = { start_date: `${days.start}Z`, end_date: `${days.end}Z` };
  const month = `${start.slice(0, 7)}-01`;
  const inMonth = { start_date: month, end_date: nextMonth(month), timezone: days.zone, page_size: 1, page_no: 1 };
  const [changes, downs, record, lasting] = await Promise.all([
    call<{ appointments: CalendarRow[] }>('GET', '/ChangeCalendar', { query, signal }),
    call<{ appointments: CalendarRow[] }>('GET', '/Downtime/DowntimeCalendar', { query, signal }),
    call<{ availability: Service[] }>('GET', '/Downtime/DowntimeCalendar', { query: inMonth, signal }),
    call<{ downtime: Omit<Outage, 'since'>[] }>('GET', '/Downtime', { query: { ended: false }, signal }),
  ]);
  const rows = [...changes.appointments, ...downs.appointments.filter(({ kind }) => kind === 'downtime')];
  return {
    days,
    plans: rows.map((row) => planOf(days, row)).map((plan) => ({ ...plan, ...onTheWay.get(plan.id)?.(days) })),
    services: record.availability,
    month: new Intl.DateTimeFormat(speech(), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
      Date.parse(month),
    ),
    outages: await begun(days, lasting.downtime),
  };
}

const nextMonth = (first: string): string => `${plusDays(first, 31).slice(0, 7)}-01`;

async function begun(days: Days, rows: readonly Omit<Outage, 'since'>[]): Promise<Outage[]> {
  const now = Date.parse(`${days.start}Z`) + days.now * 60_000;
  const down = rows.filter(({ startdate }) => Date.parse(`${startdate}Z`) <= now);
  return Promise.all(down.map(async (row) => ({ ...row, since: (await wallOf(row.startdate)).label })));
}

let soon: ReturnType<typeof setTimeout> | undefined;

/** Reads again a moment later, and once for all that comes till then. */
export function refresh(): void {
  if (soon !== undefined) return;
  soon = setTimeout(() => {
    soon = undefined;
    void reload();
  }, 150);
}

export function put(id: Plan['id'], change: Partial<Plan>): void {
  planState.set((state) => {
    if (!state.planned) return state;
    const plans = state.planned.plans.map((plan) => (plan.id === id ? { ...plan, ...change } : plan));
    return { ...state, planned: { ...state.planned, plans } };
  });
}

export const planned = (): Planned => planState.get().planned as Planned;

export const nameOfService = (id: number): string =>
  planned().services.find(({ service }) => service === id)?.service_desc ?? '';

export const serviceNames = (ids: readonly number[]): Named[] => ids.map((id) => ({ id, name: nameOfService(id) }));
