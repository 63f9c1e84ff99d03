import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const folder = new URL('../../../web/pages/', import.meta.url);
const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Serves what belongs to pages that the server renders: files of `web/pages`, one after the other, the same for everybody.
 * @param url ends with the kind of file */
export function servePageFile(app: FastifyInstance, url: `${string}.${keyof typeof types}`, ...names: string[]): void {
  const text = names.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const type = types[url.endsWith('.css') ? 'css' : 'js'];
  app.route({
    method: 'GET',
    url,
    schema: { hide: true },
    handler: async (_request, reply) => reply.header('cache-control', 'public, max-age=3600').type(type).send(text),
  });
}
