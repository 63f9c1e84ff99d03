import type { JSX } from 'preact';
import type { Session } from '../../src/rooms/board/shape.ts';
import { clockAt, columnOf } from '../board/clock.ts';
import { number, t } from '../shell/words.ts';
import type { Band, Block, Row } from '../timegrid/shape.ts';
import {
  type Conflict,
  clashes,
  isDone,
  isDraft,
  isLasting,
  mayMove,
  type Pair,
  type Plan,
  type Service,
} from './model.ts';
import type { Planned } from './read.ts';
import { nameOf } from './save.ts';

/** From what is planned to what a TimeGrid shows: services as rows. */

/** Row of what concerns every service, or names none. */
export const everyService = '0';

export function rowsOf({ services, plans, outages, month }: Planned, found: (name: string) => boolean): Row[] {
  const down = new Set(outages.map(({ service }) => service));
  const bands = Map.groupBy(
    plans.filter(({ kind }) => kind === 'freeze' || kind === 'maintenance'),
    ({ services: [one] }) => one?.id ?? 0,
  );
  const all = {
    key: everyService,
    name: t('plans.everyService'),
    header: (
      <span class="who">
        <b>{t('plans.everyService')}</b>
        <small>{t('plans.everyServiceHint')}</small>
      </span>
    ),
    bands: [],
  };
  const rows = services.filter(({ service_desc }) => found(service_desc));
  return [
    all,
    ...rows.map((service) => ({
      key: String(service.service),
      name: service.service_desc,
      header: <ServiceHead service={service} month={month} down={down.has(service.service)} />,
      bands: (bands.get(service.service) ?? []).map(bandOf),
    })),
  ];
}

const bandOf = ({ kind, from, until }: Plan): Band => ({ kind, start: from, end: until });

/** Freezes of every service lie over all rows. */
export const stripsOf = ({ plans }: Planned): Band[] =>
  plans.filter(({ kind, services }) => kind === 'freeze' && services.length === 0).map(bandOf);

function ServiceHead({ service, month, down }: { service: Service; month: string; down: boolean }): JSX.Element {
  const { service_desc, percent, target_percent, met = true } = service;
  return (
    <>
      <span class="who">
        <b title={service_desc}>{service_desc}</b>
        <small
          title={target_percent === undefined ? undefined : t('plans.target', { percent: percentText(target_percent) })}
        >
          {percentText(percent)}
          <span class="hear"> {t('plans.available')}</span> · {month}
        </small>
      </span>
      {down && <em class="sign down">{t('plans.down')}</em>}
      {!met && !down && (
        <em class="sign">
          <span class="hear">{t('plans.missed')} </span>&lt; {percentText(target_percent ?? 0)}
        </em>
      )}
    </>
  );
}

/** Never better than it was: 99.996 is not 100. */
export const percentText = (percent: number): string => `${number(Math.floor(percent * 100 + 1e-6) / 100, 2)} %`;

/** A change of several services has a block in the row of each: `#12`, and `#12` with spaces after it. */
export function blocksOf({ days, plans }: Planned, me: Session): Block[] {
  return plans.flatMap((plan) => {
    const rows = plan.services.length === 0 ? [everyService] : plan.services.map(({ id }) => String(id));
    return rows.map((row, index) => ({
      key: plan.key + ' '.repeat(index),
      row,
      start: plan.from,
      end: plan.until,
      name: sentenceOf(days, plan),
      title: titleOf(plan),
      detail: clashes(plan) ? `× ${[...new Set(plan.conflicts.map(shortly))].join(', ')}` : spanOf(days, plan),
      look: [plan.kind, ...statesOf(plan)].join(' '),
      movable: mayMove(me, plan),
    }));
  });
}

const titleOf = (plan: Plan): string =>
  plan.kind === 'change' ? nameOf(plan) : `${t(`plans.kind.${plan.kind}`)}: ${plan.subject}`;

export const planAt = (plans: readonly Plan[], key: string | undefined): Plan | undefined =>
  plans.find((plan) => plan.key === key?.trimEnd());

/** Words for the style sheet, each with a text of its own. */
export function statesOf(plan: Plan): string[] {
  return [
    isDraft(plan) && !isDone(plan) && 'draft',
    isDone(plan) && 'done',
    isLasting(plan) && 'lasting',
    plan.row.emergency_reason && 'emergency',
    plan.row.isrecurring && 'recurring',
    clashes(plan) && 'clash',
  ].filter((state) => typeof state === 'string' && state !== '') as string[];
}

export const statesText = (plan: Plan): string =>
  statesOf(plan)
    .filter((state) => state !== 'clash')
    .map((state) => t(`plans.state.${state}`))
    .join(', ');

/** `#12 Upgrade, change, Database, Tue 24 Nov 10:00 to 12:00, draft, same service as #15 Router` */
export function sentenceOf(days: Planned['days'], plan: Plan): string {
  return [
    titleOf(plan),
    plan.kind === 'change' && t('plans.kind.change'),
    plan.services.map(({ name }) => name).join(', '),
    spanOf(days, plan, ` ${t('to')} `),
    statesText(plan),
    ...(plan.kind === 'change' ? plan.conflicts.map((conflict) => conflictText(conflict)) : []),
  ]
    .filter(Boolean)
    .join(', ');
}

/** What begins before the days that are shown, or ends after them, has dots there; of whole days the days are all. */
export function spanOf({ columns }: Planned['days'], { from, until, row }: Plan, to = '–'): string {
  const last = columns.at(-1);
  const end = (last?.at ?? 0) + (last?.minutes ?? 0);
  const day = columnOf(columns, from);
  const lastDay = columnOf(columns, Math.max(from, until - 0.01));
  const isOne = lastDay === day && from >= 0 && until <= end;
  if (row.allday && isOne) return day?.label ?? '';
  const at = (column: typeof day, time: string) => `${column?.label}${row.allday ? '' : ` ${time}`}`;
  const begins = from < 0 ? '…' : at(day, clockAt(columns, from));
  if (until > end) return `${begins}${to}…`;
  const time = clockAt(columns, until);
  // Midnight is the end of the day before.
  const closes = time === '00:00' && until > from ? '24:00' : time;
  return `${begins}${to}${isOne ? closes : at(lastDay, closes)}`;
}

const withWhat = ({ ticket_id, subject, service_name }: Conflict): string =>
  ticket_id ? `#${ticket_id} ${subject ?? ''}` : (subject ?? service_name ?? '');

export const conflictText = (conflict: Conflict): string =>
  t(`plans.conflict.${conflict.code}`, { what: withWhat(conflict) });

const shortly = ({ code, ticket_id }: Conflict): string =>
  [ticket_id && `#${ticket_id}`, t(`plans.code.${code}`)].filter(Boolean).join(' ');

/** `#12 Upgrade × #15 Router: same service` */
export function pairText({ plan, codes, other }: Pair): string {
  const why = codes.map((code) => t(`plans.code.${code}`)).join(', ');
  return `${nameOf(plan)} × ${withWhat(other)}: ${why}`;
}
