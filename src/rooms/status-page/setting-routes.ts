import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newSecret } from '../../kernel/auth/secret.ts';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { publicUrl } from '../../kernel/http/public-url.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { Problem } from '../../problems.ts';
import { writeInstant } from '../../wire/dates.ts';
import { missingReferences } from '../directory/save-sql.ts';
import { type StatusPageElement, StatusPageFields, type StatusPageRow } from './schema.ts';
import { statusPageOf, writeStatusPage } from './sql.ts';

const tag = 'Status page';

/** Whether a tenant has a public page, and what it shows. */
export function addSettingRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/StatusPage',
    tag,
    summary: 'The public status page: its address, and whether it is switched on',
    access: { area: 'calendar', edit: false },
    answers: { 200: StatusPageFields },
    answer: async ({ scope, request }) => ({
      value: wire(await statusPageOf(context.database.pool, scope.tenantId), context, request),
    }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/StatusPage',
    tag,
    summary: 'Switch the public status page on or off, and say what it shows',
    description: 'Absent properties stay.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: StatusPageFields,
    answers: { 201: StatusPageFields },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const { tenantId } = call.scope;
        const before = await statusPageOf(connection, tenantId);
        const row = pageFrom(call.body as StatusPageElement, before, tenantId, call.now - (call.now % 1_000));
        const asked = (row.service_ids ?? []).map((id, n) => ({
          path: `services[${n}]`,
          table: 'service',
          id,
          lookupid: 0,
        }));
        const [missing] = await missingReferences(connection, tenantId, asked);
        if (missing) {
          const text = `There is no service ${missing.id}.`;
          throw new Problem('unknown-reference', `${missing.path}: ${text}`, { errors: { [missing.path]: [text] } });
        }
        await writeStatusPage(connection, row);
        const change = {
          entity: 'status_page',
          entityId: tenantId,
          action: before ? ('update' as const) : ('create' as const),
        };
        // The key is what keeps the page from others: the log has no secrets.
        const logged = { ...change, ...(before && { before: told(before) }), after: told(row) };
        await recordChanges(connection, call.scope, row.last_modified, [logged]);
        return { status: 201, value: wire(row, context, call.request) };
      }),
  });
}

function pageFrom(element: StatusPageElement, before: StatusPageRow | undefined, tenantId: number, now: number) {
  const services = element.services === undefined ? (before?.service_ids ?? null) : element.services;
  return {
    tenant_id: tenantId,
    key: before && !element._newkey ? before.key : newSecret(16),
    enabled: element.enabled ?? before?.enabled ?? false,
    title: element.title === undefined ? (before?.title ?? null) : element.title?.trim() || null,
    service_ids: services && services.length > 0 ? [...new Set(services)] : null,
    last_modified: now,
  };
}

function told({ enabled, title, service_ids }: Pick<StatusPageRow, 'enabled' | 'title' | 'service_ids'>) {
  return { enabled, ...(title !== null && { title }), ...(service_ids && { services: service_ids }) };
}

function wire(row: Omit<StatusPageRow, 'version'> | undefined, { config }: Context, request: FastifyRequest) {
  if (!row) return { enabled: false };
  const url = `${publicUrl(config, request)}/status/${row.key}`;
  const address = row.enabled ? { url, calendar_url: `${url}/maintenance.ics` } : {};
  return { ...told(row), key: row.key, ...address, last_modified: writeInstant(row.last_modified) };
}
