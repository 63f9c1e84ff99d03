import { describe, expect, test } from 'vitest';
import type { Role, Scope } from '../../kernel/auth/scope.ts';
import { Problem } from '../../problems.ts';
import { decisionOf, mayForce, refuseCancelling, refuseStranger } from './leave-rules.ts';
import type { HolidayElement, HolidayRow } from './schema.ts';

/** Leave of agent 5: what becomes of it, whoever says what. */

const owner = 5;
const now = 1_000_000;

function scope(agentId: number, role: Role = 'agent', reports: number[] = []): Scope {
  return { tenantId: 1, agentId, role, reports } as unknown as Scope;
}

const callers = {
  agent: { scope: scope(owner), onlyAgent: false },
  colleague: { scope: scope(6), onlyAgent: false },
  manager: { scope: scope(7, 'manager', [owner]), onlyAgent: false },
  'another manager': { scope: scope(8, 'manager', [6]), onlyAgent: false },
  admin: { scope: scope(9, 'admin'), onlyAgent: false },
  'an admin whose it is': { scope: scope(owner, 'admin'), onlyAgent: false },
  'a manager whose it is': { scope: scope(owner, 'manager', [6]), onlyAgent: false },
  'the only agent': { scope: scope(owner, 'admin'), onlyAgent: true },
};
type Caller = keyof typeof callers;

const states = { new: undefined, pending: 0, approved: 1, rejected: 2 };
type State = keyof typeof states;

const says: Record<string, { element: HolidayElement; differs?: boolean; moves?: boolean }> = {
  nothing: { element: {} },
  'another name': { element: {}, differs: true },
  'other dates': { element: {}, differs: true, moves: true },
  approval_start: { element: { approval_start: true } },
  'other dates and approval_start': { element: { approval_start: true }, differs: true, moves: true },
  _approve: { element: { _approve: true } },
  _reject: { element: { _reject: true } },
  'other dates and _approve': { element: { _approve: true }, differs: true, moves: true },
  'approval_start and _approve': { element: { approval_start: true, _approve: true } },
  both: { element: { _approve: true, _reject: true } },
};

function outcome(state: State, caller: Caller, said: string): string {
  const status = states[state];
  const stored =
    status === undefined
      ? undefined
      : ({
          approval_status: status,
          agent_id: owner,
          requested_at: null,
          decided_by: status === 0 ? null : 7,
          decided_at: status === 0 ? null : 5,
          approvalnote: null,
        } as unknown as HolidayRow);
  const { element, differs = false, moves = false } = says[said] as (typeof says)[string];
  try {
    const decision = decisionOf(element, stored, owner, { differs, moves }, callers[caller], now);
    return ['pending', 'approved', 'rejected'][decision.approval_status as number] as string;
  } catch (error) {
    if (error instanceof Problem) return String(error.statusCode);
    throw error;
  }
}

describe('what becomes of leave', () => {
  test.each<[State, Caller, string, string]>([
    ['new', 'agent', 'nothing', 'pending'],
    ['new', 'manager', 'nothing', 'pending'],
    ['new', 'admin', 'nothing', 'pending'],
    ['new', 'the only agent', 'nothing', 'pending'],
    ['new', 'agent', 'approval_start', 'pending'],
    ['new', 'agent', '_approve', '403'],
    ['new', 'an admin whose it is', '_approve', '403'],
    ['new', 'a manager whose it is', '_approve', '403'],
    ['new', 'manager', '_approve', 'approved'],
    ['new', 'the only agent', '_approve', 'approved'],

    ['pending', 'agent', 'nothing', 'pending'],
    ['pending', 'agent', 'another name', 'pending'],
    ['pending', 'agent', 'other dates', 'pending'],
    ['pending', 'agent', 'approval_start', 'pending'],
    ['pending', 'agent', '_approve', '403'],
    ['pending', 'agent', '_reject', '403'],
    ['pending', 'colleague', '_approve', '403'],
    ['pending', 'another manager', '_approve', '403'],
    ['pending', 'manager', '_approve', 'approved'],
    ['pending', 'manager', '_reject', 'rejected'],
    ['pending', 'manager', 'other dates', 'pending'],
    ['pending', 'manager', 'other dates and _approve', 'approved'],
    ['pending', 'admin', '_approve', 'approved'],
    ['pending', 'admin', '_reject', 'rejected'],
    ['pending', 'admin', 'both', '400'],
    ['pending', 'an admin whose it is', '_approve', '403'],
    ['pending', 'a manager whose it is', '_approve', '403'],
    ['pending', 'the only agent', '_approve', 'approved'],

    ['approved', 'agent', 'nothing', 'approved'],
    ['approved', 'agent', 'another name', '409'],
    ['approved', 'agent', 'other dates', '409'],
    ['approved', 'agent', 'other dates and approval_start', '409'],
    ['approved', 'an admin whose it is', 'other dates', '409'],
    ['approved', 'manager', 'another name', 'approved'],
    ['approved', 'manager', 'other dates', 'pending'],
    ['approved', 'manager', 'other dates and _approve', 'approved'],
    ['approved', 'manager', '_approve', '409'],
    ['approved', 'manager', '_reject', '409'],
    ['approved', 'manager', 'approval_start', 'approved'],
    ['approved', 'the only agent', 'other dates', 'pending'],

    ['rejected', 'agent', 'nothing', 'rejected'],
    ['rejected', 'agent', 'other dates', '409'],
    ['rejected', 'agent', 'approval_start', 'pending'],
    ['rejected', 'agent', 'other dates and approval_start', 'pending'],
    ['rejected', 'manager', 'other dates', 'rejected'],
    ['rejected', 'manager', '_approve', '409'],
    ['rejected', 'manager', 'approval_start and _approve', 'approved'],
  ])('%s, %s says %s: %s', (state, caller, said, expected) => {
    expect(outcome(state, caller, said)).toBe(expected);
  });
});

