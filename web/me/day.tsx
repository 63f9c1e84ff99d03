import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { blockFlag } from '../../src/rooms/board/shape.ts';
import { clockAt, columnOf, twoDigits } from '../board/clock.ts';
import { opened } from '../board/dialogs.tsx';
import { statesText } from '../board/list.tsx';
import { type Desk, has, type Item } from '../board/model.ts';
import { change } from '../board/save.ts';
import { statesOf } from '../board/shown.tsx';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { online } from '../wire/online.ts';
import { useStore } from '../wire/store.ts';
import { start } from './act.ts';
import { hoursOn, shownHours } from './hours.ts';

/** What happens to a job from here. */
export interface Ask {
  finish(item: Item): void;
  note(item: Item): void;
}

/** The days as lists, one after the other: a day, an agenda. */
export function Days({ desk, items, ask }: { desk: Desk; items: readonly Item[]; ask: Ask }): JSX.Element {
  const { columns, agents } = desk.board;
  return (
    <>
      {columns.map((column, place) => {
        const list = items.filter(({ from }) => columnOf(columns, from) === column);
        const hours = hoursOn(agents[0], place);
        return (
          <section key={column.date} aria-label={column.label}>
            {columns.length > 1 ? (
              <h2>
                {column.label} <small>{shownHours(hours)}</small>
              </h2>
            ) : (
              <p class="hint">
                {t('capacity.long', { booked: writeDuration(hours.booked), work: writeDuration(hours.work) })}
              </p>
            )}
            <Closed desk={desk} from={column.at} until={column.at + column.minutes} />
            <ul class="day">
              {list.map((item, index) => (
                <Entry key={item.id} desk={desk} item={item} before={list[index - 1]} ask={ask} />
              ))}
              {list.length === 0 && <li class="none">{t(hours.work ? 'agenda.free' : 'agenda.off')}</li>}
            </ul>
          </section>
        );
      })}
    </>
  );
}

/** Leave and public holidays of a day, and freezes of changes in it. */
function Closed({ desk, from, until }: { desk: Desk; from: number; until: number }): JSX.Element | null {
  const { agents, freezes, columns } = desk.board;
  const [agent] = agents;
  const meets = (start: number, end: number) => start < until && end > from;
  const texts = [
    ...(agent?.leave ?? [])
      .filter(([start, end]) => meets(start, end))
      .map(([, , pending]) => t(pending ? 'leave.asked' : 'leave.approved')),
    ...(agent?.holidays ?? []).filter(([start, end]) => meets(start, end)).map(([, , name]) => name),
    ...freezes
      .filter((freeze) => meets(freeze.from, freeze.until))
      .map((freeze) => `${t(`strip.${freeze.kind}`)} ${freeze.name} ${clockAt(columns, Math.max(from, freeze.from))}`),
  ];
  return texts.length > 0 ? <p class="shut">{texts.join(' · ')}</p> : null;
}

export function Next({ desk, item, idle }: { desk: Desk; item: Item; idle: boolean }): JSX.Element {
  const wait = Math.round(item.from - desk.board.now);
  return (
    <section class="next" aria-label={t('me.next')}>
      <p>
        {t('me.next')} {clockAt(desk.board.columns, item.from)}
        {wait > 0 && ` · ${t('me.in', { time: writeDuration(wait) })}`}
      </p>
      <h2>
        <button type="button" class="link" onClick={() => opened.set({ kind: 'details', id: item.id })}>
          {item.subject}
        </button>
      </h2>
      <p>{[item.client, item.more.location, item.ticket && `#${item.ticket}`].filter(Boolean).join(' · ')}</p>
      {idle && has(item, 'change') && (
        <button type="button" class="strong" onClick={() => void start(desk, item)}>
          {t('me.start')}
        </button>
      )}
    </section>
  );
}

