import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { clockAt, columnOf } from '../board/clock.ts';
import { boardState, heard, load, reload, tick } from '../board/desk.ts';
import { listed, statesText } from '../board/list.tsx';
import { type Desk, has, type Item, instantOf } from '../board/model.ts';
import { nextPeriod } from '../board/period.ts';
import { change } from '../board/save.ts';
import { hoursText, statesOf, totals } from '../board/shown.tsx';
import { spanTitle, TurnButtons } from '../board/turn.tsx';
import { writeDuration } from '../kit/duration.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { language, t } from '../shell/words.ts';
import { listen } from '../wire/feed.ts';
import { useStore } from '../wire/store.ts';
import { Complete } from './complete.tsx';

/** What is my next job? And: start it, stop it, say how long it took. */
export function MePage({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const { desk, problem } = useStore(boardState);
  const speaks = useStore(language);
  const view = query.get('view') === 'week' ? 'week' : 'day';
  const date = query.get('date') ?? undefined;
  const mine = String(me.agent_id);
  useEffect(() => void load({ view, date, agents: mine }), [view, date, mine, speaks]);
  const feed = desk?.board.feed;
  useEffect(() => {
    if (feed) return listen(feed, { change: heard, reset: () => void reload() });
  }, [feed !== undefined]);
  useEffect(() => {
    const timer = setInterval(() => tick(0.5), 30_000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (desk) clockLine.set(`${desk.board.zone_label} ${desk.board.now_label}`);
  }, [desk?.board.now_label]);
  const first = desk?.board.columns[0]?.date;
  const turn = (by: 1 | -1) => first && ask({ date: nextPeriod(view, first, by) });
  useKeys({
    t: () => ask({ date: undefined }),
    j: () => void turn(1),
    k: () => void turn(-1),
    d: () => ask({ view: 'day' }),
    w: () => ask({ view: 'week' }),
  });
  if (!desk) return <p class="empty">{problem ?? t('loading')}</p>;
  return (
    <div class="me">
      <h1>{spanTitle(desk)}</h1>
      <div class="toolbar">
        <TurnButtons turn={turn} />
        <fieldset class="group" aria-label={t('view')}>
          {(['day', 'week'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === view} onClick={() => ask({ view: one })}>
              {t(`view.${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <Days desk={desk} />
    </div>
  );
}

function Days({ desk }: { desk: Desk }): JSX.Element {
  const [completing, setCompleting] = useState<number>();
  const { board } = desk;
  const items = listed(desk, 'shifts,tentative');
  const running = items.filter((item) => has(item, 'inProgress'));
  const next = items.find(
    (item) => item.kind !== 2 && !has(item, 'done') && !has(item, 'inProgress') && item.until > board.now,
  );
  const done = items.find(({ id }) => id === completing);
  const agent = board.agents[0];
  const shownToday = board.now >= 0 && board.now < (board.columns.at(-1)?.at ?? 0) + 1440;
  return (
    <>
      {running.map((item) => (
        <Running key={item.id} desk={desk} item={item} stop={() => setCompleting(item.id)} />
      ))}
      {shownToday && next && <Next desk={desk} item={next} idle={running.length === 0} />}
      {agent && (
        <p class="hint">
          {t('capacity.long', { booked: hoursText(totals(agent)[0]), work: hoursText(totals(agent)[1]) })}
        </p>
      )}
      {board.columns.map((column) => {
        const list = items.filter(({ from }) => columnOf(board.columns, from) === column);
        return (
          <section key={column.date} aria-label={column.label}>
            {board.columns.length > 1 && <h2>{column.label}</h2>}
            <ul class="day">
              {list.map((item, index) => (
                <Entry
                  key={item.id}
                  desk={desk}
                  item={item}
                  before={list[index - 1]}
                  finish={() => setCompleting(item.id)}
                />
              ))}
              {list.length === 0 && <li class="none">{t('agenda.free')}</li>}
            </ul>
          </section>
        );
      })}
      {done && <Complete desk={desk} item={done} close={() => setCompleting(undefined)} />}
    </>
  );
}

/** A start is an update like any other: it shows on the board, and Undo takes it back. */
function start(desk: Desk, item: Item): void {
  const values = { complete_status: 1, actual_start: instantOf(desk.board, desk.board.now) };
  void change(item, values, t('me.started', { what: item.subject }), { complete_status: -1, actual_start: null });
}

function Next({ desk, item, idle }: { desk: Desk; item: Item; idle: boolean }): JSX.Element {
  const wait = Math.round(item.from - desk.board.now);
  return (
    <section class="next" aria-label={t('me.next')}>
      <p>
        {t('me.next')} {clockAt(desk.board.columns, item.from)}
        {wait > 0 && ` · ${t('me.in', { time: writeDuration(wait) })}`}
      </p>
      <h2>{item.subject}</h2>
      <p>{[item.client, item.more.location, item.ticket && `#${item.ticket}`].filter(Boolean).join(' · ')}</p>
      {idle && has(item, 'change') && (
        <button type="button" class="strong" onClick={() => start(desk, item)}>
          {t('me.start')}
        </button>
      )}
    </section>
  );
}

function Running({ desk, item, stop }: { desk: Desk; item: Item; stop(): void }): JSX.Element {
  const since = item.more.actual?.[0] ?? item.from;
  return (
    <section class="next running" aria-label={t('me.running')}>
      <p>
        {t('me.running')} <b>{writeDuration(Math.max(0, desk.board.now - since))}</b>
      </p>
      <h2>{item.subject}</h2>
      <p>{[item.client, item.ticket && `#${item.ticket}`].filter(Boolean).join(' · ')}</p>
      <button type="button" class="strong" onClick={stop}>
        {t('me.stop')}
      </button>
    </section>
  );
}

function Entry(props: { desk: Desk; item: Item; before: Item | undefined; finish(): void }): JSX.Element {
  const { desk, item, before, finish } = props;
  const gap = before ? item.from - before.until : 0;
  const open = has(item, 'change') && !has(item, 'done') && item.kind !== 2;
  return (
    <>
      {gap >= 15 && <li class="none">{t('me.gap', { time: writeDuration(gap) })}</li>}
      <li class={`entry ${statesOf(item).join(' ')}`}>
        <span>
          {clockAt(desk.board.columns, item.from)}–{clockAt(desk.board.columns, item.until)}
        </span>
        <b>{item.subject}</b>
        <small>{[item.client, statesText(item)].filter(Boolean).join(' · ')}</small>
        {open && !has(item, 'tentative') && !has(item, 'draft') && (
          <button type="button" class="quiet" onClick={finish} aria-label={t('me.completeIt', { what: item.subject })}>
            {t('details.complete')}
          </button>
        )}
        {open && has(item, 'tentative') && (
          <button
            type="button"
            class="quiet"
            aria-label={t('me.acceptIt', { what: item.subject })}
            onClick={() =>
              void change(item, { open_appointment_status: 0 }, t('done.firm', { what: item.subject }), {
                open_appointment_status: 1,
              })
            }
          >
            {t('me.accept')}
          </button>
        )}
      </li>
    </>
  );
}
