import { isOpenTo } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';

export type Reader = { userId: string; role: Role };

/**
 * The SQL condition under which a reader may see a row that belongs to a person: students their own, parents their children's too,
 * trainers their students' too, admins everybody's in the organisation of the scope.
 * @param owner a trusted column name, e.g. `submissions.user_id`; the statement binds `:readerId`
 */
export function ownedVisibly(owner: string, { role }: Reader): string {
  switch (role) {
    case 'admin':
    case 'superadmin':
      return 'true';
    case 'trainer':
      return `${owner} in (select :readerId::uuid union all select student_id from trainer_assignments where trainer_id = :readerId)`;
    case 'parent':
      return `${owner} in (select :readerId::uuid union all select child_id from guardianships where parent_id = :readerId)`;
    case 'student':
      return `${owner} = :readerId`;
  }
}

/**
 * The SQL condition under which a reader may see a submission: a hand-in as `ownedVisibly` says, the check of an exercise's own solution
 * if they write exercises, whoever asked for it. It holds the solution, so nobody else sees one.
 */
export function submissionVisibly(reader: Reader): string {
  const attempt = `submissions.purpose = 'attempt' and ${ownedVisibly('submissions.user_id', reader)}`;
  return isOpenTo('exercises.author', reader.role)
    ? `((${attempt}) or submissions.purpose = 'solution_check')`
    : `(${attempt})`;
}
