import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem, useAnswer } from '../admin/parts.tsx';
import { t } from '../shell/words.ts';
import './access.css';
import { type Asked, RowForm } from './form.tsx';
import { type Row, RowTable, read, removeRow, saveRow } from './rows.tsx';

interface Agent extends Row {
  email: string;
  role: string;
  team_id?: number;
  workday_id?: number;
  timezone?: string;
  skills?: string[];
  isdisabled?: boolean;
}

interface Team extends Row {
  manager_id?: number;
  workday_id?: number;
  members?: { id: number }[];
}

/** So many rows at once: who looks for one of a thousand types a part of the name. */
const most = 200;

type Open = { kind: 'agent'; row: Partial<Agent> } | { kind: 'team'; row: Partial<Team> };

/** Who works here, in which teams. */
export function Page(): JSX.Element {
  const { value, problem, again } = useAnswer(
    (signal) =>
      Promise.all([
        read<Agent[]>('/Agent', { includeinactive: true })(signal),
        read<Team[]>('/Team')(signal),
        read<Row[]>('/Workday', { isconfig: true })(signal),
      ]),
    [],
  );
  const [open, setOpen] = useState<Open>();
  if (!value) return problem ? <Problem text={problem} /> : <p class="empty">{t('loading')}</p>;
  const [agents, teams, workdays] = value;
  const lists = { agents, teams, workdays };
  const saved = () => {
    setOpen(undefined);
    again();
  };
  const path = open?.kind === 'team' ? '/Team' : '/Agent';
  const { row } = open ?? {};
  return (
    <>
      <Problem text={problem} />
      <Agents {...lists} open={(one) => setOpen({ kind: 'agent', row: one })} />
      <Teams {...lists} open={(one) => setOpen({ kind: 'team', row: one })} />
      {open && row && (
        <RowForm
          title={row.name ?? t(`access.${open.kind}.new`)}
          asked={open.kind === 'team' ? ofTeam(lists) : ofAgent(lists, row.id === undefined)}
          row={row}
          close={() => setOpen(undefined)}
          save={async (changed) => void (await saveRow(path, row, changed, saved))}
          {...(row.id !== undefined && {
            remove: { label: t('access.delete'), run: () => removeRow(path, row as Row, saved) },
          })}
        />
      )}
    </>
  );
}

interface Lists {
  agents: readonly Agent[];
  teams: readonly Team[];
  workdays: readonly Row[];
}

const nameIn = (rows: readonly Row[], id: unknown) => rows.find((one) => one.id === id)?.name;

function Agents({ agents, teams, workdays, open }: Lists & { open(row: Partial<Agent>): void }): JSX.Element {
  const [find, setFind] = useState('');
  const [inactive, setInactive] = useState(false);
  const words = find.toLowerCase().split(/\s+/);
  const found = agents.filter(({ name, email, isdisabled, skills = [] }) => {
    const text = `${name} ${email} ${skills.join(' ')}`.toLowerCase();
    return (inactive || !isdisabled) && words.every((word) => text.includes(word));
  });
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">{t('access.agents')}</h2>
      <div class="access-bar">
        <input
          type="search"
          aria-label={t('access.find')}
          placeholder={t('access.find')}
          value={find}
          onInput={(event) => setFind(event.currentTarget.value)}
        />
        <label class="check">
          <input type="checkbox" checked={inactive} onChange={() => setInactive(!inactive)} />
          {t('access.inactiveToo')}
        </label>
        <p class="hint" role="status">
          {t('access.found', { n: found.length })}
        </p>
        <button type="button" class="strong" onClick={() => open({})}>
          {t('access.agent.new')}
        </button>
      </div>
      <RowTable<Agent>
        caption={t('access.agents')}
        rows={found.slice(0, most)}
        head={['agent', 'email', 'role', 'team_id', 'timezone', 'workday_id', 'skills', 'state'].map((key) =>
          t(`access.${key}`),
        )}
        cells={(row) => [
          row.email,
          t(`access.role.${row.role}`),
          nameIn(teams, row.team_id),
          row.timezone,
          nameIn(workdays, row.workday_id),
          row.skills?.join(', '),
          t(row.isdisabled ? 'access.inactive' : 'access.active'),
        ]}
        open={open}
      />
      {found.length > most && <p class="hint">{t('access.more', { n: found.length - most })}</p>}
    </section>
  );
}

function Teams({ agents, teams, workdays, open }: Lists & { open(row: Partial<Team>): void }): JSX.Element {
  return (
    <section aria-labelledby="teams">
      <h2 id="teams">{t('access.teams')}</h2>
      <div class="access-bar">
        <button type="button" class="strong" onClick={() => open({})}>
          {t('access.team.new')}
        </button>
      </div>
      <RowTable<Team>
        caption={t('access.teams')}
        rows={teams}
        head={['team', 'manager_id', 'workday_id', 'members'].map((key) => t(`access.${key}`))}
        cells={(row) => [
          nameIn(agents, row.manager_id),
          nameIn(workdays, row.workday_id),
          String(row.members?.length ?? 0),
        ]}
        open={open}
      />
    </section>
  );
}

const roles = ['agent', 'manager', 'admin'] as const;
const none = '–';
const text = (key: string, more: Partial<Asked> = {}): Asked => ({
  key,
  label: t(`access.${key}`),
  kind: 'text',
  ...more,
});
const choice = (key: string, options: NonNullable<Asked['options']>): Asked =>
  text(key, { kind: 'choice', options, none });

const ofAgent = ({ agents, teams, workdays }: Lists, isNew: boolean): Asked[] => [
  text('name', { required: true }),
  text('email', { kind: 'email', required: true }),
  text('role', { kind: 'choice', options: roles.map((id) => ({ id, name: t(`access.role.${id}`) })) }),
  choice('team_id', teams),
  text('teams', { kind: 'choices', options: teams }),
  choice('linemanager', agents),
  choice('timesheet_manager', agents),
  choice('workday_id', workdays),
  text('timezone', { hint: t('access.timezone.hint') }),
  text('skills', { kind: 'list', hint: t('access.list.hint') }),
  text('password', { kind: 'password', hint: t(isNew ? 'access.password.new' : 'access.password.hint') }),
  text('isdisabled', { kind: 'check' }),
];

const ofTeam = ({ agents, workdays }: Lists): Asked[] => [
  text('name', { required: true }),
  choice('manager_id', agents),
  choice('timesheet_approver', agents),
  choice('workday_id', workdays),
  text('members', { kind: 'choices', options: agents.filter(({ isdisabled }) => !isdisabled) }),
];
