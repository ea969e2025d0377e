import { log } from '@temporalio/activity';
import type { Knex } from 'knex';
import { rolesThatRepair } from '#domain/notifications/notification-kinds.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginNotification } from '#models/processes/notify.ts';
import { noteScheduleSuccess } from './note-schedule-success.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type RemindReport = {
  /** Reminders of an exercise that is due soon, one a person and exercise. */
  dueSoon: number;
  /** Tellings that a process needs a person, one for each who may repair it. */
  processes: number;
};

export type RemindingActivities = ReturnType<typeof createRemindingActivities>;

type DueSoon = {
  organisation_id: string;
  user_id: string;
  exercise_id: string;
  slug: string;
  title: string;
  due_at: Date;
};

type Notice = Parameters<typeof beginNotification>[1];

type NeedingPerson = { organisation_id: string; workflow_id: string; kind: string; key: `process:${string}` };

const nameOf = ({ user_id, exercise_id }: DueSoon): string => `${user_id} ${exercise_id}`;
const told = ({ dueSoon, processes }: RemindReport): number => dueSoon + processes;
const dueWithin = '24 hours';
/** Of one organisation's processes no more than so many are told of in an hour: whatever is down for all is the same fault each time. */
const processesAnHour = 20;

/**
 * Finds what people are to be told and no request tells them. Each is told once, however often this runs.
 * @param tools.database a pool of the application's role
 * @param tools.batch how many are begun in one transaction
 */
export function createRemindingActivities({ database, batch = 500 }: { database: Knex; batch?: number }) {
  async function ask<Row>(statement: string, values: (string | number | string[])[]): Promise<Row[]> {
    const { rows } = await database.raw<{ rows: Row[] }>(statement, values);
    return rows;
  }

  /**
   * Begins the notifications of each organisation in its scope. One that fails is logged and kept in `failures`, and keeps no other from being begun.
   * @param noticesOf what is to be begun for the rows of one organisation
   * @returns how many were begun
   */
  async function beginAll<Row extends { organisation_id: string }>(
    rows: readonly Row[],
    noticesOf: (trx: Knex.Transaction, rows: readonly Row[]) => Promise<Notice[]>,
    failures: unknown[],
  ): Promise<number> {
    let begun = 0;
    for (const [organisationId, theirs] of Map.groupBy(rows, (row) => row.organisation_id))
      begun += await inOrganisation(database, organisationId, async (trx) => {
        let count = 0;
        for (const notice of await noticesOf(trx, theirs)) count += await beginOne(trx, notice, failures);
        return count;
      });
    return begun;
  }

  async function beginOne(trx: Knex.Transaction, notice: Notice, failures: unknown[]): Promise<number> {
    try {
      return (await trx.transaction((savepoint) => beginNotification(savepoint, notice))).length;
    } catch (error) {
      log.error('somebody could not be told', { user: notice.userId, key: notice.key, error });
      failures.push(error);
      return 0;
    }
  }

  const noticeOfDue = (due: DueSoon): Notice => ({
    organisationId: due.organisation_id,
    userId: due.user_id,
    actorId: null,
    kind: 'due_soon',
    key: `due_soon:${due.exercise_id}`,
    parameters: {
      exercise_slug: due.slug,
      exercise_title: due.title,
      due_at: due.due_at.toISOString(),
    },
  });

  const noticeOfProcess = (userId: string, process: NeedingPerson): Notice => ({
    organisationId: process.organisation_id,
    userId,
    actorId: null,
    kind: 'process',
    key: process.key,
    parameters: { workflow_id: process.workflow_id, process_kind: process.kind },
  });

  async function remindOfAllDue(failures: unknown[]): Promise<number> {
    const tried = new Set<string>();
    for (let total = 0; ;) {
      // Who could not be told, or left meanwhile, is found again and again, and must not stand before the others.
      const limit = batch + tried.size;
      const found = await ask<DueSoon>('select * from find_due_soon(?::interval, ?)', [dueWithin, limit]);
      const rows = found.filter((due) => !tried.has(nameOf(due)));
      const begun = await beginAll(rows, async (_trx, due) => due.map(noticeOfDue), failures);
      total += begun;
      if (found.length < limit) return total;
      if (begun < rows.length) rows.forEach((due) => tried.add(nameOf(due)));
    }
  }

  async function tellOfProcesses(failures: unknown[]): Promise<number> {
    const rows = await ask<NeedingPerson>('select * from find_processes_to_tell(?, ?)', [
      rolesThatRepair(),
      processesAnHour,
    ]);
    if (rows.length > 0) log.warn('processes need a person', { count: rows.length });
    const noticesOf = async (trx: Knex.Transaction, processes: readonly NeedingPerson[]) => {
      const readers = await trx('memberships')
        .where({ status: 'active' })
        .whereIn('role', rolesThatRepair())
        .pluck<string[]>('user_id');
      return processes.flatMap((process) => readers.map((userId) => noticeOfProcess(userId, process)));
    };
    return beginAll(rows, noticesOf, failures);
  }

  return {
    /**
     * Begins what is to be told now. Safe to repeat.
     * @throws AggregateError when somebody could not be told, once everybody else is
     */
    beginReminders: (): Promise<RemindReport> =>
      whileHeartbeating(async () => {
        const failures: unknown[] = [];
        const report = {
          dueSoon: await remindOfAllDue(failures),
          processes: await tellOfProcesses(failures),
        };
        if (failures.length > 0)
          throw new AggregateError(failures, `${failures.length} could not be told, ${told(report)} were.`);
        await noteScheduleSuccess(database, 'remind');
        return report;
      }),
  };
}
