import type { Knex } from 'knex';
import type { OutlineLesson } from '#domain/curriculum/outline.ts';
import type { EnrolmentStatus } from './enrolment.ts';
import { findOutlines } from './find-outlines.ts';

export type EnrolmentRow = {
  id: string;
  user_id: string;
  course_id: string;
  course_slug: string;
  course_title: string;
  status: EnrolmentStatus;
  enrolled_at: Date;
  completed_at: Date | null;
};
export type EnrolmentWithOutline = EnrolmentRow & { lessons: OutlineLesson[] };

/** A person's enrolments, the newest first, each with the outline of its course. */
export async function findEnrolments(
  trx: Knex.Transaction,
  filter: { userId: string; page: number; pageSize: number; statuses?: readonly EnrolmentStatus[] },
): Promise<{ count: number; rows: EnrolmentWithOutline[] }> {
  const matching = selectEnrolments(trx).where('enrolments.user_id', filter.userId);
  if (filter.statuses) matching.whereIn('enrolments.status', filter.statuses);
  const [counted] = await matching.clone().clearSelect().count<{ count: string }[]>();
  const rows = await matching
    .orderBy([{ column: 'enrolments.enrolled_at', order: 'desc' }, 'enrolments.id'])
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize);
  const outlines = await findOutlines(
    trx,
    rows.map(({ course_id }) => course_id),
    filter.userId,
  );
  return {
    count: Number(counted!.count),
    rows: rows.map((row) => ({ ...row, lessons: outlines.get(row.course_id)! })),
  };
}

/** One enrolment, whosever it is: the caller decides whether it may be seen. */
export async function findEnrolment(
  trx: Knex.Transaction,
  id: string,
): Promise<EnrolmentWithOutline | undefined> {
  const [row] = await selectEnrolments(trx).where('enrolments.id', id);
  return (
    row && { ...row, lessons: (await findOutlines(trx, [row.course_id], row.user_id)).get(row.course_id)! }
  );
}

function selectEnrolments(trx: Knex.Transaction) {
  return trx('enrolments')
    .join('courses', 'courses.id', 'enrolments.course_id')
    .select<EnrolmentRow[]>(
      'enrolments.id',
      'user_id',
      'course_id',
      'courses.slug as course_slug',
      'courses.title as course_title',
      'enrolments.status',
      'enrolled_at',
      'completed_at',
    );
}
