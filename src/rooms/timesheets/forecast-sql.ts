import type { Connection } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { readWork } from '../workdays/work-sql.ts';
import { readBooked } from './booked-sql.ts';
import { around, type Cut, type Days } from './cut-rules.ts';
import { type AgentDayRead, readDays } from './day-sql.ts';
import { dayFigures } from './figure-rules.ts';
import { type ForecastRow, forecastOf } from './forecast-rules.ts';

export interface ForecastRead extends ForecastRow {
  readonly read: AgentDayRead;
}

/** The forecast of every day of the window of every agent, by agent as asked, then by day. */
export async function readForecast(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  days: Days,
  options: { readonly now: number; readonly cut: Cut },
): Promise<ForecastRead[]> {
  const window = around(days);
  const [read, works, booked, teams] = await Promise.all([
    readDays(connection, tenantId, agentIds, days, options),
    readWork(connection, tenantId, agentIds, window),
    readBooked(connection, tenantId, agentIds, window),
    mainTeams(connection, tenantId, agentIds),
  ]);
  return read.flatMap((one) => {
    const { id } = one.agent;
    const work = works.get(id);
    if (!work) return [];
    const { actual_hours: actual, chargeable_hours: chargeable } = dayFigures(one.facts);
    const forecast = forecastOf(work, timesOn(booked.get(id) ?? none, one.own), one.own);
    const teamId = teams.get(id) ?? null;
    return [{ ...forecast, agentId: id, teamId, day: one.day, actual, chargeable, read: one }];
  });
}

const none: readonly Interval[] = [];

const timesOn = (times: readonly Interval[], day: Interval) =>
  times.filter(({ start, end }) => start < day.end && end > day.start);

async function mainTeams(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
): Promise<Map<number, number | null>> {
  const { rows } = await connection.query<{ id: number; team_id: number | null }>({
    name: 'forecast_main_teams',
    text: 'select id, team_id from agent where tenant_id = $1 and id = any ($2::bigint[])',
    values: [tenantId, agentIds],
  });
  return new Map(rows.map(({ id, team_id }) => [id, team_id]));
}

export async function teamNames(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await connection.query<{ id: number; name: string }>({
    name: 'forecast_team_names',
    text: 'select id, name from team where tenant_id = $1 and id = any ($2::bigint[])',
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
