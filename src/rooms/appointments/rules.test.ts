import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../kernel/auth/scope.ts';
import { resolveZone, UTC } from '../../kernel/time/zones.ts';
import type { Facts } from './facts.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, claimsTime, deletedRow, isUnsettled, plannedRows, takesTime, whyNotDecide } from './rules.ts';
import type { Element } from './schema.ts';

const scope = { tenantId: 1, agentId: 2, role: 'admin', reports: [] } as unknown as Scope;
const now = Date.UTC(2026, 4, 1);
const nine = Date.UTC(2026, 4, 4, 9);
const hour = 3_600_000;
const people = [2, 5, 6].map((id) => ({ id, name: `Agent ${id}`, zone: UTC, isDisabled: id === 6 }));
const facts: Facts = {
  scope,
  now,
  horizon: 0,
  agents: new Map(people.map((agent) => [agent.id, agent])),
  tenantZone: resolveZone('Europe/Berlin'),
  freeTypes: new Set([7]),
  tickets: new Map([[9, { client_id: 91, site_id: 92, user_id: null }]]),
  callerEmail: 'caller@desk.example',
  onlyAgent: false,
};
const element: Element = { subject: 'Visit', start_date: nine, end_date: nine + hour };
const made = (more: Element = {}, agents = [5]) =>
  plannedRows({ ...element, ...more }, agents, facts)[0] as AppointmentRow;
const stored = (more: Element = {}) => ({ ...made(more), id: 1 });

/** Kept properties have no names in the type. */
const estimate = (hours: number | null) => ({ estimate: hours }) as Element;

describe('busy', () => {
  const free: Element[] = [
    { is_task: true },
    { shift_type_id: 1 },
    { _recurringmaster: true },
    { complete_status: 0 },
    { agent_status: 0 },
    { open_appointment_status: 1 },
    { open_appointment_status: 2 },
    { appointment_type_id: 7 },
    { type: 5 },
  ];
  test.each(free)('not with %j', (more) => {
    expect(made(more).busy).toBe(false);
  });

  test('a row is busy when none of the reasons holds, and free when any does', () => {
    const reasons = fc.subarray(free.filter((reason) => reason.open_appointment_status !== 2));
    fc.assert(
      fc.property(reasons, (chosen) => {
        expect(made(Object.assign({}, ...chosen)).busy).toBe(chosen.length === 0);
      }),
    );
  });

  test('without an agent a row is not busy, though its assets are', () => {
    const row = made({ asset_ids: [3] }, []);
    expect([row.busy, row.agent_id, takesTime(row, facts.freeTypes)]).toEqual([false, null, true]);
  });

  test('a deleted row is not, leave only when it is decided', () => {
    expect(deletedRow(stored(), now)).toMatchObject({ busy: false, deleted: true, deleted_at: now });
    const leave = { ...stored(), holiday_id: 'x', approval_status: 0 };
    expect(takesTime(leave, facts.freeTypes)).toBe(false);
    expect(takesTime({ ...leave, approval_status: 1 }, facts.freeTypes)).toBe(true);
  });

  test('only tentative and draft are unsettled', () => {
    for (const status of [0, 1, 2, 3, -1, 99]) {
      expect(isUnsettled(stored({ open_appointment_status: status }))).toBe(status === 1 || status === 2);
    }
  });
});

describe('claimsTime', () => {
  test.each<[string, Element, boolean]>([
    ['another start', { start_date: nine - hour }, true],
    ['another end', { end_date: nine + 2 * hour }, true],
    ['another subject', { subject: 'x' }, false],
    ['an echo', element, false],
    ['completion', { complete_status: 0 }, false],
    ['privacy', { is_private: true }, false],
  ])('%s', (_name, more, expected) => {
    const before = stored();
    expect(claimsTime(changedRow(before, more, 5, facts), before)).toBe(expected);
  });

  test('another agent, and becoming busy', () => {
    const before = stored();
    expect(claimsTime(changedRow(before, {}, 2, facts), before)).toBe(true);
    const task = stored({ is_task: true });
    expect(claimsTime(changedRow(task, { is_task: false }, 5, facts), task)).toBe(true);
    expect(claimsTime(made(), undefined)).toBe(true);
  });
});

