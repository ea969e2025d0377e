import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/process-kinds.ts';

/** A row of the view `processes`: every kind in one shape. */
export type ProcessRow = {
  organisation_id: string;
  kind: ProcessKind;
  workflow_id: string;
  row_id: string;
  status: string;
  user_id: string | null;
  user_name: string | null;
  subject_id: string;
  started_at: Date;
  finished_at: Date | null;
  waiting_for: string | null;
  last_fault: string | null;
  fault_count: number;
  /** Why Temporal will not take it; null when that is not so. */
  undeliverable: string | null;
  needs_person: boolean;
};

export type ProcessFilter = {
  kind?: ProcessKind;
  status?: string;
  user?: string;
  older_than?: number;
  needs_person?: boolean;
};

const columns = 'processes.*, users.name as user_name';

/**
 * The processes of the scope's organisation: those that need a person first, then the unfinished, then the newest.
 * @param filter.older_than minutes since it began
 * @returns one page, and how many there are in all
 */
export async function findProcesses(
  trx: Knex.Transaction,
  wanted: { filter: ProcessFilter; page: number; pageSize: number },
): Promise<{ count: number; rows: ProcessRow[] }> {
  const { filter, page, pageSize } = wanted;
  const conditions = [
    'true',
    ...(filter.kind === undefined ? [] : ['kind = :kind']),
    ...(filter.status === undefined ? [] : ['processes.status = :status']),
    ...(filter.user === undefined ? [] : ['user_id = :user']),
    ...(filter.older_than === undefined ? [] : [`started_at < now() - :older_than * interval '1 minute'`]),
    ...(filter.needs_person === undefined ? [] : ['needs_person = :needs_person']),
  ].join(' and ');
  const bindings = {
    kind: '',
    status: '',
    user: '',
    older_than: 0,
    needs_person: false,
    ...filter,
    limit: pageSize,
    offset: (page - 1) * pageSize,
  };
  const { rows } = await trx.raw<{ rows: ProcessRow[] }>(
    `select ${columns} from processes left join users on users.id = user_id where ${conditions}
     order by needs_person desc, finished_at is null desc, started_at desc, workflow_id limit :limit offset :offset`,
    bindings,
  );
  const counted = await trx.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from processes where ${conditions}`,
    bindings,
  );
  return { count: counted.rows[0]?.count ?? 0, rows };
}

/** One process of the scope's organisation. */
export async function findProcess(
  trx: Knex.Transaction,
  workflowId: string,
): Promise<ProcessRow | undefined> {
  const { rows } = await trx.raw<{ rows: ProcessRow[] }>(
    `select ${columns} from processes left join users on users.id = user_id where workflow_id = ?`,
    [workflowId],
  );
  return rows[0];
}
