import type { TestServer } from './server.ts';

/** What became of days, as the log of changes tells it, and whether it may have happened (behaviour 7). */

export interface People {
  /** The line manager of the nth is the nth manager, and round again. */
  readonly owners: readonly number[];
  readonly managers: readonly number[];
  readonly admins: readonly number[];
  /** Of the team that is the main one of every owner. */
  readonly approver: number;
}

/** One step of a day's approval. */
export interface Step {
  /** Its number in the log of changes, which counts in the order in which a day was locked. */
  readonly change: number;
  readonly seq: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly by: number;
}

export interface DayLog {
  readonly agentId: number;
  readonly date: string;
  readonly steps: readonly Step[];
  /** The changes of entries that were on the day before or after. */
  readonly touches: readonly number[];
  /** In which state it is kept. */
  readonly status: number | null;
}

const none = null;
const [pending, approved, rejected] = [0, 1, 2];

/** Everything of a day that must not have happened. */
export function broken({ agentId, date, steps, touches, status }: DayLog, people: People): string[] {
  const day = `agent ${agentId} ${date}`;
  let state: number | null = none;
  const wrong: string[] = [];
  for (const [index, step] of steps.entries()) {
    const told = `${day} step ${JSON.stringify(step)}`;
    if (step.seq !== index + 1) wrong.push(`${told}: a hole in the history`);
    if (step.from !== state) wrong.push(`${told}: not from ${state}, where the day was`);
    if (!isAllowed(step, agentId, people)) wrong.push(`${told}: not in the table`);
    if (index > 0 && step.change <= (steps[index - 1]?.change ?? 0)) wrong.push(`${told}: out of order`);
    state = step.to;
  }
  if (status !== state) wrong.push(`${day} is kept as ${status}, its history ends with ${state}`);
  const locked = touches.filter((touch) => isLocked(steps.filter(({ change }) => change < touch).at(-1)?.to ?? none));
  return [...wrong, ...locked.map((touch) => `${day}: change ${touch} of an entry while the day was locked`)];
}

function isLocked(status: number | null): boolean {
  return status === pending || status === approved;
}

/** The table of behaviour 7, written down once more. */
function isAllowed({ from, to, by }: Step, agentId: number, people: People): boolean {
  const isAdmin = people.admins.includes(by);
  const manager = people.managers[people.owners.indexOf(agentId) % people.managers.length];
  const decides = by !== agentId && (isAdmin || by === people.approver);
  if (to === pending && (from === none || from === rejected)) return by === agentId || by === manager || isAdmin;
  if (from === pending && (to === approved || to === rejected)) return decides;
  if (from === pending && to === none) return by === agentId;
  return from === approved && to === pending && decides;
}

interface Span {
  readonly agent_id: number;
  readonly start_date: string;
  readonly end_date?: string;
}

interface EventChange {
  readonly id: number;
  readonly before: Span | null;
  readonly after: Span | null;
}

/** The logs of days in UTC. */
export async function logsOfDays(
  { database, tenantId }: TestServer,
  days: readonly { readonly agentId: number; readonly date: string }[],
): Promise<DayLog[]> {
  const { rows: sheets } = await database.pool.query<{
    agent_id: number;
    day: string;
    status: number | null;
    steps: Step[];
  }>(
    `select s.agent_id, s.day::text as day, s.approval_status as status, coalesce((
         select json_agg(json_build_object('change', c.id, 'seq', a.seq, 'from', a.from_status, 'to', a.to_status,
           'by', a.by_agent_id) order by a.seq)
         from timesheet_approval a left join change c on c.tenant_id = a.tenant_id and c.entity = 'timesheet'
           and c.entity_id = s.id::text and (c.after ->> 'approval_seq')::integer = a.seq
         where a.tenant_id = s.tenant_id and a.timesheet_id = s.id), '[]') as steps
     from timesheet s where s.tenant_id = $1`,
    [tenantId],
  );
  const { rows: changes } = await database.pool.query<EventChange>(
    `select id, before, after from change
     where tenant_id = $1 and entity = 'timesheet_event' order by id`,
    [tenantId],
  );
  return days.map(({ agentId, date }) => {
    const sheet = sheets.find((one) => one.agent_id === agentId && one.day === date);
    const touches = changes.filter(({ before, after }) =>
      [before, after].some((span) => span?.agent_id === agentId && isOn(span, date)),
    );
    return {
      agentId,
      date,
      steps: sheet?.steps ?? [],
      touches: touches.map(({ id }) => id),
      status: sheet?.status ?? null,
    };
  });
}

function isOn({ start_date, end_date }: Span, date: string): boolean {
  const [start, end] = [Date.parse(`${start_date}Z`), Date.parse(`${end_date ?? start_date}Z`)];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return start < midnight + 86_400_000 && (end > midnight || start >= midnight);
}
