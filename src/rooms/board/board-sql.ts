import { lookupLists, openAppointmentStatus, ticketStatus } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { mayChange, readerParameters, seesDrafts, seesWhole, typedReader } from '../appointments/row-sql.ts';
import { saysYes } from '../directory/sql.ts';
import type { BoardFacts } from './facts.ts';
import { blockFlag } from './shape.ts';

/** Everything of a board that is read and not reckoned, in one statement. $1 to $6 are readerParameters. */

export interface BoardAsked {
  readonly window: Interval;
  /** Null: all. */
  readonly teams: readonly number[] | null;
  readonly agents: readonly number[] | null;
  /** In small letters. */
  readonly skill: string | null;
  readonly showall: boolean;
}

export const mostQueued = 200;

export async function readBoard(connection: Connection, scope: Scope, asked: BoardAsked): Promise<BoardFacts> {
  const { window, teams, agents, skill, showall } = asked;
  const { rows } = await connection.query<BoardFacts>({
    name: 'board',
    text: boardText,
    values: [
      ...readerParameters(scope, showall),
      instantParameter(window.start),
      instantParameter(window.end),
      teams,
      agents,
      skill,
    ],
  });
  return rows[0] as BoardFacts;
}

const shownAgents = `select a.id, a.name, a.skills, a.colour, coalesce(nullif(a.timezone, ''), t.timezone) as timezone,
    g.name as team, coalesce(a.workday_id, g.workday_id, (select d.id from workday d where d.tenant_id = $1 and d.is_default))
      as workday_id,
    coalesce((select array_agg(m.team_id order by m.team_id) from team_member m
      where m.tenant_id = $1 and m.agent_id = a.id), '{}') as teams,
    $5 and (a.id = $2 or $4 or a.id = any ($3::bigint[])) as can
  from agent a join tenant t on t.id = a.tenant_id
  left join team g on g.tenant_id = a.tenant_id and g.id = a.team_id
  where a.tenant_id = $1 and not a.isdisabled
    and ($10::bigint[] is null or a.id = any ($10::bigint[]))
    and ($9::bigint[] is null or exists (select from team_member m
      where m.tenant_id = $1 and m.team_id = any ($9::bigint[]) and m.agent_id = a.id))
    and ($11::text is null or $11::text in (select lower(s) from unnest(a.skills) s))`;

const freeType = `(a.appointment_type_id > 0 and exists (select from lookup f where f.tenant_id = $1
  and f.lookupid = ${lookupLists.appointmentTypes} and f.id = a.appointment_type_id and ${saysYes('f.value9')}))`;

/** Would take its agent's time once it is firm: `takesTime` of the appointments' rules. */
const claims = `(a.busy or (a.kind = 0 and a.agent_id is not null and a.complete_status <> 0 and a.agent_status <> 0
  and not ${freeType} and a.open_appointment_status in (${openAppointmentStatus.tentative}, ${openAppointmentStatus.draft})))`;

const bit = (flag: number, condition: string) => `case when ${condition} then ${flag} else 0 end`;

/** Of a masked row no more than its mask says. */
const flags = [
  bit(blockFlag.change, `a.holiday_id is null and ${mayChange}`),
  bit(blockFlag.masked, 'not seen.whole'),
  bit(blockFlag.busy, 'a.busy'),
  bit(blockFlag.allDay, 'a.all_day'),
  bit(blockFlag.private, 'a.is_private'),
  bit(blockFlag.claims, `a.busy or (seen.whole and ${claims})`),
  bit(blockFlag.tentative, 'seen.whole and a.open_appointment_status = 1'),
  bit(blockFlag.draft, `seen.whole and a.open_appointment_status = ${openAppointmentStatus.draft}`),
  bit(blockFlag.done, 'seen.whole and a.complete_status = 0'),
  bit(blockFlag.inProgress, 'seen.whole and a.complete_status = 1'),
  bit(blockFlag.forced, 'seen.whole and a.forced'),
  bit(blockFlag.recurring, 'seen.whole and a.master_id is not null'),
  bit(blockFlag.pending, 'seen.whole and a.approval_status = 0'),
].join(' + ');

const seconds = (column: string) => `extract(epoch from ${column})::float8`;

const mates = `case when a.collection_id is not null then (select json_agg(mate.agent_id order by mate.id)
  from appointment mate where mate.tenant_id = $1 and mate.collection_id = a.collection_id and mate.id <> a.id
    and not mate.deleted) end`;

const location = `coalesce(nullif(a.appointment_location_free_text, ''), case when a.appointment_location > 0 then (
  select l.name from lookup l where l.tenant_id = $1 and l.lookupid = ${lookupLists.appointmentLocations}
    and l.id = a.appointment_location) end)`;

