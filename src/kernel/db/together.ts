/** What is asked for while other work of its kind is under way waits for it, and is then done together: one statement and
 * one commit for many requests. */

export interface Together {
  /** How many items a run takes at most. */
  items: number;
  /** How many runs of one key are under way at once: while the database works on one, the next is gathered. */
  runs: number;
  /** How long others wait for a run of their key, in milliseconds; then the next begins beside it. One that waits for a lock
   * holds nobody up. */
  patience: number;
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
 * const double = together(async (_key: object, ns: number[]) => ns.map((n) => 2 * n), { items: 10, runs: 2, patience: 50 })
 * await double({}, 21) // => 42 */
export function together<K extends object, T, R>(
  work: (key: K, items: T[]) => Promise<R[]>,
  most: Together,
): (key: K, item: T) => Promise<R> {
  const lanes = new WeakMap<K, Lane<T, R>>();

  const begin = (key: K, lane: Lane<T, R>) => {
    if (lane.running >= most.runs || lane.waiting.length === 0) return;
    lane.running += 1;
    void within(most.patience, run(key, lane.waiting.splice(0, most.items))).then(() => {
      lane.running -= 1;
      begin(key, lane);
    });
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
      // Not at once: requests that arrived in the same turn of the event loop go together from the start.
      if (lane.waiting.length === 1) setImmediate(begin, key, lane);
    });
}

function within(milliseconds: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The database answered that it did not do it; a lost connection leaves that open, and nothing may be done twice. */
function isRefusal(error: unknown): boolean {
  return (error as { severity?: unknown }).severity === 'ERROR';
}
