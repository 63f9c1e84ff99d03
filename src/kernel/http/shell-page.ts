import type { FastifyInstance, FastifyReply } from 'fastify';
import { html } from './html.ts';

/** What a browser finds at /app until the staff application is there. */
export function addShell(app: FastifyInstance): void {
  addAppRoute(app, sendPage(shell.text, contentSecurityPolicy));
}

/** The route of /app. */
export function addAppRoute(app: FastifyInstance, send: (reply: FastifyReply) => FastifyReply): void {
  app.route({
    method: 'GET',
    url: '/app',
    schema: {
      tags: ['Server'],
      summary: 'The staff application',
      produces: ['text/html'],
      response: { 200: { type: 'string', description: 'HTML' } },
    },
    handler: async (_request, reply) => send(reply),
  });
}

export function sendPage(page: string | Buffer, policy: string): (reply: FastifyReply) => FastifyReply {
  return (reply) =>
    reply
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page);
}

/** The address that the server prints when it is ready has no route: a browser there is led on, anything else is told
 * to sign in, as everywhere. Belongs before the guard. */
export function leadBrowsersToApp(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const asksForPage = request.is404 && request.method === 'GET' && request.url === '/';
    if (asksForPage && /\btext\/html\b/.test(request.headers.accept ?? '')) reply.redirect('app', 302);
    else done();
  });
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const shell = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Almanac</title>
<link rel="stylesheet" href="auth/page.css">
</head>
<body>
<main>
<h1>Almanac</h1>
<p>This server schedules people's time. Applications that speak the HaloPSA scheduling API work with it; they ask you
to sign in, and come back.</p>
<ul>
<li><a href="docs">The API, to read and to try</a></li>
<li><a href="api/authinfo">Where applications sign in</a></li>
<li><a href="openapi.json">The OpenAPI document</a></li>
</ul>
</main>
</body>
</html>
`;
