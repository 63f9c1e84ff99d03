import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { useNarrow } from '../kit/narrow.ts';
import { tell } from '../shell/announce.tsx';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { colours, layers, secondZone } from '../shell/preferences.ts';
import { ask, route } from '../shell/router.ts';
import { language, t } from '../shell/words.ts';
import type { Move } from '../timegrid/shape.ts';
import { type GridControl, TimeGrid } from '../timegrid/timegrid.tsx';
import { listen } from '../wire/feed.ts';
import { useStore } from '../wire/store.ts';
import { clockAt } from './clock.ts';
import { boardState, heard, load, onTheWay, reload, tick } from './desk.ts';
import { Dialogs, opened } from './dialogs.tsx';
import { Agenda, ListTable } from './list.tsx';
import { type Desk, has, type Item } from './model.ts';
import { MonthTable } from './month.tsx';
import { nextPeriod, type View, views } from './period.ts';
import { listenToPrinting } from './print.tsx';
import { QueuePanel } from './queue.tsx';
import { again, agentName, itemOf, move, takeBack } from './save.ts';
import { blocksOf, byTeam, columnsOf, groupsOf, rowsOf, secondOf, stripsOf } from './shown.tsx';
import { gapsOf, picked, rankedRows, SuggestionBar } from './suggestions.tsx';
import { Toolbar } from './toolbar.tsx';

const viewOf = (query: URLSearchParams): View => views.find((one) => one === query.get('view')) ?? 'day';

