import { writeInstant } from '../../wire/dates.ts';
import type { EventRow } from './schema.ts';

/** An event as the change log keeps it: names of the wire, nothing that is null. */
export function loggedEvent({ starts_at, ends_at, last_modified, extra, quick_time, ...row }: EventRow) {
  const named = {
    ...row,
    start_date: writeInstant(starts_at),
    end_date: ends_at === null ? null : writeInstant(ends_at),
    last_modified: writeInstant(last_modified),
    ...extra,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}

export interface EventChange {
  readonly entity: 'timesheet_event';
  readonly entityId: number;
  readonly action: 'create' | 'update' | 'delete';
  readonly before?: Record<string, unknown>;
  readonly after?: Record<string, unknown>;
}

/** The change row of a write. */
export function eventChange(id: number, before: EventRow | undefined, after: EventRow | undefined): EventChange {
  return {
    entity: 'timesheet_event',
    entityId: id,
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    ...(before && { before: loggedEvent(before) }),
    ...(after && { after: loggedEvent(after) }),
  };
}
