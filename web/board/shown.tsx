import type { JSX } from 'preact';
import type { Board, BoardAgent, BoardColumn } from '../../src/rooms/board/shape.ts';
import type { Colouring } from '../shell/preferences.ts';
import { number, t } from '../shell/words.ts';
import type { Band, Block, Column, Mark, Row, Ruler } from '../timegrid/shape.ts';
import { atWall, clockAt, wallAt, whenOf } from './clock.ts';
import { has, type Item } from './model.ts';

/** From the board to what a TimeGrid shows. */

export interface Choice {
  layers: ReadonlySet<string>;
  colours: Colouring;
}

/** Days from the first hour in which somebody works to the last; the same hours of the clock for each day. */
export function columnsOf(board: Board, items: readonly Item[], wholeDay: boolean): Column[] {
  const { columns, hours } = board;
  let low = 480;
  let high = 1080;
  const take = (from: number, until: number) => {
    if (until - from >= 1380) return;
    const begins = wallAt(columns, from);
    low = Math.min(low, begins);
    const ends = wallAt(columns, until - 0.01);
    high = ends < begins ? 1440 : Math.max(high, ends);
  };
  if (wholeDay) [low, high] = [0, 1440];
  else {
    for (const span of hours.flat()) take(...span);
    for (const { from, until } of items) take(from, until > from ? until : from + 15);
  }
  const [first, last] = [Math.floor(low / 60) * 60, Math.min(1440, Math.ceil(high / 60) * 60)];
  const works = columns.map(({ at, minutes }) =>
    hours.some((list) => list.some(([from, until]) => from < at + minutes && until > at)),
  );
  const anyWork = works.some(Boolean);
  return columns.map((column, index) => ({
    key: column.date,
    label: column.label,
    start: column.at,
    end: column.at + column.minutes,
    from: atWall(column, first).at,
    to: last >= 1440 ? column.at + column.minutes : atWall(column, last).at,
    marks: marksOf(column.ticks),
    today: board.now >= column.at && board.now < column.at + column.minutes,
    closed:
      columns.length > 1 &&
      anyWork &&
      !works[index] &&
      !items.some(({ from, until }) => from < column.at + column.minutes && until > column.at),
  }));
}

/** A full hour is written without its minutes. */
const marksOf = (ticks: BoardColumn['ticks']): Mark[] =>
  ticks.map(([at, label]) => ({ at, label: label.replace(/^(\d\d):00(?=$| )/, '$1') }));

export const secondOf = ({ second }: Board): Ruler | undefined =>
  second && { label: second.zone_label, marks: marksOf(second.ticks) };

/** Headings over the agents of each team, where there is more than one; by the agent that comes first. */
export function groupsOf(agents: readonly BoardAgent[]): Map<string, JSX.Element> | undefined {
  const teams = Map.groupBy(agents, ({ team }) => team ?? '');
  if (teams.size < 2) return undefined;
  return new Map(
    [...teams].map(([team, members]) => {
      const [booked, work] = members.map(totals).reduce(([b, w], [booked, work]) => [b + booked, w + work], [0, 0]);
      const hours = t('capacity.long', { booked: hoursText(booked), work: hoursText(work) });
      return [
        String(members[0]?.id),
        <>
          {team || t('team.none')} <small>{`${t('team.size', { n: members.length })} · ${hours}`}</small>
        </>,
      ];
    }),
  );
}

/** Agents by team, teams by name; who has none comes last. */
export function byTeam(agents: readonly BoardAgent[]): BoardAgent[] {
  const name = ({ team }: BoardAgent) => team ?? '\uffff';
  return [...agents].sort((a, b) => name(a).localeCompare(name(b)));
}

const rowCache = new WeakMap<BoardAgent, { key: string; row: Row }>();

/** Rows of the grid. An agent of whom nothing has changed keeps the very row. */
export function rowsOf(
  board: Board,
  { layers }: Choice,
  gaps: ReadonlyMap<number, Band[]>,
  shifts: ReadonlyMap<number, Item[]>,
): Row[] {
  const agents = layers.has('teams') ? byTeam(board.agents) : board.agents;
  return agents.map((agent) => {
    const bands = bandsOf(board, agent, layers, shifts.get(agent.id) ?? [], gaps.get(agent.id) ?? []);
    const key = JSON.stringify([bands, document.documentElement.lang]);
    const cached = rowCache.get(agent);
    if (cached?.key === key) return cached.row;
    const row = { key: String(agent.id), name: agent.name, header: <AgentHead agent={agent} />, bands };
    rowCache.set(agent, { key, row });
    return row;
  });
}

function bandsOf(
  board: Board,
  agent: BoardAgent,
  layers: ReadonlySet<string>,
  shifts: readonly Item[],
  gaps: readonly Band[],
): Band[] {
  const work = (board.hours[agent.hours] ?? []).map(([start, end]) => ({ start, end, kind: 'work' }));
  const holidays = agent.holidays.map(([start, end, label]) => ({ start, end, kind: 'holiday', label }));
  const leave = agent.leave.map(([start, end, pending]) => ({
    start,
    end,
    kind: pending ? 'leave asked' : 'leave',
    label: t(pending ? 'leave.asked' : 'leave.approved'),
  }));
  const duty = shifts.map(({ from, until, subject }) => ({ start: from, end: until, kind: 'shift', label: subject }));
  return [...work, ...(layers.has('shifts') ? duty : []), ...holidays, ...(layers.has('leave') ? leave : []), ...gaps];
}

