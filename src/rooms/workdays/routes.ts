import type { FastifyInstance } from 'fastify';
import type { Context } from '../../kernel/http/context.ts';

/** Workdays and timeslots. */
export function mountWorkdays(_app: FastifyInstance, _context: Context): void {}
