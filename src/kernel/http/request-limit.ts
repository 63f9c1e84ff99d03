/** Counts requests in windows of a minute. */
export interface MinuteCount {
  /** Which minute, counted from 1970. */
  minute: number;
  requests: number;
}

export function newCount(): MinuteCount {
  return { minute: 0, requests: 0 };
}

/** Counts one request.
 * @param now integer milliseconds
 * @returns 0, or when there are already `limit` in this minute the seconds until the next one
 * @example
 * const count = newCount();
 * countRequest(count, 1, 0) // => 0
 * countRequest(count, 1, 15_000) // => 45
 */
export function countRequest(count: MinuteCount, limit: number, now: number): number {
  const minute = Math.floor(now / 60_000);
  if (count.minute !== minute) {
    count.minute = minute;
    count.requests = 0;
  }
  count.requests += 1;
  return count.requests <= limit ? 0 : Math.ceil(((minute + 1) * 60_000 - now) / 1000);
}

/** Counts by key. What is remembered ends with the minute, and never grows beyond what one minute can bring. */
export function countsByKey(): (key: string, now: number) => MinuteCount {
  let minute = 0;
  const counts = new Map<string, MinuteCount>();
  return (key, now) => {
    const present = Math.floor(now / 60_000);
    if (present !== minute || counts.size >= mostKeys) counts.clear();
    minute = present;
    const count = counts.get(key) ?? newCount();
    counts.set(key, count);
    return count;
  };
}

const mostKeys = 100_000;

/** What counts as one address: an IPv6 customer has a /64 of them. */
export function addressKey(ip: string): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip.replace('::ffff:', '');
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return [...groups, ...Array<string>(missing).fill('0'), ...(tail ? tail.split(':') : [])].slice(0, 4).join(':');
}
