import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { recordChanges } from '../../kernel/changes/change.ts';
import { historyReaders } from '../../kernel/changes/history.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { saveTimesheets } from './approval.ts';
import { timesheetHistory } from './approval-history-sql.ts';
import { MissingQuery, SaveQuery, WarnedDayFields, WarningSettingFields } from './approval-schema.ts';
import { TimesheetFields, TimesheetPost } from './schema.ts';
import { listWarnedDays } from './warned-days.ts';
import { warningsAfter, wireWarningSettings } from './warning-setting-rules.ts';
import { readWarningSettings, writeWarningSettings } from './warning-sql.ts';

const tag = 'Timesheet';

/** Saving days, handing them in and deciding about them; and what is odd about days. */
export function addApprovalRoutes(app: FastifyInstance, context: Context): void {
  addSaveRoute(app, context);
  addMissingRoute(app, context);
  addWarningSettingRoutes(app, context);
  historyReaders.set('timesheet', timesheetHistory);
}

function addSaveRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'POST',
    path: '/Timesheet',
    tag,
    summary: 'Save days, hand them in, and decide about them',
    description:
      'All elements or none: a week goes in one post. Without an id it is the day of agent_id (the caller) and date. ' +
      'Agents, their managers and admins hand a day in (_submitapproval); its approver, a deputy of theirs or an admin ' +
      'decides (_approve, _reject with _approval_message), and may take an approval back (_revertapproval), as the agent ' +
      'may what waits. A day that waits or is approved is locked. If-Match goes with one element, Idempotency-Key with ' +
      'any request.',
    access: { area: 'timesheets', edit: true },
    query: SaveQuery,
    body: TimesheetPost,
    answers: { 201: TimesheetFields },
    answer: (call) => saveTimesheets(context, call),
  });
}

function addMissingRoute(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/Timesheet/Missing',
    tag,
    summary: 'Days of a period that something is odd about',
    description:
      'Working days without work, entries that overlap, gaps in the working time, timers that run away, and too little ' +
      'rest between days; POST /TimesheetWarnings says from when on.',
    access: { area: 'timesheets', edit: false },
    query: MissingQuery,
    answers: { 200: Type.Array(WarnedDayFields) },
    answer: async ({ scope, query, now }) => ({
      value: await listWarnedDays(context.database.pool, scope, query, now),
    }),
  });
}

function addWarningSettingRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/TimesheetWarnings',
    tag,
    summary: 'From when on days are warned of',
    access: { area: 'timesheets', edit: false },
    answers: { 200: WarningSettingFields },
    answer: async ({ scope }) => ({
      value: wireWarningSettings(await readWarningSettings(context.database.pool, scope.tenantId)),
    }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/TimesheetWarnings',
    tag,
    summary: 'Say from when on days are warned of',
    description: 'Absent properties stay; null never warns.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: WarningSettingFields,
    answers: { 201: WarningSettingFields },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const { scope, body } = call;
        const before = await readWarningSettings(connection, scope.tenantId);
        const after = warningsAfter(before, body);
        await writeWarningSettings(connection, scope.tenantId, after);
        const change = { entity: 'timesheet_warnings', entityId: scope.tenantId, action: 'update' as const };
        const logged = { ...change, before: wireWarningSettings(before), after: wireWarningSettings(after) };
        await recordChanges(connection, scope, wholeSecond(call.now), [logged]);
        return { status: 201, value: wireWarningSettings(after) };
      }),
  });
}
