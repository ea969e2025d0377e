import type { Knex } from 'knex';
import { processKinds } from '#domain/processes/index.ts';
import type { ProcessKind } from '#domain/processes/index.ts';
import type { ReadStatement, ScopedReads } from '../database/scoped-reads.ts';
import type { Mail } from '../mail/mail.ts';
import type { Process } from './process.ts';

/** A process with the name of whom it is for, and what it is about: the exercise that is handed in or run, or the kind of mail. */
export type ProcessRow = Process & {
  user_name: string | null;
  exercise_title: string | null;
  mail_template: Mail['template'] | null;
};

export type ProcessFilter = {
  kind?: ProcessKind;
  /** Its state. */
  status?: string;
  /** It stands there now: what has ended stands nowhere. */
  step?: string;
  user?: string;
  /** Minutes since it began. */
  older_than?: number;
  needs_person?: boolean;
};

type Wanted = {
  filter: ProcessFilter;
  page: number;
  pageSize: number;
  /** Of the unfinished the oldest first. */
  oldestFirst?: boolean | undefined;
  platform?: boolean;
};
type Found = { count: number; rows: ProcessRow[] };
/** One row with what it is about; each join is by a primary key. */
const wholeProcess = `select processes.*, users.name as user_name, exercise_versions.title as exercise_title, mails.template as mail_template
  from processes left join users on users.id = processes.user_id
  left join submissions on processes.subject_type = 'submission' and submissions.id = processes.subject_id
  left join runs on processes.subject_type = 'run' and runs.id = processes.subject_id
  left join exercise_versions on exercise_versions.id = coalesce(submissions.exercise_version_id, runs.exercise_version_id)
  left join mails on processes.subject_type = 'mail' and mails.id = processes.subject_id`;

type Statement = { text: string; values: unknown[] };
type Branch = Statement & { order: string };

const newestOrder = 'started_at desc, workflow_id';
const order = `needs_person desc, (finished_at is null) desc, ${newestOrder}`;
// Of what is all unfinished.
const orderAtStep = `needs_person desc, ${newestOrder}`;
// The same indexes read backwards, a stratum at a time.
const oldestOrder = 'started_at, workflow_id desc';
// A page number beyond is of no use to anyone, and counting as far as this is most of what a page costs.
const countsUpTo = 5_000;

/**
 * The processes of the scope: those that need a person first, then the unfinished, then the newest.
 * @param wanted.oldestFirst then the oldest instead
 * @param wanted.platform the scope is the platform's own
 * @returns one page, and how many there are in all; both know the first 5,000 only
 */
export async function findProcesses(trx: Knex.Transaction, wanted: Wanted): Promise<Found> {
  const { text, values } = pageStatement(wanted);
  const { rows } = await trx.raw<{ rows: CountedRow[] }>(text, values as Knex.RawBinding[]);
  return asFound(rows);
}

/** The same of one organisation, with one round trip. */
export async function readProcesses(
  reads: ScopedReads,
  organisationId: string,
  wanted: Omit<Wanted, 'platform'>,
): Promise<Found> {
  return asFound(await reads.read<CountedRow>(organisationId, processesStatement(wanted)));
}

/** What `readProcesses` asks. Of each row comes with it how many there are; of an empty page only that. */
export function processesStatement(wanted: Wanted): ReadStatement {
  const given = Object.entries(wanted.filter).filter(([, value]) => value !== undefined);
  const needs = wanted.filter.needs_person === undefined ? '' : `:${wanted.filter.needs_person}`;
  return named(
    `processes:${given
      .map(([name]) => name)
      .sort()
      .join('+')}${needs}${wanted.oldestFirst === true ? ':oldest' : ''}`,
    pageStatement(wanted),
  );
}

export type CountedRow = ProcessRow & { count: number };

/** @returns the rows without their count, and the count */
export function asFound(rows: CountedRow[]): Found {
  return {
    count: rows[0]?.count ?? 0,
    rows: rows.filter((row) => (row.workflow_id as string | null) !== null),
  };
}

/**
 * Of a page first the keys are found, in an index that holds all that is asked (migration 0018), and then its rows.
 * Each row is looked up by itself: PostgreSQL, which does not know how long a page is, would otherwise read the whole table to join it.
 * Counted is in the same order, so that the same index is used and no plan reads the table from end to end.
 */
