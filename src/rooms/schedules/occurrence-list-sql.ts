import type { Connection } from '../../kernel/db/transaction.ts';
import { instantParameter } from '../../kernel/db/transaction.ts';
import type { Page } from '../../wire/envelope.ts';
import { type OrderQuery, orderTerms } from '../../wire/list-query.ts';

/** Reading the run queue. */

export interface OccurrenceFilter extends OrderQuery {
  schedule_id?: number[] | null;
  status?: number[] | null;
  start_date?: number | null;
  end_date?: number | null;
}

const instants = ['timestamp', 'creation_date', 'date_processed', 'next_retry_date', 'last_attempt_date'];
const numbers = ['id', 'schedule_id', 'status', 'retry_attempts_remaining', 'result_id', 'appointment_id'];

/** What is still to be made is called as its schedule is now. */
const description = `coalesce(o.description, nullif(s.subject, ''))`;

const orders = new Map([
  ...[...numbers, ...instants].map((name): [string, string] => [name, `o.${name}`]),
  ['error', 'lower(o.error)'],
  ['description', `lower(${description})`],
]);

const rowColumns = [
  ...numbers.map((name) => `o.${name}`),
  ...instants.map((name) => `date_trunc('second', o.${name}) at time zone 'UTC' as ${name}`),
  'o.error',
  `${description} as description`,
].join(', ');

const from = `from schedule_occurrence o
  join schedule s on s.tenant_id = o.tenant_id and s.id = o.schedule_id`;

/** Ids of a list in its order, those of the page, and how many there are in all. */
export async function findOccurrences(
  connection: Connection,
  tenantId: number,
  filter: OccurrenceFilter,
  page: Page,
): Promise<{ ids: number[]; total: number }> {
  const where = `o.tenant_id = $1 and ($2::bigint[] is null or o.schedule_id = any ($2))
    and ($3::int[] is null or o.status = any ($3))
    and ($4::timestamptz is null or o.creation_date >= $4) and ($5::timestamptz is null or o.creation_date < $5)`;
  const order = [...orderTerms(filter, orders), 'o.creation_date', 'o.id'].join(', ');
  const scheduleIds = filter.schedule_id?.filter((id) => id > 0) ?? [];
  const { rows } = await connection.query<{ ids: number[]; total: number }>(
    `select (select count(*) ${from} where ${where}) as total,
       array(select o.id ${from} where ${where} order by ${order} limit $6 offset $7) as ids`,
    [
      tenantId,
      scheduleIds.length > 0 ? scheduleIds : null,
      filter.status && filter.status.length > 0 ? filter.status : null,
      instantParameter(filter.start_date),
      instantParameter(filter.end_date),
      page.limit ?? null,
      page.offset,
    ],
  );
  const { ids = [], total = 0 } = rows[0] ?? {};
  return { ids: ids.map(Number), total };
}

/** Occurrences as the wire has them, by id. */
export async function occurrenceTexts(
  connection: Connection,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await connection.query<{ id: number; text: string }>({
    name: 'read_occurrences',
    text: `select x.id, json_strip_nulls(to_json(x))::text as text
      from (select ${rowColumns} ${from} where o.tenant_id = $1 and o.id = any ($2::bigint[])) x`,
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, text }) => [id, text]));
}
