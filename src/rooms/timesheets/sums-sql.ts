import { lookupLists } from '../../codes.ts';
import { instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { DaySums } from './figure-rules.ts';

/** What the entries of many agents' days come to: added up by PostgreSQL. */

/** An instant as a number. */
export const milliseconds = (instant: string) => `(date_part('epoch', ${instant}) * 1000)::bigint`;

/** Says a text of a lookup yes, or no? */
const says = (words: string) => `lower(coalesce(l.value9, '')) in (${words})`;
const rates = (words: string) => `coalesce((select array_agg(l.id) from lookup l
  where l.tenant_id = $1 and l.lookupid = ${lookupLists.chargeRates} and ${says(words)}), '{}')`;

/** Is the rate of an entry `e` chargeable? Above 0, unless `value9` of its entry in the lookup says otherwise. */
export const isChargeable = `(e.charge_rate = any (${rates("'1', 'true', 'yes'")})
  or (e.charge_rate > 0 and e.charge_rate <> all (${rates("'0', 'false', 'no'")})))`;

/** What counts of an entry `e` of somebody `asked`; `width_bucket` counts the bounds that are not after an instant: the number of
 * the day, from 1. */
const entry = `e.agent_id, e.id, e.event_type, e.event_type = 0 and ${isChargeable} as chargeable, e.starts_at, o.ends_at,
    coalesce(e.timetaken, date_part('epoch', o.ends_at - e.starts_at) / 3600)
      + case when e.event_type = 0 then e.traveltime else 0 end as hours, asked.bounds,
    width_bucket(e.starts_at, asked.bounds) as day`;
const ends = 'cross join lateral (select coalesce(e.ends_at, greatest(e.starts_at, $6::timestamptz)) as ends_at) o';
const touches = 'e.starts_at < asked.until and (o.ends_at > asked.since or e.starts_at >= asked.since)';

/** By agent and day; an entry that lasts over the end of its day is a row of its own, with its id in `apart`. Its parameters
 * are those of `sumsParameters`. */
export const sumsText = `with grid as materialized (
    select g.place, g.bounds, g.bounds[1] as since, g.bounds[array_length(g.bounds, 1)] as until
    from (select place, string_to_array(bounds, ',')::timestamptz[] as bounds
      from unnest($3::text[]) with ordinality as t (bounds, place)) g
  ), asked as materialized (
    select a.agent_id, grid.bounds, grid.since, grid.until
    from unnest($2::bigint[], $7::integer[]) as a (agent_id, place) join grid using (place)
  )
  select agent_id, day, case when day > 0 and ends_at <= bounds[day + 1] then 0 else id end as apart,
    coalesce(sum(hours) filter (where event_type = 0), 0) as "workHours",
    coalesce(sum(hours) filter (where chargeable), 0) as "chargeableHours",
    coalesce(sum(hours) filter (where event_type = 1), 0) as "breakHours",
    ${milliseconds('min(starts_at)')} as "firstStart",
    ${milliseconds('max(ends_at)')} as "lastEnd"
  from (
    select ${entry} from asked join timesheet_event e on e.tenant_id = $1 and e.agent_id = asked.agent_id
      and e.starts_at < $5::timestamptz and e.starts_at > $4::timestamptz - interval '24 hours' ${ends} where ${touches}
    union all
    select ${entry} from asked join timesheet_event e on e.tenant_id = $1 and e.agent_id = asked.agent_id
      and e.ends_at is null and e.starts_at <= $4::timestamptz - interval '24 hours' ${ends} where ${touches}
  ) entry group by 1, 2, 3`;

export interface SumRow extends DaySums {
  readonly agent_id: number;
  /** From 1; 0 is before the first. */
  readonly day: number;
  readonly apart: number;
  readonly firstStart: number;
  readonly lastEnd: number;
}

/** @param days of each agent, one after another without a gap, as intervals; at least one */
export function sumsParameters(
  tenantId: number,
  days: ReadonlyMap<number, readonly Interval[]>,
  now: number,
): unknown[] {
  const all = [...days.values()].flat();
  const grids = gridsOf(days);
  return [
    tenantId,
    [...days.keys()],
    grids.texts,
    instantParameter(Math.min(...all.map(({ start }) => start))),
    instantParameter(Math.max(...all.map(({ end }) => end))),
    instantParameter(now),
    grids.places,
  ];
}

/** @returns by agent, for each of the days its sums; undefined for one that no entry touches */
export function sumsFrom(
  rows: readonly SumRow[],
  days: ReadonlyMap<number, readonly Interval[]>,
): Map<number, (DaySums | undefined)[]> {
  const sums = new Map([...days].map(([id, own]) => [id, new Array<DaySums | undefined>(own.length).fill(undefined)]));
  for (const row of rows) {
    const own = sums.get(row.agent_id);
    if (!own) continue;
    if (row.apart === 0) own[row.day - 1] = joined(own[row.day - 1], row);
    else addApart(own, days.get(row.agent_id) ?? [], row);
  }
  return sums;
}

/** An entry gives each day its part: hours are shared by overlap. */
function addApart(sums: (DaySums | undefined)[], days: readonly Interval[], entry: SumRow): void {
  const { firstStart, lastEnd } = entry;
  for (const [index, { start, end }] of days.entries()) {
    const part = { start: Math.max(start, firstStart), end: Math.min(end, lastEnd) };
    const isInstant = firstStart === lastEnd && start <= firstStart && firstStart < end;
    if (part.start >= part.end && !isInstant) continue;
    const share = isInstant ? 1 : (part.end - part.start) / (lastEnd - firstStart);
    sums[index] = joined(sums[index], {
      workHours: entry.workHours * share,
      chargeableHours: entry.chargeableHours * share,
      breakHours: entry.breakHours * share,
      firstStart: part.start,
      lastEnd: part.end,
    });
  }
}

function joined(one: DaySums | undefined, other: DaySums): DaySums {
  const { workHours, chargeableHours, breakHours, firstStart, lastEnd } = other;
  if (!one) return { workHours, chargeableHours, breakHours, firstStart, lastEnd };
  return {
    workHours: one.workHours + workHours,
    chargeableHours: one.chargeableHours + chargeableHours,
    breakHours: one.breakHours + breakHours,
    firstStart: Math.min(one.firstStart ?? Number.POSITIVE_INFINITY, firstStart ?? Number.POSITIVE_INFINITY),
    lastEnd: Math.max(one.lastEnd ?? Number.NEGATIVE_INFINITY, lastEnd ?? Number.NEGATIVE_INFINITY),
  };
}

/** The bounds of days, once for all who share them (PostgreSQL takes long to read a date), and the place of each agent's. */
function gridsOf(days: ReadonlyMap<number, readonly Interval[]>): { texts: string[]; places: number[] } {
  const grids = new Map<readonly Interval[], number>();
  const places = [...days.values()].map((own) => {
    const place = grids.get(own) ?? grids.size + 1;
    grids.set(own, place);
    return place;
  });
  return { texts: [...grids.keys()].map(boundsOf), places };
}

function boundsOf(days: readonly Interval[]): string {
  const last = days.at(-1);
  const instants = [...days.map(({ start }) => start), ...(last ? [last.end] : [])];
  return instants.map((instant) => instantParameter(instant)).join(',');
}
