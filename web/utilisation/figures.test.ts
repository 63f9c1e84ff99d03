import { describe, expect, test } from 'vitest';
import { fileOf, linesOf, orderAsked, type Sum, sorted, total } from './figures.ts';
import { chosen, periodAsked, turned } from './period.ts';

const sum = (agent_id: number, agent_name: string, target: number, booked: number, team_name?: string): Sum => ({
  agent_id,
  ...{ agent_name, date: '2026-11-23T00:00:00', agents: 1, target_hours: target, booked_hours: booked },
  ...{ actual_hours: 10, chargeable_hours: 5, leave_hours: 0 },
  ...(team_name && { team_id: 1, team_name }),
});
const sums = [sum(2, 'Ana', 40, 30, 'Field'), sum(3, 'ben', 0, 4, 'Field'), sum(4, 'Chi', 20, 30)];
const byAgent = linesOf(sums, 'agent_id', ({ agent_name }) => agent_name ?? '');

describe('lines', () => {
  test('of teams are the sums of their agents', () => {
    const teams = linesOf(sums, 'team_id', ({ team_name }) => team_name ?? 'None');
    expect(teams.map(({ name, agents, target, booked }) => [name, agents, target, booked])).toEqual([
      ['Field', 2, 40, 34],
      ['None', 1, 20, 30],
    ]);
    expect(total(teams)).toEqual(total(byAgent));
  });

  test('of two agents with one name are two', () => {
    const twins = [sum(2, 'Ana', 40, 30), sum(3, 'Ana', 40, 10)];
    expect(linesOf(twins, 'agent_id', () => 'Ana').map(({ booked }) => booked)).toEqual([30, 10]);
  });

  test.each([
    ['name', ['Ana', 'ben', 'Chi']],
    ['-name', ['Chi', 'ben', 'Ana']],
    ['target', ['ben', 'Chi', 'Ana']],
    ['bookedShare', ['Ana', 'Chi', 'ben']],
    ['-bookedShare', ['Chi', 'Ana', 'ben']],
    ['-bookedOver', ['Chi', 'ben', 'Ana']],
    ['nothing', ['Ana', 'ben', 'Chi']],
    [null, ['Ana', 'ben', 'Chi']],
  ])('by %s, without a target last', (text, names) => {
    expect(sorted(byAgent, orderAsked(text)).map(({ name }) => name)).toEqual(names);
  });

  test('go into a file with the same columns', () => {
    const [head, ana, ben] = fileOf(byAgent, ['Agent']);
    expect(head).toEqual(['Agent']);
    expect(ana).toEqual(['Ana', 40, 30, 75, -10, 10, 25, -30, 5, 12.5, 0]);
    expect(ben).toEqual(['ben', 0, 4, undefined, 4, 10, undefined, 10, 5, undefined, 0]);
  });
});

describe('periods', () => {
  test.each([
    ['thisWeek', '2026-11-29', '2026-11-23', '2026-11-29'],
    ['thisWeek', '2026-11-23', '2026-11-23', '2026-11-29'],
    ['lastWeek', '2026-01-01', '2025-12-22', '2025-12-28'],
    ['thisMonth', '2028-02-29', '2028-02-01', '2028-02-29'],
    ['lastMonth', '2026-01-31', '2025-12-01', '2025-12-31'],
  ] as const)('%s on %s is %s to %s', (choice, today, from, to) => expect(chosen(choice, today)).toEqual({ from, to }));

  test.each([
    ['2026-11-23', '2026-11-29', 1, '2026-11-30', '2026-12-06'],
    ['2026-01-01', '2026-01-31', 1, '2026-02-01', '2026-02-28'],
    ['2026-03-01', '2026-03-31', -1, '2026-02-01', '2026-02-28'],
    ['2026-03-02', '2026-03-02', -1, '2026-03-01', '2026-03-01'],
  ] as const)('%s to %s turned by %i', (from, to, by, first, last) =>
    expect(turned({ from, to }, by)).toEqual({ from: first, to: last }),
  );

  test.each(['', 'from=2026-11-02', 'from=2026-11-09&to=2026-11-02', 'from=x&to=y'])('%j asks for this week', (text) =>
    expect(periodAsked(new URLSearchParams(text), '2026-11-24').from).toBe('2026-11-23'),
  );
});
