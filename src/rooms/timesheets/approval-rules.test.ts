import { describe, expect, test } from 'vitest';
import type { Scope } from '../../kernel/auth/scope.ts';
import { Problem } from '../../problems.ts';
import {
  type ApprovalCommand,
  type ApprovalState,
  commandOf,
  isLocked,
  type NamedApprover,
  type Standing,
  standingOf,
  stateOf,
  statusOf,
  transitionOf,
  withDeputies,
} from './approval-rules.ts';

const nobody: Standing = { owner: false, writer: false, approver: false };
const who = {
  stranger: nobody,
  owner: { owner: true, writer: true, approver: false },
  manager: { owner: false, writer: true, approver: false },
  approver: { owner: false, writer: false, approver: true },
  admin: { owner: false, writer: true, approver: true },
  alone: { owner: true, writer: true, approver: true },
} satisfies Record<string, Standing>;

/** Behaviour 7, word by word: for each state and command what each caller gets. */
const table: [ApprovalState, ApprovalCommand, Record<keyof typeof who, Outcome>][] = [
  ['none', 'submit', all('pending', { stranger: 403, approver: 403 })],
  ['none', 'approve', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['none', 'reject', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['none', 'revert', all(409, { stranger: 403, manager: 403 })],
  ['pending', 'submit', all(409, { stranger: 403, approver: 403 })],
  ['pending', 'approve', all('approved', { stranger: 403, owner: 403, manager: 403 })],
  ['pending', 'reject', all('rejected', { stranger: 403, owner: 403, manager: 403 })],
  ['pending', 'revert', all(403, { owner: 'none', alone: 'none' })],
  ['approved', 'submit', all(409, { stranger: 403, approver: 403 })],
  ['approved', 'approve', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['approved', 'reject', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['approved', 'revert', all('pending', { stranger: 403, owner: 403, manager: 403 })],
  ['rejected', 'submit', all('pending', { stranger: 403, approver: 403 })],
  ['rejected', 'approve', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['rejected', 'reject', all(409, { stranger: 403, owner: 403, manager: 403 })],
  ['rejected', 'revert', all(409, { stranger: 403, manager: 403 })],
];

type Outcome = ApprovalState | 403 | 409;

function all(most: Outcome, others: Partial<Record<keyof typeof who, Outcome>>): Record<keyof typeof who, Outcome> {
  return { stranger: most, owner: most, manager: most, approver: most, admin: most, alone: most, ...others };
}

describe('a day goes from state to state only as behaviour 7 says', () => {
  test.each(table)('%s, %s', (state, command, expected) => {
    const outcomes = Object.entries(who).map(([name, standing]) => [name, outcome(state, command, standing)]);
    expect(Object.fromEntries(outcomes)).toEqual(expected);
  });
});

function outcome(state: ApprovalState, command: ApprovalCommand, standing: Standing) {
  try {
    return transitionOf(state, command, standing);
  } catch (error) {
    return (error as Problem).statusCode;
  }
}

test('what waits or is approved is locked, and states are written as the wire has them', () => {
  const states: ApprovalState[] = ['none', 'pending', 'approved', 'rejected'];
  expect(states.map(isLocked)).toEqual([false, true, true, false]);
  expect(states.map(statusOf)).toEqual([null, 0, 1, 2]);
  expect(states.map((state) => stateOf(statusOf(state)))).toEqual(states);
});

describe('the command of an element', () => {
  test('is the one that is true', () => {
    expect(commandOf({})).toBeUndefined();
    expect(commandOf({ _submitapproval: false, _approve: null })).toBeUndefined();
    expect(commandOf({ _submitapproval: true, _approve: false })).toBe('submit');
    expect(commandOf({ _approve: true })).toBe('approve');
    expect(commandOf({ _reject: true, _approval_message: 'No' })).toBe('reject');
    expect(commandOf({ _revertapproval: true })).toBe('revert');
  });

  test('two at once, and a rejection without a word why, are 400', () => {
    expect(() => commandOf({ _approve: true, _reject: true, _approval_message: 'x' })).toThrow(Problem);
    expect(() => commandOf({ _reject: true })).toThrow('_approval_message');
    expect(() => commandOf({ _reject: true, _approval_message: '  ' })).toThrow('_approval_message');
  });
});

describe('what a caller is to the days of agent 5', () => {
  const named = { named: [7], onlyAgent: false };
  test.each<[string, Partial<Scope>, Standing]>([
    ['the agent', { agentId: 5 }, who.owner],
    ['the agent who is an admin', { agentId: 5, role: 'admin' }, who.owner],
    ['the agent who is named as their own approver', { agentId: 5 }, who.owner],
    ['a manager whose report it is', { role: 'manager', reports: [5] }, who.manager],
    ['a manager of others', { role: 'manager', reports: [6] }, who.stranger],
    ['a colleague who is named as approver', { agentId: 7 }, who.approver],
    ['a manager who is named as approver', { agentId: 7, role: 'manager', reports: [5] }, who.admin],
    ['an admin', { role: 'admin' }, who.admin],
    ['an admin whose token is for their own', { role: 'admin', grants: new Set(['editMine:timesheets']) }, nobody],
    ['an approver with a narrow token', { agentId: 7, grants: new Set(['edit:timesheets']) }, who.approver],
  ])('%s', (_name, scope, expected) => {
    const caller = { agentId: 9, role: 'agent', reports: [], grants: new Set(['all']), ...scope } as unknown as Scope;
    const approvers = _name.includes('own approver') ? { named: [5], onlyAgent: false } : named;
    expect(standingOf(caller, 5, approvers)).toEqual(expected);
  });

  test('whoever is the only agent decides alone', () => {
    const caller = { agentId: 5, role: 'agent', reports: [], grants: new Set(['all']) } as unknown as Scope;
    expect(standingOf(caller, 5, { named: [], onlyAgent: true })).toEqual(who.alone);
  });
});

test('a deputy decides from the first to the last day of the absence, and each end may be open', () => {
  const approver = (from: string | null, to: string | null, deputyId: number | null = 8): NamedApprover => ({
    id: 7,
    deputyId,
    deputyFrom: from,
    deputyTo: to,
    today: '2026-05-04',
  });
  expect(withDeputies([approver('2026-05-04', '2026-05-04')])).toEqual([7, 8]);
  expect(withDeputies([approver('2026-05-05', '2026-05-09')])).toEqual([7]);
  expect(withDeputies([approver('2026-05-01', '2026-05-03')])).toEqual([7]);
  expect(withDeputies([approver(null, '2026-05-04')])).toEqual([7, 8]);
  expect(withDeputies([approver('2026-05-04', null)])).toEqual([7, 8]);
  expect(withDeputies([approver(null, null, null)])).toEqual([7]);
});
