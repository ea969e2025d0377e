import type { Knex } from 'knex';
import { containing } from '../database/like-pattern.ts';

export type StudentCourse = {
  id: string;
  slug: string;
  title: string;
  status: 'active' | 'completed';
  lessons: number;
  lessons_completed: number;
  exercises: number;
  exercises_solved: number;
};
export type StudentRow = {
  id: string;
  name: string;
  email: string | null;
  track: string | null;
  picture_hash: string | null;
  trainer_id: string | null;
  trainer_name: string | null;
  exercises_solved: number;
  last_active_at: Date | null;
  courses: StudentCourse[] | null;
  last_result: {
    submission_id: string;
    slug: string;
    title: string;
    verdict: string;
    score: number | null;
    max_score: number | null;
    graded_at: string;
  } | null;
};

const columns = `
  users.id, users.name, users.email, users.track, users.picture_hash, trainers.id as trainer_id, trainers.name as trainer_name,
  (select count(*)::integer from exercise_progress where user_id = users.id and solved_at is not null) as exercises_solved,
  (select max(happened_at) from progress_events where user_id = users.id) as last_active_at,
  courses.courses, results.last_result`;

const enrolledCourses = `
  select json_agg(json_build_object('id', courses.id, 'slug', courses.slug, 'title', courses.title, 'status', enrolments.status,
      'lessons', lessons.count, 'lessons_completed', lessons.completed, 'exercises', exercises.count, 'exercises_solved', exercises.solved)
    order by enrolments.enrolled_at desc) as courses
  from enrolments join courses on courses.id = enrolments.course_id
    cross join lateral (
      select count(*) as count, count(*) filter (where lesson_progress.status = 'COMPLETED') as completed
      from lessons left join lesson_progress on lesson_progress.lesson_id = lessons.id and lesson_progress.user_id = enrolments.user_id
      where lessons.course_id = courses.id and lessons.status = 'published') lessons
    cross join lateral (
      select count(*) as count, count(solved_at) as solved
      from lesson_blocks join lessons on lessons.id = lesson_blocks.lesson_id and lessons.status = 'published'
        join exercises on exercises.id = lesson_blocks.exercise_id and exercises.status = 'published'
        left join exercise_progress on exercise_progress.exercise_id = exercises.id and exercise_progress.user_id = enrolments.user_id
      where lessons.course_id = courses.id) exercises
  where enrolments.user_id = users.id and enrolments.status in ('active', 'completed')`;

const latestResult = `
  select json_build_object('submission_id', submissions.id, 'slug', exercises.slug, 'title', exercise_versions.title, 'verdict', verdict,
      'score', score, 'max_score', max_score, 'graded_at', graded_at) as last_result
  from submissions join exercises on exercises.id = submissions.exercise_id join exercise_versions on exercise_versions.id = submissions.exercise_version_id
  where user_id = users.id and purpose = 'attempt' and submissions.status = 'graded'
  order by submitted_at desc limit 1`;

/**
 * One page of students by name, with how far they are: two statements whatever the number of students and courses.
 * @param filter.trainerId only the students assigned to this trainer
 */
export async function findStudents(
  trx: Knex.Transaction,
  filter: { trainerId?: string | undefined; search?: string | undefined; page: number; pageSize: number },
): Promise<{ count: number; rows: StudentRow[] }> {
  const matching = trx('users')
    .join('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('trainer_assignments', 'trainer_assignments.student_id', 'users.id')
    .leftJoin('users as trainers', 'trainers.id', 'trainer_assignments.trainer_id')
    .where({ 'memberships.role': 'student', 'memberships.status': 'active' });
  if (filter.trainerId) matching.where('trainer_assignments.trainer_id', filter.trainerId);
  if (filter.search) {
    const pattern = containing(filter.search);
    matching.where(
      (either) =>
        void either.whereILike('users.name', pattern).orWhereRaw('users.email::text ilike ?', [pattern]),
    );
  }
  const [counted] = await matching.clone().count<{ count: string }[]>();
  const rows = await matching
    .joinRaw(`left join lateral (${enrolledCourses}) courses on true`)
    .joinRaw(`left join lateral (${latestResult}) results on true`)
    .select<StudentRow[]>(trx.raw(columns))
    .orderBy(['users.name', 'users.id'])
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize);
  return { count: Number(counted!.count), rows };
}
