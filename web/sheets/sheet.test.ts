import { expect, test } from 'vitest';
import { weekState } from './hand-in.tsx';
import { stepsOf } from './history.tsx';
import { type ApprovalState, type EventRow, lineKey, minutesIn } from './sheet.ts';
import { copyOf, inverseOf } from './writing.ts';

const row = (more: Partial<EventRow>): EventRow => ({
  id: 1,
  event_type: 0,
  start_date: '2026-11-23T09:00:00',
  end_date: '2026-11-23T10:00:00',
  timetaken: 1,
  _etag: '"1.1"',
  _canupdate: true,
  ...more,
});

test.each<[Partial<EventRow>, string]>([
  [{ ticket_id: 4 }, 'ticket 4'],
  [{ ticket_id: 4, lognewticket: false, subject: ' Planning ' }, 'internal 0 planning'],
  [{ ticket_id: 4, lognewticket: false, subject: 'planning', client_id: 3 }, 'internal 3 planning'],
  [{ event_type: 1, break_type: 2 }, 'break 2'],
  [{ is_private: true, ticket_id: 4 }, 'private'],
])('%j is of the line %s', (more, key) => expect(lineKey(row(more))).toBe(key));

test.each([
  ['within the day', { from: 60, until: 120, minutes: 60 }, 60],
  ['over midnight, by its part', { from: 1380, until: 1500, minutes: 90 }, 45],
  ['of no length, where it is', { from: 60, until: 60, minutes: 30 }, 30],
  ['of no length at the end of the day', { from: 1440, until: 1440, minutes: 30 }, 0],
  ['on another day', { from: 1440, until: 1500, minutes: 60 }, 0],
])('an entry %s', (_name, entry, minutes) => {
  expect(minutesIn({ id: 1, ...entry }, { from: 0, until: 1440 })).toBe(minutes);
});

test('what was written is taken back: what it was, without what was made, with what was removed', () => {
  const quick = row({ id: 3, subject: 'x', lognewticket: false, ticket_id: 9, note: 'n' });
  const before = new Map([[2, row({ id: 2 })]]);
  const save = [{ id: 2, end_date: '2026-11-23T11:00:00', note: 'new' }, { subject: 'y' }];
  const answers = [row({ id: 2, _etag: '"2.2"' }), row({ id: 5 })];
  const { start_date, end_date, timetaken } = quick;
  expect(inverseOf({ save, remove: [quick] }, before, answers, 7)).toEqual({
    save: [
      { id: 2, end_date: '2026-11-23T10:00:00', note: null },
      { agent_id: 7, event_type: 0, start_date, end_date, timetaken, subject: 'x', note: 'n' },
    ],
    remove: [answers[1]],
    etag: undefined,
  });
  const one = inverseOf(
    { save: [{ id: 2, clear_end: false }], remove: [] },
    new Map([[2, row({ id: 2, running: true })]]),
    answers,
    7,
  );
  expect(one).toEqual({ save: [{ id: 2, clear_end: true }], remove: [], etag: '"2.2"' });
  expect(copyOf(row({ ticket_id: 4 }), 7)).toMatchObject({ agent_id: 7, ticket_id: 4 });
});

test.each<[string, [ApprovalState, number][]]>([
  ['draft', []],
  [
    'draft',
    [
      ['draft', 8],
      ['draft', 0],
    ],
  ],
  [
    'pending',
    [
      ['pending', 8],
      ['draft', 0],
    ],
  ],
  [
    'pending',
    [
      ['pending', 8],
      ['approved', 8],
    ],
  ],
  [
    'partly',
    [
      ['pending', 8],
      ['draft', 8],
    ],
  ],
  [
    'approved',
    [
      ['approved', 8],
      ['approved', 0],
    ],
  ],
  [
    'returned',
    [
      ['approved', 8],
      ['returned', 8],
      ['draft', 8],
    ],
  ],
])('a week is %s when its days are %j', (state, days) => {
  expect(weekState(days.map(([one, target]) => ({ state: one, target, worked: 0 })))).toBe(state);
});

test('steps that came together are one, each reason with its days', () => {
  const step = (seq: number, command: string, date: string, message?: string) => ({
    seq,
    command,
    date,
    agent_name: 'Ann',
    ...(message && { message }),
  });
  const days = [
    { date: '2026-11-23T00:00:00', approval_history: [step(1, 'submit', '18'), step(2, 'reject', '19', 'Why?')] },
    { date: '2026-11-24T00:00:00', approval_history: [step(1, 'submit', '18'), step(2, 'reject', '19', 'Why?')] },
    { date: '2026-11-25T00:00:00', approval_history: [step(1, 'submit', '18'), step(2, 'reject', '19', 'Lunch?')] },
  ];
  expect(stepsOf(days)).toEqual([
    { command: 'submit', date: '18', who: 'Ann', said: [] },
    {
      command: 'reject',
      date: '19',
      who: 'Ann',
      said: [
        { message: 'Why?', dates: ['2026-11-23', '2026-11-24'] },
        { message: 'Lunch?', dates: ['2026-11-25'] },
      ],
    },
  ]);
});
