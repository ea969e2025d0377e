import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/index.ts';
import type { Process } from './process.ts';

/** A process with the name of whom it is for. */
export type ProcessRow = Process & { user_name: string | null };

export type ProcessFilter = {
  kind?: ProcessKind;
  /** Its state. */
  status?: string;
  step?: string;
  user?: string;
  /** Minutes since it began. */
  older_than?: number;
  needs_person?: boolean;
};

const order = 'needs_person desc, (finished_at is null) desc, started_at desc, workflow_id';
// A page number beyond is of no use to anyone, and counting all of a million rows costs half a second.
const countsUpTo = 10_000;

/**
 * The processes of the scope: those that need a person first, then the unfinished, then the newest.
 * @param wanted.platform the scope is the platform's own
 * @returns one page, and how many there are in all, counted up to 10,000
 */
export async function findProcesses(
  trx: Knex.Transaction,
  wanted: { filter: ProcessFilter; page: number; pageSize: number; platform?: boolean },
): Promise<{ count: number; rows: ProcessRow[] }> {
  const { filter, page, pageSize, platform = false } = wanted;
  const conditions = [
    // The policy says so too; said here, the index that fits the order is used.
    platform ? 'organisation_id is null' : 'organisation_id = (select current_organisation_id())',
    ...(filter.kind === undefined ? [] : ['kind = :kind']),
    ...(filter.status === undefined ? [] : ['state = :status']),
    ...(filter.step === undefined ? [] : ['step = :step']),
    ...(filter.user === undefined ? [] : ['user_id = :user']),
    ...(filter.older_than === undefined ? [] : [`started_at < now() - :older_than * interval '1 minute'`]),
    ...(filter.needs_person === undefined ? [] : ['needs_person = :needs_person']),
  ].join(' and ');
  const bindings = {
    ...{ kind: '', status: '', step: '', user: '', older_than: 0, needs_person: false },
    ...filter,
    ...{ limit: pageSize, offset: (page - 1) * pageSize, most: countsUpTo },
  };
  const { rows } = await trx.raw<{ rows: ProcessRow[] }>(
    `select page.*, users.name as user_name from (
       select * from processes where ${conditions}
       order by ${order} limit :limit offset :offset
     ) page left join users on users.id = user_id
     order by ${order}`,
    bindings,
  );
  const counted = await trx.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count from (
       select from processes where ${conditions} order by ${order} limit :most) counted`,
    bindings,
  );
  return { count: counted.rows[0]?.count ?? 0, rows };
}

/** One process of the scope. */
export async function findProcess(
  trx: Knex.Transaction,
  workflowId: string,
): Promise<ProcessRow | undefined> {
  const { rows } = await trx.raw<{ rows: ProcessRow[] }>(
    `select processes.*, users.name as user_name from processes left join users on users.id = user_id where workflow_id = ?`,
    [workflowId],
  );
  return rows[0];
}
