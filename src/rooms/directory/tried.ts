import { Problem } from '../../problems.ts';
import { oneOrMany } from '../../wire/envelope.ts';
import { conflictsOfTickets } from '../change-calendar/tried-sql.ts';
import { refuseFrozen } from '../change-calendar/weigh-sql.ts';
import type { Draft } from './draft-rules.ts';
import { type Saving, saveAll } from './save.ts';

/** A dry run of tickets, inside a transaction that is not kept: the rows as they would be, what would be in the way of planned
 * changes, and whether a freeze would refuse them. What would be new has no id and no version yet.
 * @returns the text of the answer */
export async function tried(saving: Saving, drafts: Draft[]): Promise<string> {
  const { connection, scope } = saving;
  let refusal: Problem | undefined;
  const weigh: typeof refuseFrozen = async (...weighed) => {
    try {
      await refuseFrozen(...weighed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refusal = error;
    }
  };
  const saved = await saveAll({ ...saving, weigh }, drafts);
  const rows = saved.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  const conflicts = await conflictsOfTickets(connection, scope.tenantId, rows);
  return oneOrMany(
    rows.map(({ id, _etag, ...rest }, index) =>
      JSON.stringify({
        ...(drafts[index]?.id && { id, _etag }),
        ...rest,
        ...conflicts.get(id as number),
        ...(refusal && { _warning: refusal.message, freezes: refusal.extras.members?.freezes }),
      }),
    ),
  );
}
