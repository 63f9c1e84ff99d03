import { draftsOf, saveAll } from '../rooms/directory/save.ts';
import type { Resource } from '../rooms/directory/schema/resource.ts';
import { services, tickets } from '../rooms/directory/schema/work.ts';
import { keyOf } from './directory-rules.ts';
import type { Outage } from './outage-rules.ts';
import { type Batch, inBatches, newTally, type Run, type Tally } from './run.ts';

export interface OutageTally {
  readonly services: Tally;
  readonly outages: Tally;
}

const serviceKey = (name: string) => keyOf.thing('service', name);

/** Makes the services, and lets the tickets of outages say that they were down: the room of downtime reads it there. */
export async function importOutages(run: Run, outages: readonly Outage[]): Promise<OutageTally> {
  const tally = { services: newTally(), outages: newTally() };
  const seen = new Set<string>();
  await inBatches(
    run,
    outages,
    ({ key, service, incident }) => [key, serviceKey(service), keyOf.ticket(incident)],
    async (batch, some) => {
      const made = { services: 0, outages: 0 };
      for (const outage of some) {
        if (await makeService(batch, outage)) made.services += 1;
        if (await markTicket(batch, outage)) made.outages += 1;
      }
      const names = new Set(some.map(({ service }) => service).filter((name) => !seen.has(name)));
      for (const name of names) seen.add(name);
      tally.services.created += made.services;
      tally.services.present += names.size - made.services;
      tally.outages.created += made.outages;
      tally.outages.present += some.length - made.outages;
    },
    ({ key }, reason) => tally.outages.skipped.push({ key, reason }),
  );
  return tally;
}

async function makeService(batch: Batch, { service }: Outage): Promise<boolean> {
  const { origins } = batch.run;
  if (origins.get(serviceKey(service)) !== undefined) return false;
  const id = await save(batch, services, { name: service });
  await origins.add(batch.connection, serviceKey(service), 'service', id);
  return true;
}

/** What people changed of the ticket since then stays: it is marked once. */
async function markTicket(batch: Batch, { key, incident, service, to }: Outage): Promise<boolean> {
  const { origins } = batch.run;
  const ticket = origins.get(keyOf.ticket(incident));
  const serviceId = origins.get(serviceKey(service));
  if (origins.get(key) !== undefined || ticket === undefined || serviceId === undefined) return false;
  const resolved = to === null ? {} : { dateresolved: to };
  await save(batch, tickets, { id: ticket, isdowntime: true, services: [serviceId], ...resolved });
  await origins.add(batch.connection, key, 'ticket', ticket);
  return true;
}

async function save(
  { run, connection, now }: Batch,
  resource: Resource,
  element: Record<string, unknown>,
): Promise<number> {
  const saving = {
    connection,
    scope: run.scope,
    now,
    resource,
    expected: undefined,
    passwords: new Map(),
    changes: [],
  };
  const [saved] = await saveAll(saving, draftsOf(resource, [element]));
  return (saved as { id: number }).id;
}
