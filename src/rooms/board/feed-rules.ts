import { openAppointmentStatus } from '../../codes.ts';
import type { FeedChange } from './shape.ts';

/** What one reader of the feed is told of a change (behaviour 1: no more than the calendar and the history tell). */

export interface LoggedChange {
  readonly id: number;
  readonly at: string;
  readonly agent_id: number | null;
  readonly agent_name: string | null;
  readonly entity: string;
  readonly entity_id: string;
  readonly action: FeedChange['action'];
  readonly was: RowImage | null;
  readonly is: RowImage | null;
}

/** A row before or after. */
export interface RowImage {
  readonly agent_id: number | null;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly all_day: boolean | null;
  readonly busy: boolean | null;
  readonly is_private: boolean | null;
  readonly status: number | null;
  readonly deleted: boolean | null;
}

/** A row as it is now, for one reader. */
export interface RowSeen {
  readonly whole: boolean;
  readonly takesPart: boolean;
  readonly knowsDrafts: boolean;
  /** As a list shows it; null when it is deleted or not the reader's to see. */
  readonly json: string | null;
}

export type Told = Omit<FeedChange, 'row'>;

/** An appointment's change and whether the row goes with it; undefined when the reader learns of nothing: a draft that is
 * not theirs to see, or what a mask hides. */
export function toldOfAppointment(
  change: LoggedChange,
  row: RowSeen | undefined,
): { told: Told; withRow: boolean } | undefined {
  const was = shownImage(change.was, row);
  const is = shownImage(change.is, row);
  if (!was && !is) return undefined;
  const isMasked = !row?.whole || [change.was, change.is].some((image) => isMaskedImage(image, row));
  if (isMasked && was && is && outsideOf(was) === outsideOf(is)) return undefined;
  // Who moved it, and from where, is its history: that is for those who have seen all of it.
  const knowsPast = !isMasked && [change.was, change.is].every((image) => !isHidden(image, row));
  const told: Told = {
    ...(knowsPast ? whole(change) : bare(change)),
    action: actionOf(change, was, is),
    agents: [...new Set([was?.agent_id, is?.agent_id])].filter((id) => typeof id === 'number'),
    ...(knowsPast && was && { was: place(was) }),
  };
  return { told, withRow: is !== undefined && row?.json !== null };
}

/** Any other thing: what its history tells. */
export function toldOfOther(change: LoggedChange, access: 'whole' | 'masked' | 'none'): Told | undefined {
  if (access === 'none') return undefined;
  // Leave of others shows on the board, its history does not.
  if (access === 'masked' && change.entity !== 'holiday') return undefined;
  const agents = [change.was?.agent_id, change.is?.agent_id].filter((id) => typeof id === 'number' && id > 0);
  const told = access === 'whole' ? whole(change) : bare(change);
  return { ...told, ...(agents.length > 0 && { agents: [...new Set(agents)] as number[] }) };
}

function bare({ id, entity, entity_id, action }: LoggedChange): Told {
  return { id, entity, entity_id, action };
}

function whole(change: LoggedChange): Told {
  const { at, agent_id, agent_name } = change;
  return { ...bare(change), at, ...(agent_id !== null && { by: agent_id, by_name: agent_name ?? '' }) };
}

function actionOf(change: LoggedChange, was: RowImage | undefined, is: RowImage | undefined): FeedChange['action'] {
  if (!is) return 'delete';
  if (was) return 'update';
  return change.action === 'undelete' ? 'undelete' : 'create';
}

/** The image, where the reader could see the row then. */
function shownImage(image: RowImage | null, row: RowSeen | undefined): RowImage | undefined {
  return image && image.deleted !== true && !isHidden(image, row) ? image : undefined;
}

function isHidden(image: RowImage | null, row: RowSeen | undefined): boolean {
  return image?.status === openAppointmentStatus.draft && row?.knowsDrafts !== true;
}

function isMaskedImage(image: RowImage | null, row: RowSeen | undefined): boolean {
  return image?.is_private === true && row?.takesPart !== true;
}

/** What a mask lets through. */
function outsideOf({ agent_id, starts_at, ends_at, all_day, busy, is_private }: RowImage): string {
  return JSON.stringify([agent_id, starts_at, ends_at, all_day, busy, is_private]);
}

function place({ agent_id, starts_at, ends_at }: RowImage): NonNullable<FeedChange['was']> {
  return {
    ...(agent_id !== null && { agent_id }),
    ...(starts_at && { start_date: starts_at.slice(0, 19) }),
    ...(ends_at && { end_date: ends_at.slice(0, 19) }),
  };
}
