import { type Connection, instantParameter } from '../../kernel/db/transaction.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import { rules, times, withRule } from '../holidays/closed-sql.ts';
import { holidayEntity } from '../holidays/schema.ts';
import type { Period } from './period-rules.ts';

/** `timezone` is that of its rule. */
type StoredPeriod = Parameters<typeof withRule<Omit<Period, 'rule' | 'timezone'> & { zone: string }>>[0];

/** Freezes and planned maintenance that may have a time in a window, by their number; those that recur, whenever. */
export async function periodsNear(
  connection: Connection,
  tenantId: number,
  { start, end }: Interval,
  entities: readonly number[] = [holidayEntity.freeze, holidayEntity.maintenance],
): Promise<Period[]> {
  const { rows } = await connection.query<StoredPeriod>({
    name: 'periods_near',
    text: `select h.id, h.holid, '"' || h.id || '.' || h.version || '"' as _etag, h.entity, h.name, h.risk, h.service_id, v.name as service_name,
        case when h.freeze_per_client then array(select c.client_id::integer from holiday_freeze_client c
          where c.tenant_id = h.tenant_id and c.holiday_id = h.id order by c.client_id) end as client_ids,
        coalesce(nullif(hours.timezone, ''), t.timezone) as zone, ${times}
      from holiday h join tenant t on t.id = h.tenant_id ${rules}
      left join service v on v.tenant_id = h.tenant_id and v.id = h.service_id
      left join lateral (select p.timezone from workday_pattern p
        where p.tenant_id = v.tenant_id and p.workday_id = v.workday_id order by p.valid_from desc limit 1) hours on true
      where h.tenant_id = $1 and h.entity = any ($4::integer[]) and h.near && tstzrange($2, $3, '[]')
      order by h.holid`,
    values: [tenantId, instantParameter(start), instantParameter(end), entities],
  });
  return rows.map((row) => {
    const { zone, ...period } = withRule<Omit<Period, 'rule' | 'timezone'> & { zone: string }>(row);
    return { ...period, timezone: zone };
  });
}
