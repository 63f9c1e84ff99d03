import { lookupLists } from '../../codes.ts';
import type { Scope } from '../../kernel/auth/scope.ts';
import { columnNames } from './columns-sql.ts';
import { keptInLists } from './kept.ts';

/** How a row of `appointment` (alias a) becomes the JSON that a reader gets. PostgreSQL builds it. */

/** The first six parameters of every statement that answers rows: $1 tenant, $2 reader, $3 the reader's reports,
 * $4 may change every row, $5 may change rows at all, $6 nothing is masked. */
export function readerParameters(scope: Scope, showall: boolean | null | undefined): unknown[] {
  const admin = scope.role === 'admin';
  const edits = scope.grants.has('all') || scope.grants.has('admin') || scope.grants.has('edit:calendar');
  return [scope.tenantId, scope.agentId, scope.reports, admin, edits, admin && showall === true];
}

export const readerParameterCount = 6;

/** Always true. PostgreSQL must be able to tell the type of every parameter, also where a statement uses only some. */
export const typedReader = '($2::bigint, $3::bigint[], $4::boolean, $5::boolean, $6::boolean) is not null';

/** The row is the reader's in some way: as its agent, organiser, creator, or attending it. */
export const takesPart = `($2 in (a.agent_id, a.organizer, a.created_by)
  or exists (select from appointment mate where mate.tenant_id = $1 and mate.collection_id = a.collection_id
    and mate.agent_id = $2 and not mate.deleted)
  or exists (select from agent me where me.tenant_id = $1 and me.id = $2
    and lower(me.email) = any (string_to_array(replace(lower(a.attendees), ' ', ''), ';'))))`;

/** The reader sees the whole row: it is not private, or it is theirs in some way (behaviour 1). */
export const seesWhole = `((not a.is_private or $6 or ${takesPart}) is true)`;

/** Drafts are seen by their creator, managers and admins only; $4 is an admin. */
export const knowsDrafts = `(a.created_by = $2 or $4
  or exists (select from agent me where me.tenant_id = $1 and me.id = $2 and me.role = 'manager'))`;

export const seesDrafts = `(a.open_appointment_status <> 2 or ${knowsDrafts})`;

export const mayChange = `($5 and (a.agent_id is null or a.agent_id = $2 or $4 or a.agent_id = any ($3::bigint[])))`;

/** What mirrors leave is changed with the leave only. */
const isOwnRow = 'a.holiday_id is null';

/** Deleted rows are shown to those who may change them, when asked for. */
export const mayReadDeleted = `(a.agent_id = $2 or $4 or a.agent_id = any ($3::bigint[]))`;

export type PropertyType = 'integer' | 'number' | 'boolean' | 'instant' | 'date' | 'text' | 'uuid' | 'json';

/** A property of list rows: how it is read, and whether a masked row has it, too. */
export interface ListProperty {
  sql: string;
  type: PropertyType;
  visible?: true;
}

const property = (sql: string, type: PropertyType): ListProperty => ({ sql, type });
const visible = (sql: string, type: PropertyType): ListProperty => ({ sql, type, visible: true });

const colourPattern = `'^#[0-9A-Fa-f]{6}$'`;

