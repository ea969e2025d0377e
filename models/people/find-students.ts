import type { Knex } from 'knex';
import { pageByName } from './page-by-name.ts';

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

// Added up once for all students and courses on the page: looked up one by one, it is thousands of probes.
const enrolledCourses = `
  enrolled as materialized (
    select user_id, course_id, status, enrolled_at from enrolments where user_id in (select id from page) and status in ('active', 'completed')
  ), course_lessons as materialized (
    select id, course_id from lessons where status = 'published' and course_id in (select course_id from enrolled)
  ), course_exercises as materialized (
    select course_lessons.course_id, exercise_id from course_lessons join lesson_blocks on lesson_id = course_lessons.id
      join exercises on exercises.id = exercise_id and exercises.status = 'published'
  ), lesson_counts as (
    select course_id, count(*) from course_lessons group by 1
  ), lessons_completed as (
    select user_id, course_id, count(*) from lesson_progress join course_lessons on course_lessons.id = lesson_id
    where user_id in (select id from page) and status = 'COMPLETED' group by 1, 2
  ), exercise_counts as (
    select course_id, count(*) from course_exercises group by 1
  ), exercises_solved as (
    select user_id, course_id, count(*) from exercise_progress join course_exercises using (exercise_id)
    where user_id in (select id from page) and solved_at is not null group by 1, 2
  ), courses_of as materialized (
    select user_id, json_agg(json_build_object('id', courses.id, 'slug', courses.slug, 'title', courses.title, 'status', enrolled.status,
        'lessons', coalesce(lesson_counts.count, 0), 'lessons_completed', coalesce(lessons_completed.count, 0),
        'exercises', coalesce(exercise_counts.count, 0), 'exercises_solved', coalesce(exercises_solved.count, 0))
      order by enrolled_at desc) as courses
    from enrolled join courses on courses.id = course_id left join lesson_counts using (course_id) left join exercise_counts using (course_id)
      left join lessons_completed using (user_id, course_id) left join exercises_solved using (user_id, course_id)
    group by user_id
  )`;

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
    .where({ 'memberships.role': 'student', 'memberships.status': 'active' });
  if (filter.trainerId)
    matching.whereIn(
      'users.id',
      trx('trainer_assignments').where({ trainer_id: filter.trainerId }).select('student_id'),
    );
  const { count, idsOnPage } = await pageByName(matching, filter);
  const { rows } = await trx.raw<{ rows: StudentRow[] }>(
    `with page as materialized ?, ${enrolledCourses}
     select users.id, users.name, users.email, users.track, users.picture_hash, trainers.id as trainer_id, trainers.name as trainer_name,
       (select count(*)::integer from exercise_progress where user_id = users.id and solved_at is not null) as exercises_solved,
       (select max(happened_at) from progress_events where user_id = users.id) as last_active_at,
       courses_of.courses, results.last_result
     from page join users on users.id = page.id
       left join trainer_assignments on student_id = users.id left join users trainers on trainers.id = trainer_id
       left join courses_of on courses_of.user_id = users.id
       left join lateral (${latestResult}) results on true
     order by users.name, users.id`,
    [idsOnPage],
  );
  return { count, rows };
}