function AgentHead({ agent }: { agent: BoardAgent }) {
  const [booked, work] = totals(agent);
  const over = booked > work;
  const share = work === 0 ? (booked > 0 ? 1 : 0) : Math.min(1, booked / work);
  const initials = agent.name
    .split(/\s+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join('');
  return (
    <>
      <span class="face" aria-hidden="true" style={agent.colour ? { '--own': agent.colour } : {}}>
        {initials}
      </span>
      <span class="who">
        <b title={agent.name}>{agent.name}</b>
        <small>{agent.zone_label ? <abbr title={agent.zone}>{agent.zone_label}</abbr> : (agent.team ?? '')}</small>
      </span>
      <span class={`load${over ? ' over' : ''}`}>
        <span title={t('capacity.long', { booked: hoursText(booked), work: hoursText(work) })}>
          {over && <em aria-hidden="true">!</em>}
          {hoursText(booked)}/{hoursText(work)}
          <span class="hear"> {t(over ? 'capacity.over' : 'capacity.hours')}</span>
        </span>
        <progress value={share} max={1} aria-hidden="true" />
      </span>
    </>
  );
}

export function totals({ capacity }: BoardAgent): [number, number] {
  return capacity.reduce<[number, number]>(([booked, work], [b, w]) => [booked + b, work + w], [0, 0]);
}

export const hoursText = (minutes: number): string => number(minutes / 60, 1);

const blockCache = new WeakMap<Item, { key: string; block: Block }>();

export function blocksOf(board: Board, items: readonly Item[], choice: Choice): Block[] {
  const key = `${[...choice.layers]} ${choice.colours} ${document.documentElement.lang} ${board.start}`;
  return items
    .filter(
      (item) => item.kind !== 2 && (choice.layers.has('tentative') || !(has(item, 'tentative') || has(item, 'draft'))),
    )
    .map((item) => {
      const cached = blockCache.get(item);
      if (cached?.key === key) return cached.block;
      const block = blockOf(board, item, choice);
      blockCache.set(item, { key, block });
      return block;
    });
}

function blockOf(board: Board, item: Item, { layers, colours }: Choice): Block {
  const { id, agent, from, until, subject, more } = item;
  const actual = layers.has('actual') ? more.actual : undefined;
  // Texts are made for those that are drawn: a week has thousands.
  let name: string | undefined;
  return {
    key: String(id),
    row: String(agent),
    start: from,
    end: until,
    get name() {
      name ??= sentenceOf(board, item) + (actual ? `, ${t('actual', { when: actualText(board, actual) })}` : '');
      return name;
    },
    title: subject,
    get detail() {
      return detailOf(board, item);
    },
    look: [...statesOf(item), ...(actual ? ['begun'] : [])].join(' '),
    colour: colourOf(board, item, colours),
    movable: has(item, 'change') && !has(item, 'done') && !has(item, 'allDay'),
    before: more.before,
    after: more.after,
    actual: actual && { start: actual[0], end: actual[1] },
  };
}

const actualText = ({ columns }: Board, [from, until]: [number, number]): string =>
  `${clockAt(columns, from)}–${clockAt(columns, until)}`;

function colourOf(board: Board, item: Item, colours: Colouring): string | undefined {
  if (colours === 'type') return board.types.find(({ id }) => id === item.type)?.colour;
  if (colours === 'agent') return board.agents.find(({ id }) => id === item.agent)?.colour;
  const state = statesOf(item).find((one) => one in stateColours);
  return state && `var(--${stateColours[state]})`;
}

/** The first that is true of it; what is firm and to come has the accent. */
const stateColours: Record<string, string> = {
  tentative: 'warn',
  draft: 'edge',
  done: 'edge',
  running: 'good',
  pending: 'ice',
};

function detailOf(board: Board, { from, until, client, ticket }: Item): string {
  const times = `${clock(board, from)}–${clock(board, until)}`;
  return [times, client, ticket ? `#${ticket}` : ''].filter(Boolean).join(' · ');
}

const clock = (board: Board, at: number): string => whenOf(board.columns, at, at, '').split(' ').at(-1) as string;

/** Words for the style sheet, each with a text of its own: colour is never the only sign. */
export function statesOf(item: Item): string[] {
  return [
    has(item, 'masked') && 'masked',
    has(item, 'tentative') && 'tentative',
    has(item, 'draft') && 'draft',
    has(item, 'done') && 'done',
    has(item, 'inProgress') && 'running',
    has(item, 'pending') && 'pending',
    has(item, 'recurring') && 'recurring',
    item.kind === 1 && 'task',
    item.kind === 2 && 'shift',
    item.clashes > 0 && 'clash',
  ].filter((state) => state !== false);
}

/** `Replace router, Acme, Tue 24 Nov 09:00 to 10:30, tentative, overlaps 1` */
export function sentenceOf(board: Board, item: Item): string {
  const states = statesOf(item).filter((state) => state !== 'clash' && state !== 'masked');
  return [
    item.subject,
    item.client,
    whenOf(board.columns, item.from, item.until, t('to')),
    ...states.map((state) => t(`state.${state}`)),
    item.clashes > 0 && t('state.clash', { n: item.clashes }),
  ]
    .filter(Boolean)
    .join(', ');
}

export function stripsOf(board: Board, layers: ReadonlySet<string>): Band[] {
  if (!layers.has('freeze')) return [];
  return board.freezes.map(({ from, until, name, service, kind }) => ({
    start: from,
    end: until,
    kind,
    label: `${t(`strip.${kind}`)} ${[service, name].filter(Boolean).join(': ')}`,
  }));
}
