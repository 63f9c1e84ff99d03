/** Numbers that look random and are the same every time. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
  /** A function that gives the items one after the other, in an order that looks random, again and again. */
  deal<T>(items: readonly T[]): () => T;
}

/** Mulberry32 (Tommy Ettinger, public domain): enough for a demonstration, and for nothing secret. */
export function seededRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  const deal: Random['deal'] = (items) => {
    const order = items.map((item) => ({ item, place: next() })).sort((one, other) => one.place - other.place);
    let turn = 0;
    return () => (order[turn++ % order.length] as (typeof order)[number]).item;
  };
  return { whole, pick: (items) => items[whole(0, items.length - 1)] as (typeof items)[number], deal };
}
