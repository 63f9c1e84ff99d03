import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Named, Session } from '../../src/rooms/board/shape.ts';
import { saveCsv } from '../kit/csv.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { said } from '../shell/said.ts';
import { language, speech, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { readDays } from '../wire/columns.ts';
import { useStore } from '../wire/store.ts';
import { columns, fileOf, linesOf, orderAsked, type Sum, sorted, total } from './figures.ts';
import { choices, chosen, type Period, periodAsked, turned } from './period.ts';
import { Legend } from './picture.tsx';
import { type By, headOf, Table } from './table.tsx';
import './utilisation.css';

const ways: readonly By[] = ['agent', 'team', 'week'];

interface Found {
  /** What was asked for: sums of agents serve teams, too. */
  key: string;
  sums: Sum[];
}

/** Who is booked, who has worked, and how much of it is paid for. What is asked for is in the address. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const speaks = useStore(language);
  const { today, teams, problem: notBegun } = useBeginning(me, speaks);
  const by = ways.find((one) => one === query.get('by')) ?? 'agent';
  const period = today === undefined ? undefined : periodAsked(query, today);
  const team = query.get('team') ?? '';
  const { found, problem, again } = useSums(period, team, by === 'week' ? 'week' : 'period');
  const turn = (way: 1 | -1) => period && ask({ ...turned(period, way) });
  useKeys({ j: () => void turn(1), k: () => void turn(-1), t: () => ask({ from: undefined, to: undefined }) });
  if (!period || today === undefined) return <p class="empty">{notBegun ?? t('loading')}</p>;
  const dayText = writer(me);
  const order = orderAsked(query.get('sort'));
  const lines = found && sorted(linesOf(found.sums, lineKeys[by], nameFor(by, dayText)), order);
  const title = [...new Set([period.from, period.to])].map(dayText).join(' – ');
  return (
    <div class="util">
      <h1>{t('page.utilisation')}</h1>
      <Bar period={period} today={today} by={by} team={team} teams={teams} turn={turn} lines={lines} />
      <p class="util-when" role="status">
        {title}
        {lines && ` · ${t('utilisation.agents', { n: agentsIn(found.sums) })}`}
      </p>
      {problem && (
        <div class="empty" role="alert">
          <p>{problem}</p>
          <button type="button" onClick={again}>
            {t('again')}
          </button>
        </div>
      )}
      {!problem && !lines && <p class="empty">{t('loading')}</p>}
      {!problem && lines?.length === 0 && <p class="empty">{t('utilisation.nobody')}</p>}
      {!problem && lines && lines.length > 0 && (
        <>
          <Legend />
          <Table lines={lines} order={order} by={by} caption={t(`utilisation.caption.${by}`, { when: title })} />
          <p class="hint">{t('utilisation.explained')}</p>
        </>
      )}
    </div>
  );
}

const lineKeys = { agent: 'agent_id', team: 'team_id', week: 'date' } as const;

const nameFor = (by: By, dayText: (date: string) => string) => (sum: Sum) =>
  (by === 'week' ? dayText(sum.date) : by === 'team' ? sum.team_name : sum.agent_name) ?? t('utilisation.noTeam');

/** Of weeks the most that one of them has: the same agents are in each. */
const agentsIn = (sums: readonly Sum[]) =>
  sums.some(({ agent_id }) => agent_id) ? sums.length : Math.max(0, ...sums.map(({ agents }) => agents));

/** A civil date in words, as the reader's country writes it: it is the same day everywhere. */
function writer({ locale }: Session): (date: string) => string {
  const format = new Intl.DateTimeFormat(locale.startsWith(speech()) ? locale : speech(), {
    timeZone: 'UTC',
    dateStyle: 'medium',
  });
  return (date) => format.format(Date.parse(`${date.slice(0, 10)}T00:00:00Z`));
}

/** Today as the server counts it, and the teams that can be chosen. */
function useBeginning(me: Session, speaks: string) {
  const [begun, setBegun] = useState<{ today?: string; teams: Named[]; problem?: string }>({ teams: [] });
  useEffect(() => {
    const teams = me.role === 'agent' ? [] : call<Named[]>('GET', '/Team');
    Promise.all([readDays({}), teams])
      .then(([days, found]) => {
        clockLine.set(`${days.zone_label} ${days.now_label}`);
        setBegun({ today: days.columns[0]?.date ?? days.start.slice(0, 10), teams: found });
      })
      .catch((error) => setBegun({ teams: [], problem: said(error) }));
  }, [me.agent_id, speaks]);
  return begun;
}

function useSums(period: Period | undefined, team: string, per: 'period' | 'week') {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);
  const key = `${period?.from}/${period?.to}/${team}/${per}`;
  useEffect(() => {
    if (!period) return;
    const asked = new AbortController();
    const query = { start_date: period.from, end_date: period.to, selectedteam: team, per };
    call<Sum[]>('GET', '/Timesheet/forecasting', { query, signal: asked.signal })
      .then((sums) => {
        setFound({ key, sums });
        setProblem(undefined);
      })
      .catch((error) => asked.signal.aborted || setProblem(said(error)));
    return () => asked.abort();
  }, [key, tries]);
  return { found: found?.key === key ? found : undefined, problem, again: () => setTries(tries + 1) };
}

