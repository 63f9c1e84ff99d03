import { describe, expect, test } from 'vitest';
import type { Block, Column } from './shape.ts';
import { edge, keyMove, resized, stepped, walked } from './steps.ts';

const marks = (at: number) => Array.from({ length: 24 }, (_, hour) => ({ at: at + hour * 60, label: '' }));
const day = (at: number): Column => ({
  key: `${at}`,
  label: '',
  start: at,
  end: at + 1440,
  from: at + 480,
  to: at + 1080,
  marks: marks(at),
});
const columns = [day(0), day(1440)];
const block = (key: string, start: number, end: number, row = 'a'): Block => ({
  key,
  row,
  start,
  end,
  name: key,
  title: key,
  look: '',
  movable: true,
});

describe('a step along time', () => {
  test.each([
    ['later', 600, 15, 615],
    ['earlier', 600, -15, 585],
    ['from an odd minute to the grid', 607, 15, 615],
    ['over the evening to the next morning', 1065, 15, 1920],
    ['over the morning to the evening before', 1920, -15, 1065],
    ['not beyond the last evening', 2505, 15, 2505],
    ['not before the first morning', 480, -15, 480],
  ])('%s', (_what, start, step, to) => {
    expect(stepped(columns, { start, end: start + 60 }, step)).toEqual({ start: to, end: to + 60 });
  });
  test('the end moves too, and at least one step is left', () => {
    expect(resized({ start: 600, end: 660 }, 15)).toEqual({ start: 600, end: 675 });
    expect(resized({ start: 600, end: 615 }, -15)).toEqual({ start: 600, end: 615 });
  });
});

describe('Alt and an arrow', () => {
  const rows = [{ key: 'a' }, { key: 'b' }];
  const one = block('x', 600, 660);
  test('moves to the next row and keeps the time', () => {
    expect(keyMove(columns, rows, one, 'down', { resize: false, step: 15 })).toEqual({
      key: 'x',
      row: 'b',
      start: 600,
      end: 660,
    });
  });
  test('does nothing where there is no row, nor up and down with Shift', () => {
    expect(keyMove(columns, rows, one, 'up', { resize: false, step: 15 })).toBeUndefined();
    expect(keyMove(columns, rows, one, 'down', { resize: true, step: 15 })).toBeUndefined();
  });
  test('with Shift makes it longer', () => {
    expect(keyMove(columns, rows, one, 'later', { resize: true, step: 15 })).toMatchObject({ start: 600, end: 675 });
  });
});

describe('arrows walk', () => {
  const rows = [[block('x', 600, 660), block('y', 2040, 2100)], [], [block('z', 2000, 2060, 'c')]];
  test('from block to block, and stop at the last', () => {
    const first = edge({ row: 0, column: 1 }, false, rows, columns);
    expect(first).toEqual({ row: 0, column: 0, block: 'x' });
    const second = walked(first, 'later', rows, columns);
    expect(second).toEqual({ row: 0, column: 1, block: 'y' });
    expect(walked(second, 'later', rows, columns)).toEqual(second);
  });
  test('to a cell where a row is empty, and from there to what is nearest', () => {
    const empty = walked({ row: 0, column: 1, block: 'y' }, 'down', rows, columns);
    expect(empty).toEqual({ row: 1, column: 1 });
    expect(walked(empty, 'earlier', rows, columns)).toEqual({ row: 1, column: 0 });
    expect(walked(empty, 'down', rows, columns)).toEqual({ row: 2, column: 1, block: 'z' });
  });
});
