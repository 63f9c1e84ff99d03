import type { JSX } from 'preact';
import { columnOf } from '../board/clock.ts';
import { t } from '../shell/words.ts';
import { endDowntime } from './draft.ts';
import { clashes, type Plan, pairsOf } from './model.ts';
import { openDowntime, opened } from './opened.ts';
import type { Planned } from './read.ts';
import { conflictText, pairText, spanOf, statesOf, statesText } from './shown.tsx';

/** The same as a real table, and in words what stands in the way. */

export function PlanTable({ planned }: { planned: Planned }): JSX.Element {
  if (planned.plans.length === 0) return <p class="empty">{t('plans.empty')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section class="list" aria-label={t('plans.list')} tabIndex={0}>
      <PlanRows planned={planned} open={({ key }) => opened.set({ kind: 'details', key })} />
    </section>
  );
}

const columns = ['when', 'kind', 'subject', 'services', 'risk', 'state'] as const;

export function PlanRows({ planned, open }: { planned: Planned; open?(plan: Plan): void }): JSX.Element {
  const { days, plans } = planned;
  return (
    <table>
      <caption class="hear">
        {t('plans.list')}, {columnOf(days.columns, 0)?.label} – {days.columns.at(-1)?.label}
      </caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {t(`plans.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...plans]
          .sort((a, b) => a.from - b.from)
          .map((plan) => (
            <tr key={plan.key} class={statesOf(plan).join(' ')}>
              <td>{spanOf(days, plan)}</td>
              <td>{t(`plans.kind.${plan.kind}`)}</td>
              <th scope="row">
                {open ? (
                  <button type="button" class="link" onClick={() => open(plan)}>
                    {titleOf(plan)}
                  </button>
                ) : (
                  titleOf(plan)
                )}
              </th>
              <td>{plan.services.map(({ name }) => name).join(', ') || t('plans.everyService')}</td>
              <td>{plan.row.risk ?? ''}</td>
              <td>
                {statesText(plan)}
                {clashes(plan) && (
                  <span class="problem"> !! {plan.conflicts.map((one) => conflictText(one)).join('; ')}</span>
                )}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

const titleOf = ({ kind, id, subject }: Plan): string => (kind === 'change' ? `#${id} ${subject}` : subject || '–');

export function Conflicts({ planned }: { planned: Planned }): JSX.Element {
  const pairs = pairsOf(planned.plans);
  return (
    <section class="conflicts" aria-labelledby="conflicts">
      <h2 id="conflicts">
        {t('plans.conflicts')} <span class="count">{pairs.length}</span>
      </h2>
      {pairs.length === 0 && <p class="hint">{t('plans.noConflicts')}</p>}
      <ul>
        {pairs.map((pair) => (
          <li key={pairText(pair)}>
            <em aria-hidden="true">!!</em>
            <button type="button" class="link" onClick={() => opened.set({ kind: 'details', key: pair.plan.key })}>
              {pairText(pair)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Services that are down at this moment, whatever days are shown. */
export function Outages({ planned: { outages } }: { planned: Planned }): JSX.Element | null {
  if (outages.length === 0) return null;
  return (
    <section class="outages" aria-labelledby="outages">
      <h2 id="outages">{t('plans.outages', { n: outages.length })}</h2>
      <ul>
        {outages.map((outage) => (
          <li key={outage.id}>
            <button type="button" class="link" onClick={() => void openDowntime(outage.id)}>
              {[outage.service_desc, outage.fault_summary].filter(Boolean).join(': ')}
            </button>
            <small>{t('plans.since', { when: outage.since })}</small>
            <button
              type="button"
              class="quiet"
              aria-label={`${t('plans.end')}: ${outage.service_desc}`}
              onClick={() => void endDowntime(outage.id, outage.service_desc, outage._etag)}
            >
              {t('plans.end')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
