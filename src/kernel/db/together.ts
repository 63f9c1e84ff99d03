/** What is asked for while other work of its kind is under way waits for it, and is then done together: one statement and
 * one commit for many requests. */

export interface Together {
  /** How many runs of one key may be under way at once. */
  runs: number;
  /** How many items a run takes at most. */
  items: number;
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

interface Lane<T, R> {
  running: number;
  waiting: Waiting<T, R>[];
}

/** Makes a function that does `work` for one item, and together with others that come meanwhile under the same key.
 * `work` answers in the order of its items, and does all of it or, when it throws, nothing. An error of the database is the
 * doing of one item, so each is then done by itself; any other error is everyone's.
 * @example
 * const double = together(async (_key: object, numbers: number[]) => numbers.map((n) => 2 * n), { runs: 1, items: 10 })
 * await double({}, 21) // => 42 */
export function together<K extends object, T, R>(
  work: (key: K, items: T[]) => Promise<R[]>,
  most: Together,
): (key: K, item: T) => Promise<R> {
  const lanes = new WeakMap<K, Lane<T, R>>();

  const begin = (key: K, lane: Lane<T, R>) => {
    while (lane.running < most.runs && lane.waiting.length > 0) {
      lane.running += 1;
      void run(key, lane.waiting.splice(0, most.items)).finally(() => {
        lane.running -= 1;
        begin(key, lane);
      });
    }
  };

  const run = async (key: K, batch: Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await work(
        key,
        batch.map(({ item }) => item),
      );
      batch.forEach(({ resolve }, index) => {
        resolve(results[index] as R);
      });
    } catch (error) {
      if (batch.length > 1 && isRefusal(error)) await Promise.all(batch.map((one) => run(key, [one])));
      else for (const { reject } of batch) reject(error);
    }
  };

  return (key, item) =>
    new Promise((resolve, reject) => {
      const lane = lanes.get(key) ?? { running: 0, waiting: [] };
      lanes.set(key, lane);
      lane.waiting.push({ item, resolve, reject });
      begin(key, lane);
    });
}

/** The database answered that it did not do it; a lost connection leaves that open, and nothing may be done twice. */
function isRefusal(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'ERROR';
}
