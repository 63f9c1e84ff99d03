import { type Static, Type } from 'typebox';
import {
  Anything,
  Bool,
  CivilDate,
  Fields,
  Instant,
  Int,
  Num,
  QueryTime,
  Text,
  Uuid,
  WrittenTime,
} from '../../wire/fields.ts';
import { ScheduleFields } from '../schedules/schema.ts';
import type { HolidayTimes } from './closed-rules.ts';

/** What clients send and get (contract/wire.md section 6, contract/behaviour.md section 5). */

/** What a row is about: `entity` of the wire. */
export const holidayEntity = { holiday: 0, freeze: 1, maintenance: 2 } as const;

const FreezeClient = Fields(
  {
    id: Int('Client; client_id is the same'),
    client_id: Int('Client; id is the same'),
    name: Text('Its name; computed', 1_000),
    client_name: Text('Its name; computed', 1_000),
  },
  { title: 'AreaChangeFreeze' },
);

/** Kept and returned as given. */
const kept = {
  thirdpartyid: Text('Id in another system; kept as given', 1_000),
  schedulehandledtype: Int('Kept as given'),
  createnextappt: Bool('Kept as given'),
  environment: Int('Kept as given'),
} as const;

const ruled = {
  id: Uuid('Absent or null creates; otherwise the row to change'),
  workday_id: Int('Workday whose public holiday it is; 0 = none'),
  agent_id: Int('Agent whose leave it is; 0 = nobody. Wins over workday_id'),
  entity: Int('0 public holidays and leave, 1 a change freeze, 2 planned maintenance', { minimum: 0, maximum: 2 }),
  entity_id: Int('Of a freeze: service, -1 = all. Of maintenance: service'),
  name: Text('What it is called', 2_000),
  date: WrittenTime('Start; of whole days the date part counts, as written'),
  end_date: WrittenTime('End; of whole days the date part counts, as written, and a midnight ends the day before it'),
  date_only: CivilDate('First of whole days; wins over date'),
  end_date_only: CivilDate('Last of whole days, included; wins over end_date'),
  allday: Bool('Whole days; when absent, whether there is a date_only or no end'),
  holiday_type: Int('Kind (lookup 109): 1 annual leave, 2 sickness, 3 training, 4 unpaid, further ones'),
  duration: Num('Hours of working time that it takes; computed, but for timed leave that says it', {
    minimum: 0,
    maximum: 10_000,
  }),
  isrecurring: Bool('Recurs by `schedule`, or every year'),
  schedule: ScheduleFields,
  risk: Num('Of a freeze: changes of this risk and above are stopped; 0 = all', { minimum: 0, maximum: 1_000_000 }),
  enable_change_freeze_per_client: Bool('Of a freeze: for change_freeze_clients only'),
  change_freeze_clients: Type.Array(FreezeClient, {
    maxItems: 1_000,
    description: 'Of a freeze: the clients it is for. The array replaces what was there',
  }),
  approval_start: Bool('True sends the request; after a rejection it asks again'),
  approvalnote: Text('Words with the decision'),
} as const;

const commands = {
  _force: Bool('As a manager of the agent or an admin: despite a clash, the allowance and the limit of the team'),
  _approve: Bool('Decide: approved'),
  _reject: Bool('Decide: rejected'),
  _validateonly: Bool('Run everything, answer 200 with the result, save nothing'),
  _return_appointment: Bool('Answer with the appointment that mirrors the leave as `appointmentobj`'),
} as const;

