import type { FeedChange } from '../../src/rooms/board/shape.ts';
import { createStore } from './store.ts';

/** Changes of everybody, as they happen. The browser goes on by itself after a break, from the last id that it got. */

/** `off`: the page that is shown does not listen. */
export const connected = createStore<'live' | 'waiting' | 'off'>('off');

export function listen(since: string, told: { change(change: FeedChange): void; reset(): void }): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = since;
  connected.set('waiting');
  const open = () => {
    source = new EventSource(`/Feed?since=${encodeURIComponent(last)}`);
    source.onopen = () => connected.set('live');
    source.onerror = () => {
      connected.set('waiting');
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, 3000);
    };
    source.addEventListener('change', (event) => {
      last = event.lastEventId || last;
      told.change(JSON.parse(event.data));
    });
    source.addEventListener('reset', (event) => {
      last = event.lastEventId || last;
      told.reset();
    });
    source.addEventListener('bye', () => {
      source?.close();
      connected.set('waiting');
      timer = setTimeout(open, 2000);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
    connected.set('off');
  };
}
