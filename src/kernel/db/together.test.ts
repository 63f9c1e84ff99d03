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
  test('what comes in one turn, or while a run is under way, goes together, each with its own answer', async () => {
    const { runs, work, items } = gated();
    const ask = together(work, { items: 10, runs: 1, patience: 60_000 });
    const first = [1, 2].map((item) => ask(key, item));
    await turn();
    const next = [3, 4].map((item) => ask(key, item));
    await turn();
    expect(items()).toEqual([[1, 2]]);
    runs[0]?.end();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await turn();
    expect(items()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs[1]?.end();
    expect(await Promise.all(next)).toEqual([30, 40]);
  });

  test('no run takes more items than it may', async () => {
    const { runs, work, items } = gated();
    const ask = together(work, { items: 2, runs: 1, patience: 60_000 });
    const answers = [1, 2, 3].map((item) => ask(key, item));
    await turn();
    expect(items()).toEqual([[1, 2]]);
    runs[0]?.end();
    await answers[0];
    await turn();
    expect(items()).toEqual([[1, 2], [3]]);
  });

  test('with two runs, what comes goes on beside the first, and no third begins', async () => {
    const { runs, work, items } = gated();
    const ask = together(work, { items: 10, runs: 2, patience: 60_000 });
    for (const item of [1, 2, 3]) {
      void ask(key, item);
      await turn();
    }
    expect(items()).toEqual([[1], [2]]);
    runs[1]?.end();
    await turn();
    expect(items()).toEqual([[1], [2], [3]]);
  });

  test('a run that takes long holds nobody up', async () => {
    const { runs, work } = gated();
    const ask = together(work, { items: 10, runs: 1, patience: 1 });
    void ask(key, 1);
    await turn();
    const other = ask(key, 2);
    while (runs.length < 2) await turn();
    runs[1]?.end();
    expect(await other).toBe(20);
  });

  test('keys do not wait for each other', async () => {
    const { work, items } = gated();
    const ask = together(work, { items: 10, runs: 1, patience: 60_000 });
    void ask({}, 1);
    void ask({}, 2);
    await turn();
    expect(items()).toEqual([[1], [2]]);
  });

  test('a refusal by the database is the doing of one: each is done by itself, and only that one fails', async () => {
    const ask = together(
      async (_key: object, items: number[]) => {
        await turn();
        if (items.includes(13)) throw refusal;
        return items.map((item) => item * 10);
      },
      { items: 10, runs: 1, patience: 60_000 },
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
      { items: 10, runs: 1, patience: 60_000 },
    );
    const answers = await Promise.allSettled([1, 2, 3].map((item) => ask(key, item)));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(asked).toEqual([[1, 2, 3]]);
  });
});
