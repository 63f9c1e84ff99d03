import type { TestServer } from './server.ts';

/** Monday 23 November 2026, 08:00 in Greenwich; the tests of the booking page begin then. */
export const monday = Date.parse('2026-11-23T08:00:00Z');

let count = 0;

export interface Published {
  id: number;
  key: string;
  agentIds: number[];
}

/** A booking type with a public page, and new agents of its own who work by the tenant's default: nine to half past
 * five, UTC. */
export async function publish(server: TestServer, fields: object = {}, agents = 1): Promise<Published> {
  count += 1;
  const made = await Promise.all(
    Array.from({ length: agents }, async (_, index) => {
      const row = { name: `Secret Agent ${count}-${index}`, email: `secret-${count}-${index}@x.example` };
      return one(await server.api('POST', '/Agent', [row]));
    }),
  );
  const agentIds = made.map(({ id }) => id).sort((a, b) => a - b);
  const type = { name: 'On-site visit', duration_mins: 60, public_key: `visit-${count}`, agents: agentIds, ...fields };
  const { id, public_key } = one(await server.api('POST', '/BookingType', [type]));
  return { id, key: public_key, agentIds };
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
function one({ status, body, text }: { status: number; body: any; text: string }): any {
  if (status !== 201) throw new Error(`${status}: ${text}`);
  return body;
}

/** Takes an agent's time, as a colleague would. */
export async function occupy(server: TestServer, agentId: number, start: string, end: string): Promise<void> {
  const row = { subject: 'Very private', start_date: start, end_date: end, agents: [{ id: agentId }] };
  one(await server.api('POST', '/Appointment', [row]));
}
