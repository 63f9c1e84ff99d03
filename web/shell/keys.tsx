import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../kit/dialog.tsx';
import { useStore } from '../wire/store.ts';
import { keysOn } from './preferences.ts';
import { t } from './words.ts';

/** Keys of the page; off while somebody types, and altogether when the reader wants (WCAG 2.1.4). */

export type Keys = Record<string, () => void>;

export const ctrl = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

export function useKeys(keys: Keys): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return;
      const name = `${ctrl(event) ? 'Ctrl+' : ''}${ctrl(event) && event.shiftKey ? 'Shift+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
      const single = event.key.length === 1 && !ctrl(event);
      const act = keys[name];
      if (!act || (single && keysOn.get() === 'off')) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return (
    /^(input|textarea|select)$/.test(target.localName) ||
    target.isContentEditable ||
    document.querySelector('dialog[open]') !== null
  );
}

const listed = [
  ['t', 'today'],
  ['j / k', 'nextPrevious'],
  ['d  w  f  m  l', 'views'],
  ['d  w  m  l', 'viewsMe'],
  ['g', 'goTo'],
  ['/', 'find'],
  ['n', 'new'],
  ['u', 'queue'],
  ['c', 'check'],
  ['← → ↑ ↓', 'arrows'],
  ['Enter', 'open'],
  ['Alt + ← → ↑ ↓', 'move'],
  ['Alt + Shift + ← →', 'resize'],
  ['m', 'moveTo'],
  ['Del', 'cancel'],
  ['Ctrl + Z, Ctrl + Y', 'undo'],
  ['Esc', 'escape'],
  ['?', 'help'],
] as const;

export function KeyList({ close }: { close(): void }): JSX.Element {
  const on = useStore(keysOn);
  return (
    <Dialog title={t('keys.title')} close={close}>
      <dl class="keys">
        {listed.map(([key, name]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={on === 'on'} onChange={() => keysOn.set(on === 'on' ? 'off' : 'on')} />
        {t('keys.switch')}
      </label>
      <div class="buttons">
        <button type="button" data-first onClick={close}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  );
}
