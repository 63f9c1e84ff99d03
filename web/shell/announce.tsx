import type { JSX } from 'preact';
import { connected } from '../wire/feed.ts';
import { createStore, useStore } from '../wire/store.ts';
import { t } from './words.ts';

/** What has happened, for who hears it and who sees it (WCAG 4.1.3). */
export interface Notice {
  text: string;
  problem?: boolean;
  action?: { label: string; run(): void };
}

const mine = createStore<Notice | undefined>(undefined);
const others = createStore<string>('');
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(notice: Notice): void {
  clearTimeout(timer);
  mine.set(notice);
  timer = setTimeout(() => mine.set(undefined), notice.action ? 30_000 : 12_000);
}

/** What colleagues do: said politely, the last one stays. */
export const tell = (text: string): void => others.set(text);

export function Announcements(): JSX.Element {
  const notice = useStore(mine);
  const told = useStore(others);
  const live = useStore(connected);
  return (
    <footer class="announce">
      <p role="status" class={notice?.problem ? 'problem' : ''}>
        {notice?.text}
      </p>
      {notice?.action && (
        <button type="button" class="quiet" onClick={notice.action.run}>
          {notice.action.label}
        </button>
      )}
      <p class="told" role="log" aria-live="polite">
        {told}
      </p>
      {live !== 'off' && <p class="live">{t(`live.${live}`)}</p>}
    </footer>
  );
}
