import type { Knex } from 'knex';

/**
 * What a process left in the database: its rows in the named business tables, its row among the processes, its story. Revisions are left out:
 * they count looks, and may grow when a step is repeated.
 * @param owner a pool of the owner's role
 */
export async function processRows(
  owner: Knex,
  kind: string,
  rowId: string,
  tables: string[],
): Promise<unknown[]> {
  const workflowId = `${kind}:${rowId}`;
  const rows = await Promise.all([
    ...tables.map((table) => owner(table).where({ id: rowId })),
    owner('processes').where({ workflow_id: workflowId }),
    owner('process_events').where({ workflow_id: workflowId }).orderBy('id'),
  ]);
  return (rows.flat() as Record<string, unknown>[]).map(({ revision: _, ...row }) => row);
}
