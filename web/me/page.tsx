import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Board, Session } from '../../src/rooms/board/shape.ts';
import { boardState, heard, load, reload, tick } from '../board/desk.ts';
import { Dialogs, opened } from '../board/dialogs.tsx';
import { listed } from '../board/list.tsx';
import { type Desk, deskOf, has, type Item, minuteOf } from '../board/model.ts';
import { plusDays } from '../board/period.ts';
import { again, takeBack } from '../board/save.ts';
import { spanTitle, TurnButtons, ViewButtons } from '../board/turn.tsx';
import { useNarrow } from '../kit/narrow.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { language, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { connected, listen } from '../wire/feed.ts';
import { online } from '../wire/online.ts';
import { useStore } from '../wire/store.ts';
import { settle } from './act.ts';
import { ahead } from './ahead.ts';
import { Complete, Note } from './complete.tsx';
import { Days, Next, Running } from './day.tsx';
import { findDays, keepDays, keptDays, todayOf } from './kept-days.ts';
import { Month, monthTitle } from './month.tsx';
import { flush, openOutbox, waiting } from './outbox.ts';
import { spanOf, turned, type View, views } from './period.ts';
import { RequestsBar } from './requests-bar.tsx';
import { WaitingList } from './waiting.tsx';
import { Week } from './week.tsx';
import './me.css';

/** What is my next job? And: start it, stop it, say how long it took. Also without the server. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const { desk: read, problem } = useStore(boardState);
  // What the board has read is not one's own day.
  const isMine = read?.board.agents.length === 1 && read.board.agents[0]?.id === me.agent_id;
  const desk = isMine ? read : undefined;
  const view = views.find((one) => one === query.get('view')) ?? 'day';
  const date = query.get('date') ?? undefined;
  const asOf = useDays(me, view, date);
  useLive(me, desk);
  const first = date ?? (view === 'week' ? desk?.board.columns[0]?.date : boardState.get().today);
  const turn = (by: 1 | -1) => first && ask({ date: turned(view, first, by) });
  useMeKeys(turn);
  if (!desk) return <p class="empty">{problem ?? t('loading')}</p>;
  const month = (first ?? desk.board.columns[7]?.date ?? '').slice(0, 7);
  return (
    <div class={`me view-${view}`}>
      <h1>{view === 'month' ? monthTitle(`${month}-01`) : spanTitle(desk)}</h1>
      <Toolbar view={view} turn={turn} date={first} />
      {asOf && <p class="as-of">{t('me.asOf', { when: asOf })}</p>}
      {problem && <p class="problem">{problem}</p>}
      <WaitingList />
      <Work desk={desk} view={view} month={month} />
      <RequestsBar me={me} desk={desk} />
      <Dialogs desk={desk} />
    </div>
  );
}

/** Reads the days; without the server what was kept of them.
 * @returns as of when they are, where they are not of now */
