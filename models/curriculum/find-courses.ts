import type { Knex } from 'knex';
import type { EnrolmentStatus } from './enrolment.ts';
import { containing } from '../database/like-pattern.ts';

export type CourseFilter = {
  /** null for somebody who is not signed in. */
  viewerId: string | null;
  slug?: string | undefined;
  category?: string | undefined;
  difficulty?: number | undefined;
  search?: string | undefined;
  /** Only courses the viewer is enrolled in. */
  enrolled?: boolean | undefined;
  page: number;
  pageSize: number;
};

export type CourseRow = {
  id: string;
  slug: string;
  title: string;
  summary: string;
  description_md: string;
  difficulty: number;
  estimated_minutes: number | null;
  category_slug: string | null;
  category_name: string | null;
  lesson_count: number;
  exercise_count: number;
  enrolment_id: string | null;
  enrolment_status: EnrolmentStatus | null;
  enrolled_at: Date | null;
  completed_at: Date | null;
};

/** One page of the published courses, in the catalogue's order, with the viewer's own enrolment. */
export async function findCourses(
  trx: Knex.Transaction,
  filter: CourseFilter,
): Promise<{ count: number; rows: CourseRow[] }> {
  const matching = trx('courses')
    .leftJoin('categories', 'categories.id', 'courses.category_id')
    .leftJoin('enrolments', function () {
      this.on('enrolments.course_id', '=', 'courses.id').andOn(
        'enrolments.user_id',
        '=',
        trx.raw('?::uuid', [filter.viewerId]),
      );
    })
    .where('courses.status', 'published');
  if (filter.slug) matching.where('courses.slug', filter.slug);
  if (filter.category) matching.where('categories.slug', filter.category);
  if (filter.difficulty) matching.where('courses.difficulty', filter.difficulty);
  if (filter.enrolled) matching.whereIn('enrolments.status', ['active', 'completed']);
  if (filter.search) {
    const pattern = containing(filter.search);
    matching.where(
      (either) => void either.whereILike('courses.title', pattern).orWhereILike('courses.summary', pattern),
    );
  }
  const [counted] = await matching.clone().count<{ count: string }[]>();
  const rows = await matching
    .select<CourseRow[]>(
      ...['id', 'slug', 'title', 'summary', 'description_md', 'difficulty', 'estimated_minutes'].map(
        (name) => `courses.${name}`,
      ),
      'categories.slug as category_slug',
      'categories.name as category_name',
      trx.raw(
        `(select count(*)::integer from lessons where course_id = courses.id and lessons.status = 'published') as lesson_count`,
      ),
      trx.raw(
        `(select count(distinct exercise_id)::integer from lesson_blocks join lessons on lessons.id = lesson_id where course_id = courses.id and lessons.status = 'published') as exercise_count`,
      ),
      'enrolments.id as enrolment_id',
      'enrolments.status as enrolment_status',
      'enrolled_at',
      'completed_at',
    )
    .orderBy(['courses.position', 'courses.title', 'courses.id'])
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize);
  return { count: Number(counted!.count), rows };
}
