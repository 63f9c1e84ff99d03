import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import { BadLine, inOrderOfTime, type LogLine, lineOf, placesOf } from './rules.ts';

export interface IncidentLog {
  /** Lines that hold an update, good and bad; the heading is none. */
  read: number;
  /** The good ones, in the order of time. */
  lines: LogLine[];
  bad: { line: number; reason: string }[];
}

/** Reads a log. A line that cannot be used is remembered with the reason, and the rest is read all the same.
 * @throws Error when the file cannot be read or has not the columns of an incident log */
export async function readIncidentLog(file: string): Promise<IncidentLog> {
  const log: IncidentLog = { read: 0, lines: [], bad: [] };
  let places: ReturnType<typeof placesOf> | undefined;
  let line = 0;
  for await (const text of textLines(file)) {
    line++;
    if (text.trim() === '') continue;
    if (places === undefined) {
      places = placesOf(heading(text));
      continue;
    }
    log.read++;
    addLine(log, text, places, line);
  }
  if (places === undefined) throw new Error(`${file} is empty.`);
  return { ...log, lines: inOrderOfTime(log.lines) };
}

async function* textLines(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, 'utf8');
  // readline does not hear that its input failed.
  await once(input, 'readable').catch((error: Error) => {
    throw new Error(`The log cannot be read: ${error.message}`);
  });
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

function heading(text: string): string[] {
  try {
    return columnsIn(text);
  } catch {
    return [];
  }
}

function addLine(log: IncidentLog, text: string, places: ReturnType<typeof placesOf>, line: number): void {
  try {
    log.lines.push(lineOf(columnsIn(text), places, line));
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    log.bad.push({ line, reason: error.message });
  }
}

/** Line by line, because an update is one line: read as a whole, one stray quotation mark would swallow the rest. */
function columnsIn(text: string): string[] {
  const plain = text.replace(/^\uFEFF/, '');
  if (!plain.includes('"')) return plain.split(',');
  try {
    return (parse(plain, { relax_column_count: true }) as string[][])[0] ?? [];
  } catch {
    throw new BadLine('has quotation marks that do not fit');
  }
}
