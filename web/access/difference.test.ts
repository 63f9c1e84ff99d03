import { describe, expect, test } from 'vitest';
import { differencesOf, type LoggedChange, nameOf, undoOf, valueText } from './difference.ts';

const change = (values: Partial<LoggedChange>): LoggedChange => ({
  ...{ id: 7, at: '2026-11-24T08:42:00', entity: 'client', entity_id: '12', action: 'update' },
  ...values,
});

describe('a difference', () => {
  test('is what changed, without what a save writes by itself', () => {
    const before = { id: 12, name: 'Acme', version: 1, last_modified: 'a', teams: [{ id: 1 }], _etag: 'x', gone: 1 };
    const after = { id: 12, name: 'Acme Ltd', version: 2, last_modified: 'b', teams: [{ id: 1 }], _etag: 'y' };
    expect(differencesOf(change({ before, after }))).toEqual([
      { key: 'name', before: 'Acme', after: 'Acme Ltd' },
      { key: 'gone', before: 1, after: undefined },
    ]);
  });

  test.each([
    [undefined, '–'],
    ['', '–'],
    [[], '–'],
    [false, 'false'],
    [[{ id: 1, name: 'Field' }, 'b'], 'Field, b'],
    [{ a: 1 }, '{"a":1}'],
  ])('reads %j as %s', (value, text) => expect(valueText(value)).toBe(text));

  test('has the name of the thing', () => {
    expect(nameOf(change({ before: { name: 'Old' }, after: { name: 'New' } }))).toBe('New');
    expect(nameOf(change({ after: { subject: 'Visit' } }))).toBe('Visit');
    expect(nameOf(change({}))).toBe('#12');
  });
});

describe('Undo', () => {
  test('sends what was before of what changed, and no more', () => {
    const undo = undoOf(
      change({ before: { name: 'Acme', colour: 'red' }, after: { name: 'New', colour: 'red', note: 'x' } }),
    );
    expect(undo).toEqual({ path: '/Client', element: { id: 12, name: 'Acme', note: null } });
  });

  test('of an appointment uses the names that a save takes', () => {
    const before = { starts_at: '2026-11-24T09:00:00+00:00', agent_id: 3, save_no: 1, busy: true };
    const after = { starts_at: '2026-11-24T10:00:00+00:00', agent_id: 4, save_no: 2, busy: false };
    expect(undoOf(change({ entity: 'appointment', before, after }))).toEqual({
      path: '/Appointment',
      element: { id: 12, start_date: before.starts_at, agent_id: 3 },
    });
    expect(undoOf(change({ entity: 'appointment', action: 'delete', before }))?.element).toEqual({
      id: 12,
      deleted: false,
    });
  });

  test('knows the ids of lookups, holidays and clients', () => {
    const images = { before: { name: 'a' }, after: { name: 'b' } };
    const element = (entity: string, entity_id: string) => undoOf(change({ entity, entity_id, ...images }))?.element;
    expect(element('lookup', '63/6')).toEqual({ lookupid: 63, id: 6, name: 'a' });
    expect(element('holiday', 'x-y')).toEqual({ id: 'x-y', name: 'a' });
    expect(element('api_client', 'x-y')).toEqual({ id: 'x-y', name: 'a' });
  });

  test.each([
    { action: 'create', after: { name: 'x' } },
    { action: 'delete', before: { name: 'x' } },
    { action: 'update', after: { password: 'set' } },
    { entity: 'timesheet', before: { a: 1 }, after: { a: 2 } },
    { before: { version: 1 }, after: { version: 2 } },
  ] as Partial<LoggedChange>[])('is not there for %j', (values) => expect(undoOf(change(values))).toBeUndefined());
});
