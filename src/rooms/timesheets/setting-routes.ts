import type { FastifyInstance } from 'fastify';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { settingsAfter, wireSettings } from './setting-rules.ts';
import { TimesheetSettings } from './setting-schema.ts';
import { readStoredRules, writeStoredRules } from './settings-sql.ts';

const tag = 'Timesheet';

/** What a tenant has decided about time. */
export function addSettingRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/TimesheetSettings',
    tag,
    summary: 'How time is rounded, and when breaks are taken off',
    access: { area: 'timesheets', edit: false },
    answers: { 200: TimesheetSettings },
    answer: async ({ scope }) => ({
      value: wireSettings(await readStoredRules(context.database.pool, scope.tenantId)),
    }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/TimesheetSettings',
    tag,
    summary: 'Say how time is rounded, and when breaks are taken off',
    description: 'Absent properties stay. Entries that are stored are not rounded anew; figures follow at once.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: TimesheetSettings,
    answers: { 201: TimesheetSettings },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const { scope, body } = call;
        const before = await readStoredRules(connection, scope.tenantId);
        const after = settingsAfter(before, body);
        await writeStoredRules(connection, scope.tenantId, after);
        const change = { entity: 'timesheet_settings', entityId: scope.tenantId, action: 'update' as const };
        const logged = { ...change, before: wireSettings(before), after: wireSettings(after) };
        await recordChanges(connection, scope, wholeSecond(call.now), [logged]);
        return { status: 201, value: wireSettings(after) };
      }),
  });
}
