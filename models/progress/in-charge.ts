import type { Role } from '#domain/permissions.ts';

/** Whose figures are read: a trainer's own students, in one course or in all; an admin's whole organisation, but one course at a time, or there would be no end to it. */
export type Charge = { reader: { userId: string; role: Role }; courseId: string | null };

/** The bindings that `inCharge` and `ofCourse` need. */
export const chargeBindings = ({ reader, courseId }: Charge) => ({ readerId: reader.userId, courseId });

/**
 * The SQL condition that a person is a student in the reader's charge and active.
 * @param person a trusted column name, e.g. `enrolments.user_id`; the statement binds `:readerId`
 */
export function inCharge(person: string, { reader }: Charge): string {
  const student = `exists (select from memberships where memberships.user_id = ${person} and role = 'student' and status = 'active')`;
  return reader.role === 'trainer'
    ? `${person} in (select student_id from trainer_assignments where trainer_id = :readerId) and ${student}`
    : student;
}

/** The SQL condition that something is of the course that was asked for; of all when none was. The statement binds `:courseId`. */
export const ofCourse = (course: string, { courseId }: Charge): string =>
  courseId === null ? 'true' : `${course} = :courseId`;

/** The SQL of each student's best result in each published exercise they handed something in for. */
export const bestResults = (charge: Charge): string => `
  select progress.user_id, progress.exercise_id, progress.attempts, progress.best_score, progress.max_score, progress.solved_at
  from exercise_progress progress join exercises on exercises.id = progress.exercise_id and exercises.status = 'published'
  where progress.attempts > 0 and ${ofCourse('exercises.course_id', charge)} and ${inCharge('progress.user_id', charge)}`;
