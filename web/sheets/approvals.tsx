import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { plusDays } from '../board/period.ts';
import { writeDuration } from '../kit/duration.ts';
import { clockLine } from '../shell/clock-line.ts';
import { useKeys } from '../shell/keys.tsx';
import { ask, route } from '../shell/router.ts';
import { language, number, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { type Days, readDays } from '../wire/columns.ts';
import { createStore, useStore } from '../wire/store.ts';
import { type Choice, Choose } from './choose.tsx';
import { decide, Return } from './decide.tsx';
import { forget, undo, whyNot } from './desk.ts';
import { useFeed } from './feed.ts';
import { HistoryLine } from './history.tsx';
import { latest } from './latest.ts';
import './sheets.css';
import { isClean, isMissing, readTeam, type Team, type TeamRow } from './team.ts';
import { WeekButtons, weekTitle } from './tools.tsx';
import { mondayOf, weekName } from './week.ts';

/** Who has handed the week in, is it right, and who is missing? */

interface State {
  team?: Team;
  days?: Days & { feed?: string };
  teams: { id: number; name: string }[];
  problem?: string | undefined;
}

const head = (name: string): string => t(`sheets.head.${name}`);

const state = createStore<State>({ teams: [] });
interface Asked {
  me: number;
  week: string;
  team: string;
}
let asked: Asked = { me: 0, week: '', team: '' };

const read = latest<Asked>(
  async (next, signal) => {
    const monday = mondayOf(next.week) ?? mondayOf((await readDays({}, signal)).columns[0]?.date ?? '') ?? '';
    const [team, days, teams] = await Promise.all([
      readTeam(next.me, monday, next.team, signal),
      readDays({ start_date: monday, end_date: plusDays(monday, 7) }, signal),
      call<State['teams']>('GET', '/Team', { signal }),
    ]);
    if (!signal.aborted) state.set({ team, days, teams });
  },
  (error) => state.set((now) => ({ ...now, problem: whyNot(error) })),
);

const reload = (): Promise<void> => read(asked);

const views = {
  all: () => true,
  waiting: ({ waiting }: TeamRow) => waiting.length > 0,
  missing: isMissing,
  returned: ({ state }: TeamRow) => state === 'returned',
  approved: ({ state }: TeamRow) => state === 'approved',
} as const;
type View = keyof typeof views;

export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const { team, days, teams, problem } = useStore(state);
  const speaks = useStore(language);
  const week = query.get('week') ?? query.get('date') ?? '';
  const chosen = query.get('team') ?? '';
  useEffect(() => {
    asked = { me: me.agent_id ?? 0, week, team: chosen };
    void reload();
  }, [week, chosen, speaks]);
  useEffect(() => forget, []);
  useFeed(days?.feed, -1, reload);
  useEffect(() => {
    if (days) clockLine.set(`${days.zone_label} ${days.now_label}`);
  }, [days?.now_label]);
  const turn = (by: number) => team && ask({ week: weekName(plusDays(team.monday, by)), date: undefined });
  useKeys({
    t: () => ask({ week: undefined, date: undefined }),
    j: () => void turn(7),
    k: () => void turn(-7),
    'Ctrl+z': () => void undo(reload),
  });
  if (!team || !days) return <p class="empty">{problem ?? t('loading')}</p>;
  return (
    <div class="sheets approvals">
      <header class="sheet-bar">
        <h1>
          {weekTitle(team.monday)}{' '}
          <small>
            {days.columns[0]?.label} – {days.columns.at(-1)?.label}
          </small>
        </h1>
        <WeekButtons turn={turn} />
        <select aria-label={t('team')} value={chosen} onChange={(event) => ask({ team: event.currentTarget.value })}>
          <option value="">{t('team.any')}</option>
          {teams.map(({ id, name }) => (
            <option key={id} value={String(id)}>
              {name}
            </option>
          ))}
        </select>
      </header>
      {problem && <p class="problem strip">{problem}</p>}
      <Rows team={team} days={days} />
    </div>
  );
}

