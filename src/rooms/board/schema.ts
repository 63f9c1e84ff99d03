import { type Static, Type } from 'typebox';
import { Anything, Bool, Fields, Instant, Int, IntList, Num, QueryTime, Text } from '../../wire/fields.ts';

/** What the board and its feed are asked. What they answer, for the page, is in shape.ts. */

/** Of a board, in days. */
export const longestBoard = 62;

const zoneParameter = Text("Zone of the columns, IANA or Windows name; the caller's when absent", 100);
const localeParameter = Text('Language tag of the labels, such as de-AT; by Accept-Language when absent', 100);

export const BoardQuery = Fields({
  start_date: QueryTime('First day; today when absent'),
  end_date: QueryTime(`End of the last day, not included; a day when absent, at most ${longestBoard}`),
  timezone: zoneParameter,
  second_timezone: Text('Another zone, IANA or Windows name, whose hours are wanted too: `second`', 100),
  locale: localeParameter,
  team_id: IntList('Only members of these teams; 0 = all'),
  agents: IntList('Only these agents; 0 = all'),
  skill: Text('Only agents with this skill, and tickets that ask for it', 1_000),
  showall: Bool('For an admin: nothing is masked'),
});

const rows = (description: string) =>
  Type.Array(Anything('As shape.ts of src/rooms/board describes it'), { description });

export const BoardAnswer = Type.Object(
  {
    start: Instant('First instant of the first column; times are minutes since then'),
    end: Instant('End of the last column'),
    zone: Text('IANA zone of the columns'),
    zone_label: Text('How it is written'),
    now: Num('Present time'),
    now_label: Text('What the clock shows'),
    feed: Text('Goes into since of GET /Feed'),
    columns: rows('The days: date, label, where they begin and how long they are, ticks, what the clock shows'),
    second: Type.Optional(Anything('Hours of second_timezone: zone, zone_label, ticks')),
    teams: rows('All teams'),
    skills: rows('All skills of agents'),
    types: rows('Appointment types with their colours'),
    clients: rows('Names of clients, for blocks and queue'),
    hours: rows('Lists of working time, shared by agents'),
    agents: rows('The rows: agents with capacity, leave and holidays'),
    blocks: rows('Appointments, timed tasks and shifts, each an array'),
    unassigned: rows('Open shifts and what else nobody has'),
    freezes: rows('Change freezes and planned maintenance'),
    queue: rows('Open tickets without an open appointment'),
    queue_count: Int('How many there are'),
  },
  { title: 'Board' },
);

export const SuggestionQuery = Fields({
  ticket_id: Int('The job: its estimate, skills and team count where nothing else is said'),
  duration_hours: Num('How long it takes, in hours; 1 when neither this nor an estimate is known', {
    minimum: 0,
    maximum: 744,
  }),
  skills: Text('Names of skills with commas', 4_000),
  team_id: Int('Only members of this team; 0 or less = all'),
  agents: IntList('Only these agents; 0 = all'),
  start_date: QueryTime('From then on, never before now; now when absent'),
  end_date: QueryTime('Until then; 7 days when absent'),
  timezone: zoneParameter,
  locale: localeParameter,
  count: Int('How many; 10 when absent', { minimum: 1, maximum: 200 }),
});

export const SuggestionAnswer = Type.Object(
  {
    ticket_id: Type.Optional(Int('As asked')),
    duration_hours: Num('What was reckoned with'),
    skills: Type.Array(Text('A skill'), { description: 'What was reckoned with' }),
    suggestions: rows('Who could take it, the best first: agent, start, end, start_label, load, skills, reasons'),
  },
  { title: 'BoardSuggestions' },
);

export const ViewFields = Fields(
  {
    id: Int('Absent, 0 or less creates; otherwise the view to change'),
    name: Text('Name; no two of an agent share one', 200),
    shared: Bool('Everyone sees it; only its owner and admins change it'),
    settings: Type.Unsafe<object>({
      type: 'object',
      description: 'Range, teams, skills, layers: whatever the page keeps',
    }),
    agent_id: Int('Whose it is; computed'),
    agent_name: Text('Their name; computed', 1_000),
    last_modified: Instant('Last change; computed'),
    _etag: Text('Its version, for If-Match; computed', 100),
    _canupdate: Bool('The caller may change it; computed'),
  },
  { title: 'BoardView' },
);
export const ViewPost = Type.Array(ViewFields, { minItems: 1, maxItems: 100, description: 'Views, all or none' });

export const FeedQuery = Fields({
  since: Text('The `feed` of a board, the id of an event, or the number of a change; from now on when absent', 2_000),
});

type Given<T> = { [K in keyof T]?: T[K] | null };
export type BoardQuery = Given<Static<typeof BoardQuery>>;
export type SuggestionQuery = Given<Static<typeof SuggestionQuery>>;
export type ViewElement = Given<Static<typeof ViewFields>>;
