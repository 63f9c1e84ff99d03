import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';

/** The address that clients reach this server at, without a slash at the end: as configured, else as this client
 * called it. */
export function publicUrl(config: Config, request: FastifyRequest): string {
  return config.publicUrl ?? `${request.protocol}://${request.host || `${config.host}:${config.port}`}`;
}
