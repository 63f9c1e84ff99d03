import type { Board, BoardColumn } from '../../src/rooms/board/shape.ts';
import { language } from '../shell/words.ts';
import { call } from './api.ts';

/** Days as the server counts them, for pages that show time without the board's rows. */
export interface Days {
  /** UTC without a suffix: minute 0. */
  start: string;
  end: string;
  zone: string;
  zone_label: string;
  /** Present time in minutes since `start`. */
  now: number;
  now_label: string;
  columns: BoardColumn[];
}

/** The civil days from `start_date` until before `end_date` (`2026-11-24`), today when both are missing; `timezone` an
 * IANA name, the reader's own when it is missing. */
export function readDays(
  asked: { start_date?: string; end_date?: string; timezone?: string },
  signal?: AbortSignal,
): Promise<Days> {
  const query = { agents: '-1', ...asked, locale: language.get() === 'de' ? 'de' : 'en' };
  return call<Board>('GET', '/Board', { query, signal });
}