function Rows({ team, days }: { team: Team; days: Days }): JSX.Element {
  const [view, setView] = useState<View>('all');
  const [dialog, setDialog] = useState<'clean' | number>();
  const clean = team.rows.filter(isClean);
  const missing = team.rows.filter(isMissing);
  const rows = team.rows.filter(views[view]);
  const returning = team.rows.find(({ id }) => id === dialog);
  const close = () => setDialog(undefined);
  const mails = missing.flatMap(({ email }) => email ?? []);
  const choices = clean.map(
    (row): Choice => ({
      id: String(row.id),
      label: row.name,
      detail: `${writeDuration(row.worked)} / ${writeDuration(row.expected)}`,
    }),
  );
  return (
    <>
      <div class="sheet-bar">
        <fieldset class="group" aria-label={t('view')}>
          {(Object.keys(views) as View[]).map((one) => (
            <button key={one} type="button" aria-pressed={one === view} onClick={() => setView(one)}>
              {t(`sheets.view.${one}`)} <span class="count">{number(team.rows.filter(views[one]).length)}</span>
            </button>
          ))}
        </fieldset>
        {mails.length > 0 && (
          <a
            href={`mailto:?bcc=${mails.map(encodeURIComponent).join(',')}&subject=${encodeURIComponent(weekTitle(team.monday))}`}
          >
            {t('sheets.remind', { n: mails.length })}
          </a>
        )}
        <span class="space" />
        <button type="button" class="strong" disabled={clean.length === 0} onClick={() => setDialog('clean')}>
          {t('sheets.approveClean', { n: clean.length })}
        </button>
      </div>
      <TeamTable team={team} rows={rows} days={days} back={setDialog} />
      {dialog === 'clean' && (
        <Choose
          title={t('sheets.approveTitle', { week: weekTitle(team.monday) })}
          choices={choices}
          label={(n) => t('sheets.approveDo', { n })}
          act={(ids) =>
            void decide(
              clean.filter(({ id }) => ids.includes(String(id))),
              '_approve',
              reload,
            )
          }
          close={close}
        />
      )}
      {returning && <Return row={returning} days={days} read={reload} close={close} />}
    </>
  );
}

function TeamTable(props: { team: Team; rows: readonly TeamRow[]; days: Days; back(id: number): void }): JSX.Element {
  const { team, rows, days, back } = props;
  const heads = ['agent', 'workedHours', 'expected', 'overtime', 'gaps', 'plan', 'flags', 'state', 'decision'];
  if (rows.length === 0) return <p class="empty">{t('sheets.nobody')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a small screen it is scrolled, with the keyboard too
    <section class="week" tabIndex={0} aria-label={t('sheets.team')}>
      <table>
        <caption class="hear">{t('sheets.team')}</caption>
        <thead>
          <tr>
            {heads.map((name) => (
              <th key={name} scope="col">
                {head(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PersonRow key={row.id} row={row} week={weekName(team.monday)} days={days} back={() => back(row.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PersonRow(props: { row: TeamRow; week: string; days: Days; back(): void }): JSX.Element {
  const { row, week, days, back } = props;
  const label = (date: string) => days.columns.find((column) => column.date === date)?.label ?? date;
  const approved = row.days.some(({ approval }) => approval?.approvalstatus === 1);
  const who = row.name;
  return (
    <>
      <tr>
        <th scope="row">{who}</th>
        <td data-label={head('workedHours')}>{writeDuration(row.worked)}</td>
        <td data-label={head('expected')}>{writeDuration(row.expected)}</td>
        <td data-label={head('overtime')}>{writeDuration(Math.max(0, row.worked - row.expected))}</td>
        <td data-label={head('gaps')}>{number(row.gaps)}</td>
        <td data-label={head('plan')}>{`${row.plan > 0 ? '+' : ''}${writeDuration(row.plan)}`}</td>
        <td class="flags" data-label={head('flags')}>
          {row.flags.length === 0 && '–'}
          {row.flags.map(({ date, warning: { code } }) => (
            <small key={`${date}${code}`}>{t(`sheets.flag.${code}`, { day: label(date) })}</small>
          ))}
        </td>
        <td data-label={head('state')}>
          <strong class={`state ${row.state}`}>{t(`sheets.state.${row.state}`)}</strong>
        </td>
        <td class="decide">
          {row.waiting.length > 0 && (
            <>
              <button
                type="button"
                aria-label={`${t('sheets.approve')} ${who}`}
                onClick={() => void decide([row], '_approve', reload)}
              >
                {t('sheets.approve')}
              </button>
              <button type="button" aria-label={`${t('sheets.return')} ${who}`} onClick={back}>
                {t('sheets.return')}
              </button>
            </>
          )}
          {row.waiting.length === 0 && approved && (
            <button
              type="button"
              aria-label={`${t('sheets.revert')} ${who}`}
              onClick={() => void decide([row], '_revertapproval', reload)}
            >
              {t('sheets.revert')}
            </button>
          )}
          <a
            data-who={row.id}
            href={`/app/timesheets?week=${week}&agent=${row.id}`}
            aria-label={`${t('sheets.open')} ${who}`}
          >
            {t('sheets.open')}
          </a>
        </td>
      </tr>
      {row.days.some(({ approval_history }) => approval_history) && (
        <tr class="said">
          <td colSpan={9}>
            <HistoryLine days={row.days} zone={days.zone} label={label} />
          </td>
        </tr>
      )}
    </>
  );
}
