import type { Connection } from '../../kernel/db/transaction.ts';
import type { BookingType } from './schema.ts';

/** Who or what can be booked. */

/** Narrows the resources of a booking type. Ids of 0 and below ask for all. */
export interface ResourceFilter {
  readonly agents?: readonly number[] | null | undefined;
  readonly team_id?: number | null | undefined;
  readonly assets?: readonly number[] | null | undefined;
}

export interface NamedResource {
  readonly id: number;
  readonly name: string;
}

/** Is it assets that are booked? */
export function booksAssets({ assettype_id }: Pick<BookingType, 'assettype_id'>): boolean {
  return (assettype_id ?? 0) > 0;
}

/** Those whom a booking type lets be booked, by id. */
export async function resourcesOf(
  connection: Connection,
  type: BookingType,
  filter: ResourceFilter = {},
): Promise<NamedResource[]> {
  return booksAssets(type) ? assetsOf(connection, type, filter) : agentsOf(connection, type, filter);
}

/** The ids that are asked for; null = all. */
export function wantedIds(ids: readonly number[] | null | undefined): readonly number[] | null {
  return !ids || ids.length === 0 || ids.includes(0) ? null : ids;
}

/** Who is named by the booking type is bookable whatever `excludefromresourcebooking` says; the members of its teams, and
 * everyone, are unless it is set. Nobody books who is disabled. */
async function agentsOf(connection: Connection, type: BookingType, filter: ResourceFilter): Promise<NamedResource[]> {
  const { rows } = await connection.query<NamedResource>({
    name: 'bookable_agents',
    text: `select a.id, a.name from agent a
      where a.tenant_id = $1 and not a.isdisabled
        and ($4::bigint[] is null or a.id = any ($4::bigint[]))
        and ($5::bigint is null or exists (select from team_member m
          where m.tenant_id = $1 and m.team_id = $5::bigint and m.agent_id = a.id))
        and (a.id = any ($2::bigint[])
          or not a.excludefromresourcebooking and (cardinality($2::bigint[]) + cardinality($3::bigint[]) = 0
            or exists (select from team_member m
              where m.tenant_id = $1 and m.team_id = any ($3::bigint[]) and m.agent_id = a.id)))
      order by a.id`,
    values: [type.tenant_id, type.agents, type.teams, wantedIds(filter.agents), positive(filter.team_id)],
  });
  return rows;
}

/** Assets of the type; one that says that it is not bookable is not. */
async function assetsOf(connection: Connection, type: BookingType, filter: ResourceFilter): Promise<NamedResource[]> {
  const { rows } = await connection.query<NamedResource>({
    name: 'bookable_assets_of_type',
    text: `select a.id, a.name from asset a
      where a.tenant_id = $1 and a.assettype_id = $2 and a.bookable is distinct from false
        and ($3::bigint[] is null or a.id = any ($3::bigint[]))
      order by a.id`,
    values: [type.tenant_id, type.assettype_id, wantedIds(filter.assets)],
  });
  return rows;
}

function positive(id: number | null | undefined): number | null {
  return id !== null && id !== undefined && id > 0 ? id : null;
}
