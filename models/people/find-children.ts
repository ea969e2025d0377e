import type { Knex } from 'knex';

export type ChildRow = {
  id: string;
  name: string;
  email: string | null;
  picture_hash: string | null;
  track: 'DP' | 'FSD' | null;
  language: string;
  time_zone: string;
  consented_at: Date;
  week: { date: string; activities: number; solved: number }[];
  last_verdict: {
    submission_id: string;
    slug: string;
    title: string;
    verdict: string;
    score: number | null;
    max_score: number | null;
    graded_at: string | null;
  } | null;
  next_due: { slug: string; title: string; due_at: string } | null;
  /** When the account is going to be erased. */
  erased_at: Date | null;
};

const week = `
  select json_agg(json_build_object('date', day::date, 'activities', activities, 'solved', solved) order by day) as week
  from generate_series(date_trunc('week', now() at time zone child.time_zone), date_trunc('week', now() at time zone child.time_zone) + interval '6 days', interval '1 day') day
    cross join lateral (
      select count(*) as activities, count(*) filter (where accepted) as solved from progress_events
      where user_id = child.id and happened_at >= day at time zone child.time_zone and happened_at < (day + interval '1 day') at time zone child.time_zone) counted`;

const lastVerdict = `
  select json_build_object('submission_id', submissions.id, 'slug', exercises.slug, 'title', exercise_versions.title, 'verdict', verdict,
      'score', score, 'max_score', max_score, 'graded_at', graded_at) as last_verdict
  from submissions join exercises on exercises.id = submissions.exercise_id join exercise_versions on exercise_versions.id = submissions.exercise_version_id
  where submissions.user_id = child.id and purpose = 'attempt' and submissions.status = 'graded' order by submitted_at desc limit 1`;

const nextDue = `
  select json_build_object('slug', exercises.slug, 'title', exercise_versions.title, 'due_at', due_at) as next_due
  from enrolments
    join lessons on lessons.course_id = enrolments.course_id and lessons.status = 'published'
    join lesson_blocks on lesson_blocks.lesson_id = lessons.id
    join exercises on exercises.id = lesson_blocks.exercise_id and exercises.status = 'published'
    join exercise_versions on exercise_versions.id = exercises.published_version_id
    left join exercise_progress on exercise_progress.exercise_id = exercises.id and exercise_progress.user_id = child.id
  where enrolments.user_id = child.id and enrolments.status = 'active' and due_at > now() and solved_at is null
  order by due_at limit 1`;

/**
 * A parent's children by name, each with their week, last verdict and next due exercise: one statement, whatever their number.
 * @param childId only this one
 */
export async function findChildren(
  trx: Knex.Transaction,
  parentId: string,
  childId?: string,
): Promise<ChildRow[]> {
  const { rows } = await trx.raw<{ rows: ChildRow[] }>(
    `select child.id, child.name, child.email, child.picture_hash, child.track, child.language, child.time_zone, consented_at, week, last_verdict, next_due, erasures.due_at as erased_at
     from guardianships join users child on child.id = child_id and deleted_at is null
       left join erasures on erasures.user_id = child.id and erasures.status in ('waiting', 'erasing')
       left join lateral (${week}) weeks on true
       left join lateral (${lastVerdict}) verdicts on true
       left join lateral (${nextDue}) dues on true
     where parent_id = ? and child_id = coalesce(?, child_id) order by child.name, child.id`,
    [parentId, childId ?? null],
  );
  return rows;
}
