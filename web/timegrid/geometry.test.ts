import { describe, expect, test } from 'vitest';
import { axisOf, instantAt, lanesOf, offsetOf, placeOf, rowsInView, snap, topsOf } from './geometry.ts';
import type { Column } from './shape.ts';

/** A day that begins at `at`; its clock shows `hours` full hours. */
function day(at: number, minutes = 1440, shown: [number, number] = [0, minutes]): Column {
  const marks = Array.from({ length: Math.ceil(minutes / 60) }, (_, hour) => ({
    at: at + hour * 60,
    label: `${hour}`,
  }));
  return { key: `${at}`, label: '', start: at, end: at + minutes, from: at + shown[0], to: at + shown[1], marks };
}

describe('the axis', () => {
  test.each([
    ['Europe/London, spring', 1380],
    ['Europe/London, autumn', 1500],
    ['Australia/Lord_Howe, spring', 1410],
    ['Australia/Lord_Howe, autumn', 1470],
  ])('a day of %s is as wide as it is long, and what follows it stands right', (_zone, minutes) => {
    const columns = [day(0), day(1440, minutes), day(1440 + minutes)];
    const axis = axisOf(columns, 2880 + minutes);
    expect(axis.pieces.map(({ offset, size }) => [offset, size])).toEqual([
      [0, 1440],
      [1440, minutes],
      [1440 + minutes, 1440],
    ]);
    const nine = 1440 + minutes + 540;
    expect(offsetOf(axis, nine)).toBeCloseTo(nine, 6);
    expect(instantAt(axis, nine)).toBeCloseTo(nine, 6);
  });

  test('folded time has no width: what lies in it is at the edge of the next day', () => {
    const axis = axisOf([day(0, 1440, [480, 1080]), day(1440, 1440, [480, 1080])], 1200);
    expect([0, 480, 780, 1080, 1200, 1920].map((at) => offsetOf(axis, at))).toEqual([0, 0, 300, 600, 600, 600]);
    expect(instantAt(axis, 600)).toBe(1920);
    expect(instantAt(axis, 5000)).toBe(2520);
  });

  test('a day without work takes a third', () => {
    const axis = axisOf([day(0), { ...day(1440), closed: true }], 400);
    expect(axis.pieces.map(({ size }) => size)).toEqual([300, 100]);
  });

  test('a block is never thinner than can be hit, and stays inside', () => {
    const axis = axisOf([day(0)], 1440);
    expect(placeOf(axis, { start: 600, end: 600 }, 24)).toEqual({ offset: 600, size: 24 });
    expect(placeOf(axis, { start: 1439, end: 1440 }, 24)).toEqual({ offset: 1416, size: 24 });
    expect(placeOf(axis, { start: -60, end: 60 }, 24)).toEqual({ offset: 0, size: 60 });
    expect(placeOf(axis, { start: -60, end: 0 }, 24)).toBeUndefined();
    expect(placeOf(axis, { start: 1440, end: 1500 }, 24)).toBeUndefined();
  });
});

test('snapping counts from the full hour that the clock shows', () => {
  // The clock goes forward by half an hour at minute 120 (Lord Howe): the next full hour is 30 minutes later.
  const marks = [0, 60, 120, 150, 210].map((at) => ({ at, label: '' }));
  expect([7, 8, 128, 152, 158, 203].map((at) => snap(marks, at, 15))).toEqual([0, 15, 135, 150, 165, 210]);
});

describe('lanes', () => {
  const lanes = (...spans: [number, number][]) => {
    const { lanes: map, count } = lanesOf(spans.map(([start, end], index) => ({ key: `${index}`, start, end })));
    return [count, ...spans.map((_, index) => map.get(`${index}`))];
  };
  test('back to back is one lane', () => expect(lanes([0, 60], [60, 120])).toEqual([1, 0, 0]));
  test('what overlaps goes beside, and the lane is used again', () =>
    expect(lanes([0, 90], [60, 120], [90, 100])).toEqual([2, 0, 1, 0]));
  test('two of no length at one instant do not cover each other', () =>
    expect(lanes([60, 60], [60, 60])).toEqual([2, 0, 1]));
  test('a block that looks longer than it is does not lie under the next', () => {
    const short = [
      { key: 'a', start: 0, end: 10 },
      { key: 'b', start: 10, end: 60 },
    ];
    expect([lanesOf(short).count, lanesOf(short, 30).count]).toEqual([1, 2]);
  });
  test('an empty row has one', () => expect(lanes()).toEqual([1]));
});

test('only rows in view are drawn, and some beyond', () => {
  const { tops, height } = topsOf([40, 40, 80, 40, 40]);
  expect([tops, height]).toEqual([[0, 40, 80, 160, 200], 240]);
  expect(rowsInView(tops, 90, 20, 0)).toEqual([2, 3]);
  expect(rowsInView(tops, 90, 20, 60)).toEqual([0, 4]);
  expect(rowsInView([], 0, 500, 100)).toEqual([0, 0]);
});