const pendingRow = { approval_status: 0, requested_at: null, approvalnote: 'x', agent_id: owner } as HolidayRow;
const same = { differs: false, moves: false };

test('a decision notes who and when, and asking again forgets them', () => {
  const approved = decisionOf({ _approve: true, approvalnote: 'fine' }, pendingRow, owner, same, callers.manager, now);
  expect(approved).toEqual({
    approval_status: 1,
    requested_at: null,
    decided_by: 7,
    decided_at: now,
    approvalnote: 'fine',
  });
  const rejected = { ...pendingRow, approval_status: 2, decided_by: 7, decided_at: 5, requested_at: 3 } as HolidayRow;
  expect(decisionOf({ approval_start: true }, rejected, owner, same, callers.agent, now)).toMatchObject({
    approval_status: 0,
    requested_at: now,
    decided_by: null,
    decided_at: null,
  });
});

test('approval_start notes when the request was sent, once', () => {
  const asked = decisionOf({ approval_start: true }, undefined, owner, same, callers.agent, now);
  expect(asked.requested_at).toBe(now);
  const again = decisionOf(
    { approval_start: true },
    { ...pendingRow, requested_at: 3 },
    owner,
    same,
    callers.agent,
    now,
  );
  expect(again.requested_at).toBe(3);
});

test('the words of a decision are for those who decide; sent back they are no matter', () => {
  const note = (element: HolidayElement, caller: Caller) =>
    decisionOf(element, pendingRow, owner, same, callers[caller], now).approvalnote;
  expect(note({ approvalnote: 'x' }, 'agent')).toBe('x');
  expect(() => note({ approvalnote: 'please' }, 'agent')).toThrow('for those who decide');
  expect(note({ approvalnote: 'later' }, 'manager')).toBe('later');
  expect(note({ approvalnote: null }, 'manager')).toBe(null);
});

test.each<[State, Caller, boolean]>([
  ['pending', 'agent', true],
  ['rejected', 'agent', true],
  ['approved', 'agent', false],
  ['approved', 'an admin whose it is', false],
  ['approved', 'manager', true],
  ['approved', 'admin', true],
  ['approved', 'the only agent', true],
])('%s leave is cancelled by %s: %s', (state, caller, may) => {
  const cancel = () =>
    refuseCancelling({ ...pendingRow, approval_status: states[state] } as HolidayRow, callers[caller]);
  if (may) expect(cancel).not.toThrow();
  else expect(cancel).toThrow('only a manager of the agent or an admin');
});

test.each<[Caller, boolean, boolean]>([
  ['agent', true, false],
  ['colleague', false, false],
  ['manager', true, true],
  ['another manager', false, false],
  ['a manager whose it is', true, false],
  ['admin', true, true],
])('%s may ask for it: %s, may force it: %s', (caller, asks, forces) => {
  const ask = () => refuseStranger(callers[caller].scope, owner);
  if (asks) expect(ask).not.toThrow();
  else expect(ask).toThrow("your reports'");
  expect(mayForce(callers[caller], owner)).toBe(forces);
});
