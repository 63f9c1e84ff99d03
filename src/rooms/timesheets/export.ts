import { Readable } from 'node:stream';
import type { Scope } from '../../kernel/auth/scope.ts';
import type { Connection } from '../../kernel/db/transaction.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { formatCivilDate } from '../../kernel/time/civil.ts';
import { findZone, UTC } from '../../kernel/time/zones.ts';
import { Problem } from '../../problems.ts';
import { agentFacts } from '../directory/sql.ts';
import { cutDay, type Days, daysAsked } from './cut-rules.ts';
import { csvHead, csvLines, type ExportRow } from './export-rules.ts';
import { workbookOf } from './export-sheet.ts';
import { countExported, exportedRows, type Periods } from './export-sql.ts';
import type { ExportQuery } from './forecast-schema.ts';
import { agentsOf } from './list.ts';

/** GET /Timesheet/Export: a CSV file of any length, written as it is read, or a workbook, which is made as a whole. */

const mostInWorkbook = 10_000;

export async function exportEvents(
  connection: Connection,
  scope: Scope,
  query: ExportQuery,
  now: number,
): Promise<Answer> {
  const days = daysAsked(query, undefined, findZone(scope.timezone) ?? UTC, now);
  const agentIds = await agentsOf(connection, scope, query, now);
  const periods = await periodsOf(connection, scope.tenantId, agentIds, days);
  const name = `timesheets-${formatCivilDate(days.from)}-${formatCivilDate(days.to)}`;
  if (query.format === 'xlsx') {
    const content = await workbook(connection, scope.tenantId, periods, now);
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    return { file: { name: `${name}.xlsx`, type, content } };
  }
  const content = await csvStream(exportedRows(connection, scope.tenantId, periods), now);
  return { file: { name: `${name}.csv`, type: 'text/csv; charset=utf-8', content } };
}

/** The days of each agent by their own clock. */
async function periodsOf(
  connection: Connection,
  tenantId: number,
  agentIds: readonly number[],
  { from, to }: Days,
): Promise<Periods> {
  const facts = await agentFacts(connection, tenantId, agentIds);
  return new Map(
    [...facts].map(([id, { timezone }]) => {
      const zone = findZone(timezone) ?? UTC;
      return [id, { start: cutDay(from, undefined, zone).start, end: cutDay(to, undefined, zone).end }];
    }),
  );
}

async function workbook(connection: Connection, tenantId: number, periods: Periods, now: number): Promise<Buffer> {
  if ((await countExported(connection, tenantId, periods, mostInWorkbook)) > mostInWorkbook) {
    throw new Problem(
      'bad-request',
      `A workbook has at most ${mostInWorkbook} events: ask for a shorter period or fewer agents, or for format=csv.`,
    );
  }
  const rows: ExportRow[] = [];
  for await (const some of exportedRows(connection, tenantId, periods)) rows.push(...some);
  return workbookOf(rows, now);
}

/** The first rows are read before this returns, so that what fails there can still be answered as a problem. */
async function csvStream(rows: AsyncGenerator<ExportRow[]>, now: number): Promise<Readable> {
  const first = await rows.next();
  async function* pieces(): AsyncGenerator<string> {
    yield csvHead + (first.done ? '' : csvLines(first.value, now));
    for await (const some of rows) yield csvLines(some, now);
  }
  return Readable.from(pieces(), { objectMode: false });
}
