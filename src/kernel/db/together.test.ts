import { describe, expect, test } from 'vitest';
import { together } from './together.ts';

/** Work whose end the test decides. */
function gated() {
  const runs: { items: number[]; end(): void; fail(error: unknown): void }[] = [];
  const work = (_key: object, items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      runs.push({ items, end: () => resolve(items.map((item) => item * 10)), fail: reject });
    });
  return { runs, work, items: () => runs.map((run) => run.items) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const key = {};
const refusal = Object.assign(new Error('violates a foreign key'), { severity: 'ERROR', code: '23503' });

describe('work that is done together', () => {
  test('the first begins at once; what comes meanwhile goes together, each with its own answer', async () => {
    const { runs, work, items } = gated();
    const ask = together(work, { runs: 1, items: 10 });
    const answers = [1, 2, 3].map((item) => ask(key, item));
    expect(items()).toEqual([[1]]);
    runs[0]?.end();
    expect(await answers[0]).toBe(10);
    await turn();
    expect(items()).toEqual([[1], [2, 3]]);
    runs[1]?.end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30]);
  });

  test('no run takes more items than it may, and no more runs are under way than may be', async () => {
    const { runs, work, items } = gated();
    const ask = together(work, { runs: 2, items: 2 });
    const answers = [1, 2, 3, 4, 5].map((item) => ask(key, item));
    expect(items()).toEqual([[1], [2]]);
    runs[0]?.end();
    await turn();
    expect(items()).toEqual([[1], [2], [3, 4]]);
    runs[1]?.end();
    await turn();
    expect(items()).toEqual([[1], [2], [3, 4], [5]]);
    for (const run of runs) run.end();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50]);
  });

  test('keys do not wait for each other', () => {
    const { work, items } = gated();
    const ask = together(work, { runs: 1, items: 10 });
    void ask({}, 1);
    void ask({}, 2);
    expect(items()).toEqual([[1], [2]]);
  });

  test('a refusal by the database is the doing of one: each is done by itself, and only that one fails', async () => {
    const ask = together(
      async (_key: object, items: number[]) => {
        await turn();
        if (items.includes(13)) throw refusal;
        return items.map((item) => item * 10);
      },
      { runs: 1, items: 10 },
    );
    const answers = await Promise.allSettled([1, 2, 13, 4].map((item) => ask(key, item)));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : answer.reason))).toEqual([
      10,
      20,
      refusal,
      40,
    ]);
  });

  test('after a lost connection nothing is done again: what was done is not known', async () => {
    const asked: number[][] = [];
    const ask = together(
      async (_key: object, items: number[]) => {
        asked.push(items);
        await turn();
        if (items.length > 1) throw new Error('Connection terminated unexpectedly');
        return items;
      },
      { runs: 1, items: 10 },
    );
    const answers = await Promise.allSettled([1, 2, 3].map((item) => ask(key, item)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(asked).toEqual([[1], [2, 3]]);
  });
});
