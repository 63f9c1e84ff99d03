import { nightly } from '../../kernel/jobs/nightly.ts';
import { forgetExpiredHolds } from './hold-sql.ts';

/** Takes away the holds that have expired: they take nobody's time any more. */
export const forgetHolds = nightly('holds', (context, tenantId, turn) =>
  forgetExpiredHolds(context.database.pool, tenantId, turn.now),
);
