import { request } from 'node:http';
import { at } from './calendar.ts';

/** One event of the live feed. */
export interface FeedEvent {
  name: string;
  id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
  data: any;
}

export interface OpenFeed {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** All that came so far. */
  events: FeedEvent[];
  /** The last id that came, with an event or alone. */
  lastId(): string | undefined;
  /** The first event, of those that came or will, for which it is true. */
  until(condition: (event: FeedEvent) => boolean): Promise<FeedEvent>;
  /** When the connection has ended. */
  ended: Promise<void>;
  close(): void;
}

/** Listens to GET /Feed with a connection of its own; answers when the headers are there. */
export function openFeed(url: string, headers: Record<string, string>, query = ''): Promise<OpenFeed> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/Feed${query}`, { headers, agent: false }, (response) => {
      const events: FeedEvent[] = [];
      const waiting = new Set<() => void>();
      let last: string | undefined;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const event = read(text.slice(0, end));
          text = text.slice(end + 2);
          last = event.id ?? last;
          if (event.data !== undefined) events.push(event);
        }
        for (const look of waiting) look();
      });
      const ended = new Promise<void>((done) => response.once('close', () => done()));
      const until = (condition: (event: FeedEvent) => boolean) =>
        new Promise<FeedEvent>((found, gone) => {
          const look = () => {
            const event = events.find(condition);
            if (!event) return;
            waiting.delete(look);
            found(event);
          };
          waiting.add(look);
          look();
          void ended.then(() => gone(new Error(`the feed ended; it told ${JSON.stringify(events)}`)));
        });
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        events,
        lastId: () => last,
        until,
        ended,
        close: () => response.destroy(),
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}

function read(block: string): FeedEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const data = field('data');
  return {
    name: field('event') ?? 'message',
    id: field('id'),
    data: data === undefined ? undefined : JSON.parse(data),
  };
}

/** Feeds of a test file, for whoever has a token; `closeAll` after each test. */
export function listeners(server: () => { readonly url: string }) {
  const open: OpenFeed[] = [];

  async function listen(by: { token: string }, query = '', headers: Record<string, string> = {}): Promise<OpenFeed> {
    const feed = await openFeed(server().url, { authorization: `Bearer ${by.token}`, ...headers }, query);
    open.push(feed);
    return feed;
  }

  const closeAll = () => {
    for (const feed of open.splice(0)) feed.close();
  };

  return { listen, closeAll };
}

export const about = (id: number | string) => (event: FeedEvent) =>
  event.name === 'change' && event.data.entity_id === String(id);

/** An hour for each appointment of a test file, each of its own day. */
export function ownHours() {
  let days = 0;
  return () => {
    days += 1;
    const date = new Date(Date.UTC(2026, 5, days)).toISOString().slice(0, 10);
    return { start_date: at('09:00', date), end_date: at('10:00', date) };
  };
}
