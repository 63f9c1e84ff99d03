import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { BoardAgent, BoardColumn } from '../../src/rooms/board/shape.ts';
import { layers } from '../shell/preferences.ts';
import { ask } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import type { Desk } from './model.ts';
import { byTeam, hoursText, totals } from './shown.tsx';

/** Who is over, who has room: hours booked of hours of work, by agent and day. */
export function MonthTable({ desk }: { desk: Desk }): JSX.Element {
  const { agents, columns } = desk.board;
  const grouped = useStore(layers).split(',').includes('teams');
  const rows = useMemo(() => (grouped ? byTeam(agents) : agents), [agents, grouped]);
  if (rows.length === 0) return <p class="empty">{t('board.nobody')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="list month-hours" aria-label={t('month.caption')} tabIndex={0}>
      <table>
        <caption class="hear">{t('month.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('agent')}</th>
            <th scope="col">{t('month.total')}</th>
            {columns.map((column) => (
              <DayHead key={column.date} column={column} now={desk.board.now} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((agent) => (
            <AgentRow key={agent.id} agent={agent} columns={columns} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DayHead({ column: { date, label, at, minutes }, now }: { column: BoardColumn; now: number }): JSX.Element {
  return (
    <th scope="col" class={now >= at && now < at + minutes ? 'today' : ''}>
      <button type="button" class="link" title={label} onClick={() => ask({ view: 'day', date })}>
        {label.slice(0, 2)}
        <br />
        {Number(date.slice(8))}
      </button>
    </th>
  );
}

function AgentRow({ agent, columns }: { agent: BoardAgent; columns: readonly BoardColumn[] }): JSX.Element {
  const [booked, work] = totals(agent);
  return (
    <tr>
      <th scope="row">
        {agent.name}
        <small>{agent.team}</small>
      </th>
      <td class={lookOf(booked, work)}>
        {hoursText(booked)}/{hoursText(work)}
        <small>
          {booked > work
            ? t('month.over', { hours: hoursText(booked - work) })
            : t('month.free', { hours: hoursText(work - booked) })}
        </small>
      </td>
      {columns.map(({ date }, index) => {
        const [taken, hours] = agent.capacity[index] ?? [0, 0];
        return (
          <td key={date} class={lookOf(taken, hours)}>
            {taken || hours ? `${hoursText(taken)}/${hoursText(hours)}` : '–'}
          </td>
        );
      })}
    </tr>
  );
}

/** Words for the style sheet; too much has a sign of its own, and how full a day is is in its figures. */
function lookOf(booked: number, work: number): string {
  if (booked > work) return 'over';
  if (work === 0) return 'off';
  return booked >= work * 0.8 ? 'full' : booked >= work * 0.4 ? 'half' : '';
}