interface BarProps {
  period: Period;
  today: string;
  by: By;
  team: string;
  teams: readonly Named[];
  turn(by: 1 | -1): void;
  lines: ReturnType<typeof sorted> | undefined;
}

function Bar({ period, today, by, team, teams, turn, lines }: BarProps): JSX.Element {
  const save = () => {
    const head = columns.map(({ key }) => headOf(key, by));
    const all = [...(lines ?? []), { ...total(lines ?? []), name: t('utilisation.total') }];
    saveCsv(`utilisation-${period.from}-${period.to}`, fileOf(all, head));
  };
  return (
    <div class="toolbar">
      <span class="group">
        <button type="button" aria-label={t('previous')} onClick={() => turn(-1)}>
          ‹
        </button>
        <button type="button" aria-label={t('next')} onClick={() => turn(1)}>
          ›
        </button>
      </span>
      <Periods period={period} today={today} />
      <fieldset class="group" aria-label={t('utilisation.by')}>
        {ways.map((one) => (
          <button key={one} type="button" aria-pressed={one === by} onClick={() => ask({ by: one })}>
            {t(`utilisation.by.${one}`)}
          </button>
        ))}
      </fieldset>
      {teams.length > 0 && (
        <select aria-label={t('team')} value={team} onChange={(event) => ask({ team: event.currentTarget.value })}>
          <option value="">{t('team.any')}</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <span class="space" />
      <button type="button" onClick={() => print()}>
        {t('print')}
      </button>
      <button type="button" disabled={!lines?.length} onClick={save}>
        {t('csv')}
      </button>
    </div>
  );
}

function Periods({ period, today }: { period: Period; today: string }): JSX.Element {
  const same = choices.find((one) => JSON.stringify(chosen(one, today)) === JSON.stringify(period));
  const day = (name: 'from' | 'to') => (
    <input
      type="date"
      required
      aria-label={t(`utilisation.${name}`)}
      value={period[name]}
      onChange={(event) => {
        const date = event.currentTarget.value;
        if (!date) return;
        const next = { ...period, [name]: date };
        ask(next.from <= next.to ? next : { from: date, to: date });
      }}
    />
  );
  return (
    <>
      <select
        aria-label={t('utilisation.period')}
        value={same ?? ''}
        onChange={(event) => {
          const choice = choices.find((one) => one === event.currentTarget.value);
          if (choice) ask({ ...chosen(choice, today) });
        }}
      >
        {choices.map((one) => (
          <option key={one} value={one}>
            {t(`utilisation.${one}`)}
          </option>
        ))}
        {!same && <option value="">{t('utilisation.dates')}</option>}
      </select>
      {day('from')}
      <span aria-hidden="true">–</span>
      {day('to')}
    </>
  );
}
