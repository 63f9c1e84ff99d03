import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { plusDays } from '../board/period.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { language, t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { forget, keepLine, load, type SheetState, sheetState, undo } from './desk.ts';
import { DayDialog } from './entries.tsx';
import { useFeed } from './feed.ts';
import { AddLine } from './find.tsx';
import { WeekGrid } from './grid.tsx';
import { HistoryLine } from './history.tsx';
import type { Line, Sheet, SheetDay } from './sheet.ts';
import './sheets.css';
import { startTimer, Timer } from './timer.tsx';
import { SheetBar } from './tools.tsx';
import { Warnings } from './warnings.tsx';
import { weekName } from './week.ts';
import { lineIn } from './words.ts';

/** What did I do this week? Typed in, or taken from the calendar; then handed in. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const state = useStore(sheetState);
  const speaks = useStore(language);
  const agent = Number(query.get('agent')) || (me.agent_id ?? 0);
  const week = query.get('week') ?? query.get('date') ?? '';
  useEffect(() => void load(agent, week), [agent, week, speaks]);
  useEffect(() => forget, []);
  const { sheet } = state;
  const board = sheet?.desk.board;
  useFeed(board?.feed, agent);
  useEffect(() => {
    if (board) clockLine.set(`${board.zone_label} ${board.now_label}`);
  }, [board?.now_label]);
  const turn = (by: number) => sheet && ask({ week: weekName(plusDays(sheet.monday, by)), date: undefined });
  useKeys({
    t: () => ask({ week: undefined, date: undefined }),
    j: () => void turn(7),
    k: () => void turn(-7),
    'Ctrl+z': () => void undo(),
  });
  if (!sheet) return <p class="empty">{state.problem ?? t('loading')}</p>;
  return <Week me={me} state={{ ...state, sheet }} turn={turn} />;
}

interface WeekProps {
  me: Session;
  state: SheetState & { sheet: Sheet };
  turn(by: number): void;
}

function Week({ me, state, turn }: WeekProps): JSX.Element {
  const { sheet } = state;
  const [opened, setOpened] = useState<string>();
  const [adding, setAdding] = useState(false);
  const lines = linesOf(state);
  const day = sheet.days.find(({ date }) => date === opened);
  const open = ({ date }: SheetDay) => setOpened(date);
  const { now, zone, columns } = sheet.desk.board;
  const isToday = sheet.days.some(({ from, until, locked }) => !locked && now >= from && now < until);
  const mayStart = sheet.agent.id === me.agent_id && isToday && !sheet.entries.some(({ running }) => running);
  return (
    <div class="sheets">
      <SheetBar me={me} sheet={sheet} turn={turn} />
      {state.problem && <p class="problem strip">{state.problem}</p>}
      <Timer sheet={sheet} />
      <WeekGrid
        state={state}
        lines={lines}
        open={open}
        add={() => setAdding(true)}
        start={mayStart ? (line) => void startTimer(sheet, line) : undefined}
      />
      <Warnings sheet={sheet} open={open} />
      <HistoryLine
        days={sheet.days.map(({ row }) => row)}
        zone={zone}
        label={(date) => columns.find((column) => column.date === date)?.label ?? date}
      />
      {day && <DayDialog sheet={sheet} day={day} lines={lines} close={() => setOpened(undefined)} />}
      {adding && <AddLine add={keepLine} close={() => setAdding(false)} />}
    </div>
  );
}

const kinds = ['ticket', 'internal', 'private', 'break'];

/** In an order that does not change while somebody types. */
function linesOf({ sheet, added }: WeekProps['state']): Line[] {
  const lines = new Map<string, Line>(added.map((line) => [line.key, line]));
  for (const { line, row } of sheet.entries) {
    const chargeable = lines.get(line)?.chargeable === true;
    const next = lineIn(row);
    lines.set(line, { ...next, chargeable: next.chargeable || chargeable });
  }
  return [...lines.values()].sort(
    (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || one.title.localeCompare(other.title),
  );
}
