import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Board, BoardColumn } from '../../src/rooms/board/shape.ts';
import { atWall, columnOf, wallAt, wallLabel } from '../board/clock.ts';
import { opened } from '../board/dialogs.tsx';
import type { Desk, Item } from '../board/model.ts';
import { itemOf, move } from '../board/save.ts';
import { blocksOf } from '../board/shown.tsx';
import { t } from '../shell/words.ts';
import type { Band, Block, Column, Row } from '../timegrid/shape.ts';
import { TimeGrid } from '../timegrid/timegrid.tsx';
import { difference, hoursOn, shownHours } from './hours.ts';

/** A week as the rows of one grid: each day shows what its clock shows, so 9:00 stands under 9:00 also where the clocks change. */

const choice = { layers: new Set(['tentative', 'actual']), colours: 'type' as const };

export function Week({ desk, items }: { desk: Desk; items: readonly Item[] }): JSX.Element {
  const { board } = desk;
  const { columns } = board;
  const days = useMemo(() => daysOf(board), [board.columns, board.agents, board.hours, board.freezes, board.now]);
  const blocks = useMemo(
    () => blocksOf(board, items, choice).flatMap((block) => piecesOf(board, block)),
    [items, board.columns, board.types],
  );
  const drop = (key: string, row: string, start: number, end: number) => {
    const item = itemOf(idOf(key));
    const column = columns.find(({ date }) => date === row);
    if (!item || !column) return;
    const from = atWall(column, start).at;
    // A length that was changed is the new one, else that of the appointment: it may go over a change of the clocks.
    const shown = wallSpan(board, item);
    const length = end - start === shown.end - shown.start ? item.until - item.from : end - start;
    void move(item.id, { agent: item.agent, from, until: from + length });
  };
  return (
    <div class="me-week">
      <TimeGrid
        label={t('me.week')}
        corner={t('target.day')}
        columns={[clockColumn(board, items)]}
        rows={days}
        blocks={blocks}
        now={-1}
        step={15}
        lane={34}
        narrowest={420}
        say={({ row, start, end }) =>
          `${columns.find(({ date }) => date === row)?.label} ${wallLabel(start)}–${wallLabel(end)}`
        }
        onOpen={(key) => opened.set({ kind: 'details', id: idOf(key) })}
        onMove={({ key, row, start, end }) => drop(key, row, start, end)}
        onCreate={({ row, start, end }) => {
          const column = columns.find(({ date }) => date === row);
          const agent = board.agents[0]?.id;
          if (column && agent)
            opened.set({ kind: 'new', to: { agent, from: atWall(column, start).at, until: atWall(column, end).at } });
        }}
        onKey={(event, key) => {
          if (key && event.key === 'm') {
            event.preventDefault();
            opened.set({ kind: 'move', id: idOf(key) });
          }
        }}
      />
    </div>
  );
}

const idOf = (key: string): number => Number(key.split(':')[0]);

/** What the clock shows, from the first hour in which somebody works or has something to the last. */
function clockColumn(board: Board, items: readonly Item[]): Column {
  const spans = [
    ...board.hours.flat().map(([from, until]) => ({ from, until })),
    ...items.filter(({ kind }) => kind !== 2),
  ].filter(({ from, until }) => until - from < 1380);
  const walls = spans.map((span) => wallSpan(board, span));
  const from = Math.floor(Math.min(540, ...walls.map(({ start }) => start)) / 60) * 60;
  const to = Math.ceil(Math.max(1020, ...walls.map(({ end }) => end)) / 60) * 60;
  const marks = Array.from({ length: 24 }, (_, hour) => ({ at: hour * 60, label: wallLabel(hour * 60).slice(0, 2) }));
  return { key: 'clock', label: t('target.time'), start: 0, end: 1440, from, to: Math.min(1440, to), marks };
}

/** Where a span stands on the clock of the day in which it begins. */
function wallSpan({ columns }: Board, { from, until }: { from: number; until: number }) {
  const start = from < 0 ? 0 : wallAt(columns, from);
  const sameDay = columnOf(columns, Math.max(0, from)) === columnOf(columns, Math.max(from, until - 0.01));
  const end = sameDay ? wallAt(columns, until - 0.01) + 0.01 : 1440;
  return { start, end: Math.round(end > start ? end : start + until - from) };
}

/** A block for each day that it meets. */
function piecesOf(board: Board, block: Block): Block[] {
  return board.columns
    .filter(({ at, minutes }) => block.start < at + minutes && (block.end > at || block.start >= at))
    .map((column, index) => {
      const part = clipped(board, column, block.start, block.end);
      const first = index === 0 && block.start >= column.at;
      const { before: _before, after: _after, ...rest } = block;
      return {
        ...rest,
        ...part,
        row: column.date,
        key: first ? block.key : `${block.key}:${column.date}`,
        movable: block.movable && first,
      };
    });
}

function clipped(board: Board, column: BoardColumn, from: number, until: number): { start: number; end: number } {
  const [begins, ends] = [Math.max(from, column.at), Math.min(until, column.at + column.minutes)];
  return wallSpan(board, { from: begins, until: Math.max(begins, ends) });
}

function daysOf(board: Board): Row[] {
  const [agent] = board.agents;
  return board.columns.map((column, place) => {
    const hours = hoursOn(agent, place);
    const { at, minutes } = column;
    const bands: Band[] = [];
    const add = (from: number, until: number, kind: string, label?: string) => {
      if (from < at + minutes && until > at) bands.push({ ...clipped(board, column, from, until), kind, label });
    };
    for (const [from, until] of board.hours[agent?.hours ?? 0] ?? []) add(from, until, 'work');
    for (const [from, until, name] of agent?.holidays ?? []) add(from, until, 'holiday', name);
    for (const [from, until, pending] of agent?.leave ?? [])
      add(from, until, pending ? 'leave asked' : 'leave', t(pending ? 'leave.asked' : 'leave.approved'));
    for (const { from, until, kind, name } of board.freezes) add(from, until, kind, `${t(`strip.${kind}`)} ${name}`);
    const isToday = board.now >= at && board.now < at + minutes;
    if (isToday) add(board.now, board.now + 3, 'now-here');
    return {
      key: column.date,
      name: column.label,
      bands,
      header: <DayHead column={column} today={isToday} hours={hours} />,
    };
  });
}

function DayHead({
  column,
  today,
  hours,
}: {
  column: BoardColumn;
  today: boolean;
  hours: { booked: number; work: number };
}) {
  const by = difference(hours);
  return (
    <span class={`me-day${today ? ' today' : ''}`}>
      <b>
        {column.label}
        {today && <span class="hear"> {t('today')}</span>}
      </b>
      <small>
        {shownHours(hours)} <span class={hours.booked < hours.work ? '' : 'ok'}>{by}</span>
        <span class="hear"> {t('capacity.hours')}</span>
      </small>
    </span>
  );
}
