import { appointmentKind, completeStatus, ticketStatus } from '../../codes.ts';
import { type PlannedKind, plannedIn } from '../change-calendar/planned-sql.ts';
import { isKept, type ListProperty, listProperties, rowJson } from './row-sql.ts';

/** Overlay rows: public holidays, project tasks and changes with the columns of a row of `appointment`, so that whatever a
 * list asks of those can be asked of these, too. Beside them each has `ref`, its number in this answer, below 0; and
 * `overlay_key`, which is the same in every answer. */

const never: ListProperty = { sql: 'false', type: 'boolean' };

/** What one row shows: nobody changes it here, and it has no version of its own. */
export const overlayProperties: Record<string, ListProperty> = {
  ...Object.fromEntries(Object.entries(listProperties).filter(([, given]) => !isKept(given))),
  _etag: { sql: 'null::text', type: 'text' },
  _canupdate: never,
  _cancomplete: never,
  _candelete: never,
  kind: { sql: 'a.overlay_kind', type: 'text' },
};

/** Kept properties are asked for as of any row, and are never there. */
export const askableProperties = { ...listProperties, ...overlayProperties };

const agentsOfRow = `(select json_agg(json_build_object('id', mate.id, 'name', mate.name, 'use', 'agent') order by mate.id)
  from agent mate where mate.tenant_id = $1 and mate.id = any (a.shared_by))`;

/** The text of one overlay row. */
export const overlayRowJson = rowJson({ ...overlayProperties, agents: { sql: agentsOfRow, type: 'json' } });

/** One SELECT of overlay rows: a column that is not told is empty. */
function selected(columns: Record<string, string>, from: string): string {
  const all = { ...emptyColumns, ...columns };
  return `select ${Object.entries(all)
    .map(([name, sql]) => `${sql} as ${name}`)
    .join(', ')}
    ${from}`;
}

const typedNulls = (type: string, names: string) =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, `null::${type}`]));

/** Every column that lists ask of an appointment. */
const emptyColumns: Record<string, string> = {
  ref: '0::bigint',
  overlay_key: "''",
  overlay_kind: "''",
  tenant_id: '$1::integer',
  id: '0::bigint',
  ...typedNulls('bigint', 'agent_id ticket_id client_id site_id user_id shift_team_id master_id'),
  ...typedNulls('bigint', 'organizer created_by requestedapprovalagent'),
  ...typedNulls('bigint[]', 'shared_by'),
  ...typedNulls('uuid', 'holiday_id collection_id'),
  ...typedNulls('text', 'subject note appointment_location_free_text recurring_master_id recurring_desc attendees'),
  ...typedNulls('timestamptz', 'starts_at ends_at original_start actual_start approvaldatetime last_modified'),
  ...typedNulls('date', 'start_date end_date'),
  ...typedNulls('tstzrange', 'span'),
  ...typedNulls('integer', 'approval_status'),
  all_day: 'false',
  is_task: 'false',
  is_master: 'false',
  is_exception: 'false',
  is_private: 'false',
  busy: 'false',
  forced: 'false',
  clash: 'false',
  deleted: 'false',
  reminder_shown: 'false',
  shift_type_id: '0',
  appointment_type_id: '0',
  appointment_status: '0',
  open_appointment_status: '0',
  appointment_location: '0',
  complete_status: `${completeStatus.open}`,
  version: '1',
  kind: `${appointmentKind.leave}`,
  extra: `'{}'::jsonb`,
};

const spanOf = (start: string, end: string) =>
  `tstzrange(${start}, ${end}, case when ${start} = ${end} then '[]' else '[)' end)`;

/** Tickets of a kind that are planned in a window, each once, with its agent.
 * @param window SQL of its ends
 * @param condition on `t`, too */
export function plannedRows(kind: PlannedKind, window: { from: string; to: string }, condition: string): string {
  return ticketRows(kind, `${plannedIn(kind, window)} and t.end_date is not null and ${condition}`);
}

/** The overlay rows of the tickets that meet a condition on `t`. */
export function ticketRows(kind: PlannedKind, condition: string): string {
  const isClosed = `(t.dateclosed is not null or t.status in (${ticketStatus.resolved}, ${ticketStatus.closed}))`;
  const columns = {
    ref: `-3 * t.id - ${refs[kind]}`,
    overlay_key: `'${kind} ' || lpad(t.id::text, 19, '0')`,
    overlay_kind: `'${kind}'`,
    agent_id: 't.agent_id',
    ticket_id: 't.id',
    client_id: 't.client_id',
    site_id: 't.site_id',
    user_id: 't.user_id',
    subject: 't.summary',
    starts_at: 't.start_date',
    ends_at: 't.end_date',
    span: spanOf('t.start_date', 't.end_date'),
    complete_status: `case when ${isClosed} then ${completeStatus.done} else ${completeStatus.open} end`,
    last_modified: 't.last_modified',
  };
  return selected(columns, `from ticket t where t.tenant_id = $1 and ${condition}`);
}

/** What an overlay row is by its `ref`, and the number that it has among its kind. */
export function rowOfRef(ref: number): { kind: PlannedKind | 'holiday'; number: number } {
  const rest = -ref % 3;
  const kind = rest === refs.project ? 'project' : rest === refs.change ? 'change' : 'holiday';
  return { kind, number: (-ref - rest) / 3 };
}

const refs = { holiday: 0, project: 1, change: 2 } as const;

/** The rows of public holidays whose times a parameter gives (`holidayTimes`): one for each agent, or one for all.
 * @param times JSON text, as SQL */
export function holidayRows(times: string, once: boolean): string {
  const columns = {
    ref: '-3 * (o.first + m.place)',
    overlay_key: `concat_ws(' ', 'holiday', h.id, to_char(o.starts_at at time zone 'UTC', 'YYYYMMDDHH24MISS'),
      lpad(m.agent_id::text, 19, '0'))`,
    overlay_kind: `'holiday'`,
    agent_id: 'm.agent_id',
    shared_by: once ? 'case when m.agent_id is null then o.agents end' : 'null::bigint[]',
    holiday_id: 'h.id',
    subject: `coalesce(nullif(h.name, ''), 'Public holiday')`,
    starts_at: 'o.starts_at',
    ends_at: 'o.ends_at',
    span: spanOf('o.starts_at', 'o.ends_at'),
    all_day: 'o.start_date is not null',
    start_date: 'o.start_date',
    end_date: 'o.end_date',
    last_modified: 'h.last_modified',
  };
  const each = once
    ? 'lateral (select case when cardinality(o.agents) = 1 then o.agents[1] end as agent_id, 0 as place) m'
    : 'lateral (select id, place - 1 from unnest(o.agents) with ordinality as x (id, place)) m (agent_id, place)';
  return selected(
    columns,
    `from json_to_recordset(${times}) as o (first bigint, holiday_id uuid, starts_at timestamptz, ends_at timestamptz,
        start_date date, end_date date, agents bigint[])
      join holiday h on h.tenant_id = $1 and h.id = o.holiday_id cross join ${each}`,
  );
}
