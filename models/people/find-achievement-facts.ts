import type { Knex } from 'knex';
import type { AchievementFacts } from '#domain/people/achievements.ts';

export type LearningFacts = Omit<AchievementFacts, 'days'> & {
  /** With how much was done on each day. */
  days: { day: string; startedAt: Date; count: number }[];
  /** The courses completed that are in the catalogue still, the newest first. */
  courses: { title: string; completedAt: Date }[];
  /** Since when something is known of them; null: nothing yet. */
  firstActiveAt: Date | null;
};

type Row = {
  solved: { at: string; attempts: number }[] | null;
  languages: string[] | null;
  languages_offered: number;
  days: { day: string; started_at: string; count: number }[] | null;
  courses: { title: string; completed_at: string; listed: boolean }[] | null;
};

// An exercise counts at its first accepted attempt, in the order they were handed in; cancelled ones were never judged.
const statement = `
  with graded as (
    select exercise_id, language, verdict = 'accepted' as accepted, graded_at, row_number() over (partition by exercise_id order by attempt) as place
    from submissions where user_id = :userId and purpose = 'attempt' and status = 'graded'
  ), solved as (
    select distinct on (exercise_id) graded_at, place from graded where accepted order by exercise_id, place
  ), spoken as (
    select min(graded_at) as first_at from graded where accepted group by language
  ), active as (
    select to_char(happened_at at time zone :timeZone, 'YYYY-MM-DD') as day, min(happened_at) as started_at, count(*) as count
    from progress_events where user_id = :userId group by 1
  )
  select
    (select json_agg(json_build_object('at', graded_at, 'attempts', place)) from solved) as solved,
    (select json_agg(first_at) from spoken) as languages,
    (select count(distinct language)::integer from exercises join exercise_versions versions on versions.id = published_version_id, unnest(versions.languages) language
      where exercises.status = 'published') as languages_offered,
    (select json_agg(json_build_object('day', day, 'started_at', started_at, 'count', count) order by day) from active) as days,
    (select json_agg(json_build_object('title', title, 'completed_at', completed_at, 'listed', courses.status = 'published') order by completed_at desc)
      from enrolments join courses on courses.id = course_id
      where user_id = :userId and enrolments.status = 'completed' and completed_at is not null) as courses`;

/**
 * Everything a person's achievements follow from, and what their public profile tells beside them: one statement, however much they learned.
 * @param of.timeZone decides which day something belongs to; a zone PostgreSQL knows
 */
export async function findAchievementFacts(
  trx: Knex.Transaction,
  of: { userId: string; timeZone: string },
): Promise<LearningFacts> {
  const { rows } = await trx.raw<{ rows: [Row] }>(statement, of);
  const { solved, languages, languages_offered: languagesOffered, days: active, courses } = rows[0];
  const days = (active ?? []).map(({ day, started_at, count }) => ({
    day,
    startedAt: new Date(started_at),
    count,
  }));
  return {
    solved: (solved ?? []).map(({ at, attempts }) => ({ at: new Date(at), attempts })),
    languages: (languages ?? []).map((moment) => new Date(moment)),
    languagesOffered,
    days,
    coursesCompleted: (courses ?? []).map(({ completed_at }) => new Date(completed_at)),
    courses: (courses ?? [])
      .filter(({ listed }) => listed)
      .map(({ title, completed_at }) => ({ title, completedAt: new Date(completed_at) })),
    firstActiveAt: days[0]?.startedAt ?? null,
  };
}
