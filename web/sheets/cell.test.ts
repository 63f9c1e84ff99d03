import { expect, test } from 'vitest';
import { type CellEntry, type CellFacts, planCell } from './cell.ts';

const day = { from: 1440, until: 2880 };
const at = (hour: number) => day.from + hour * 60;
const span = (from: number, until: number) => ({ from: at(from), until: at(until) });
const entry = (id: number, from: number, until: number, more: Partial<CellEntry> = {}): CellEntry => {
  return { id, ...span(from, until), minutes: (until - from) * 60, ...more };
};
const facts = (entries: CellEntry[], others: ReturnType<typeof span>[] = [], work = [span(9, 12), span(13, 17)]) => {
  return { day, entries, busy: [...entries, ...others], work, morning: at(9) } satisfies CellFacts;
};
const create = (from: number, until: number) => [{ kind: 'create', ...span(from, until) }];
const change = (id: number, until: number, minutes: number) => ({ kind: 'change', id, until: at(until), minutes });

test.each<[string, number, CellFacts, unknown]>([
  ['an empty cell gets an entry at the start of working time', 90, facts([]), create(9, 10.5)],
  ['behind what is there', 60, facts([], [span(9, 10)]), create(10, 11)],
  ['in the first gap that is long enough', 120, facts([], [span(9, 11)]), create(13, 15)],
  ['over the break when no stretch is long enough', 480, facts([]), create(9, 17)],
  ['after hours when the day is full', 60, facts([], [span(9, 17)]), create(17, 18)],
  ['before hours when the evening is full, too', 60, facts([], [span(9, 24)]), create(0, 1)],
  ['on a day without working time from nine', 60, facts([], [], []), create(9, 10)],
  ['the last entry is made longer', 150, facts([entry(1, 9, 10), entry(2, 10, 11)]), [change(2, 11.5, 90)]],
  ['and shorter', 90, facts([entry(1, 9, 10), entry(2, 10, 11)]), [change(2, 10.5, 30)]],
  ['as far as nothing of it is left', 60, facts([entry(1, 9, 10), entry(2, 10, 11)]), [{ kind: 'remove', id: 2 }]],
  [
    'and then the one before',
    30,
    facts([entry(1, 9, 10), entry(2, 10, 11)]),
    [{ kind: 'remove', id: 2 }, change(1, 9.5, 30)],
  ],
  ['nothing is left of nothing', 0, facts([entry(1, 9, 10)]), [{ kind: 'remove', id: 1 }]],
  [
    'not over what comes next: the rest is an entry of its own',
    120,
    facts([entry(1, 9, 10)], [span(10, 11)]),
    create(11, 12),
  ],
  ['the same total changes nothing', 60, facts([entry(1, 9, 10)]), []],
  ['time taken that is not from start to end', 60, facts([entry(1, 9, 10, { minutes: 45 })]), [change(1, 10.25, 60)]],
  ['never past midnight', 180, facts([entry(1, 22, 23)], [span(0, 22)]), 'full'],
  ['but elsewhere in the day', 180, facts([entry(1, 22, 23)]), create(9, 11)],
  ['what came over midnight stays as it is', 120, facts([entry(1, -1, 1, { minutes: 60 })]), create(9, 10)],
  ['not what goes on after midnight', 30, facts([entry(1, 23, 25)]), 'midnight'],
  ['not what runs', 30, facts([entry(1, 9, 10, { running: true })]), 'running'],
  ['a day has 24 hours', 1500, facts([]), 'long'],
])('%s', (_name, wanted, given, expected) => expect(planCell(wanted, given)).toEqual(expected));
