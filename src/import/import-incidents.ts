import type { Scope } from '../kernel/auth/scope.ts';
import type { Context } from '../kernel/http/context.ts';
import { importThings } from './directory.ts';
import { type Kind, type Thing, thingsOf } from './directory-rules.ts';
import type { IncidentLog } from './incident-log.ts';
import { readOrigins } from './origin-sql.ts';
import { type ReplayTally, replay } from './replay.ts';
import { stepsOf } from './replay-rules.ts';
import type { Tally } from './run.ts';
import { enterTime, type TimeTally } from './time.ts';
import { stintsOf } from './time-rules.ts';

const source = 'incidents';

export interface ImportResult {
  things: Record<Kind, Tally>;
  replay: ReplayTally;
  /** Only where it was asked for. */
  time?: TimeTally;
}

export interface ImportOptions {
  /** Enters the time that resolvers worked, as far as the log lets it be assumed. */
  readonly withTime?: boolean;
}

/** Brings a log into a tenant: the directory first, then what happened. What an earlier run did is left as it is.
 * @param scope of an admin, whom the change log names
 * @param progress is told how much of all is done */
export async function importIncidents(
  context: Context,
  scope: Scope,
  log: IncidentLog,
  progress: (done: number, all: number) => void = () => {},
  { withTime = false }: ImportOptions = {},
): Promise<ImportResult> {
  const things: Thing[] = thingsOf(log.lines);
  const steps = stepsOf(log.lines);
  const stints = withTime ? stintsOf(log.lines) : [];
  const all = things.length + steps.length + stints.length;
  let done = 0;
  const origins = await readOrigins(context.database.pool, scope.tenantId, source);
  const advance = (count: number) => {
    done += count;
    progress(done, all);
  };
  const run = { context, scope, origins, advance };
  const result = { things: await importThings(run, things), replay: await replay(run, steps) };
  return withTime ? { ...result, time: await enterTime(run, stints) } : result;
}
