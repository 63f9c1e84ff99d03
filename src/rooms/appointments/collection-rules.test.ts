import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newAgents, type Reassignment, reassignment } from './collection-rules.ts';
import { type AppointmentRow, blankRow } from './row.ts';
import type { Element } from './schema.ts';

const rowOf = (id: number, agent_id: number | null): AppointmentRow => ({ ...blankRow(2, 0), id, agent_id });
const rowsOf = (agents: (number | null)[]) => agents.map((agent, index) => rowOf(index + 1, agent));

/** Agents who have a row afterwards, in no order. */
function owners(rows: AppointmentRow[], { agentOf, added, removed }: Reassignment): (number | null)[] {
  const kept = rows.filter((row) => !removed.includes(row.id));
  return [
    ...kept.map((row) => (agentOf.has(row.id) ? (agentOf.get(row.id) as number | null) : row.agent_id)),
    ...added,
  ];
}

const sorted = (ids: (number | null)[]) => [...ids].sort((a, b) => (a ?? 0) - (b ?? 0));
const anyAgents = fc.uniqueArray(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 6 });
const refs = (ids: number[]) => ids.map((id) => ({ id }));

describe('newAgents', () => {
  test.each<[Element, number[]]>([
    [{}, []],
    [{ agent_id: 5 }, [5]],
    [{ agent_id: 1 }, []],
    [{ agent_id: null, agents: null }, []],
    [{ agents: refs([5, 6, 5]) }, [5, 6]],
    [{ agents: refs([0, 1, -1, 7]) }, [7]],
    [{ agents: refs([5, 6]), agent_id: 6 }, [5, 6]],
    [{ agents: [], agent_id: 6 }, [6]],
    [{ agents: refs([1]), agent_id: 6 }, [6]],
    [{ agents: [{ name: 'no id' }] }, []],
  ])('%j', (element, expected) => {
    expect(newAgents(element)).toEqual(expected);
  });

  test('agents and agent_id that contradict each other are refused', () => {
    expect(() => newAgents({ agents: refs([5]), agent_id: 6 })).toThrow('different agents');
  });
});

describe('reassignment', () => {
  test('ends with exactly the listed agents, none of them twice', () => {
    fc.assert(
      fc.property(anyAgents, anyAgents, fc.nat(), (stored, listed, which) => {
        const rows = rowsOf(stored);
        const current = rows[which % rows.length] as AppointmentRow;
        const result = reassignment(current, rows, { agents: refs(listed) });
        expect(sorted(owners(rows, result))).toEqual(sorted(listed));
      }),
    );
  });

  test('whoever stays keeps their row, and as few rows come and go as possible', () => {
    fc.assert(
      fc.property(anyAgents, anyAgents, (stored, listed) => {
        const rows = rowsOf(stored);
        const { agentOf, added, removed } = reassignment(rows[0] as AppointmentRow, rows, { agents: refs(listed) });
        for (const row of rows) {
          if (!listed.includes(row.agent_id as number)) continue;
          expect(agentOf.has(row.id)).toBe(false);
          expect(removed).not.toContain(row.id);
        }
        expect(added.length === 0 || removed.length === 0).toBe(true);
        expect(added.length - removed.length).toBe(listed.length - stored.length);
      }),
    );
  });

  test('what is stored, in any order and with doubles, changes nothing', () => {
    fc.assert(
      fc.property(anyAgents, fc.nat(), (stored, which) => {
        const rows = rowsOf(stored);
        const current = rows[which % rows.length] as AppointmentRow;
        const echo = { agents: refs([...stored, ...stored].reverse()), agent_id: current.agent_id };
        expect(reassignment(current, rows, echo)).toEqual({ agentOf: new Map(), added: [], removed: [] });
      }),
    );
  });

  test('agent_id moves the addressed row alone', () => {
    fc.assert(
      fc.property(anyAgents, fc.integer({ min: 20, max: 30 }), (stored, agent) => {
        const rows = rowsOf(stored);
        const current = rows[0] as AppointmentRow;
        const result = reassignment(current, rows, { agent_id: agent, agents: refs(stored) });
        expect(result).toEqual({ agentOf: new Map([[1, agent]]), added: [], removed: [] });
      }),
    );
  });

  test('both changed and agreeing: the addressed row goes to agent_id', () => {
    const rows = rowsOf([5, 6]);
    const result = reassignment(rows[0] as AppointmentRow, rows, { agents: refs([7, 8, 9]), agent_id: 9 });
    expect(result.agentOf.get(1)).toBe(9);
    expect(sorted(owners(rows, result))).toEqual([7, 8, 9]);
  });

  test.each<[string, Element]>([
    ['both changed and disagreeing', { agents: refs([7]), agent_id: 8 }],
    ['nobody', { agents: [] }],
    ['nobody by null', { agents: null }],
    ['nobody by agent_id', { agent_id: 0 }],
    ['somebody who has a row already', { agent_id: 6 }],
  ])('%s is refused', (_name, element) => {
    const rows = rowsOf([5, 6]);
    expect(() => reassignment(rows[0] as AppointmentRow, rows, element)).toThrow();
  });

  test('an asset booking may lose its agent, and get one', () => {
    const row = { ...rowOf(1, 5), asset_ids: [3] };
    expect(reassignment(row, [row], { agents: [] }).agentOf).toEqual(new Map([[1, null]]));
    const bare = { ...rowOf(1, null), asset_ids: [3] };
    expect(owners([bare], reassignment(bare, [bare], { agents: refs([5]) }))).toEqual([5]);
  });
});