function useDays(me: Session, view: View, date: string | undefined): string | undefined {
  const speaks = useStore(language);
  const reached = useStore(online);
  const [asOf, setAsOf] = useState<string>();
  const mine = String(me.agent_id);
  useEffect(() => {
    let isWanted = true;
    const daysOf = (from: string) => spanOf(view, from);
    const read = async () => {
      await load({ view: 'day', date, agents: mine, daysOf });
      if (!isWanted) return;
      if (!boardState.get().problem || online.get()) return setAsOf(undefined);
      const kept = keptDays();
      const from = date ?? todayOf(kept, Date.now());
      const found = from && findDays(kept, daysOf(from), Date.now());
      if (found) boardState.set((state) => ({ ...state, today: from, desk: found.desk, problem: undefined }));
      else if (from) boardState.set((state) => ({ ...state, problem: t('me.notKept') }));
      setAsOf(found ? found.asOf : undefined);
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [view, date, mine, speaks, reached]);
  return asOf;
}

/** What others change, what waits to be sent, what is kept, and the clock. */
function useLive(me: Session, desk: Desk | undefined): void {
  const reached = useStore(online);
  const feed = desk?.board.feed;
  useEffect(() => {
    if (feed && reached) return listen(feed, { change: heard, reset: () => void reload() });
  }, [feed !== undefined, reached]);
  useEffect(() => openOutbox(me, settle), [me.agent_id, me.tenant]);
  useEffect(() => {
    if (!reached) return;
    void flush();
    // Of a server that was too busy, for one.
    const timer = setInterval(() => void flush(), 20_000);
    return () => clearInterval(timer);
  }, [me.agent_id, me.tenant, reached]);
  useKeeping(me, desk);
  useEffect(() => {
    let last = Date.now();
    const timer = setInterval(() => {
      tick((Date.now() - last) / 60_000);
      last = Date.now();
    }, 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (desk) clockLine.set(`${desk.board.zone_label} ${desk.board.now_label}`);
  }, [desk?.board.now_label]);
}

/** Keeps what is shown as the server told it, and once the days to come. */
function useKeeping(me: Session, desk: Desk | undefined): void {
  const items = useRef<Item[] | undefined>(undefined);
  useEffect(() => {
    const isNew = desk?.items !== items.current;
    items.current = desk?.items;
    // While the feed is on, what is shown is as of now; else as of when it was read.
    if (desk && online.get() && (isNew || connected.get() === 'live')) keepDays(me, desk);
  }, [desk]);
  const today = boardState.get().today;
  useEffect(() => {
    if (!today || !online.get()) return;
    const locale = language.get() === 'de' ? 'de' : 'en';
    const query = { start_date: today, end_date: plusDays(today, 14), agents: String(me.agent_id), locale };
    call<Board>('GET', '/Board', { query }).then(
      (board) => keepDays(me, deskOf(board)),
      () => undefined,
    );
  }, [me.agent_id, today]);
}

function useMeKeys(turn: (by: 1 | -1) => void): void {
  const show = (view: View) => () => ask({ view });
  useKeys({
    t: () => ask({ date: undefined }),
    j: () => turn(1),
    k: () => turn(-1),
    PageDown: () => turn(1),
    PageUp: () => turn(-1),
    d: show('day'),
    w: show('week'),
    m: show('month'),
    l: show('agenda'),
    g: () => document.querySelector<HTMLInputElement>('#go-to')?.focus(),
    n: () => opened.set({ kind: 'new' }),
    'Ctrl+z': () => void takeBack(),
    'Ctrl+y': () => void again(),
  });
}

function Toolbar({ view, turn, date }: { view: View; turn(by: 1 | -1): void; date: string | undefined }): JSX.Element {
  return (
    <div class="toolbar">
      <TurnButtons turn={turn} />
      <ViewButtons views={views} view={view} />
      <input
        id="go-to"
        type="date"
        aria-label={t('goTo')}
        value={date ?? ''}
        onChange={(event) => event.currentTarget.value && ask({ date: event.currentTarget.value })}
      />
    </div>
  );
}

/** The jobs, with what waits to be sent. A month of which only some days were kept is a list of those. */
function Work({ desk, view, month }: { desk: Desk; view: View; month: string }): JSX.Element {
  const [asking, setAsking] = useState<{ what: 'finish' | 'note'; id: number }>();
  const list = useStore(waiting);
  const narrow = useNarrow();
  const { board } = desk;
  const items = useMemo(() => {
    const minute = (instant: string) => minuteOf(board, instant);
    return listed(desk, 'shifts,tentative').map((item) => ahead(item, list, board.now, minute));
  }, [desk.items, list, board.start]);
  const running = items.filter((item) => has(item, 'inProgress'));
  const next = items.find(
    (item) => item.kind !== 2 && !has(item, 'done') && !has(item, 'inProgress') && item.until > board.now,
  );
  const [first, last] = [board.columns[0], board.columns.at(-1)];
  const shownToday = first && last && board.now >= first.at && board.now < last.at + last.minutes;
  const item = asking && items.find(({ id }) => id === asking.id);
  const close = () => setAsking(undefined);
  const askFor = {
    finish: ({ id }: Item) => setAsking({ what: 'finish', id }),
    note: ({ id }: Item) => setAsking({ what: 'note', id }),
  };
  return (
    <>
      {running.map((one) => (
        <Running key={one.id} desk={desk} item={one} ask={askFor} />
      ))}
      {shownToday && next && <Next desk={desk} item={next} idle={running.length === 0} />}
      {view === 'month' && board.columns.length >= 28 && board.columns.length % 7 === 0 ? (
        <Month desk={desk} items={items} month={month} />
      ) : view === 'week' && !narrow ? (
        <Week desk={desk} items={items} />
      ) : (
        <Days desk={desk} items={items} ask={askFor} />
      )}
      {item && asking.what === 'finish' && <Complete desk={desk} item={item} close={close} />}
      {item && asking.what === 'note' && <Note desk={desk} item={item} close={close} />}
    </>
  );
}
