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
        const counts = { created: 0, present: 0 };
        for (const thing of some) counts[await importThing(batch, thing)]++;
        tally.created += counts.created;
        tally.present += counts.present;
      },
      ({ key }, reason) => tally.skipped.push({ key, reason }),
    );
  }
  return tallies;
}

async function importThing({ run, connection, now }: Batch, thing: Thing): Promise<'created' | 'present'> {
  const { origins, scope } = run;
  if (origins.get(thing.key) !== undefined) return 'present';
  const same = await sameNamed(connection, scope.tenantId, thing.entity, thing.element);
  if (same !== undefined) {
    await origins.add(connection, thing.key, thing.entity, same);
    return 'present';
  }
  const resource = resourceOf(thing.entity);
  const drafts = draftsOf(resource, [{ ...thing.element, ...idsOf(origins, thing) }]);
  const saving = { connection, scope, now, resource, expected: undefined, passwords: new Map(), changes: [] };
  const [saved] = await saveAll(saving, drafts);
  if (saved) await origins.add(connection, thing.key, thing.entity, saved.id);
  return 'created';
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
