import type { Connection } from '../../kernel/db/transaction.ts';

/** A ticket as a job that somebody must take. */
export interface Job {
  readonly estimate: number | null;
  readonly skills: readonly string[] | null;
  readonly team_id: number | null;
}

export async function jobOfTicket(
  connection: Connection,
  tenantId: number,
  ticketId: number,
): Promise<Job | undefined> {
  const { rows } = await connection.query<Job>({
    name: 'board_job',
    text: 'select estimate, skills, team_id from ticket where tenant_id = $1 and id = $2',
    values: [tenantId, ticketId],
  });
  return rows[0];
}
