/** What a change of the log did, and how it could be taken back. */

type Image = Record<string, unknown>;

export interface LoggedChange {
  id: number;
  /** UTC without a suffix. */
  at: string;
  agent_id?: number;
  agent_name?: string;
  client_id?: string;
  entity: string;
  entity_id: string;
  action: 'create' | 'update' | 'delete' | 'undelete';
  before?: Image;
  after?: Image;
}

export interface Difference {
  key: string;
  before: unknown;
  after: unknown;
}

/** What a save writes by itself. */
const bookkeeping = new Set(['version', 'last_modified', 'deleted_at']);

/** The properties that changed; of what is new or gone all that it has. */
export function differencesOf({ before = {}, after = {} }: LoggedChange): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !bookkeeping.has(key) && !key.startsWith('_'))
    .map((key) => ({ key, before: before[key], after: after[key] }))
    .filter((one) => JSON.stringify(one.before ?? null) !== JSON.stringify(one.after ?? null));
}

/** As somebody reads it: `Ana, Ben` of things with names. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '–';
  if (typeof value === 'object') return String((value as Image).name ?? JSON.stringify(value));
  return String(value);
}

/** What the thing is called, where it has a name. */
export function nameOf({ before, after, entity_id }: LoggedChange): string {
  const image = { ...before, ...after };
  return String(image.name ?? image.subject ?? image.summary ?? `#${entity_id}`);
}

/** Where a thing is saved whose before-image is what its own route takes. */
const paths: Readonly<Record<string, string>> = {
  agent: '/Agent',
  team: '/Team',
  client: '/Client',
  site: '/Site',
  user: '/Users',
  ticket: '/Tickets',
  asset: '/Asset',
  service: '/Service',
  lookup: '/Lookup',
  appointment: '/Appointment',
  workday: '/Workday',
  booking_type: '/BookingType',
  rotation: '/Rotation',
  holiday: '/Holiday',
  api_client: '/ApiClient',
};

/** The log keeps columns of appointments; these are the ones that a save takes, by the name that it takes them under. */
const appointmentNames: Readonly<Record<string, string>> = {
  ...{ starts_at: 'start_date', ends_at: 'end_date', start_date: 'start_date_only', end_date: 'end_date_only' },
  all_day: 'allday',
  ...Object.fromEntries(
    [
      ...['agent_id', 'client_id', 'site_id', 'user_id', 'ticket_id', 'subject', 'note', 'is_private', 'attendees'],
      ...['appointment_type_id', 'open_appointment_status', 'appointment_location', 'agent_status', 'reminderminutes'],
      ...['complete_status', 'actual_start'],
    ].map((name) => [name, name]),
  ),
};

export interface Undo {
  path: string;
  element: Image;
}

/** The ordinary update that takes a change back; undefined where there is none, because nothing was before it, or because
 * what was deleted cannot come back under its number. */
export function undoOf(change: LoggedChange): Undo | undefined {
  const { entity, entity_id, action, before } = change;
  const path = paths[entity];
  if (!path) return undefined;
  if (entity === 'appointment' && action === 'delete')
    return { path, element: { id: Number(entity_id), deleted: false } };
  if (action !== 'update' || !before) return undefined;
  const values = differencesOf(change).flatMap(({ key, before: value }) => {
    const name = entity === 'appointment' ? appointmentNames[key] : key;
    return name && name !== 'id' ? [[name, value ?? null] as const] : [];
  });
  if (values.length === 0) return undefined;
  return { path, element: { ...Object.fromEntries(values), ...idOf(entity, entity_id) } };
}

function idOf(entity: string, id: string): Image {
  if (entity === 'lookup') {
    const [lookupid, entry] = id.split('/').map(Number);
    return { lookupid, id: entry };
  }
  return { id: entity === 'holiday' || entity === 'api_client' ? id : Number(id) };
}
