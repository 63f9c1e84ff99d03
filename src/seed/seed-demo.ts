import { readOrigins, takeTurn } from '../import/origin-sql.ts';
import type { Scope } from '../kernel/auth/scope.ts';
import { hashSecret } from '../kernel/auth/secret.ts';
import { transaction } from '../kernel/db/transaction.ts';
import type { Context } from '../kernel/http/context.ts';
import { DAY, SECOND } from '../kernel/time/units.ts';
import { assets, customers, people, services, teams } from './desk.ts';
import { seededRandom } from './random.ts';
import { demoTickets } from './tickets.ts';
import { weekOf } from './week.ts';
import { writeDesk, writeTickets, writeWeek } from './write.ts';

export interface DemoRequest {
  /** The civil day that the week begins with, a Monday. */
  monday: number;
  /** What ends before this instant is done. */
  doneBefore: number;
  /** Of the manager and the agent who can sign in. */
  password: string;
}

export interface DemoResult {
  teams: number;
  agents: number;
  clients: number;
  assets: number;
  services: number;
  tickets: number;
  appointments: number;
}

/** Any number; another one makes another week. */
const seed = 20_261_123;

/** Makes the demonstration in a tenant, whole or not at all. All but the date follows from the program, so it is the
 * same every time.
 * @returns undefined when the tenant has it already; then nothing is changed */
export async function seedDemo(context: Context, scope: Scope, request: DemoRequest): Promise<DemoResult | undefined> {
  const { monday, doneBefore, password } = request;
  const passwordHash = await hashSecret(password);
  return transaction(context.database, async (connection) => {
    await takeTurn(connection, scope.tenantId);
    const origins = await readOrigins(connection, scope.tenantId, 'demo');
    if (origins.get('week') !== undefined) return undefined;
    const now = Math.floor(context.now() / SECOND) * SECOND;
    const writing = { connection, scope, now, passwordHash };
    const random = seededRandom(seed);
    const tickets = demoTickets(random);
    const ids = await writeDesk(writing);
    const ticketIds = await writeTickets(writing, ids, tickets, monday * DAY);
    const appointments = await writeWeek(writing, ids, ticketIds, weekOf(monday, doneBefore, tickets, random));
    await origins.add(connection, 'week', 'tenant', scope.tenantId);
    const counts = { teams, agents: people, clients: customers, assets, services, tickets };
    const sizes = Object.fromEntries(Object.entries(counts).map(([name, rows]) => [name, rows.length]));
    return { ...sizes, appointments } as unknown as DemoResult;
  });
}
