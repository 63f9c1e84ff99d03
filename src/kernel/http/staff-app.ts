import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import serveFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../problems.ts';
import { addAppRoute, addShell, sendPage } from './shell-page.ts';

/** Scripts, styles and requests of this server only, nothing inline, and nobody may frame it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the build puts it, from the sources as from the build itself. */
const builtFolder = fileURLToPath(new URL('../../../dist/web/', import.meta.url));

/** The staff application at /app, as it was built. Every address below is the same page, which reads the address itself;
 * only below /app/assets and where there is a file something else is found. Without a build a plain page stands there. */
export async function serveStaffApp(app: FastifyInstance, folder = builtFolder): Promise<void> {
  const index = `${folder}/index.html`;
  if (!existsSync(index)) return addShell(app);
  const page = readFileSync(index);
  await app.register(serveFiles, {
    root: folder,
    prefix: '/app/',
    index: false,
    wildcard: false,
    decorateReply: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    globIgnore: ['**/.*', '**/*.gz', '**/*.br', 'index.html'],
    setHeaders: (reply, path) => {
      reply.header('content-security-policy', contentSecurityPolicy);
      reply.header('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const shell = sendPage(page, contentSecurityPolicy);
  addAppRoute(app, shell);
  app.route({
    method: 'GET',
    url: '/app/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      if (/^\/app\/assets\//i.test(request.url)) {
        throw new Problem('no-such-route', 'There is no such file; the page may be older than the server. Reload it.');
      }
      return shell(reply);
    },
  });
}

/** Vite puts a hash of the content into these names. */
function isHashed(path: string): boolean {
  return /[\\/]assets[\\/][^\\/]+-[\w-]{8,}\.\w+(\.(gz|br))?$/.test(path);
}