function pageStatement(wanted: Wanted): Statement {
  const { page, pageSize, oldestFirst = false } = wanted;
  const age = oldestFirst ? oldestOrder : newestOrder;
  const offset = Math.min((page - 1) * pageSize, countsUpTo);
  const limit = Math.min(pageSize, countsUpTo - offset);
  const branches = branchesOf(wanted);
  const keysOf = (most: string) =>
    branches
      .map(({ text, order: own }) => `select * from (${text} order by ${own} limit ${most}) branch`)
      .join(' union all ');
  const counted = branches.flatMap(({ values }) => values);
  const paged = branches.flatMap(({ values }) => [...values, offset + limit]);
  return {
    text: `select counted.count, listed.* from
       (select count(*)::integer as count from (${keysOf(String(countsUpTo))} limit ${countsUpTo}) known) counted
       left join (
         select found.* from (
           select workflow_id from (${keysOf('?::integer')}) keys order by needs_person desc, unfinished desc, ${age} limit ?::integer offset ?::integer
         ) page
         cross join lateral (
           ${wholeProcess} where processes.workflow_id = page.workflow_id limit 1
         ) found
       ) listed on true
     order by listed.needs_person desc, (listed.finished_at is null) desc, ${age.replaceAll(/\b(started_at|workflow_id)/g, 'listed.$1')}`,
    values: [...counted, ...paged, limit, offset],
  };
}

/**
 * The keys that match, from branches each of which is one range of an index in the list's order, read as far as it is needed and merged.
 * Without branches a state that few have, or an age that few exceed, would read all rows of the organisation to find a page.
 */
function branchesOf({ filter, oldestFirst = false, platform = false }: Wanted): Branch[] {
  // Of one person, or at one step now, there are few: they are found by an index of their own, and what else is asked is looked for among them.
  const few = filter.user !== undefined || filter.step !== undefined;
  const kinds = filter.status !== undefined && !few && !filter.kind ? processKinds : [filter.kind];
  const inStrata = (filter.older_than !== undefined || oldestFirst) && !few;
  const strata = inStrata ? strataOf(filter) : [conditionsOf(filter)];
  // The policy says so too; said here, the index that fits the order is used.
  const scope = platform ? 'organisation_id is null' : 'organisation_id = (select current_organisation_id())';
  // Said so, the index on steps holds all that is asked.
  const unfinished = filter.step === undefined ? 'finished_at is null' : 'true';
  return kinds.flatMap((kind) =>
    strata.map((stratum) => {
      const conditions: [string, unknown][] = [
        ['kind = ?', kind],
        ['state = ?', filter.status],
        ['user_id = ?', filter.user],
        [`started_at < now() - ?::integer * interval '1 minute'`, filter.older_than],
        ['step = ?', filter.step],
      ];
      const given = conditions.filter(([, value]) => value !== undefined);
      const all = [scope, ...given.map(([text]) => text), ...stratum].join(' and ');
      return {
        text: `select workflow_id, needs_person, ${unfinished} as unfinished, started_at from processes where ${all}`,
        values: given.map(([, value]) => value),
        order: orderOf(filter, oldestFirst, inStrata),
      };
    }),
  );
}

function orderOf({ step }: ProcessFilter, oldestFirst: boolean, inStrata: boolean): string {
  if (!oldestFirst) return step === undefined ? order : orderAtStep;
  return inStrata ? oldestOrder : `needs_person desc, (finished_at is null) desc, ${oldestOrder}`;
}

const conditionsOf = ({ needs_person: needs, step }: ProcessFilter): string[] => [
  ...(needs === undefined ? [] : [needs ? 'needs_person' : 'not needs_person']),
  ...(step === undefined ? [] : ['finished_at is null']),
];

/** What comes before the time in the order, value by value. */
function strataOf({ needs_person: needs }: ProcessFilter): string[][] {
  // A bare “= false” is rewritten to “is not null”, which is no range of an index on “is null”.
  return (needs === undefined ? [true, false] : [needs]).flatMap((each) =>
    [true, false].map((unfinished) => [
      each ? 'needs_person' : 'not needs_person',
      `(finished_at is null) = (select ${unfinished})`,
    ]),
  );
}

const oneProcess = `${wholeProcess} where processes.workflow_id = ?`;

/** One process of the scope. */
export async function findProcess(
  trx: Knex.Transaction,
  workflowId: string,
): Promise<ProcessRow | undefined> {
  const { rows } = await trx.raw<{ rows: ProcessRow[] }>(oneProcess, [workflowId]);
  return rows[0];
}

/** What reads one process of an organisation without a transaction (scoped-reads.ts). */
export const processStatement = (workflowId: string): ReadStatement =>
  named('process', { text: oneProcess, values: [workflowId] });

/** As pg takes it, which numbers its parameters. */
function named(name: string, { text, values }: Statement): ReadStatement {
  let place = 0;
  return { name, text: text.replaceAll('?', () => `$${(place += 1)}`), values };
}
