import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import { Problem, useAnswer } from '../admin/parts.tsx';
import { plusDays } from '../board/period.ts';
import { announce } from '../shell/announce.tsx';
import { ask, route } from '../shell/router.ts';
import { complain, said } from '../shell/said.ts';
import { speech, t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';
import './access.css';
import { differencesOf, type LoggedChange, nameOf, undoOf, valueText } from './difference.ts';
import { type Row, read } from './rows.tsx';

const entities = [
  ...['agent', 'api_client', 'appointment', 'asset', 'booking_type', 'client', 'downtime', 'holiday', 'lookup'],
  ...['rotation', 'schedule', 'service', 'site', 'team', 'ticket', 'timesheet', 'timesheet_event', 'user', 'workday'],
] as const;

interface LogPage {
  changes: LoggedChange[];
  next_before?: number;
}

/** Who changed what, when; and back. What is asked for is in the address. */
export function Page({ me }: { me: Session }): JSX.Element {
  const { query } = useStore(route);
  const asked = queryOf(query);
  const key = JSON.stringify(asked);
  const { value, problem, again } = useAnswer(read<LogPage>('/Change', asked), [key]);
  const agents = useAnswer(read<Row[]>('/Agent', { includeinactive: true }), []);
  const [more, setMore] = useState<LogPage>();
  useEffect(() => setMore(undefined), [value]);
  const next = more ? more.next_before : value?.next_before;
  const changes = [...(value?.changes ?? []), ...(more?.changes ?? [])];
  const goOn = async () => {
    const page = await call<LogPage>('GET', '/Change', { query: { ...asked, before: next } });
    setMore({ ...page, changes: [...(more?.changes ?? []), ...page.changes] });
  };
  return (
    <>
      <Filters query={query} agents={agents.value ?? []} />
      <Problem text={problem} />
      {!value && !problem && <p class="empty">{t('loading')}</p>}
      {value && changes.length === 0 && next === undefined && <p class="empty">{t('access.log.empty')}</p>}
      <ol class="access-log">
        {changes.map((change) => (
          <li key={change.id}>
            <Entry change={change} me={me} undone={again} />
          </li>
        ))}
      </ol>
      {next !== undefined && (
        <button type="button" class="wide" onClick={() => void goOn().catch(complain)}>
          {t('access.log.more')}
        </button>
      )}
    </>
  );
}

/** The server reads days by the clock of the reader. */
function queryOf(query: URLSearchParams): Record<string, string | number | boolean> {
  const [entity, agent, from, to] = ['entity', 'agent', 'from', 'to'].map((name) => query.get(name) ?? '');
  return {
    page_size: 50,
    ...(entity && { entity }),
    ...(agent && { agent_id: agent }),
    ...(from && { start_date: from }),
    ...(to && { end_date: plusDays(to, 1) }),
    ...(query.get('private') === '1' && { showall: true }),
  };
}

function Filters({ query, agents }: { query: URLSearchParams; agents: readonly Row[] }): JSX.Element {
  const chosen = (name: string) => query.get(name) ?? '';
  const choose = (name: string) => (event: { currentTarget: { value: string } }) =>
    ask({ [name]: event.currentTarget.value });
  const day = (name: 'from' | 'to') => (
    <label class="field">
      <span>{t(`access.log.${name}`)}</span>
      <input type="date" value={chosen(name)} onChange={choose(name)} />
    </label>
  );
  return (
    <div class="access-bar">
      <label class="field">
        <span>{t('access.log.what')}</span>
        <select value={chosen('entity')} onChange={choose('entity')}>
          <option value="">{t('access.log.all')}</option>
          {entities.map((one) => (
            <option key={one} value={one}>
              {t(`access.entity.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t('access.log.who')}</span>
        <select value={chosen('agent')} onChange={choose('agent')}>
          <option value="">{t('access.log.everybody')}</option>
          {agents.map(({ id, name }) => (
            <option key={id} value={id} selected={String(id) === chosen('agent')}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {day('from')}
      {day('to')}
      <label class="check">
        <input
          type="checkbox"
          checked={chosen('private') === '1'}
          onChange={(event) => ask({ private: event.currentTarget.checked ? '1' : undefined })}
        />
        {t('access.log.private')}
      </label>
    </div>
  );
}

const entityName = (entity: string): string =>
  entities.some((one) => one === entity) ? t(`access.entity.${entity}`) : entity.replaceAll('_', ' ');

/** An instant is written in the zone of the reader. */
const when = (at: string, zone: string | undefined): string =>
  new Intl.DateTimeFormat(speech(), { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone ?? 'UTC' }).format(
    new Date(`${at}Z`),
  );

function Entry({ change, me, undone }: { change: LoggedChange; me: Session; undone(): void }): JSX.Element {
  const [open, setOpen] = useState(false);
  const who = change.agent_name ?? t('access.log.nobody');
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <time dateTime={`${change.at}Z`}>{when(change.at, me.zone)}</time>
        <span>
          {t(`access.log.${change.action}`, { who, entity: entityName(change.entity), what: nameOf(change) })}
        </span>
      </summary>
      {open && <Details change={change} undone={undone} />}
    </details>
  );
}

function Details({ change, undone }: { change: LoggedChange; undone(): void }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const undo = undoOf(change);
  const caption = t('access.log.caption', { what: nameOf(change) });
  const takeBack = async () => {
    if (!undo) return;
    setProblem(undefined);
    try {
      if (!(await isLatest(change))) return setProblem(t('access.log.later'));
      await call('POST', undo.path, { body: [undo.element] });
      announce({ text: t('access.undone', { what: nameOf(change) }) });
      undone();
    } catch (error) {
      setProblem(said(error));
    }
  };
  return (
    <div class="access-details">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      {/* biome-ignore lint/a11y/useSemanticElements: no form, and no landmark */}
      <div class="access-table" role="group" tabIndex={0} aria-label={caption}>
        <table>
          <caption class="hear">{caption}</caption>
          <thead>
            <tr>
              {['property', 'before', 'after'].map((name) => (
                <th key={name} scope="col">
                  {t(`access.log.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differencesOf(change).map(({ key, before, after }) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td>{valueText(before)}</td>
                <td>{valueText(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Problem text={problem} />
      {undo ? (
        <button type="button" onClick={() => void takeBack()}>
          {t('access.log.undo')}
        </button>
      ) : (
        <p class="hint">{t('access.log.noUndo')}</p>
      )}
    </div>
  );
}

/** What was changed again since would be lost: the later change comes first. */
async function isLatest({ id, entity, entity_id }: LoggedChange): Promise<boolean> {
  const query = { entity, id: entity_id, count: 1 };
  const [last] = (await call<LogPage>('GET', '/Change', { query })).changes;
  return last === undefined || last.id === id;
}
