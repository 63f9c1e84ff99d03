import type { Scope } from '../../kernel/auth/scope.ts';
import { type HistoryAccess, historyReaders } from '../../kernel/changes/history.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { type LogFilter, type LogRow, logRows } from './sql.ts';

/** What an admin reads of everything that was written. */

/** So many rows are looked at for one page: behind masks there may be many that are not shown. */
const rounds = 5;

export interface LogPage {
  /** The text of a JSON array. */
  rows: string;
  /** Where the next page goes on; undefined at the end. */
  next: number | undefined;
}

/** A page of the log, without what the reader may not see whole: the rooms say that, as for the history of one thing.
 * @param unmasked `showall` of an admin */
export async function readLog(
  connection: Connection,
  scope: Scope,
  filter: LogFilter,
  size: number,
  unmasked: boolean,
): Promise<LogPage> {
  const seen: string[] = [];
  const known = new Map<string, HistoryAccess>();
  let before = filter.before;
  for (let round = 0; round < rounds; round++) {
    const rows = await logRows(connection, scope.tenantId, { ...filter, before }, size + 1);
    for (const row of rows.slice(0, size)) {
      if (seen.length === size) break;
      before = row.id;
      if (unmasked || (await accessOf(connection, scope, row, known)) === 'whole') seen.push(row.text);
    }
    const isLast = rows.length <= size && before === (rows.at(-1)?.id ?? before);
    if (isLast) return { rows: `[${seen.join(',')}]`, next: undefined };
    if (seen.length === size) break;
  }
  return { rows: `[${seen.join(',')}]`, next: before };
}

/** What no room has a reader for are settings of the tenant, which admins alone write. */
async function accessOf(
  connection: Connection,
  scope: Scope,
  { entity, entity_id: id }: LogRow,
  known: Map<string, HistoryAccess>,
): Promise<HistoryAccess> {
  const reader = historyReaders.get(entity);
  if (!reader) return 'whole';
  const key = `${entity} ${id}`;
  const access = known.get(key) ?? (await reader(connection, scope, id));
  known.set(key, access);
  return access;
}
