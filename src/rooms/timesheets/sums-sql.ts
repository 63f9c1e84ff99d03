import { lookupLists } from '../../codes.ts';
import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { DaySums } from './figure-rules.ts';

/** What the entries of many agents' days come to: added up by PostgreSQL, in one statement. */

/** Says a text of a lookup yes, or no? */
const says = (words: string) => `lower(coalesce(l.value9, '')) in (${words})`;
const rates = (words: string) => `coalesce((select array_agg(l.id) from lookup l
  where l.tenant_id = $1 and l.lookupid = ${lookupLists.chargeRates} and ${says(words)}), '{}')`;

/** Is the rate of an entry `e` chargeable? Above 0, unless `value9` of its entry in the lookup says otherwise. */
export const isChargeable = `(e.charge_rate = any (${rates("'1', 'true', 'yes'")})
  or (e.charge_rate > 0 and e.charge_rate <> all (${rates("'0', 'false', 'no'")})))`;

/** Of entries, with the first and last day of the reading that each touches. `width_bucket` counts the boundaries that are
 * not after an instant: the number of the day, from 1. */
const text = `with grid as materialized (
    select g.place, string_to_array(g.bounds, ',')::timestamptz[] as bounds
    from unnest($3::text[]) with ordinality as g (bounds, place)
  ), asked as materialized (
    select a.agent_id, grid.bounds from unnest($2::bigint[], $8::integer[]) as a (agent_id, place) join grid using (place)
  ), entry as materialized (
    select e.agent_id, e.event_type, e.starts_at, o.ends_at, asked.bounds,
      coalesce(e.timetaken, extract(epoch from o.ends_at - e.starts_at)::float8 / 3600) as hours, e.traveltime as travel,
      ${isChargeable} as chargeable,
      width_bucket(e.starts_at, asked.bounds) as first_day,
      case when o.ends_at = e.starts_at then width_bucket(o.ends_at, asked.bounds)
        else width_bucket(o.ends_at - interval '1 microsecond', asked.bounds) end as last_day
    from asked join timesheet_event e on e.tenant_id = $1 and e.agent_id = asked.agent_id
      and e.starts_at < $5::timestamptz and e.starts_at > $4::timestamptz - interval '24 hours'
    cross join lateral (select coalesce(e.ends_at, greatest(e.starts_at, $6::timestamptz)) as ends_at) o
    union all
    select e.agent_id, e.event_type, e.starts_at, greatest(e.starts_at, $6::timestamptz), asked.bounds,
      extract(epoch from $6::timestamptz - e.starts_at)::float8 / 3600, e.traveltime, ${isChargeable},
      width_bucket(e.starts_at, asked.bounds), width_bucket($6::timestamptz - interval '1 microsecond', asked.bounds)
    from asked join timesheet_event e on e.tenant_id = $1 and e.agent_id = asked.agent_id
      and e.ends_at is null and e.starts_at <= $4::timestamptz - interval '24 hours'
  ), part as (
    select agent_id, event_type, first_day as day, starts_at, ends_at, hours + case when event_type = 0 then travel else 0 end as hours, chargeable
    from entry where first_day = last_day
    union all
    select agent_id, event_type, day, greatest(starts_at, bounds[day]), least(ends_at, bounds[day + 1]),
      (hours + case when event_type = 0 then travel else 0 end)
        * extract(epoch from least(ends_at, bounds[day + 1]) - greatest(starts_at, bounds[day]))::float8
        / extract(epoch from ends_at - starts_at)::float8, chargeable
    from entry cross join lateral generate_series(first_day, last_day) as day where first_day < last_day
  )
  select agent_id, day, coalesce(sum(hours) filter (where event_type = 0), 0) as "workHours",
    coalesce(sum(hours) filter (where event_type = 0 and chargeable), 0) as "chargeableHours",
    coalesce(sum(hours) filter (where event_type = 1), 0) as "breakHours",
    min(starts_at) as "firstStart", max(ends_at) as "lastEnd"
  from part where day between 1 and $7::integer group by agent_id, day`;

interface SumRow extends DaySums {
  readonly agent_id: number;
  /** From 1. */
  readonly day: number;
}

/** The days of each agent, one after another without a gap, as intervals.
 * @returns by agent, for each of the days its sums; undefined for one that no entry touches */
export async function readSums(
  connection: Connection,
  tenantId: number,
  days: ReadonlyMap<number, readonly Interval[]>,
  now: number,
): Promise<Map<number, (DaySums | undefined)[]>> {
  const sums = new Map([...days].map(([id, own]) => [id, new Array<DaySums | undefined>(own.length).fill(undefined)]));
  const all = [...days.values()].flat();
  if (all.length === 0) return sums;
  const grids = gridsOf(days);
  const { rows } = await connection.query<SumRow>({
    name: 'timesheet_sums',
    text,
    values: [
      tenantId,
      [...days.keys()],
      grids.texts,
      instantParameter(Math.min(...all.map(({ start }) => start))),
      instantParameter(Math.max(...all.map(({ end }) => end))),
      instantParameter(now),
      Math.max(...[...days.values()].map((own) => own.length)),
      grids.places,
    ],
  });
  for (const { agent_id, day, ...rest } of rows) {
    const own = sums.get(agent_id);
    if (own && day <= own.length) own[day - 1] = rest;
  }
  return sums;
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
