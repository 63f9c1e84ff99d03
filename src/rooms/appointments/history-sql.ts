import { openAppointmentStatus } from '../../codes.ts';
import type { HistoryAccess, HistoryReader } from '../../kernel/changes/history.ts';
import {
  knowsDrafts,
  mayReadDeleted,
  readerParameters,
  seesDrafts,
  seesWhole,
  takesPart,
  typedReader,
} from './row-sql.ts';

/** The past of a row is for those who see it whole, deleted rows for those who may change them. A past that was private,
 * or a draft, stays so, whatever the row is now. */
export const appointmentHistory: HistoryReader = async (connection, scope, id) => {
  if (!/^\d{1,15}$/.test(id)) return 'none';
  const { rows } = await connection.query<{ access: HistoryAccess }>({
    name: 'appointment_history',
    text: `select case when ${seesWhole} and (${takesPart} is true or not ${wasPrivate}) and (${knowsDrafts} or not ${wasDraft})
        then 'whole' else 'masked' end as access
      from appointment a
      where ${typedReader} and a.tenant_id = $1 and a.id = $7::bigint and ${seesDrafts}
        and (not a.deleted or ${mayReadDeleted})`,
    values: [...readerParameters(scope, false), id],
  });
  return rows[0]?.access ?? 'none';
};

const wasSo = (what: string) => `exists (select from change c
  where c.tenant_id = $1 and c.entity = 'appointment' and c.entity_id = $7::bigint::text and ${what})`;

const wasPrivate = wasSo(`c.after->>'is_private' = 'true'`);
const wasDraft = wasSo(`c.after->>'open_appointment_status' = '${openAppointmentStatus.draft}'`);
