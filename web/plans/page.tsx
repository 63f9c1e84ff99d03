import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { clockAt } from '../board/clock.ts';
import { steps } from '../board/history.ts';
import { instantOf } from '../board/model.ts';
import { nextPeriod } from '../board/period.ts';
import { again, takeBack } from '../board/save.ts';
import { columnsOf } from '../board/shown.tsx';
import { useNarrow } from '../kit/narrow.ts';
import { listenToPrinting } from '../kit/paper.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { language, t } from '../shell/words.ts';
import type { Move } from '../timegrid/shape.ts';
import { type GridControl, TimeGrid } from '../timegrid/timegrid.tsx';
import { listen } from '../wire/feed.ts';
import { useStore } from '../wire/store.ts';
import { Dialogs } from './dialogs.tsx';
import { Conflicts, Outages, PlanRows, PlanTable } from './list.tsx';
import { boardOf, mayChange, type Plan } from './model.ts';
import { close, openEdit, opened, openNew } from './opened.ts';
import './plans.css';
import { load, type Planned, planState, refresh, reload, serviceNames, type View, views } from './read.ts';
import { move } from './save.ts';
import { blocksOf, everyService, planAt, rowsOf, stripsOf } from './shown.tsx';
import { Toolbar } from './toolbar.tsx';

const viewOf = (query: URLSearchParams): View => views.find((one) => one === query.get('view')) ?? 'week';

/** May we change X on Friday? Changes, freezes, maintenance and downtime of services. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const { planned, problem, loading } = useStore(planState);
  const speaks = useStore(language);
  const view = viewOf(query);
  const date = query.get('date') ?? undefined;
  useEffect(() => {
    close();
    void load({ view, date });
  }, [view, date, speaks]);
  useEffect(() => {
    const timer = setInterval(refresh, 300_000);
    return () => clearInterval(timer);
  }, []);
  useFeed(planned);
  useOwnSteps();
  useEffect(() => {
    if (planned) clockLine.set(`${planned.days.zone_label} ${planned.days.now_label}`);
  }, [planned?.days.now_label, planned?.days.zone_label]);
  useEffect(() => listenToPrinting(() => sheetOf(planState.get().planned)), []);
  usePlanKeys(view, planned);
  const [find, setFind] = useState('');
  const narrow = useNarrow();
  if (!planned)
    return problem ? (
      <div class="empty" role="alert">
        <p>{problem}</p>
        <button type="button" onClick={() => void reload()}>
          {t('again')}
        </button>
      </div>
    ) : (
      <p class="empty">{t('loading')}</p>
    );
  return (
    <div class="plans" aria-busy={loading}>
      <h1 class="hear">{t('page.changes')}</h1>
      <Toolbar planned={planned} view={view} me={me} find={find} setFind={setFind} />
      {problem && <p class="problem strip">{problem}</p>}
      <Outages planned={planned} />
      <section class="stage" aria-label={t('page.changes')}>
        {narrow || view === 'list' ? (
          <PlanTable planned={planned} />
        ) : (
          <Grid planned={planned} view={view} me={me} find={find} />
        )}
      </section>
      <Conflicts planned={planned} />
      <Dialogs planned={planned} me={me} />
    </div>
  );
}

const narrowest: Record<View, number> = { day: 900, week: 150, fortnight: 120, list: 150 };

interface GridProps {
  planned: Planned;
  view: View;
  me: Session;
  find: string;
}

function Grid({ planned, view, me, find }: GridProps): JSX.Element {
  const { days, plans, services, outages } = planned;
  const speaks = useStore(language);
  const control = useRef<GridControl>(null);
  const columns = useMemo(() => columnsOf(boardOf(days), [], true), [days, speaks]);
  const rows = useMemo(() => {
    const words = find.toLowerCase().split(/\s+/);
    return rowsOf(planned, (name) => words.every((word) => name.toLowerCase().includes(word)));
  }, [services, outages, plans, find, speaks]);
  const blocks = useMemo(() => blocksOf(planned, me), [days, plans, speaks]);
  return (
    <TimeGrid
      label={t('plans.grid')}
      corner={t('plans.service')}
      columns={columns}
      rows={rows}
      blocks={blocks}
      strips={stripsOf(planned)}
      now={days.now}
      step={view === 'day' ? 15 : 30}
      lane={36}
      narrowest={narrowest[view]}
      control={control}
      say={({ start, end }) => `${clockAt(days.columns, start)}–${clockAt(days.columns, end)}`}
      onOpen={(key) => opened.set({ kind: 'details', key })}
      onMove={(to) => moved(planAt(plans, to.key), blocks.find(({ key }) => key === to.key)?.row, to)}
      onCreate={({ row, start, end }) => {
        const [from, until] = [start, end].map((at) => instantOf(boardOf(days), at)) as [string, string];
        void openNew('change', { start: from, end: until, services: row === everyService ? [] : [Number(row)] });
      }}
      onKey={(event, key) => {
        const plan = planAt(plans, key);
        if (plan && mayChange(me, plan)) blockKey(event, plan);
      }}
    />
  );
}

/** Another row is another service: it takes the place of the one whose row it was. */
function moved(plan: Plan | undefined, row: string | undefined, to: Move): void {
  if (!plan) return;
  const { start: from, end: until } = to;
  const [was, is] = [Number(row), Number(to.row)];
  if (was === is) return void move(plan, { from, until, services: plan.services });
  // Maintenance is of a service.
  if (is === 0 && plan.kind === 'maintenance') return;
  const ids = plan.services.length === 0 ? [is] : plan.services.map(({ id }) => (id === was ? is : id));
  void move(plan, { from, until, services: serviceNames([...new Set(ids.filter((id) => id > 0))]) });
}

