import { importIncidents } from '../import/import-incidents.ts';
import { readIncidentLog } from '../import/incident-log.ts';
import { reasonsOf, summaryRows } from '../import/summary.ts';
import { assumption } from '../import/time-rules.ts';
import { scopeOfFirstAdmin } from './acting-sql.ts';
import { printRows } from './answer.ts';
import { type Command, type CommandCall, jsonOption, type Option, tenantOption } from './command.ts';
import { progressOn } from './progress.ts';
import { tenantOf } from './tenants.ts';

const withTimeOption: Option = {
  description:
    'Enter working time, too: between two updates of an incident by the same resolver, at most 4 hours apart',
  flag: true,
};

export const importCommands: Record<string, Command> = {
  'import incidents': {
    summary: "Import a service desk's log of incidents, and replay it; run it again to go on where it stopped",
    operands: ['FILE'],
    options: { tenant: tenantOption, 'with-time': withTimeOption, json: jsonOption },
    run: importLog,
  },
};

async function importLog(call: CommandCall): Promise<void> {
  const log = await readIncidentLog(call.operands[0] ?? '');
  const context = await call.open();
  const scope = await scopeOfFirstAdmin(context, await tenantOf(call, context));
  const withTime = call.flag('with-time');
  if (withTime) call.err.write(`${assumption}\n`);
  const result = await importIncidents(context, scope, log, progressOn(call.err), { withTime });
  const rows = summaryRows(log, result);
  for (const { skipped } of rows) {
    for (const { key, reason } of skipped) call.err.write(`skipped ${key}: ${reason}\n`);
  }
  if (result.time) {
    call.err.write(`${result.time.overlapping} entries of working time overlap another one of the same agent.\n`);
  }
  printRows(
    call,
    rows.map((row) => ({ ...row, skipped: row.skipped.length, why: reasonsOf(row) })),
  );
}
