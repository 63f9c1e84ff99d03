import { kinds } from './directory-rules.ts';
import type { ImportResult } from './import-incidents.ts';
import type { IncidentLog } from './incident-log.ts';
import type { Tally } from './run.ts';

export interface SummaryRow {
  what: string;
  /** How many the log has. */
  read: number;
  created: number | null;
  already_there: number | null;
  moved_because_busy: number | null;
  skipped: { key: string; reason: string }[];
}

/** What an import came to, a row for each kind of thing. */
export function summaryRows(log: IncidentLog, { things, replay, time }: ImportResult): SummaryRow[] {
  const { appointments, completions, moved } = replay;
  const bad = log.bad.map(({ line, reason }) => ({ key: `line ${line}`, reason }));
  return [
    { what: 'lines', read: log.read, created: null, already_there: null, moved_because_busy: null, skipped: bad },
    ...kinds.map((kind) => row(kind, things[kind])),
    { ...row('assignments: appointments', appointments), moved_because_busy: moved },
    row('appointments completed', completions),
    ...(time ? [row('working time: entries', time.entries)] : []),
  ];
}

function row(what: string, { created, present, skipped }: Tally): SummaryRow {
  const read = created + present + skipped.length;
  return { what, read, created, already_there: present, moved_because_busy: null, skipped };
}

const toldReasons = 3;

/** Why things were skipped, the commonest reasons first, in one line. Each thing has its own on the error stream. */
export function reasonsOf({ skipped }: SummaryRow): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const ordered = [...counts].sort(([, one], [, two]) => two - one);
  const told = ordered.slice(0, toldReasons).map(([reason, count]) => (count > 1 ? `${reason} (${count})` : reason));
  return [...told, ...(ordered.length > toldReasons ? ['and others'] : [])].join('; ');
}
