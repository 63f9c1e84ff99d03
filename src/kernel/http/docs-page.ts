import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const folder = new URL('../../../web/docs/', import.meta.url);

/** Scripts and styles of this server only, nothing inline, and nobody may frame the page: it holds a token. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files = [
  { path: '/docs', file: 'index.html', type: 'text/html; charset=utf-8' },
  { path: '/docs/docs.js', file: 'docs.js', type: 'text/javascript; charset=utf-8' },
  { path: '/docs/schema.js', file: 'schema.js', type: 'text/javascript; charset=utf-8' },
  { path: '/docs/docs.css', file: 'docs.css', type: 'text/css; charset=utf-8' },
];

/** The page to try the API with, at `/docs`: made of openapi.json, needs nothing from elsewhere. */
export function serveDocs(app: FastifyInstance): void {
  for (const { path, file, type } of files) {
    const text = readFileSync(new URL(file, folder));
    app.route({
      method: 'GET',
      url: path,
      schema: {
        tags: ['Server'],
        summary: 'The page to try the API with',
        hide: path !== '/docs',
        produces: ['text/html'],
        response: { 200: { type: 'string', description: 'HTML' } },
      },
      handler: async (_request, reply) =>
        reply
          .headers({
            'content-security-policy': contentSecurityPolicy,
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
            'cache-control': 'no-cache',
          })
          .type(type)
          .send(text),
    });
  }
}