describe('an update', () => {
  test('without words changes nothing, and its echo neither', () => {
    const kept = fc.record({ estimate: fc.integer(), category1: fc.string(), inform_user: fc.boolean() });
    const more = fc.record({
      subject: fc.string(),
      note: fc.string(),
      is_private: fc.boolean(),
      reminderminutes: fc.nat(),
    });
    fc.assert(
      fc.property(kept, more, (extra, fields) => {
        const before = stored({ ...extra, ...fields });
        expect(changedRow(before, {}, 5, facts)).toEqual(before);
        expect(changedRow(before, { ...element, ...extra, ...fields }, 5, facts)).toEqual(before);
      }),
    );
  });

  test('null clears: back to what a new row has', () => {
    const before = stored({ note: 'x', agent_status: 0, appointment_location: 3, is_private: true, ...estimate(2) });
    const nulls = { note: null, agent_status: null, appointment_location: null, is_private: null, ...estimate(null) };
    expect(changedRow(before, nulls, 5, facts)).toEqual({ ...stored() });
  });

  test('a ticket brings its customer where nothing else is said or stored', () => {
    expect(made({ ticket_id: 9 })).toMatchObject({ client_id: 91, site_id: 92, user_id: null });
    expect(made({ ticket_id: 9, client_id: 1, site_id: -1 })).toMatchObject({ client_id: 1, site_id: null });
    expect(changedRow(stored({ client_id: 1 }), { ticket_id: 9 }, 5, facts)).toMatchObject({
      client_id: 1,
      site_id: 92,
    });
  });

  test('refuses unknown and disabled agents', () => {
    expect(() => changedRow(stored(), {}, 77, facts)).toThrow('no agent 77');
    expect(() => changedRow(stored(), {}, 6, facts)).toThrow('disabled');
    expect(() => plannedRows(element, [5, 6], facts)).toThrow('disabled');
  });
});

describe('approval', () => {
  const pending = () => stored({ requires_approval: true, requestedapprovalagent: 2 });

  test('pending -> approved or rejected; dates make an approved one pending; nothing else does', () => {
    expect(pending().approval_status).toBe(0);
    const approved = changedRow(pending(), { _approve: true }, 5, facts);
    expect(approved).toMatchObject({ approval_status: 1, approvalagent: 2, approvaldatetime: now });
    expect(changedRow(approved, { subject: 'x' }, 5, facts)).toMatchObject({ approval_status: 1, approvalagent: 2 });
    const moved = changedRow(approved, { start_date: nine - hour }, 5, facts);
    expect(moved).toMatchObject({ approval_status: 0, approvalagent: null, approvaldatetime: null });
    const rejected = changedRow(pending(), { _reject: true }, 5, facts);
    expect(changedRow(rejected, { start_date: nine - hour }, 5, facts).approval_status).toBe(2);
    expect(changedRow(rejected, { approval_start: true }, 5, facts).approval_status).toBe(0);
    expect(changedRow(approved, { approval_start: true }, 5, facts).approval_status).toBe(1);
  });

  test.each<[string, Partial<Scope>, boolean, boolean]>([
    ['who was asked', { agentId: 2, role: 'agent' }, false, true],
    ['an admin', { agentId: 77, role: 'admin' }, false, true],
    ['a manager who was not asked', { agentId: 77, role: 'manager', reports: [5] }, false, false],
    ['an agent who was not asked', { agentId: 77, role: 'agent' }, false, false],
    ['its own agent', { agentId: 5, role: 'agent' }, false, false],
    ['its own agent, an admin', { agentId: 5, role: 'admin' }, false, false],
    ['its own agent, alone', { agentId: 5, role: 'admin' }, true, true],
  ])('%s', (_name, who, onlyAgent, may) => {
    const why = whyNotDecide({ ...facts, onlyAgent, scope: { ...scope, ...who } as Scope }, pending());
    expect(why === undefined).toBe(may);
  });
});

describe('completion', () => {
  test('notes when and who once, and forgets it on re-opening', () => {
    const done = changedRow(stored(), { complete_status: 0 }, 5, facts);
    expect(done).toMatchObject({ complete_date: now, complete_agent_id: 2 });
    const later = changedRow(done, { complete_status: 0, note: 'x' }, 5, { ...facts, now: now + hour });
    expect(later).toMatchObject({ complete_date: now, complete_agent_id: 2 });
    const given = { complete_status: 0, complete_date: nine, complete_agent_id: 5, complete_timetaken: 2 };
    const said = changedRow(stored(), given, 5, facts);
    expect(said).toMatchObject(given);
    const open = changedRow(said, { complete_status: -1 }, 5, facts);
    expect(open).toEqual(stored());
  });
});
