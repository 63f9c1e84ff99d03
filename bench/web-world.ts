import type { Block, Board, BoardAgent } from '../src/rooms/board/shape.ts';

/** A week of fifty people with two thousand appointments, as GET /Board answers it. */
export function busyWeek(agents = 50, appointments = 2_000): Board {
  const days = 7;
  const columns = Array.from({ length: days }, (_, day) => ({
    date: `2026-11-${23 + day}`,
    label: `Day ${23 + day}`,
    at: day * 1440,
    minutes: 1440,
    ticks: Array.from({ length: 24 }, (_, hour): [number, string] => [
      day * 1440 + hour * 60,
      `${String(hour).padStart(2, '0')}:00`,
    ]),
    clock: [[day * 1440, 0]] as [number, number][],
  }));
  const hours = [[0, 1, 2, 3, 4].map((day): [number, number] => [day * 1440 + 540, day * 1440 + 1080])];
  const people = Array.from(
    { length: agents },
    (_, index): BoardAgent => ({
      id: index + 2,
      name: `Agent ${index + 1}`,
      teams: [1],
      skills: [],
      can: true,
      hours: 0,
      capacity: columns.map((_, day) => (day < 5 ? [480, 540] : [0, 0])),
      leave: [],
      holidays: [],
    }),
  );
  const perDay = appointments / agents / 5;
  const blocks = people.flatMap((_, agent) =>
    Array.from({ length: perDay * 5 }, (_, index): Block => {
      const day = Math.floor(index / perDay);
      const from = day * 1440 + 540 + (index % perDay) * 65;
      return [agent * 1000 + index + 1, agent, from, 45, 0, 1029, `Visit ${index}`, 0, 0, 0, 1, 0];
    }),
  );
  return {
    start: '2026-11-23T00:00:00',
    end: '2026-11-30T00:00:00',
    zone: 'UTC',
    zone_label: 'UTC',
    now: 600,
    now_label: '10:00',
    feed: '1:1:',
    columns,
    teams: [{ id: 1, name: 'Field' }],
    skills: [],
    types: [],
    clients: ['Acme'],
    hours,
    agents: people,
    blocks,
    unassigned: [],
    freezes: [],
    queue: [],
    queue_count: 0,
  };
}