/** In the order of the answer. */
export const listProperties: Record<string, ListProperty> = {
  id: visible('a.id', 'integer'),
  agent_id: visible('a.agent_id', 'integer'),
  agent_name: visible('agent.name', 'text'),
  start_date: visible('a.starts_at', 'instant'),
  end_date: visible('a.ends_at', 'instant'),
  allday: visible('a.all_day', 'boolean'),
  start_date_only: property('a.start_date', 'date'),
  end_date_only: property('a.end_date', 'date'),
  subject: property('a.subject', 'text'),
  is_private: visible('a.is_private', 'boolean'),
  busy: visible('a.busy', 'boolean'),
  last_modified: property('a.last_modified', 'instant'),
  _etag: property(`'"' || a.id || '.' || a.version || '"'`, 'text'),
  _canupdate: property(`(not a.deleted and ${isOwnRow} and ${mayChange})`, 'boolean'),
  _cancomplete: property(`(not a.deleted and a.complete_status <> 0 and ${isOwnRow} and ${mayChange})`, 'boolean'),
  _candelete: property(`(not a.deleted and ${isOwnRow} and ${mayChange})`, 'boolean'),
  _recurringmaster: property('a.is_master', 'boolean'),
  is_task: property('a.is_task', 'boolean'),
  ticket_id: property('a.ticket_id', 'integer'),
  client_id: property('a.client_id', 'integer'),
  client_name: property('client.name', 'text'),
  site_id: property('a.site_id', 'integer'),
  site_name: property('site.name', 'text'),
  user_id: property('a.user_id', 'integer'),
  user_name: property('client_user.name', 'text'),
  appointment_type_id: property('a.appointment_type_id', 'integer'),
  appointment_type_name: property('kind_entry.name', 'text'),
  colour: property(
    `case when kind_entry.value1 ~ ${colourPattern} then kind_entry.value1 else agent.colour end`,
    'text',
  ),
  complete_status: property('a.complete_status', 'integer'),
  appointment_status: property('a.appointment_status', 'integer'),
  open_appointment_status: property('a.open_appointment_status', 'integer'),
  appointment_location: property('a.appointment_location', 'integer'),
  appointment_location_name: property('location_entry.name', 'text'),
  appointment_location_free_text: property('a.appointment_location_free_text', 'text'),
  shift_type_id: property('a.shift_type_id', 'integer'),
  shift_team_id: property('a.shift_team_id', 'integer'),
  shift_team_name: property('team.name', 'text'),
  holiday_id: property('a.holiday_id', 'uuid'),
  collection_id: property('a.collection_id', 'uuid'),
  halo_recurring_master_id: property('a.master_id', 'integer'),
  recurring_master_id: property('a.recurring_master_id', 'text'),
  recurring_desc: property('a.recurring_desc', 'text'),
  original_start: property('a.original_start', 'instant'),
  organizer: property('a.organizer', 'integer'),
  attendees: property('a.attendees', 'text'),
  requestedapprovalagent: property('a.requestedapprovalagent', 'integer'),
  approvaldatetime: property('a.approvaldatetime', 'instant'),
  approval_status: property('a.approval_status', 'integer'),
  reminder_shown: property('a.reminder_shown', 'boolean'),
  forced: property('nullif(a.forced, false)', 'boolean'),
  clash: property('nullif(a.clash, false)', 'boolean'),
  _warning: property(`case when a.clash then 'It overlaps another busy appointment.' end`, 'text'),
  deleted: property('nullif(a.deleted, false)', 'boolean'),
  ...keptProperties(),
};

function keptProperties(): Record<string, ListProperty> {
  const read = { json: (name: string) => `a.extra->'${name}'`, text: (name: string) => `a.extra->>'${name}'` };
  const entries = Object.entries(keptInLists).flatMap(([type, names]) =>
    names.map((name) => [name, { sql: type === 'json' ? read.json(name) : read.text(name), type, kept: true }]),
  );
  return Object.fromEntries(entries);
}

export const isKept = (given: ListProperty) => given.sql.startsWith('a.extra->');

/** What GET one has beyond a list row; everything in `extra` is added to it. */
const detailProperties: Record<string, ListProperty> = {
  note: property('a.note', 'text'),
  agent_status: property('a.agent_status', 'integer'),
  complete_date: property('a.complete_date', 'instant'),
  complete_agent_id: property('a.complete_agent_id', 'integer'),
  complete_timetaken: property('a.complete_timetaken', 'number'),
  actual_start: property('a.actual_start', 'instant'),
  requires_approval: property('nullif(a.requires_approval, false)', 'boolean'),
  approvalagent: property('a.approvalagent', 'integer'),
  approvalnote: property('a.approvalnote', 'text'),
  reminderminutes: property('a.reminderminutes', 'integer'),
  followup_id: property('a.followup_id', 'integer'),
  date_created: property('a.date_created', 'instant'),
  appointment_hours: property('extract(epoch from a.ends_at - a.starts_at)::float8 / 3600', 'number'),
};

const ownAgent = `(select json_build_array(json_build_object('id', agent.id, 'name', agent.name, 'use', 'agent'))
  where agent.id is not null)`;

const allAgents = `case when a.collection_id is null then ${ownAgent} else (
  select json_agg(json_build_object('id', mate_agent.id, 'name', mate_agent.name, 'use', 'agent') order by mate.id)
  from appointment mate join agent mate_agent on mate_agent.tenant_id = $1 and mate_agent.id = mate.agent_id
  where mate.tenant_id = $1 and mate.collection_id = a.collection_id and (not mate.deleted or mate.id = a.id)) end`;

const assetIds = `(select json_agg(asset_id order by asset_id) from appointment_asset
  where tenant_id = $1 and appointment_id = a.id)`;

/** The tables that names and colours come from, each with the column of the row that it is found by. At most one row is
 * found in each. */
const namedTables: { table: string; alias: string; column: string; list?: number }[] = [
  { table: 'agent', alias: 'agent', column: 'agent_id' },
  { table: 'client', alias: 'client', column: 'client_id' },
  { table: 'site', alias: 'site', column: 'site_id' },
  { table: 'client_user', alias: 'client_user', column: 'user_id' },
  { table: 'team', alias: 'team', column: 'shift_team_id' },
  { table: 'lookup', alias: 'kind_entry', column: 'appointment_type_id', list: lookupLists.appointmentTypes },
  { table: 'lookup', alias: 'location_entry', column: 'appointment_location', list: lookupLists.appointmentLocations },
];

