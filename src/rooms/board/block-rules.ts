import { SECOND } from '../../kernel/time/units.ts';
import { minutesFrom } from './columns-rules.ts';
import type { BlockFacts, MoreFacts } from './facts.ts';
import { type Block, type BlockMore, blockFlag } from './shape.ts';

/** Rows of the calendar as the page's blocks. */

export interface Placing {
  /** The board's start, and the present. */
  readonly start: number;
  readonly now: number;
  /** Place of an agent among the rows. */
  readonly rowOf: ReadonlyMap<number, number>;
  /** Place of a client among the names. */
  readonly clientOf: ReadonlyMap<number, number>;
}

/** By row and start, each with the number of others that it overlaps. */
export function blocksOf(facts: readonly BlockFacts[], placing: Placing): Block[] {
  const clashes = clashesOf(facts);
  const blocks = facts.map((fact, index): Block => {
    const [id, agentId, from, until, kind, flags, subject, clientId, ticket, type, version, more] = fact;
    const at = minutesFrom(placing.start, from * SECOND);
    const extra = moreOf(more, placing);
    return [
      id,
      agentId === null ? -1 : (placing.rowOf.get(agentId) ?? -1),
      at,
      minutesFrom(from * SECOND, until * SECOND),
      kind,
      flags,
      subject,
      placing.clientOf.get(clientId) ?? -1,
      ticket,
      type,
      version,
      clashes[index] ?? 0,
      ...(extra ? ([extra] as const) : []),
    ] as Block;
  });
  return blocks.sort((one, other) => one[1] - other[1] || one[2] - other[2] || one[0] - other[0]);
}

/** How many others of its agent each one overlaps, of those that take time or would when published. Each is compared with
 * those that begin before it ends, so a day that is booked twice over costs no more than its clashes. */
export function clashesOf(facts: readonly BlockFacts[]): number[] {
  const clashes = facts.map(() => 0);
  const claiming = facts
    .map((fact, index) => ({ agent: fact[1], from: fact[2], until: fact[3], index, flags: fact[5] }))
    .filter(({ agent, from, until, flags }) => agent !== null && from < until && (flags & blockFlag.claims) !== 0)
    .sort((one, other) => (one.agent as number) - (other.agent as number) || one.from - other.from);
  claiming.forEach((one, place) => {
    for (let next = place + 1; next < claiming.length; next++) {
      const other = claiming[next] as (typeof claiming)[number];
      if (other.agent !== one.agent || other.from >= one.until) break;
      clashes[one.index] = (clashes[one.index] as number) + 1;
      clashes[other.index] = (clashes[other.index] as number) + 1;
    }
  });
  return clashes;
}

function moreOf({ started, ended, ...rest }: MoreFacts, { start, now }: Placing): BlockMore | undefined {
  const more: BlockMore = { ...(rest as BlockMore) };
  if (started !== undefined) {
    const from = started * SECOND;
    const until = Math.max(from, ended === undefined ? now : ended * SECOND);
    more.actual = [minutesFrom(start, from), minutesFrom(start, until)];
  }
  return Object.keys(more).length > 0 ? more : undefined;
}
