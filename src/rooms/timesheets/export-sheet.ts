import writeXlsxFile, { type Cell, type Row } from 'write-excel-file/node';
import { columns, type ExportRow } from './export-rules.ts';

/** Rows as an XLSX workbook. Texts are cells of the type text, which no spreadsheet reads as a formula. */
export async function workbookOf(rows: readonly ExportRow[], now: number): Promise<Buffer> {
  const head: Row = columns.map(({ title }) => ({ value: title, type: String, fontWeight: 'bold' }));
  const body = rows.map((row): Row => columns.map(({ of }) => cellOf(of(row, now))));
  const options = { sheet: 'Timesheets', stickyRowsCount: 1, columns: columns.map(widthOf) };
  return await writeXlsxFile([head, ...body], options).toBuffer();
}

/** What one cell of a workbook can hold. */
const longestText = 32_767;

function cellOf(value: string | number | null): Cell {
  if (value === null || value === '') return null;
  if (typeof value === 'number') return { value, type: Number };
  return { value: inXml(value), type: String };
}

/** Without what XML 1.0 cannot hold, as long as a cell can be. */
function inXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
  const allowed = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return allowed.slice(0, longestText).replace(/[\ud800-\udbff]$/, '');
}

const widthOf = ({ title }: { readonly title: string }) => ({
  width: wide.has(title) ? 32 : Math.max(10, title.length + 2),
});
const wide: ReadonlySet<string> = new Set(['agent', 'subject', 'note', 'ticket', 'client', 'start', 'end']);
