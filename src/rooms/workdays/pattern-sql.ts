import type { Connection } from '../../kernel/db/transaction.ts';
import { type DatedPattern, datedPatterns } from './pattern-rules.ts';
import type { PatternRow } from './schema.ts';

/** Patterns as JSON, in the order of their days, of the workday that `workdayColumn` names. */
export function patternsColumn(workdayColumn: string): string {
  return `coalesce((select json_agg(json_build_object(
      'valid_from', nullif(p.valid_from, '-infinity'), 'timezone', p.timezone, 'alldayssame', p.alldayssame,
      'start', p.start_second, 'end', p.end_second, 'days', p.days,
      'breaks', coalesce((select json_agg(json_build_object('id', b.id, 'name', b.name, 'start', b.start_second,
          'end', b.end_second, 'weekdays', b.weekdays) order by b.start_second, b.id)
        from workday_break b where b.tenant_id = p.tenant_id and b.workday_id = p.workday_id
          and b.valid_from = p.valid_from), '[]')) order by p.valid_from)
    from workday_pattern p where p.tenant_id = $1 and p.workday_id = ${workdayColumn}), '[]')`;
}

/** What names a version of a workday `w` of the tenant `t`, in all databases that this process has open. */
export const versionKey = `concat_ws('/', w.guid, w.version, extract(epoch from w.last_modified), t.timezone)`;

/** The patterns of workdays, in the order of their days. What was read of a version of a workday is remembered: the same
 * objects again, so that what the kernel worked out of them is too.
 * @param keys of those workdays whose version is known; others are asked for */
export async function patternsOfWorkdays(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
  keys: ReadonlyMap<number, string> = new Map(),
): Promise<Map<number, readonly DatedPattern[]>> {
  const found = new Map<number, readonly DatedPattern[]>();
  for (const id of ids) {
    const known = remembrances.get(keys.get(id) ?? '');
    if (known) found.set(id, known);
  }
  const others = ids.filter((id) => !found.has(id));
  if (others.length === 0) return found;
  const { rows } = await connection.query<{ id: number; key: string; timezone: string; patterns: PatternRow[] }>({
    name: 'patterns_of_workdays',
    text: `select w.id, ${versionKey} as key, t.timezone, ${patternsColumn('w.id')} as patterns
      from workday w join tenant t on t.id = w.tenant_id
      where w.tenant_id = $1 and w.id = any ($2::bigint[])`,
    values: [tenantId, others],
  });
  for (const { id, key, timezone, patterns } of rows) found.set(id, remembered(id, key, patterns, timezone));
  return found;
}

const remembrances = new Map<string, readonly DatedPattern[]>();
const mostRemembered = 2_000;

function remembered(id: number, key: string, rows: readonly PatternRow[], timezone: string): readonly DatedPattern[] {
  const known = remembrances.get(key);
  if (known) return known;
  const patterns = datedPatterns(id, rows, timezone);
  if (remembrances.size >= mostRemembered) remembrances.clear();
  remembrances.set(key, patterns);
  return patterns;
}
