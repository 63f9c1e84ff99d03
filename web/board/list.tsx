import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { layers } from '../shell/preferences.ts';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { clockAt, columnOf } from './clock.ts';
import { opened } from './dialogs.tsx';
import { type Desk, has, type Item } from './model.ts';
import { hoursText, statesOf, totals } from './shown.tsx';

/** The same board as a real table: for who hears it, for who prefers it, for paper. */

export const statesText = (item: Item): string =>
  statesOf(item)
    .filter((state) => state !== 'masked')
    .map((state) => (state === 'clash' ? t('state.clash', { n: item.clashes }) : t(`state.${state}`)))
    .join(', ') || t('legend.firm');

export function listed({ items }: Desk, chosen: string): Item[] {
  const on = new Set(chosen.split(','));
  return items
    .filter((item) =>
      item.kind === 2 ? on.has('shifts') : on.has('tentative') || !(has(item, 'tentative') || has(item, 'draft')),
    )
    .sort((a, b) => a.from - b.from || a.agent - b.agent || a.id - b.id);
}

/** So many rows at once; more when asked, so that two weeks of fifty people stay quick. */
const portion = 200;

export function ListTable({ desk }: { desk: Desk }): JSX.Element {
  const [most, setMost] = useState(portion);
  const all = listed(desk, useStore(layers));
  if (all.length === 0) return <p class="empty">{t('list.empty')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <div class="list" tabIndex={0}>
      <Rows desk={desk} items={all.slice(0, most)} open={(item) => opened.set({ kind: 'details', id: item.id })} />
      {most < all.length && (
        <button type="button" onClick={() => setMost(most + portion)}>
          {t('list.more', { n: all.length - most })}
        </button>
      )}
    </div>
  );
}

export function Rows({
  desk,
  items,
  open,
}: {
  desk: Desk;
  items: readonly Item[];
  open?(item: Item): void;
}): JSX.Element {
  const { columns, agents } = desk.board;
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  return (
    <table>
      <thead>
        <tr>
          {['day', 'from', 'until', 'agent', 'subject', 'client', 'ticket', 'state'].map((name) => (
            <th key={name} scope="col">
              {t(`list.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id} class={statesOf(item).join(' ')}>
            <td>{columnOf(columns, item.from)?.label}</td>
            <td>{clockAt(columns, item.from)}</td>
            <td>{clockAt(columns, item.until)}</td>
            <td>{names.get(item.agent)}</td>
            <th scope="row">
              {open ? (
                <button type="button" class="link" onClick={() => open(item)}>
                  {item.subject}
                </button>
              ) : (
                item.subject
              )}
            </th>
            <td>{item.client}</td>
            <td>{item.ticket ? `#${item.ticket}` : ''}</td>
            <td>{statesText(item)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On a phone: one agent after the other, as an agenda. */
export function Agenda({ desk }: { desk: Desk }): JSX.Element {
  const all = Map.groupBy(listed(desk, useStore(layers)), ({ agent }) => agent);
  return (
    <div class="agenda">
      {desk.board.agents.map((agent) => {
        const [booked, work] = totals(agent);
        return (
          <section key={agent.id} aria-label={agent.name}>
            <h2>
              {agent.name}{' '}
              <small class={booked > work ? 'over' : ''}>
                {hoursText(booked)}/{hoursText(work)} {t('capacity.hours')}
              </small>
            </h2>
            <ul>
              {(all.get(agent.id) ?? []).map((item) => (
                <li key={item.id}>
                  <button
                    type="button"
                    class={`entry ${statesOf(item).join(' ')}`}
                    onClick={() => opened.set({ kind: 'details', id: item.id })}
                  >
                    <span>
                      {desk.board.columns.length > 1 && (
                        <small>{columnOf(desk.board.columns, item.from)?.label} </small>
                      )}
                      {clockAt(desk.board.columns, item.from)}–{clockAt(desk.board.columns, item.until)}
                    </span>
                    <b>{item.subject}</b>
                    <small>
                      {[item.client, statesOf(item).length ? statesText(item) : ''].filter(Boolean).join(' · ')}
                    </small>
                  </button>
                </li>
              ))}
              {!all.has(agent.id) && (
                <li class="none">{t(agent.leave.length ? 'leave.approved' : work ? 'agenda.free' : 'agenda.off')}</li>
              )}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
