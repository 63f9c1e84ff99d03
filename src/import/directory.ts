import { draftsOf, saveAll } from '../rooms/directory/save.ts';
import { resources } from '../rooms/directory/schema/all.ts';
import type { Entity, Resource } from '../rooms/directory/schema/resource.ts';
import { type Kind, kinds, type Thing } from './directory-rules.ts';
import { type Origins, sameNamed } from './origin-sql.ts';
import { type Batch, inBatches, newTally, type Run, type Tally } from './run.ts';

/** Makes the things that are not there yet. */
export async function importThings(run: Run, things: readonly Thing[]): Promise<Record<Kind, Tally>> {
  const tallies = Object.fromEntries(kinds.map((kind) => [kind, newTally()])) as Record<Kind, Tally>;
  for (const kind of kinds) {
    const tally = tallies[kind];
    const own = things.filter((thing) => thing.kind === kind);
    await inBatches(
      run,
      own,
      (thing) => [thing.key],
      async (batch, some) => {
        const created = await makeMissing(batch, some);
        tally.created += created;
        tally.present += some.length - created;
      },
      ({ key }, reason) => tally.skipped.push({ key, reason }),
    );
  }
  return tallies;
}

/** Makes those of some things of one kind that are not there yet.
 * @returns how many */
async function makeMissing({ run, connection, now }: Batch, things: Thing[]): Promise<number> {
  const { origins, scope } = run;
  const missing: Thing[] = [];
  for (const thing of things) {
    if (origins.get(thing.key) !== undefined) continue;
    const same = await sameNamed(connection, scope.tenantId, thing.entity, thing.element);
    if (same === undefined) missing.push(thing);
    else await origins.add(connection, thing.key, thing.entity, same);
  }
  if (!missing[0]) return 0;
  const resource = resourceOf(missing[0].entity);
  const drafts = draftsOf(
    resource,
    missing.map((thing) => ({ ...thing.element, ...idsOf(origins, thing) })),
  );
  const saving = { connection, scope, now, resource, expected: undefined, passwords: new Map(), changes: [] };
  for (const [index, { id }] of (await saveAll(saving, drafts)).entries()) {
    const { key, entity } = missing[index] as Thing;
    await origins.add(connection, key, entity, id);
  }
  return missing.length;
}

function resourceOf(entity: Entity): Resource {
  return resources.find((resource) => resource.entity === entity) as Resource;
}

/** What a thing refers to and could not be imported is left out of it; the summary tells that it was skipped. */
function idsOf(origins: Origins, { refers }: Thing): Record<string, unknown> {
  const ids = Object.entries(refers).map(([name, keys]): [string, unknown] => [
    name,
    typeof keys === 'string' ? origins.get(keys) : keys.flatMap((key) => origins.get(key) ?? []),
  ]);
  return Object.fromEntries(ids.filter(([, id]) => id !== undefined));
}