const more = `json_strip_nulls(json_build_object(
  'before', nullif(kept.buffer_mins_before, 0), 'after', nullif(kept.buffer_mins_after, 0),
  'started', case when seen.whole then ${seconds('a.actual_start')} end,
  'ended', case when seen.whole and a.actual_start is not null then ${seconds('a.complete_date')} end,
  'location', case when seen.whole then left(${location}, 120) end, 'with', case when seen.whole then ${mates} end,
  'team', case when seen.whole then a.shift_team_id end))`;

const whole = (sql: string, otherwise: string) => `case when seen.whole then ${sql} else ${otherwise} end`;

const block = `json_build_array(a.id, a.agent_id, ${seconds('a.starts_at')}, ${seconds('a.ends_at')}, a.kind, ${flags},
  ${whole('left(a.subject, 120)', `'Private'`)}, ${whole('coalesce(a.client_id, 0)', '0')},
  ${whole('coalesce(a.ticket_id, 0)', '0')}, ${whole('a.appointment_type_id', '0')}, ${whole('a.version', '0')}, ${more})`;

/** A task without a time has a span without ends, and no place here. The buffers are those of the booking that it was made by. */
const blockRows = (who: string) => `(select coalesce(json_agg(${block} order by a.starts_at, a.ends_at, a.id), '[]')
  from appointment a
  cross join lateral (select ${seesWhole} as whole offset 0) seen
  left join lateral (select y.buffer_mins_before, y.buffer_mins_after from booking b
    join booking_type y on y.tenant_id = b.tenant_id and y.id = b.booking_type_id
    where seen.whole and b.tenant_id = $1 and b.appointment_id = a.id) kept on true
  where a.tenant_id = $1 and ${who} and a.span && tstzrange($7::timestamptz, $8::timestamptz)
    and a.kind < 3 and a.starts_at is not null and not a.is_master and not a.deleted and ${seesDrafts})`;

/** What nobody has is shown with the team whose shift it is, and where no team is asked for. */
const nobodys = `a.agent_id is null and $10::bigint[] is null and $11::text is null
  and (a.kind = 2 or not exists (select from appointment_asset x where x.tenant_id = $1 and x.appointment_id = a.id))
  and ($9::bigint[] is null or a.shift_team_id = any ($9::bigint[]))`;

/** An appointment that the reader does not see whole says nothing about its ticket. */
const isQueued = `t.tenant_id = $1 and t.dateclosed is null and t.start_date is null
  and t.status not in (${ticketStatus.resolved}, ${ticketStatus.closed})
  and ($9::bigint[] is null or t.team_id is null or t.team_id = any ($9::bigint[]))
  and ($11::text is null or $11::text in (select lower(s) from unnest(t.skills) s))
  and not exists (select from appointment a where a.tenant_id = $1 and a.ticket_id = t.id and a.kind = 0
    and not a.deleted and not a.is_master and a.complete_status <> 0 and ${seesDrafts} and ${seesWhole})`;

const queue = `select t.id, t.summary, t.client_id, site.name as site, t.priority, p.name as priority_name,
    ${seconds('t.targetdate')} as due, t.skills, t.estimate, t.team_id, t.agent_id, t.status, count(*) over () as of
  from ticket t
  left join site on site.tenant_id = t.tenant_id and site.id = t.site_id
  left join lookup p on p.tenant_id = t.tenant_id and p.lookupid = ${lookupLists.ticketPriorities} and p.id = t.priority
  where ${isQueued} order by t.targetdate nulls last, t.priority nulls last, t.id limit ${mostQueued}`;

const boardText = `with shown as materialized (${shownAgents}),
  queued as materialized (${queue})
  select pg_current_snapshot()::text as feed,
    (select coalesce(json_agg(to_json(shown) order by lower(name), id), '[]') from shown) as agents,
    ${blockRows('a.agent_id = any (array (select id from shown))')} as blocks,
    ${blockRows(nobodys)} as unassigned,
    (select coalesce(json_agg(to_json(queued)), '[]') from queued) as queue,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by lower(name), id), '[]')
      from team where tenant_id = $1) as teams,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'colour', value1) order by id), '[]')
      from lookup where tenant_id = $1 and lookupid = ${lookupLists.appointmentTypes}) as types,
    (select coalesce(json_agg(distinct s), '[]') from agent, unnest(skills) s where tenant_id = $1 and not isdisabled) as skills
  where ${typedReader}`;

/** Names of clients, by id. */
export async function clientNames(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<{ id: number; name: string }>({
    name: 'board_clients',
    text: 'select id, name from client where tenant_id = $1 and id = any ($2::bigint[])',
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
