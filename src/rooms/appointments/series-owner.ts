import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Context } from '../../kernel/http/context.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { dayOf } from '../../kernel/time/local.ts';
import { DAY, HOUR } from '../../kernel/time/units.ts';
import { resolveZone } from '../../kernel/time/zones.ts';
import { fieldProblem } from '../../problems.ts';
import { scheduleOwners } from '../schedules/owner-sql.ts';
import { type ScheduleRow, scheduleType } from '../schedules/schema.ts';
import { lockAndRead } from './known.ts';
import type { PlannedRow } from './plan-rules.ts';
import type { AppointmentRow } from './row.ts';
import { changedRow, mayChangeRow } from './rules.ts';
import type { Element } from './schema.ts';
import { adoptSchedule, describe, followSchedule } from './series.ts';
import { isLiveMaster, seriesWith } from './series-save.ts';
import type { SeriesWork } from './series-work.ts';
import { writePlan } from './write.ts';

/** Schedules that are saved by themselves (POST /Schedule) and belong to an appointment or a shift: its master and its
 * children follow. */
export function followSchedules(context: Context): void {
  const told = (connection: Connection, scope: Scope, now: number, after: ScheduleRow, before?: ScheduleRow) =>
    scheduleSaved({ connection, scope, now, horizonDays: context.config.horizonDays }, after, before);
  scheduleOwners.set(scheduleType.appointment, told);
  scheduleOwners.set(scheduleType.shift, told);
}

interface Saving {
  connection: Connection;
  scope: Scope;
  now: number;
  horizonDays: number;
}

async function scheduleSaved(saving: Saving, after: ScheduleRow, before: ScheduleRow | undefined): Promise<void> {
  const { connection, scope, now, horizonDays } = saving;
  if (after.uniqueid === null) return;
  const { facts, rows } = await lockAndRead(connection, scope, now, [{ id: after.uniqueid }], horizonDays);
  const owner = rows.find((row) => row.id === after.uniqueid && !row.deleted);
  if (!owner) return;
  if (owner.master_id !== null) {
    throw fieldProblem('uniqueid', 'That is an occurrence of a series; name its master.');
  }
  const work = { connection, facts };
  const series = await seriesWith(connection, scope.tenantId, after.uniqueid);
  const owners = series ? series.masters : rows.filter((row) => !row.deleted);
  const masters = await asMasters(work, owners, timesOf(owner, after, before));
  const next = { masterId: after.uniqueid, masters: masters.filter(isLiveMaster), schedule: after };
  if (!series || !before) {
    await adoptSchedule(work, next);
    return;
  }
  await describe(work, next);
  await followSchedule(work, next, before);
}

/** The schedule says when the series begins and how long it lasts. */
function timesOf(owner: AppointmentRow, after: ScheduleRow, before: ScheduleRow | undefined): Element {
  const length = (owner.ends_at ?? 0) - (owner.starts_at ?? 0);
  if (owner.all_day) {
    const first = dayOf(after.startdate, resolveZone(after.timezone));
    const last = first + Math.max(Math.round(length / DAY), 1) - 1;
    return { start_date_only: formatCivilDate(first), end_date_only: formatCivilDate(last) };
  }
  const saysHours = after.hours !== null && after.hours > 0 && after.hours !== before?.hours;
  const lasts = saysHours ? Math.round((after.hours as number) * HOUR) : length;
  return { start_date: after.startdate, end_date: after.startdate + lasts };
}

async function asMasters(work: SeriesWork, owners: AppointmentRow[], times: Element): Promise<AppointmentRow[]> {
  const rows = owners.map((before): PlannedRow => {
    const row = changedRow(before, { ...times, _recurringmaster: true }, before.agent_id, work.facts);
    mayChangeRow(work.facts.scope, row);
    return { before, row, force: false, followUp: undefined };
  });
  await writePlan(work.connection, { rows, answers: rows }, work.facts, { validateOnly: false });
  return rows.map(({ row }) => row);
}