/** Accepted, so that a row can be sent back as it came, and otherwise ignored: the server decides them. */
const computed = {
  holid: Int('Its number'),
  workday_guid: Uuid('Of the workday'),
  workday_name: Text('Of the workday', 2_000),
  agent_name: Text('Of the agent', 2_000),
  entity_name: Text('Of the service', 2_000),
  holiday_type_name: Text('Of the type', 2_000),
  approval_status: Int('Of leave: 0 pending, 1 approved, 2 rejected'),
  approvalagent: Int('Who decided'),
  approvaldatetime: Instant('When it was decided'),
  date_datetime: Instant('Start'),
  apid: Int('With include_apid: the appointment that mirrors the leave'),
  appointmentobj: Anything('With includedetails: the appointment that mirrors the leave'),
  conflicts: Anything('What leave overlaps, with `_warning`'),
  last_modified: Instant('Last change'),
  _etag: Text('Its version, for If-Match', 100),
  _warning: Text('What the caller should know', 10_000),
  _canupdate: Bool('The caller may change it'),
  _candelete: Bool('The caller may delete it'),
  _canapprove: Bool('It waits for a decision, and the caller may decide'),
} as const;

export const HolidayFields = Fields({ ...ruled, ...kept, ...computed, ...commands }, { title: 'Holidays' });

export const HolidayPost = Type.Array(HolidayFields, {
  minItems: 1,
  description: 'Rows to create (no id) or to change (id). All are saved, or none.',
});

export const HolidayListQuery = Fields({
  agent_id: Int('Leave of this agent; 0 or less = no filter'),
  workdayid: Int('Public holidays of this workday; 0 or less = no filter'),
  entity: Int('0 public holidays and leave, 1 freezes, 2 maintenance; less = no filter'),
  approved_only: Bool('Without leave that is pending or rejected'),
  my_approvals: Bool('Only leave that waits for a decision of the caller'),
  start_date: QueryTime('`date` after this'),
  end_date: QueryTime('`end_date` before this'),
  inclusive_start: Bool('`date` at start_date, too'),
  inclusive_end: Bool('`end_date` at end_date, too'),
  include_apid: Bool('Adds `apid`, the appointment that mirrors the leave'),
  includedetails: Bool('Adds schedule, change_freeze_clients, appointmentobj'),
});

export const HolidayQuery = Fields({
  include_apid: Bool('Adds `apid`, the appointment that mirrors the leave'),
  includedetails: Bool('Adds schedule, change_freeze_clients, appointmentobj'),
});

type Given<T> = { [K in keyof T]?: T[K] | null };

/** One element of a post, as read: absent = unchanged, null = cleared. */
export type HolidayElement = Given<Static<typeof HolidayFields>>;
export type HolidayListQuery = Given<Static<typeof HolidayListQuery>>;

export const keptNames = Object.keys(kept) as (keyof typeof kept)[];

/** A row of the table `holiday`: names of the columns, instants in integer milliseconds, civil dates as text. */
export interface HolidayRow extends Omit<HolidayTimes, 'rule'> {
  /** Null before it is stored. */
  readonly id: string | null;
  readonly holid: number | null;
  readonly name: string;
  readonly entity: number;
  readonly workday_id: number | null;
  readonly agent_id: number | null;
  readonly service_id: number | null;
  readonly holiday_type: number;
  /** Hours that were said. */
  readonly duration: number | null;
  readonly is_recurring: boolean;
  readonly risk: number;
  readonly freeze_per_client: boolean;
  readonly freeze_clients: readonly number[];
  readonly approval_status: number | null;
  readonly requested_at: number | null;
  readonly decided_by: number | null;
  readonly decided_at: number | null;
  readonly approvalnote: string | null;
  readonly created_by: number | null;
  readonly loaded_from: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly last_modified: number;
}

/** Leave of an agent, a public holiday of a workday, a freeze or maintenance. */
export type HolidayKind = 'leave' | 'public' | 'freeze' | 'maintenance';

export function kindOf({ entity, agent_id }: Pick<HolidayRow, 'entity' | 'agent_id'>): HolidayKind {
  if (entity === holidayEntity.freeze) return 'freeze';
  if (entity === holidayEntity.maintenance) return 'maintenance';
  return agent_id === null ? 'public' : 'leave';
}