function blockKey(event: KeyboardEvent, plan: Plan): void {
  if (event.key === 'm') void openEdit(plan);
  else if (event.key === 'Delete' && (plan.kind !== 'downtime' || plan.row._candelete))
    opened.set({ kind: 'cancel', plan });
  else return;
  event.preventDefault();
}

const heard = new Set(['ticket', 'holiday', 'downtime', 'service']);

function useFeed(planned: Planned | undefined): void {
  const since = planned && boardOf(planned.days).feed;
  useEffect(() => {
    if (since) return listen(since, { reset: refresh, change: ({ entity }) => void (heard.has(entity) && refresh()) });
  }, [since !== undefined]);
}

/** What was done on another page is taken back there. */
function useOwnSteps(): void {
  useEffect(() => {
    const others = steps.get();
    steps.set({ done: [], undone: [] });
    return () => steps.set(others);
  }, []);
}

function usePlanKeys(view: View, planned: Planned | undefined): void {
  const first = planned?.days.columns[0]?.date;
  const turn = (by: 1 | -1) => first && ask({ date: nextPeriod(view, first, by) });
  const show = (next: View) => ask({ view: next });
  useKeys({
    t: () => ask({ date: undefined }),
    j: () => void turn(1),
    k: () => void turn(-1),
    PageDown: () => void turn(1),
    PageUp: () => void turn(-1),
    d: () => show('day'),
    w: () => show('week'),
    f: () => show('fortnight'),
    l: () => show('list'),
    g: () => document.querySelector<HTMLInputElement>('#go-to')?.focus(),
    '/': () => document.querySelector<HTMLInputElement>('#find')?.focus(),
    n: () => void (planned && openNew('change')),
    c: () => planned && opened.set({ kind: 'check' }),
    'Ctrl+z': () => void takeBack(),
    'Ctrl+y': () => void again(),
  });
}

function sheetOf(planned: Planned | undefined): JSX.Element | null {
  if (!planned) return null;
  const { zone_label, now_label, columns } = planned.days;
  return (
    <>
      <h1>
        {t('page.changes')}: {columns[0]?.label} – {columns.at(-1)?.label}
      </h1>
      <p>
        {zone_label} · {t('print.at', { when: now_label })}
      </p>
      <PlanRows planned={planned} />
    </>
  );
}
