import { expect, test } from 'vitest';
import type { Session } from '../../src/rooms/board/shape.ts';
import type { Days } from '../wire/columns.ts';
import { type CalendarRow, type Conflict, isDraft, mayChange, mayMove, pairsOf, planOf } from './model.ts';

const days = { start: '2026-11-23T00:00:00' } as Days;

const planned = (values: Partial<CalendarRow>) =>
  planOf(days, {
    id: 0,
    kind: 'change',
    ticket_id: 12,
    subject: 'Upgrade',
    start_date: '2026-11-23T10:00:00',
    end_date: '2026-11-23T12:00:00',
    status: 2,
    ...values,
  });

test('times are minutes of the days shown', () => {
  expect(planned({})).toMatchObject({ key: '#12', id: 12, from: 600, until: 720, services: [] });
});

test('each time of what recurs has a key of its own', () => {
  const freeze = { kind: 'freeze', holiday_id: 'f', ticket_id: 0 } as const;
  expect(planned({ ...freeze, isrecurring: true }).key).toBe('freeze f 600');
  expect(planned(freeze).key).toBe('freeze f');
});

test('a downtime is of its service', () => {
  const plan = planned({ kind: 'downtime', id: 7, service: 3, service_desc: 'Web' });
  expect(plan).toMatchObject({ id: 7, key: 'downtime 7', services: [{ id: 3, name: 'Web' }] });
});

test.each([
  [1, true],
  [2, false],
  [5, false],
])('a change of status %d is a draft: %s', (status, expected) => expect(isDraft(planned({ status }))).toBe(expected));

const clash = (ticket_id: number, conflicts: Conflict[]) =>
  planned({ ticket_id, subject: `Change ${ticket_id}`, conflict_details: conflicts });

test('two changes that meet each other are one pair, with every reason', () => {
  const one = clash(12, [
    { code: 'same_service', ticket_id: 15 },
    { code: 'same_agent', ticket_id: 15 },
  ]);
  const other = clash(15, [
    { code: 'same_service', ticket_id: 12 },
    { code: 'same_agent', ticket_id: 12 },
  ]);
  const pairs = pairsOf([other, one]).map(({ plan, codes, other: { ticket_id } }) => [plan.id, ticket_id, codes]);
  expect(pairs).toEqual([[12, 15, ['same_service', 'same_agent']]]);
});

test('what a change meets outside the days shown is still told', () => {
  const pairs = pairsOf([clash(15, [{ code: 'same_service', ticket_id: 3 }])]);
  expect(pairs.map(({ plan, other }) => [plan.id, other.ticket_id])).toEqual([[15, 3]]);
});

test('freezes and windows are pairs of their own', () => {
  const plan = clash(12, [
    { code: 'freeze', holiday_id: 'a' },
    { code: 'freeze', holiday_id: 'b' },
    { code: 'outside_window', service_id: 3 },
  ]);
  expect(pairsOf([plan]).map(({ codes }) => codes)).toEqual([['freeze'], ['freeze'], ['outside_window']]);
});

const me = (values: Partial<Session>) => ({ agent_id: 2, role: 'agent', reports: [], ...values }) as unknown as Session;

test.each([
  ['of nobody', {}, {}, true],
  ['their own', {}, { agent_id: 2 }, true],
  ['of a colleague', {}, { agent_id: 3 }, false],
  ['of a report', { reports: [3] }, { agent_id: 3 }, true],
  ['of a colleague, as admin', { role: 'admin' }, { agent_id: 3 }, true],
  ['a freeze', {}, { kind: 'freeze' }, false],
  ['a freeze, as admin', { role: 'admin' }, { kind: 'freeze' }, true],
  ['a downtime', {}, { kind: 'downtime' }, true],
] as const)('who may change it: %s', (_what, who, row, expected) =>
  expect(mayChange(me(who as Partial<Session>), planned(row as Partial<CalendarRow>))).toBe(expected),
);

test.each([
  [{}, true],
  [{ complete_status: 0 }, false],
  [{ kind: 'downtime' }, false],
  [{ kind: 'freeze', allday: true }, false],
  [{ kind: 'freeze', isrecurring: true }, false],
  [{ kind: 'maintenance' }, true],
] as const)('%j can be moved on the grid: %s', (row, expected) =>
  expect(mayMove(me({ role: 'admin' }), planned(row as Partial<CalendarRow>))).toBe(expected),
);
