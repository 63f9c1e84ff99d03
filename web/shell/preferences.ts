import { createStore, type Store } from '../wire/store.ts';

/** Choices of this reader on this device. */
function kept<T extends string>(name: string, first: T): Store<T> {
  const key = `almanac.${name}`;
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(key);
  } catch {
    // A browser that keeps nothing still works.
  }
  const store = createStore<T>((stored as T) ?? first);
  store.listen(() => {
    try {
      localStorage.setItem(key, store.get());
    } catch {
      // As above.
    }
  });
  return store;
}

export type Theme = 'system' | 'light' | 'dark';
export const theme = kept<Theme>('theme', 'system');
export const keysOn = kept<'on' | 'off'>('keys', 'on');
export const chosenLanguage = kept<string>('language', '');
export const layers = kept<string>('layers', 'shifts,leave,tentative,freeze,teams');
export const colourings = ['type', 'status', 'agent'] as const;
export type Colouring = (typeof colourings)[number];
export const colours = kept<Colouring>('colours', 'type');
/** Whose hours stand under those of the board; '' nobody's. */
export const secondZone = kept<string>('secondZone', '');

export function applyTheme(): void {
  const paint = () => {
    const chosen = theme.get();
    document.documentElement.style.colorScheme = chosen === 'system' ? 'light dark' : chosen;
  };
  paint();
  theme.listen(paint);
}
