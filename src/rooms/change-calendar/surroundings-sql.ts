import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { changesAround, dependencies } from './change-sql.ts';
import type { FreezeTime } from './freeze-rules.ts';
import { needsOf } from './needs-rules.ts';
import { bindingTime, changeWindows, freezeTime, isFreeze, type PeriodTime, timesIn } from './period-rules.ts';
import { periodsNear } from './period-sql.ts';
import type { Names } from './shown-rules.ts';
import type { Conflict, Conflicts, Surroundings } from './window-rules.ts';

/** All that there is in a window, whoever asks about whichever part of it. */
export interface Around extends Surroundings {
  /** Of freezes and maintenance, by start. */
  readonly times: readonly PeriodTime[];
  readonly freezeOf: ReadonlyMap<PeriodTime, FreezeTime>;
}

export async function around(connection: Connection, tenantId: number, window: Interval): Promise<Around> {
  const near = { start: window.start - bindingTime, end: window.end + bindingTime };
  const periods = await periodsNear(connection, tenantId, near);
  const times = timesIn(periods, window);
  const freezeOf = new Map(times.filter(isFreeze).map((time) => [time, freezeTime(time)]));
  return {
    times,
    freezeOf,
    freezes: [...freezeOf.values()],
    windows: changeWindows(periods, window),
    changes: await changesAround(connection, tenantId, window),
    needs: needsOf(await dependencies(connection, tenantId)),
  };
}

/** The names of what conflicts are with. */
export async function namesOf(connection: Connection, tenantId: number, conflicts: Conflicts): Promise<Names> {
  const all = [...conflicts.ofChanges.values()].flat();
  const tickets = [
    ...all.flatMap(ticketIn),
    ...[...conflicts.ofFreezes.values()].flat().map(({ ticketId }) => ticketId),
  ];
  const services = all.flatMap((one) => (one.code === 'outside_window' ? [one.serviceId] : []));
  return namesById(connection, tenantId, tickets, services);
}

export async function namesById(
  connection: Connection,
  tenantId: number,
  tickets: readonly number[],
  services: readonly number[] = [],
): Promise<Names> {
  const { rows } = await connection.query<{ kind: string; id: number; name: string }>({
    name: 'names_of_conflicts',
    text: `select 'ticket' as kind, id, summary as name from ticket where tenant_id = $1 and id = any ($2::bigint[])
      union all select 'service', id, name from service where tenant_id = $1 and id = any ($3::bigint[])`,
    values: [tenantId, [...new Set(tickets)], [...new Set(services)]],
  });
  const names = new Map(rows.map(({ kind, id, name }) => [`${kind} ${id}`, name]));
  return { ticket: (id) => names.get(`ticket ${id}`), service: (id) => names.get(`service ${id}`) };
}

function ticketIn(conflict: Conflict): number[] {
  return 'other' in conflict ? [conflict.other.ticketId] : [];
}