/** The timer counts by itself, second by second. */
export function Running({ desk, item, ask }: { desk: Desk; item: Item; ask: Ask }): JSX.Element {
  const since = item.more.actual?.[0] ?? item.from;
  const elapsed = useNow(desk.board.now) - since;
  return (
    <section class="next running" aria-label={t('me.running')}>
      <p>
        {t('me.running')} <b role="timer">{withSeconds(Math.max(0, elapsed))}</b>
      </p>
      <h2>{item.subject}</h2>
      <p>{[item.client, item.ticket && `#${item.ticket}`].filter(Boolean).join(' · ')}</p>
      <div>
        <button type="button" class="strong" onClick={() => ask.finish(item)}>
          {t('me.stop')}
        </button>
        <button type="button" onClick={() => ask.note(item)}>
          {t('me.note')}
        </button>
      </div>
    </section>
  );
}

/** `0:12:31` */
function withSeconds(minutes: number): string {
  const seconds = Math.floor(minutes * 60);
  return [Math.floor(seconds / 3600), twoDigits(Math.floor(seconds / 60) % 60), twoDigits(seconds % 60)].join(':');
}

/** The present minute of the board, going on with the clock of the device between two that the page knows. */
function useNow(known: number): number {
  const last = useRef({ known: Number.NaN, at: 0 });
  const [, again] = useState(0);
  if (last.current.known !== known) last.current = { known, at: Date.now() };
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return known + (Date.now() - last.current.at) / 60_000;
}

function Entry({
  desk,
  item,
  before,
  ask,
}: {
  desk: Desk;
  item: Item;
  before: Item | undefined;
  ask: Ask;
}): JSX.Element {
  const { columns } = desk.board;
  const gap = before ? item.from - before.until : 0;
  return (
    <>
      {before && gap >= 15 && <Gap from={before.until} until={item.from} agent={item.agent} />}
      <li class={`entry ${statesOf(item).join(' ')}`}>
        <span>
          {clockAt(columns, item.from)}–{clockAt(columns, item.until)}
        </span>
        <button type="button" class="link" onClick={() => opened.set({ kind: 'details', id: item.id })}>
          <b>{item.subject}</b>
        </button>
        <small>{[item.client, statesText(item), takenText(item)].filter(Boolean).join(' · ')}</small>
        {has(item, 'change') && !has(item, 'done') && item.kind !== 2 && <Ways item={item} ask={ask} />}
      </li>
    </>
  );
}

/** `1:10 (planned 1:00)` */
function takenText({ flags, more, from, until }: Item): string {
  if (!(flags & blockFlag.done) || !more.actual) return '';
  return t('me.took', { time: writeDuration(more.actual[1] - more.actual[0]), plan: writeDuration(until - from) });
}

function Ways({ item, ask }: { item: Item; ask: Ask }): JSX.Element | null {
  const reached = useStore(online);
  const what = { what: item.subject };
  if (has(item, 'tentative')) {
    const accept = () =>
      void change(item, { open_appointment_status: 0 }, t('done.firm', what), { open_appointment_status: 1 });
    return (
      <span class="ways">
        <button type="button" class="quiet" disabled={!reached} onClick={accept} aria-label={t('me.acceptIt', what)}>
          {t('me.accept')}
        </button>
        <button
          type="button"
          class="quiet"
          disabled={!reached}
          onClick={() => opened.set({ kind: 'move', id: item.id })}
          aria-label={t('me.suggestIt', what)}
        >
          {t('me.suggest')}
        </button>
      </span>
    );
  }
  if (has(item, 'draft')) return null;
  return (
    <span class="ways">
      <button type="button" class="quiet" onClick={() => ask.note(item)} aria-label={t('me.noteIt', what)}>
        {t('me.note')}
      </button>
      <button type="button" class="quiet" onClick={() => ask.finish(item)} aria-label={t('me.completeIt', what)}>
        {t('details.complete')}
      </button>
    </span>
  );
}

function Gap({ from, until, agent }: { from: number; until: number; agent: number }): JSX.Element {
  const reached = useStore(online);
  return (
    <li class="none">
      {t('me.gap', { time: writeDuration(until - from) })}
      {reached && (
        <button type="button" class="quiet" onClick={() => opened.set({ kind: 'new', to: { agent, from, until } })}>
          {t('me.block')}
        </button>
      )}
    </li>
  );
}
