import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { QueuedTicket } from '../../src/rooms/board/shape.ts';
import { number, t } from '../shell/words.ts';
import { follow } from '../timegrid/drag.ts';
import { snap } from '../timegrid/geometry.ts';
import type { Move } from '../timegrid/shape.ts';
import type { GridControl } from '../timegrid/timegrid.tsx';
import { useStore } from '../wire/store.ts';
import { opened } from './dialogs.tsx';
import { type Desk, has, type Item } from './model.ts';
import { assign, create, timeText } from './save.ts';
import { fromTicket, hoursOf, pick, picked } from './suggestions.tsx';

type Control = { current: GridControl | null };

/** Tickets that nobody has planned, and open shifts: to drag onto the board, or to give by menu. */
export function QueuePanel({ desk, control }: { desk: Desk; control: Control }): JSX.Element {
  const { board, unassigned } = desk;
  const [sort, setSort] = useState('due');
  const [find, setFind] = useState('');
  const words = find.toLowerCase().split(/\s+/);
  const text = (ticket: QueuedTicket) =>
    `#${ticket.id} ${ticket.summary} ${board.clients[ticket.client] ?? ''}`.toLowerCase();
  const shown = board.queue.filter((ticket) => words.every((word) => text(ticket).includes(word))).sort(orders[sort]);
  return (
    <aside class="queue" aria-label={t('queue.title')}>
      <header>
        <h2>
          {t('queue.title')} <span class="count">{number(board.queue_count)}</span>
        </h2>
        <select aria-label={t('queue.sort')} value={sort} onChange={(event) => setSort(event.currentTarget.value)}>
          {Object.keys(orders).map((name) => (
            <option key={name} value={name}>
              {t(`queue.sort.${name}`)}
            </option>
          ))}
        </select>
        <input
          id="find"
          type="search"
          placeholder={t('queue.find')}
          aria-label={t('queue.find')}
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
      </header>
      <ul>
        {shown.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} desk={desk} control={control} />
        ))}
        {shown.length === 0 && <li class="empty">{t('queue.empty')}</li>}
      </ul>
      {unassigned.length > 0 && (
        <>
          <h3>
            {t('queue.open')} <span class="count">{number(unassigned.length)}</span>
          </h3>
          <ul class="open-shifts">
            {unassigned.map((item) => (
              <OpenCard key={item.id} item={item} control={control} />
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

const far = Number.MAX_SAFE_INTEGER;
const orders: Record<string, (a: QueuedTicket, b: QueuedTicket) => number> = {
  due: (a, b) => (a.due ?? far) - (b.due ?? far),
  priority: (a, b) => (a.priority ?? far) - (b.priority ?? far),
  size: (a, b) => hoursOf(b) - hoursOf(a),
};

function TicketCard({ ticket, desk, control }: { ticket: QueuedTicket; desk: Desk; control: Control }): JSX.Element {
  const chosen = useStore(picked)?.ticket.id === ticket.id;
  const minutes = hoursOf(ticket) * 60;
  const drop = (to: Move) => void create(fromTicket(ticket), { agent: Number(to.row), from: to.start, until: to.end });
  return (
    <li
      class={`card${chosen ? ' chosen' : ''}${ticket.late ? ' late' : ''}`}
      onPointerDown={(event) => carry(event, control, minutes, desk, drop)}
    >
      <button
        type="button"
        class="pick"
        aria-pressed={chosen}
        onClick={() => void pick(desk, ticket)}
        title={t('queue.pick')}
      >
        <span>
          {ticket.late && <em title={t('queue.late')}>!</em>} #{ticket.id}
        </span>
        <b>{ticket.summary}</b>
        <span class="size">{number(hoursOf(ticket), 2)} h</span>
      </button>
      <p>
        {[
          desk.board.clients[ticket.client],
          ticket.priority_name,
          ticket.due_label && t('queue.due', { when: ticket.due_label }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <footer>
        {ticket.skills.map((skill) => (
          <span class="chip" key={skill}>
            {skill}
          </span>
        ))}
        <button type="button" class="quiet" onClick={() => opened.set({ kind: 'assign', ticket })}>
          {t('queue.assign')}
        </button>
      </footer>
    </li>
  );
}

function OpenCard({ item, control }: { item: Item; control: Control }): JSX.Element {
  const give = (to: Move) => void assign(item, Number(to.row));
  const mine = has(item, 'change');
  const as = (to: Move): Move => ({ ...to, start: item.from, end: item.until });
  return (
    <li
      class="card"
      onPointerDown={(event) =>
        mine && carry(event, control, item.until - item.from, undefined, (to) => give(as(to)), as)
      }
    >
      <b>{item.subject}</b>
      <p>{timeText(item)}</p>
      {mine && (
        <footer>
          <button type="button" class="quiet" onClick={() => opened.set({ kind: 'give', item })}>
            {t('queue.assign')}
          </button>
        </footer>
      )}
    </li>
  );
}

/** From the queue onto the board: by pointer, so that touch and mouse do the same. */
function carry(
  begin: PointerEvent,
  { current }: Control,
  minutes: number,
  desk: Desk | undefined,
  drop: (to: Move) => void,
  as: (to: Move) => Move = (to) => to,
): void {
  if (begin.button !== 0 || begin.pointerType === 'touch' || !current) return;
  const marks = desk?.board.columns.flatMap(({ ticks }) => ticks.map(([at, label]) => ({ at, label }))) ?? [];
  let latest: Move | undefined;
  follow(begin, {
    move: (event) => {
      event.preventDefault();
      document.body.classList.add('dragging');
      const spot = current.hit(event.clientX, event.clientY);
      const start = spot && snap(marks, spot.at, 15);
      latest = spot && start !== undefined ? as({ key: '', row: spot.row, start, end: start + minutes }) : undefined;
      current.ghost(latest);
    },
    end: (dropped) => {
      document.body.classList.remove('dragging');
      current.ghost(undefined);
      if (dropped && latest) drop(latest);
    },
  });
}
