import { useEffect, useReducer } from 'preact/hooks';

/** A value that parts of the page share. */
export interface Store<T> {
  get(): T;
  set(next: T | ((now: T) => T)): void;
  listen(told: () => void): () => void;
}

export function createStore<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      const now = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (now === value) return;
      value = now;
      for (const told of [...listeners]) told();
    },
    listen: (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  const [, again] = useReducer<number, undefined>((count) => count + 1, 0);
  const value = store.get();
  useEffect(() => {
    // It may have changed between being drawn and being listened to: nobody would be told of that.
    if (store.get() !== value) again(undefined);
    return store.listen(() => again(undefined));
  }, [store]);
  return value;
}
