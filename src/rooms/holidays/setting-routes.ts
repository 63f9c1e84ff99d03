import type { FastifyInstance } from 'fastify';
import { recordChanges } from '../../kernel/changes/change.ts';
import type { Context } from '../../kernel/http/context.ts';
import { answerOnce } from '../../kernel/http/idempotency.ts';
import { addRoute } from '../../kernel/http/route.ts';
import { wholeSecond } from '../../kernel/time/units.ts';
import { HolidaySettings } from './allowance-schema.ts';
import type { TeamLimit } from './overlap-rules.ts';
import { readTeamLimit, writeTeamLimit } from './team-sql.ts';

const tag = 'Holiday';

/** What a tenant has decided about leave. */
export function addSettingRoutes(app: FastifyInstance, context: Context): void {
  addRoute(app, context, {
    method: 'GET',
    path: '/HolidaySettings',
    tag,
    summary: 'How many of a team may be away at once',
    access: { area: 'calendar', edit: false },
    answers: { 200: HolidaySettings },
    answer: async ({ scope }) => ({ value: wire(await readTeamLimit(context.database.pool, scope.tenantId)) }),
  });

  addRoute(app, context, {
    method: 'POST',
    path: '/HolidaySettings',
    tag,
    summary: 'Say how many of a team may be away at once',
    description: 'Absent properties stay; `team_limit` null lifts the limit.',
    access: { area: 'settings', edit: true, role: 'admin' },
    body: HolidaySettings,
    answers: { 201: HolidaySettings },
    answer: (call) =>
      answerOnce(context, call, async (connection) => {
        const { scope, body } = call;
        const before = await readTeamLimit(connection, scope.tenantId);
        const after = {
          limit: body.team_limit === undefined ? before.limit : body.team_limit,
          refuses: body.team_limit_refuses ?? before.refuses,
        };
        await writeTeamLimit(connection, scope.tenantId, after);
        const change = { entity: 'holiday_settings', entityId: scope.tenantId, action: 'update' as const };
        const logged = { ...change, before: wire(before), after: wire(after) };
        await recordChanges(connection, scope, wholeSecond(call.now), [logged]);
        return { status: 201, value: wire(after) };
      }),
  });
}

function wire({ limit, refuses }: TeamLimit) {
  return { ...(limit !== null && { team_limit: limit }), team_limit_refuses: refuses };
}
