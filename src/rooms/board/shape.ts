/** What `GET /Board` answers. Types and bit masks only, nothing imported: the page reads its board by this file.
 *
 * Times are minutes since `start`, the first instant of the first column (a fraction where there are seconds). An instant is
 * `Date.parse(start + 'Z') + minutes * 60_000`, whatever the clocks do meanwhile; what the clock shows is in `columns`. */

export interface Board {
  /** UTC without a suffix, like every instant of the wire: the first instant of the first column, and the end of the last. */
  start: string;
  end: string;
  /** IANA name of the zone of the columns, and how it is written now: `Europe/Athens`, `Athens (GMT+2)`. */
  zone: string;
  zone_label: string;
  /** Present time: minutes since `start` (below 0 or beyond the end where today is not shown), and what the clock shows. */
  now: number;
  now_label: string;
  /** Where `GET /Feed?since=` goes on from this board, with nothing missed between. */
  feed: string;
  columns: BoardColumn[];
  /** Only where `second_timezone` is asked for: the clock of another zone beside that of the columns. */
  second?: SecondRuler;
  teams: Named[];
  /** Every skill that an agent has, by name. */
  skills: string[];
  types: BoardType[];
  /** Names of clients, for the blocks and the queue. */
  clients: string[];
  /** Lists of working time that agents share: `[from, until]` after breaks, public holidays and approved leave. */
  hours: Span[][];
  agents: BoardAgent[];
  /** By agent and start. */
  blocks: Block[];
  /** Open shifts, and appointments that nobody has: blocks whose agent is -1. */
  unassigned: Block[];
  freezes: BoardFreeze[];
  /** Open tickets without an open appointment: the most urgent first, at most 200. */
  queue: QueuedTicket[];
  /** How many there are, of which `queue` shows the first. */
  queue_count: number;
}

export type Span = [from: number, until: number];

export interface Named {
  id: number;
  name: string;
}

/** One civil day of the zone. */
export interface BoardColumn {
  /** `2026-11-24` */
  date: string;
  /** `Tue 24 Nov`, in the language asked for. */
  label: string;
  /** When it begins, and how long it lasts: 1440, or 1380, 1410, 1470, 1500 where the clocks change. */
  at: number;
  minutes: number;
  /** `[minute, label]` at every full hour of the clock, and where the clock changes. */
  ticks: [at: number, label: string][];
  /** `[minute, wall]`: from then on the clock shows `wall` minutes since midnight and counts on. More than one entry only
   * on days when the clocks change. */
  clock: [at: number, wall: number][];
}

export interface SecondRuler {
  zone: string;
  zone_label: string;
  /** `[minute, label]` at every full hour of that clock, and where it changes; in order. */
  ticks: [at: number, label: string][];
}

export interface BoardType extends Named {
  /** `#rrggbb` */
  colour?: string;
}

export interface BoardAgent {
  id: number;
  name: string;
  /** The agent's team, and all teams that they are in. */
  team?: string;
  teams: number[];
  skills: string[];
  /** `#rrggbb` */
  colour?: string;
  /** Only where the agent's zone is another than the board's: its name, `New York (GMT-5)`, and minutes that its clock is
   * ahead of the board's at the start (negative: behind). */
  zone?: string;
  zone_label?: string;
  ahead?: number;
  /** The caller may change this row. */
  can?: true;
  /** Which of the lists of `hours` is theirs. */
  hours: number;
  /** `[booked, work]` minutes for each column: busy time, and working time less public holidays and approved leave. */
  capacity: [booked: number, work: number][];
  /** Approved leave, and leave that waits for a decision (`pending` 1). */
  leave: [from: number, until: number, pending: 0 | 1][];
  holidays: [from: number, until: number, name: string][];
}

/** One row of the calendar. The last element is missing where there is nothing in it. */
export type Block = [
  id: number,
  /** Place in `agents`; -1 nobody. */
  agent: number,
  from: number,
  /** How long; 0 for an instant. */
  minutes: number,
  kind: 0 | 1 | 2,
  /** Sum of `blockFlag`. */
  flags: number,
  /** At most 120 characters; `Private` where it is masked. */
  subject: string,
  /** Place in `clients`; -1 none. */
  client: number,
  /** 0 none. */
  ticket: number,
  /** Id in `types`; 0 none. */
  type: number,
  /** With the id it makes the ETag: `"id.version"`. 0 where it is masked. */
  version: number,
  /** How many others of its agent it overlaps, of those that take time or would when published. */
  clashes: number,
  more?: BlockMore,
];

