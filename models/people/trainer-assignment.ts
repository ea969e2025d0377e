import type { Knex } from 'knex';

export type TrainerRow = {
  id: string;
  name: string;
  email: string | null;
  capacity: number;
  student_count: number;
};

const load = `(select count(*)::integer from trainer_assignments where trainer_id = users.id)`;

const activeTrainers = (trx: Knex.Transaction): Knex.QueryBuilder =>
  trx('users')
    .join('memberships', 'memberships.user_id', 'users.id')
    .where({ 'memberships.role': 'trainer', 'memberships.status': 'active' });

/** One page of trainers by name, with how many students each has. */
export async function findTrainers(
  trx: Knex.Transaction,
  page: { page: number; pageSize: number },
): Promise<{ count: number; rows: TrainerRow[] }> {
  const [counted] = await activeTrainers(trx).count<{ count: string }[]>();
  const rows = await activeTrainers(trx)
    .select<TrainerRow[]>(
      'users.id',
      'users.name',
      'users.email',
      'memberships.capacity',
      trx.raw(`${load} as student_count`),
    )
    .orderBy(['users.name', 'users.id'])
    .limit(page.pageSize)
    .offset((page.page - 1) * page.pageSize);
  return { count: Number(counted!.count), rows };
}

/**
 * Assigns a student to a trainer; an earlier assignment is replaced. The database holds the capacity, also against requests at the same moment.
 * @param trainerId undefined: the one with the fewest students who has room
 * @returns the trainer's id; 'full' when nobody asked for has room, 'unknown' when the trainer is none
 */
export async function assignTrainer(
  trx: Knex.Transaction,
  assignment: {
    organisationId: string;
    studentId: string;
    trainerId: string | undefined;
    assignedBy: string;
  },
): Promise<{ trainerId: string } | 'full' | 'unknown'> {
  const candidates = activeTrainers(trx);
  if (assignment.trainerId) candidates.where('users.id', assignment.trainerId);
  // Locked in one order, so that two requests wait for each other here instead of meeting in a deadlock.
  const locked = await candidates
    .clone()
    .select<{ user_id: string }[]>('memberships.user_id')
    .orderBy('memberships.user_id')
    .forUpdate('memberships');
  if (locked.length === 0) return assignment.trainerId ? 'unknown' : 'full';
  const taken = `(select count(*)::integer from trainer_assignments where trainer_id = users.id and student_id <> ?)`;
  const free = await candidates
    .clone()
    .whereRaw(`${taken} < memberships.capacity`, [assignment.studentId])
    .orderByRaw(`${taken}, users.id`, [assignment.studentId])
    .first<{ id: string } | undefined>('users.id');
  if (!free) return 'full';
  await trx('trainer_assignments')
    .insert({
      organisation_id: assignment.organisationId,
      student_id: assignment.studentId,
      trainer_id: free.id,
      assigned_by: assignment.assignedBy,
    })
    .onConflict(['organisation_id', 'student_id'])
    .merge(['trainer_id', 'assigned_by']);
  return { trainerId: free.id };
}