const foundBy = ({ alias, column, list }: (typeof namedTables)[number]) =>
  `${list === undefined ? '' : `${alias}.lookupid = ${list} and `}${alias}.id = a.${column}`;

/** Unused ones cost nothing: PostgreSQL leaves a join out that can add no row. */
export const nameJoins = namedTables
  .map((named) => {
    const { table, alias } = named;
    return `left join ${table} ${alias} on ${alias}.tenant_id = a.tenant_id and ${foundBy(named)}`;
  })
  .join('\n  ');

/** The same of those that a text reads, by the index of each, whatever PostgreSQL thinks of the number of rows. */
const nameLookups = (text: string) =>
  namedTables
    .filter(({ alias }) => text.includes(`${alias}.`))
    .map((named) => {
      const { table, alias } = named;
      return `left join lateral (select * from ${table} ${alias} where ${alias}.tenant_id = $1 and ${foundBy(named)} limit 1)
        ${alias} on true`;
    })
    .join('\n  ');

/** A property as it stands in a JSON row: instants in UTC without a suffix, dates as midnights. */
function written({ sql, type }: ListProperty): string {
  if (type === 'instant') return `${sql} at time zone 'UTC'`;
  return type === 'date' ? `${sql}::timestamp` : sql;
}

function keptJson(name: string): string {
  return `a.extra->'${name}' as ${name}`;
}

const properties = Object.entries(listProperties);
const asColumn = ([name, given]: [string, ListProperty]) => `${written(given)} as ${name}`;
const ownProperties = properties.filter(([, given]) => !isKept(given));
const keptColumns = properties.filter(([, given]) => isKept(given)).map(([name]) => keptJson(name));
const maskedColumns = properties.filter(([, given]) => given.visible).map(asColumn);
const wholeProperties = [...ownProperties, ...Object.entries(detailProperties)];

const asJson = (columns: string) => `(select json_strip_nulls(to_json(row))::text from (select ${columns}) row)`;

const maskedJson = asJson([...maskedColumns, `'Private' as subject`].join(', '));

/** The text of one list row; `whole` is the SQL of whether the reader sees it whole. */
export const listRowJson = (whole: string) =>
  `case when ${whole} then ${asJson([...ownProperties.map(asColumn), ...keptColumns].join(', '))} else ${maskedJson} end`;

/** A row that was just made may get its event in the same transaction, but never in the same statement. */
const timesheetEvent = `(select e.id from timesheet_event e where e.tenant_id = $1 and e.appointment_id = a.id)`;

/** The text of one row that has these properties, none of them kept ones. */
export const rowJson = (own: Record<string, ListProperty>) => asJson(Object.entries(own).map(asColumn).join(', '));

const detailRow = asJson(
  [
    ...wholeProperties.map(asColumn),
    `${timesheetEvent} as timesheet_event_id`,
    `${assetIds} as asset_ids`,
    `${allAgents} as agents`,
  ].join(', '),
);

/** A whole row in two texts, `json` and `extra` (what is only kept); `joinedDetail` makes one of them. */
export const detailTexts = (whole: string) =>
  `case when ${whole} then ${detailRow} else ${maskedJson} end as json, case when ${whole} then a.extra::text end as extra`;

/** The same for rows that the reader has just made, each alone: never masked, no collection, no assets yet.
 * @param given the columns that have a value in any of them: what others would say is left out, and not looked for
 * @returns the texts, and the joins that they need */
export function newDetail(given: ReadonlySet<string>): { texts: string; joins: string } {
  const columns = wholeProperties.filter(([, { sql }]) => hasValue(sql, given)).map(asColumn);
  const texts = `${asJson([...columns, `${ownAgent} as agents`].join(', '))} as json, a.extra::text as extra`;
  return { texts, joins: nameLookups(texts) };
}

/** False for a column, or a name, of which it is known that it is null; anything else may have a value. */
function hasValue(sql: string, given: ReadonlySet<string>): boolean {
  const [, alias, name = ''] = /^(\w+)\.(\w+)$/.exec(sql) ?? [];
  if (alias === undefined) return true;
  const column = alias === 'a' ? name : namedTables.find((named) => named.alias === alias)?.column;
  return column === undefined || !columnNames.includes(column) || given.has(column);
}

/** The text of the whole row, as GET one, a POST and a DELETE answer it. */
export function joinedDetail({ json, extra }: { json: string; extra: string | null }): string {
  return extra === null || extra === '{}' ? json : `${json.slice(0, -1)},${extra.slice(1)}`;
}
