import type { HistoryReader } from '../../kernel/changes/history.ts';
import { visible } from './owner-sql.ts';
import { schedulesById } from './sql.ts';

/** Whoever sees a schedule sees its history. */
export const scheduleHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const rows = await schedulesById(connection, scope.tenantId, [Number(id)]);
  const seen = await visible(connection, scope, [...rows.values()]);
  return seen.length > 0 ? 'whole' : 'none';
};
