import { useEffect } from 'preact/hooks';
import { listen } from '../wire/feed.ts';
import { reload } from './desk.ts';

/** Somebody decided, or wrote time into this week: it is read again. */
export function useFeed(since: string | undefined, agent: number, read: () => Promise<void> = reload): void {
  useEffect(() => {
    if (!since) return;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(soon);
      soon = setTimeout(() => void read(), 300);
    };
    const stop = listen(since, {
      change: ({ entity, agents }) => (entity.startsWith('timesheet') || agents?.includes(agent)) && again(),
      reset: again,
    });
    return () => {
      clearTimeout(soon);
      stop();
    };
  }, [since !== undefined, agent]);
}
