import { permit, type Scope } from '../../kernel/auth/scope.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { type LoggedChange, toldOfAppointment, toldOfOther } from './feed-rules.ts';
import { rowsSeen } from './feed-sql.ts';

/** The data of the events that one reader is sent for some changes, in their order. */
export async function eventsFor(
  connection: Connection,
  scope: Scope,
  changes: readonly LoggedChange[],
): Promise<string[]> {
  const appointments = changes
    .filter(({ entity }) => entity === 'appointment')
    .map((change) => Number(change.entity_id));
  const seen = await rowsSeen(connection, scope, [...new Set(appointments)]);
  const accesses = new Map<string, 'whole' | 'masked' | 'none'>();
  const events: string[] = [];
  for (const change of changes) {
    const text =
      change.entity === 'appointment'
        ? appointmentEvent(change, seen.get(Number(change.entity_id)))
        : await otherEvent(connection, scope, change, accesses);
    if (text !== undefined) events.push(text);
  }
  return events;
}

function appointmentEvent(change: LoggedChange, row: Parameters<typeof toldOfAppointment>[1]): string | undefined {
  const found = toldOfAppointment(change, row);
  if (!found) return undefined;
  const text = JSON.stringify(found.told);
  return found.withRow && row?.json ? `${text.slice(0, -1)},"row":${row.json}}` : text;
}

async function otherEvent(
  connection: Connection,
  scope: Scope,
  change: LoggedChange,
  accesses: Map<string, 'whole' | 'masked' | 'none'>,
): Promise<string | undefined> {
  const { entity, entity_id } = change;
  if (entity.startsWith('timesheet') && !mayReadTimesheets(scope)) return undefined;
  const key = `${entity} ${entity_id}`;
  const access = accesses.get(key) ?? (await historyReaders.get(entity)?.(connection, scope, entity_id)) ?? 'none';
  accesses.set(key, access);
  const told = toldOfOther(change, access);
  return told && JSON.stringify(told);
}

function mayReadTimesheets(scope: Scope): boolean {
  try {
    permit(scope, { area: 'timesheets', edit: false });
    return true;
  } catch {
    return false;
  }
}
