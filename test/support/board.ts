import { expect } from 'vitest';
import type { Block, Board, BoardAgent } from '../../src/rooms/board/shape.ts';
import { blockFlag } from '../../src/rooms/board/shape.ts';
import { type Calendar, calendarOf, type Person, type Row, type Values } from './calendar.ts';
import type { TestServer } from './server.ts';

/** A desk whose board is looked at: a boss, two agents of a team, one of them in New York, and a client. Tests begin with no
 * more than these. */
export interface Desk {
  calendar: Calendar;
  boss: Person;
  ann: Person;
  ben: Person;
  team: Row;
  client: Row;
  /** GET /Board of Ann's and Ben's rows on the desk's day, unless the query says otherwise. */
  board(query?: Values, by?: Person): Promise<Board>;
}

/** A Monday; working hours are those of the tenant's default, 9:00 to 17:30 UTC. It is half past eight. */
export const day = '2026-05-04';

export async function openDesk(server: TestServer): Promise<Desk> {
  server.clock.now = Date.parse(`${day}T08:30:00Z`);
  const calendar = calendarOf(server);
  const boss = await calendar.person({ name: 'Boss', role: 'manager' });
  const ann = await calendar.person({ name: 'Ann', linemanager: boss.id, colour: '#112233' });
  const ben = await calendar.person({ name: 'Ben', timezone: 'America/New_York' });
  const team = await calendar.thing('/Team', { name: 'Field', members: [ann.id, ben.id] });
  await calendar.thing('/Agent', { id: ann.id, skills: ['Printers'] });
  const client = await calendar.thing('/Client', { name: 'Acme' });
  const board = async (query: Values = {}, by?: Person): Promise<Board> => {
    const asked = Object.entries({ start_date: day, agents: `${ann.id},${ben.id}`, ...query });
    const text = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)]));
    const answer = await server.api('GET', `/Board?${text}`, undefined, by ? { token: by.token } : {});
    expect(answer.status, answer.text).toBe(200);
    return answer.body;
  };
  return { calendar, boss, ann, ben, team, client, board };
}

export const rowOf = (found: Board, person: Person) => found.agents.find(({ id }) => id === person.id) as BoardAgent;
export const blockOf = (found: Board, id: number) =>
  [...found.blocks, ...found.unassigned].find((block) => block[0] === id) as Block;
export const has = (block: Block, flag: keyof typeof blockFlag) => (block[5] & blockFlag[flag]) !== 0;
