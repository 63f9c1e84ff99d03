import { expect } from 'vitest';
import { formatCivilDate } from '../../src/kernel/time/civil.ts';
import type { AgentWeek, Entry } from './agent-week.ts';
import { calendarOf, type Row, type Values } from './calendar.ts';
import type { TestServer } from './server.ts';
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
  const days = [...week.marked].map(([day, { start, end }]) => ({
    date: `${formatCivilDate(day)}T00:00:00`,
    agent_id: agent.id,
    ...(start !== undefined && { start_time: iso(start) }),
    ...(end !== undefined && { end_time: iso(end) }),
  }));
  if (days.length > 0) {
    const answer = await server.api('POST', '/Timesheet', days);
    expect(answer.status, answer.text).toBe(201);
  }
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
