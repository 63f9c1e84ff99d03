import type { Connection } from '../../kernel/db/transaction.ts';

/** Keeps the enabled admins as they are until the transaction ends.
 * @returns how many there are. */
export async function lockAdmins(connection: Connection, tenantId: number): Promise<number> {
  const { rows } = await connection.query(
    `select id from agent where tenant_id = $1 and role = 'admin' and not isdisabled order by id for no key update`,
    [tenantId],
  );
  return rows.length;
}

/** What an agent signs in with. */
export async function signInOf(connection: Connection, tenantId: number, id: number) {
  const { rows } = await connection.query<{ email: string; password_hash: string | null }>(
    'select email, password_hash from agent where tenant_id = $1 and id = $2',
    [tenantId, id],
  );
  return rows[0] ?? { email: '', password_hash: null };
}

export async function storePasswordHash(connection: Connection, tenantId: number, id: number, hash: string) {
  await connection.query('update agent set password_hash = $3 where tenant_id = $1 and id = $2', [tenantId, id, hash]);
}

/** The agents whose main team this is: they are its members whatever its list says. */
export async function mainMembers(connection: Connection, tenantId: number, teamId: number): Promise<number[]> {
  const { rows } = await connection.query<{ id: number }>(
    'select id from agent where tenant_id = $1 and team_id = $2 order by id',
    [tenantId, teamId],
  );
  return rows.map(({ id }) => id);
}
