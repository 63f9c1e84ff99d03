import type { Connection } from '../../kernel/db/transaction.ts';
import type { Use } from './in-use-rules.ts';

interface Pointer {
  table: string;
  column: string;
  /** What names a row of that table: its id, or the other side of a many-to-many table. */
  id_column: string;
  has_name: boolean;
}

/** What points at a row, found by the foreign keys of the database: a room that adds a table need not say so here.
 * Rows that would go with it (`on delete cascade`) are its own. The row must be locked for update before. */
export async function usesOf(connection: Connection, tenantId: number, table: string, id: number): Promise<Use[]> {
  const pointers = await pointersAt(connection, table);
  if (pointers.length === 0) return [];
  const counts = pointers.map(({ table: from, column, id_column, has_name }) => {
    const where = `tenant_id = $1 and ${column} = $2 ${from === table ? 'and id <> $2' : ''}`;
    const first = (wanted: string) =>
      `array(select ${wanted}::text from ${from} where ${where} order by ${id_column} limit 5)`;
    return `select '${from}' as table, '${column}' as column, (select count(*) from ${from} where ${where}) as count,
      ${first(id_column)} as ids, ${has_name ? first('name') : 'null::text[]'} as names`;
  });
  const { rows } = await connection.query<Use>(counts.join(' union all '), [tenantId, id]);
  return rows.filter(({ count }) => count > 0);
}

/** Every key begins with tenant_id (architecture, decision 5); the second column is the one that points, and that names a
 * row, except of lookups, which are numbered within their list. */
async function pointersAt(connection: Connection, table: string): Promise<Pointer[]> {
  const { rows } = await connection.query<Pointer>(
    `select quote_ident(t.relname) as table, quote_ident(a.attname) as column, quote_ident(i.attname) as id_column,
       exists (select from pg_attribute n where n.attrelid = t.oid and n.attname = 'name' and not n.attisdropped) as has_name
     from pg_constraint c
     join pg_class t on t.oid = c.conrelid
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
     join pg_index p on p.indrelid = c.conrelid and p.indisprimary
     join pg_attribute i on i.attrelid = c.conrelid and i.attnum = p.indkey[case when t.relname = 'lookup' then 2 else 1 end]
     where c.contype = 'f' and c.confdeltype in ('a', 'r') and c.confrelid = $1::regclass and c.conparentid = 0
     order by 1, 2`,
    [table],
  );
  return rows;
}

/** Keeps anybody from pointing at the row until the transaction ends. */
export async function lockForRemoval(connection: Connection, tenantId: number, table: string, id: number) {
  await connection.query(`select id from ${table} where tenant_id = $1 and id = $2 for update`, [tenantId, id]);
}

export async function removeRow(connection: Connection, tenantId: number, table: string, id: number): Promise<void> {
  await connection.query(`delete from ${table} where tenant_id = $1 and id = $2`, [tenantId, id]);
}
