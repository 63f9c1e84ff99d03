import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import type { MissingQuery } from './approval-schema.ts';
import { shownApproval, shownWarnings } from './approval-shown.ts';
import { daysAsked } from './cut-rules.ts';
import { readDays } from './day-sql.ts';
import { agentsAsked } from './seen-sql.ts';
import { type WarningCode, warningCodes, warningsOf } from './warning-rules.ts';
import { entriesAround, readWarningSettings } from './warning-sql.ts';

/** GET /Timesheet/Missing: the days of a period that something is odd about, by agent, then by day. */
export async function listWarnedDays(
  connection: Connection,
  scope: Scope,
  query: MissingQuery,
  now: number,
): Promise<Record<string, unknown>[]> {
  const codes = codesOf(query.codes);
  const days = daysAsked(query, undefined, findZone(scope.timezone) ?? UTC, now);
  const asked = [...(query.agents ?? []), ...(query.agent_id ? [query.agent_id] : [])].filter((id) => id > 0);
  const agents = await agentsAsked(connection, scope, asked, now);
  const read = await readDays(connection, scope.tenantId, agents, days, { now });
  if (read.length === 0) return [];
  const window = {
    start: Math.min(...read.map(({ own }) => own.start)),
    end: Math.max(...read.map(({ own }) => own.end)),
  };
  const entries = await entriesAround(connection, scope.tenantId, agents, window, now);
  const settings = await readWarningSettings(connection, scope.tenantId);
  return read.flatMap(({ agent, day, own, facts, timesheet }) => {
    const near = (entries.get(agent.id) ?? []).filter(({ start }) => start < own.end);
    const found = warningsOf({ day: own, workingTime: facts.plan.workingTime ?? [], entries: near }, settings, now);
    const warnings = found.filter(({ code }) => codes.includes(code));
    if (warnings.length === 0) return [];
    const approval = timesheet ? shownApproval(timesheet, agent.timesheet_manager) : undefined;
    return [
      {
        id: timesheet?.id ?? 0,
        agent_id: agent.id,
        agent_name: agent.name,
        date: `${formatCivilDate(day)}T00:00:00`,
        ...(approval && { approval }),
        ...shownWarnings(warnings),
      },
    ];
  });
}

function codesOf(text: string | null | undefined): readonly WarningCode[] {
  if (!text?.trim()) return warningCodes;
  return text.split(',').map((word) => {
    const code = warningCodes.find((one) => one === word.trim().toLowerCase());
    if (!code) throw fieldProblem('codes', `'${word.trim().slice(0, 40)}' is none of ${warningCodes.join(', ')}.`);
    return code;
  });
}