/** The dispatcher's screen. What is shown is in the address; what happens goes through `save.ts`. */
export function BoardPage({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const state = useStore(boardState);
  const speaks = useStore(language);
  const view = viewOf(query);
  const [date, team, skill] = ['date', 'team', 'skill'].map((name) => query.get(name) ?? undefined);
  const second = useStore(secondZone);
  useEffect(() => void load({ view, date, team, skill, second }), [view, date, team, skill, second, speaks]);
  useFeed(me, state.desk?.board.feed);
  // Before the board is painted: one frame for all of it.
  useLayoutEffect(() => {
    if (state.desk) clockLine.set(`${state.desk.board.zone_label} ${state.desk.board.now_label}`);
  }, [state.desk?.board.now_label, state.desk?.board.zone_label]);
  useEffect(() => listenToPrinting(), []);
  useEffect(() => {
    const timer = setInterval(() => tick(0.5), 30_000);
    return () => clearInterval(timer);
  }, []);
  useBoardKeys(view, state.desk);
  const narrow = useNarrow();
  const [queueOpen, setQueueOpen] = useState(!narrow);
  const control = useRef<GridControl>(null);
  const { desk, problem } = state;
  // A month has hours, not times: nothing of the queue could be dropped there.
  const withQueue = queueOpen && view !== 'month';
  if (!desk) return problem ? <Problem text={problem} /> : <p class="empty">{t('loading')}</p>;
  return (
    <div class={`board${withQueue ? ' with-queue' : ''}`} aria-busy={state.loading}>
      <h1 class="hear">{t('page.board')}</h1>
      <Toolbar desk={desk} view={view} queueOpen={queueOpen} toggleQueue={() => setQueueOpen(!queueOpen)} />
      {problem && <p class="problem strip">{problem}</p>}
      {withQueue && <QueuePanel desk={desk} control={control} />}
      <section class="stage" aria-label={t('page.board')}>
        {view === 'month' ? (
          <MonthTable desk={desk} />
        ) : narrow ? (
          <Agenda desk={desk} />
        ) : view === 'list' ? (
          <ListTable desk={desk} />
        ) : (
          <Grid desk={desk} view={view} control={control} />
        )}
      </section>
      <SuggestionBar desk={desk} />
      <Dialogs desk={desk} />
    </div>
  );
}

function Problem({ text }: { text: string }): JSX.Element {
  return (
    <div class="empty" role="alert">
      <p>{text}</p>
      <button type="button" onClick={() => void reload()}>
        {t('again')}
      </button>
    </div>
  );
}

const lanes: Record<View, number> = { day: 36, week: 26, fortnight: 24, month: 24, list: 26 };
const narrowest: Record<View, number> = { day: 700, week: 150, fortnight: 120, month: 40, list: 150 };

function Grid({
  desk,
  view,
  control,
}: {
  desk: Desk;
  view: View;
  control: { current: GridControl | null };
}): JSX.Element {
  const { board, items } = desk;
  const layerText = useStore(layers);
  const colour = useStore(colours);
  const pick = useStore(picked);
  const speaks = useStore(language);
  const choice = useMemo(() => ({ layers: new Set(layerText.split(',')), colours: colour }), [layerText, colour]);
  const wholeDay = choice.layers.has('nights');
  const range = rangeKey(items);
  const columns = useMemo(() => columnsOf(board, items, wholeDay), [board.columns, board.hours, wholeDay, range]);
  const blocks = useMemo(() => blocksOf(board, items, choice), [items, choice, board.columns, board.types, speaks]);
  const shifts = useShifts(items);
  const rows = useMemo(() => {
    const perAgent = Map.groupBy(shifts, ({ agent }) => agent);
    return rankedRows(rowsOf(board, choice, gapsOf(desk, pick), perAgent), pick);
  }, [board.agents, board.hours, shifts, choice, pick, speaks]);
  const ranked = Boolean(pick?.found?.length);
  const groups = useMemo(
    () => (choice.layers.has('teams') && !ranked ? groupsOf(byTeam(board.agents)) : undefined),
    [board.agents, choice, ranked, speaks],
  );
  const ruler = useMemo(() => secondOf(board), [board.second]);
  if (rows.length === 0) return <p class="empty">{t('board.nobody')}</p>;
  const name = (to: Move) =>
    `${agentName(Number(to.row))}, ${clockAt(board.columns, to.start)}–${clockAt(board.columns, to.end)}`;
  return (
    <TimeGrid
      label={t('board.grid')}
      corner={t('agent')}
      columns={columns}
      rows={rows}
      blocks={blocks}
      second={ruler}
      groups={groups}
      strips={stripsOf(board, choice.layers)}
      now={board.now}
      step={view === 'day' ? 15 : 30}
      lane={lanes[view]}
      narrowest={narrowest[view]}
      control={control}
      say={name}
      onOpen={(key) => opened.set({ kind: 'details', id: Number(key) })}
      onMove={({ key, row, start, end }) => void move(Number(key), { agent: Number(row), from: start, until: end })}
      onCreate={({ row, start, end }) =>
        opened.set({ kind: 'new', to: { agent: Number(row), from: start, until: end } })
      }
      onKey={(event, key) => {
        const item = key ? itemOf(Number(key)) : undefined;
        if (item) blockKey(event, item);
      }}
    />
  );
}

/** Shifts are drawn as ground: a moved appointment is no reason to draw it again. */
function useShifts(items: readonly Item[]): Item[] {
  const before = useRef<Item[]>([]);
  const now = items.filter(({ kind }) => kind === 2);
  if (now.length !== before.current.length || now.some((item, index) => item !== before.current[index]))
    before.current = now;
  return before.current;
}

function blockKey(event: KeyboardEvent, item: Item): void {
  const mine = has(item, 'change');
  if (event.key === 'm' && mine) opened.set({ kind: 'move', id: item.id });
  else if (event.key === 'Delete' && mine) opened.set({ kind: 'cancel', id: item.id });
  else return;
  event.preventDefault();
}

/** First and last minute of a day that something takes: the columns change only with them. */
function rangeKey(items: readonly Item[]): string {
  let [low, high] = [1440, 0];
  for (const { from, until } of items) {
    low = Math.min(low, ((from % 1440) + 1440) % 1440);
    high = Math.max(high, ((until % 1440) + 1440) % 1440);
  }
  return `${Math.floor(low / 60)}:${Math.ceil(high / 60)}`;
}

function useFeed(me: Session, since: string | undefined): void {
  const begun = since !== undefined;
  useEffect(() => {
    if (!since) return;
    return listen(since, {
      reset: () => void reload(),
      change: (change) => {
        heard(change);
        if (change.by === undefined || change.by === me.agent_id || change.entity !== 'appointment') return;
        if (onTheWay.has(Number(change.entity_id))) return;
        const what = String(change.row?.subject ?? itemOf(Number(change.entity_id))?.subject ?? `#${change.entity_id}`);
        tell(t(`live.${change.action}`, { who: change.by_name ?? t('somebody'), what }));
      },
    });
  }, [begun, me.agent_id]);
}

function useBoardKeys(view: View, desk: Desk | undefined): void {
  const first = desk?.board.columns[0]?.date;
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
    m: () => show('month'),
    l: () => show('list'),
    g: () => document.querySelector<HTMLInputElement>('#go-to')?.focus(),
    '/': () => document.querySelector<HTMLInputElement>('#find')?.focus(),
    u: () => document.querySelector<HTMLElement>('.queue button')?.focus(),
    n: () => desk && opened.set({ kind: 'new' }),
    'Ctrl+z': () => void takeBack(),
    'Ctrl+y': () => void again(),
    'Ctrl+Shift+z': () => void again(),
    Escape: () => picked.set(undefined),
  });
}
