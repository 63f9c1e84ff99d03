/** A table as a file that spreadsheets open. A text that one of them would take for a formula begins with an apostrophe. */

export type Cell = string | number | undefined;

export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((cells) => cells.map(cell).join(',')).join('\r\n');

function cell(value: Cell): string {
  const text = typeof value === 'number' ? String(value) : (value ?? '').replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveCsv(name: string, rows: readonly (readonly Cell[])[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(['\uFEFF', csvText(rows)], { type: 'text/csv' }));
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
