import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { instantParameter } from '../../kernel/db/transaction.ts';
import { loggedRow } from './columns-sql.ts';

/** The time that a completed appointment was recorded for, changed by the room of timesheets: it is the same on both. */

interface Recorded {
  readonly appointment_id: number | null;
  readonly starts_at: number;
  readonly timetaken: number | null;
}

/** An event was changed: its appointment began, and took, as long as that says. Nothing else of the event is the appointment's. */
export async function setRecordedTime(
  connection: Connection,
  scope: Scope,
  now: number,
  event: Recorded,
  before: Recorded,
): Promise<void> {
  const moved = event.starts_at !== before.starts_at;
  const longer = event.timetaken !== before.timetaken;
  if (event.appointment_id === null || !(moved || longer)) return;
  await change(connection, scope, now, event.appointment_id, {
    actual_start: moved ? `$5::timestamptz` : 'a.actual_start',
    complete_timetaken: longer ? '$6::double precision' : 'a.complete_timetaken',
    values: [instantParameter(event.starts_at), event.timetaken],
  });
}

/** Its event was deleted: the appointment stays done, without time. */
export async function forgetRecordedTime(connection: Connection, scope: Scope, now: number, id: number): Promise<void> {
  await change(connection, scope, now, id, {
    actual_start: 'a.actual_start',
    complete_timetaken: 'null',
    values: [null, null],
  });
}

interface Words {
  readonly actual_start: string;
  readonly complete_timetaken: string;
  readonly values: readonly unknown[];
}

async function change(connection: Connection, scope: Scope, now: number, id: number, words: Words): Promise<void> {
  await connection.query(
    `with old as (select * from appointment where tenant_id = $1 and id = $2 and complete_status = 0 for update),
     made as (
       update appointment a set actual_start = ${words.actual_start}, complete_timetaken = ${words.complete_timetaken},
         last_modified = $3, version = a.version + 1
       from old where a.tenant_id = $1 and a.id = old.id returning a.*
     )
     insert into change (tenant_id, at, agent_id, client_id, entity, entity_id, action, before, after)
     select $1, $3, $4, $7, 'appointment', made.id::text, 'update', ${loggedRow('old')}, ${loggedRow('made')}
     from made cross join old where ($5::timestamptz is null or true) and ($6::double precision is null or true)`,
    [scope.tenantId, id, instantParameter(now), scope.agentId, ...words.values, scope.clientId],
  );
}
