import type { FastifyInstance } from 'fastify';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { holidayHistory } from './history-sql.ts';

/** Public holidays, leave, change freezes and planned maintenance. */
export function mountHolidays(_app: FastifyInstance, _context: Context): void {
  historyReaders.set('holiday', holidayHistory);
}
