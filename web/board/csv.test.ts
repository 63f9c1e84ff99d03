import { expect, test } from 'vitest';
import type { Board } from '../../src/rooms/board/shape.ts';
import { csvOf } from './csv.ts';
import { deskOf } from './model.ts';

const board = {
  start: '2026-11-24T00:00:00',
  columns: [{ date: '2026-11-24', label: 'Tue 24 Nov', at: 0, minutes: 1440, ticks: [], clock: [[0, 0]] }],
  agents: [{ id: 3, name: 'Ana, Kosta', teams: [], skills: [], hours: 0, capacity: [], leave: [], holidays: [] }],
  clients: ['Acme'],
  blocks: [
    [1, 0, 540, 90, 0, 8, '=HYPERLINK("x")', 0, 41, 0, 1, 0],
    [2, 0, 480, 30, 0, 4, 'First', -1, 0, 0, 1, 0],
  ],
  unassigned: [],
} as unknown as Board;

test('CSV has every row in order, quotes what must be, and no formula', () => {
  const [head, ...lines] = csvOf(deskOf(board), 'tentative').split('\r\n');
  expect(head).toBe('id,day,from,until,agent,subject,client,ticket,state,start_utc,end_utc');
  expect(lines).toEqual([
    '2,2026-11-24,08:00,08:30,"Ana, Kosta",First,,,Firm,2026-11-24T08:00:00,2026-11-24T08:30:00',
    `1,2026-11-24,09:00,10:30,"Ana, Kosta","'=HYPERLINK(""x"")",Acme,41,tentative,2026-11-24T09:00:00,2026-11-24T10:30:00`,
  ]);
  expect(csvOf(deskOf(board), '').split('\r\n')).toHaveLength(2);
});
