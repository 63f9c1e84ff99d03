import type { CommandCall } from './command.ts';

/** Prints rows: a table for people, with --json an array for scripts. */
export function printRows(call: CommandCall, rows: object[]): void {
  if (call.flag('json')) {
    call.out.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    call.out.write('There are none.\n');
    return;
  }
  const names = Object.keys(rows[0] as object);
  const cells = rows.map((row) => Object.values(row).map(shown));
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of [names, ...cells]) {
    call.out.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

/** Prints what was made, secrets included: this is the only time that they are shown. */
export function printMade(call: CommandCall, sentence: string, members: Record<string, unknown>): void {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  if (call.flag('json')) {
    call.out.write(`${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
    return;
  }
  call.out.write(`${sentence}\n`);
  for (const [name, value] of entries) call.out.write(`  ${name}: ${shown(value)}\n`);
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
