import { expect } from 'vitest';
import { formatCivilDate } from '../../src/kernel/time/civil.ts';
import type { AgentWeek, Entry } from './agent-week.ts';
import { calendarOf, type Row, type Values } from './calendar.ts';
import type { TestServer } from './server.ts';
import { timeEntries } from './time-entries.ts';
import { writeWorld } from './world-writer.ts';

/** Writes a week down through the API, as people would enter it.
 * @returns the week with the id that the agent has */
export async function writeWeek(server: TestServer, week: AgentWeek): Promise<AgentWeek> {
  const { thing } = calendarOf(server);
  const { world } = await writeWorld(server, { ...week.world, agents: [week.agent] }, {});
  const [agent] = world.agents;
  if (!agent) throw new Error('The week has no agent');
  server.clock.now = week.now;
  const ticket = await thing('/Tickets', { summary: 'Work' });
  const elements = week.entries.map((entry, n) => entryOf(entry, agent.id, n % 3 === 0 ? ticket : undefined));
  if (elements.length > 0) {
    const answer = await server.api('POST', '/TimesheetEvent', elements);
    expect(answer.status, answer.text).toBe(201);
  }
  for (const [day, { start, end }] of week.marked) await mark(server, agent.id, day, start, end);
  return { ...week, world, agent };
}

function entryOf(entry: Entry, agentId: number, ticket: Row | undefined): Values {
  const { isBreak, start, end, timetaken, traveltime, chargeRate } = entry;
  return {
    subject: 'Entry',
    agent_id: agentId,
    start_date: iso(start),
    ...(end === undefined ? { clear_end: true } : { end_date: iso(end) }),
    ...(timetaken !== undefined && { timetaken }),
    ...(traveltime !== undefined && { traveltime }),
    ...(isBreak ? { event_type: 1, break_type: 1 } : { event_type: 0, charge_rate: chargeRate }),
    ...(!isBreak && ticket && { ticket_id: ticket.id }),
  };
}

const iso = (instant: number) => new Date(instant).toISOString();

async function mark(server: TestServer, agentId: number, day: number, start?: number, end?: number): Promise<void> {
  const date = formatCivilDate(day);
  const { rows } = await server.database.pool.query(
    'select id from timesheet where tenant_id = $1 and agent_id = $2 and day = $3',
    [server.tenantId, agentId, date],
  );
  const times = [start === undefined ? null : iso(start), end === undefined ? null : iso(end)];
  if (rows.length === 0) {
    await timeEntries(server).day(agentId, date, { start_time: times[0], end_time: times[1] });
    return;
  }
  await server.database.pool.query('update timesheet set start_time = $1, end_time = $2 where id = $3', [
    ...times,
    rows[0].id,
  ]);
}
