import type { EventRow } from './sheet.ts';

/** A write of entries, and the one that takes it back. */
export interface Writing {
  /** Elements of POST /TimesheetEvent. */
  save: Record<string, unknown>[];
  remove: EventRow[];
  /** Of a single element that changes an entry. */
  etag?: string | undefined;
}

/** What a copy of an entry is made of. A quick ticket is not taken along: the copy gets its own. */
const copied = [
  'event_type',
  'break_type',
  'start_date',
  'end_date',
  'timetaken',
  'traveltime',
  'subject',
  'note',
  'client_id',
  'charge_rate',
] as const;

export function copyOf(row: EventRow, agentId: number): Record<string, unknown> {
  const runs = row.running === true;
  const names = row.lognewticket === false ? copied : ([...copied, 'ticket_id'] as const);
  const known = names.flatMap((name) =>
    row[name] === undefined || (runs && name === 'timetaken') ? [] : [[name, row[name]] as const],
  );
  return { agent_id: agentId, ...Object.fromEntries(known), ...(runs && { clear_end: true }) };
}

/** @param before entries by id, as they were
 * @param answers rows of the post, one for each element */
export function inverseOf(
  { save, remove }: Writing,
  before: ReadonlyMap<number, EventRow>,
  answers: readonly EventRow[],
  agentId: number,
): Writing {
  const changed = save.flatMap((element, index) => {
    const row = before.get(Number(element.id));
    return row ? [{ back: backTo(row, element), etag: answers[index]?._etag }] : [];
  });
  const made = save.flatMap(({ id }, index) => (id ? [] : (answers[index] ?? [])));
  const back = [...changed.map((one) => one.back), ...remove.map((row) => copyOf(row, agentId))];
  return { save: back, remove: made, etag: back.length === 1 ? changed[0]?.etag : undefined };
}

function backTo(row: EventRow, element: Record<string, unknown>): Record<string, unknown> {
  const names = Object.keys(element).filter((name) => name !== 'id' && name !== 'clear_end');
  const values = names.map((name) => [name, row[name as keyof EventRow] ?? null]);
  return { id: row.id, ...Object.fromEntries(values), ...(row.running && { clear_end: true }) };
}