export interface BlockMore {
  /** Minutes kept free before and after it (the buffers of a booking): the tails. */
  before?: number;
  after?: number;
  /** What happened, where it has begun: `[from, until]`; until is now while it runs. */
  actual?: Span;
  location?: string;
  /** Ids of the other agents of a multi-agent appointment. */
  with?: number[];
  /** Team of an open shift. */
  team?: number;
}

export const blockKind = { appointment: 0, task: 1, shift: 2 } as const;

export const blockFlag = {
  /** The caller may change it. */
  change: 1,
  /** Private: start, end, agent and busy are all there is. */
  masked: 2,
  /** It takes its agent's time. */
  busy: 4,
  tentative: 8,
  draft: 16,
  done: 32,
  inProgress: 64,
  allDay: 128,
  /** Saved despite a clash. */
  forced: 256,
  /** One of a series. */
  recurring: 512,
  /** It would take time when published. */
  claims: 1024,
  /** It waits for approval. */
  pending: 2048,
  private: 4096,
} as const;

export interface BoardFreeze {
  id: string;
  kind: 'freeze' | 'maintenance';
  name: string;
  from: number;
  until: number;
  /** Its service; without one all of them. */
  service?: string;
  /** Changes of this risk or more are stopped. */
  risk: number;
}

export interface QueuedTicket {
  id: number;
  summary: string;
  /** Place in `clients`; -1 none. */
  client: number;
  site?: string;
  priority?: number;
  priority_name?: string;
  /** When it should be done: minutes since `start`, and `Tue 24 Nov, 12:00`; `late` when that is past. */
  due?: number;
  due_label?: string;
  late?: true;
  skills: string[];
  /** Estimated hours. */
  estimate?: number;
  team_id?: number;
  agent_id?: number;
  status: number;
}

/** The `data` of an event of `GET /Feed`. The event's name is `change`, its id is where to go on from. */
export interface FeedChange {
  /** Number of the change, as in `GET /Change`. */
  id: number;
  at?: string;
  /** `appointment`, `ticket`, `agent`, `holiday` ... */
  entity: string;
  entity_id: string;
  action: 'create' | 'update' | 'delete' | 'undelete';
  /** Who did it; missing where the row is masked. */
  by?: number;
  by_name?: string;
  /** Of an appointment, leave: the agents whose rows it touches, before and after. */
  agents?: number[];
  /** Of an appointment: the row as `GET /Appointment` lists it, as it is now and as the reader may see it; missing when it
   * is gone, or not the reader's to see. */
  row?: Record<string, unknown>;
  /** Of an appointment: where it was. Missing where the reader may not know. */
  was?: { agent_id?: number; start_date?: string; end_date?: string };
}
// Other events of the feed: `reset` (too much has changed: read the board again), `bye` (the server stops, or the sign-in
// has ended; its data says which: {"reason": "stopping" | "signed-out"}).

/** `GET /app/session` */
export interface Session {
  signed_in: boolean;
  /** The rest only when signed in. */
  agent_id?: number;
  name?: string;
  email?: string;
  role?: 'agent' | 'manager' | 'admin';
  /** Agents whose rows a manager may change. */
  reports?: number[];
  /** There are timesheets of others that they may see, and perhaps decide about. */
  approves?: boolean;
  tenant?: string;
  /** IANA zone of the agent, else of the tenant. */
  zone?: string;
  zone_label?: string;
  /** By Accept-Language, such as `en-GB` and `en`; also when not signed in. */
  locale: string;
  language: 'en' | 'de';
  /** Goes into the header X-CSRF-Token of every POST and DELETE. */
  csrf?: string;
  /** More than one tenant: the sign-in form must ask which. Only when not signed in. */
  needs_tenant?: boolean;
  /** UTC: when the session ends if nothing is asked until then. */
  expires?: string;
}
