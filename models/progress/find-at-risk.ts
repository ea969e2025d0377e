import type { Knex } from 'knex';
import { countedPage } from '../database/counted-page.ts';
import { riskRule } from '#domain/progress/at-risk.ts';
import { chargeBindings, inCharge, ofCourse } from './in-charge.ts';
import type { Charge } from './in-charge.ts';

export type AtRiskRow = {
  id: string;
  name: string;
  picture_hash: string | null;
  /** Exercises past their date, and the oldest date. */
  overdue: number;
  overdue_since: Date | null;
  /** Exercises due soon while nothing was done since then; 0 when they were active. */
  quiet_due: number;
  quiet_since: Date | null;
  /** Exercises tried again and again in vain, and the one with most attempts. */
  stuck: number;
  stuck_attempts: number | null;
  stuck_slug: string | null;
  stuck_title: string | null;
};

/**
 * The students in somebody's charge to whom a rule of `riskRule` applies, those with most reasons first.
 * @param wanted.page from 1
 * @returns one page, and how many there are in all
 */
export async function findAtRisk(
  trx: Knex.Transaction,
  wanted: { charge: Charge; page: number; pageSize: number },
): Promise<{ count: number; rows: AtRiskRow[] }> {
  const { charge, page, pageSize } = wanted;
  const { rows } = await trx.raw<{ rows: (AtRiskRow & { count: number })[] }>(
    `with enrolled as materialized (
         select user_id, course_id, enrolled_at from enrolments
         where status = 'active' and ${ofCourse('course_id', charge)} and ${inCharge('enrolments.user_id', charge)}),
       dated as materialized (
         select exercises.id, exercises.course_id, versions.due_at from exercises join exercise_versions versions on versions.id = exercises.published_version_id
         where exercises.status = 'published' and exercises.course_id in (select course_id from enrolled)
           and versions.due_at > now() - make_interval(days => :overdueWithinDays) and versions.due_at <= now() + make_interval(days => :dueWithinDays)),
       unsolved as materialized (
         select enrolled.user_id, dated.due_at from enrolled join dated on dated.course_id = enrolled.course_id and dated.due_at > enrolled.enrolled_at
         where not exists (select from exercise_progress where exercise_progress.user_id = enrolled.user_id and exercise_id = dated.id and solved_at is not null)),
       due as (
         select user_id, count(*) filter (where due_at <= now())::integer as overdue, min(due_at) filter (where due_at <= now()) as overdue_since,
           count(*) filter (where due_at > now())::integer as soon
         from unsolved group by user_id),
       seen as (
         select due.user_id, coalesce((select max(happened_at) from progress_events where progress_events.user_id = due.user_id),
           (select min(enrolled_at) from enrolled where enrolled.user_id = due.user_id)) as seen_at
         from due where soon > 0),
       vain as (
         select progress.user_id, progress.attempts, exercises.slug, versions.title,
           row_number() over (partition by progress.user_id order by progress.attempts desc, exercises.slug) as place, count(*) over (partition by progress.user_id)::integer as stuck
         from (select distinct user_id from enrolled) students join exercise_progress progress using (user_id)
           join exercises on exercises.id = progress.exercise_id and exercises.status = 'published' and ${ofCourse('exercises.course_id', charge)}
           join exercise_versions versions on versions.id = exercises.published_version_id
         where progress.attempts >= :stuckAttempts and progress.solved_at is null and progress.last_graded_at > now() - make_interval(days => :stuckWithinDays)),
       reasons as materialized (
         select user_id, coalesce(overdue, 0) as overdue, overdue_since,
           case when seen_at <= now() - make_interval(days => :quietDays) then soon else 0 end as quiet_due,
           case when seen_at <= now() - make_interval(days => :quietDays) then seen_at end as quiet_since,
           coalesce(stuck, 0) as stuck, vain.attempts as stuck_attempts, vain.slug as stuck_slug, vain.title as stuck_title
         from due left join seen using (user_id) full join (select * from vain where place = 1) vain using (user_id)),
       listed as (
         select users.id, users.name, users.picture_hash, overdue, overdue_since, quiet_due, quiet_since, stuck, stuck_attempts, stuck_slug, stuck_title,
           row_number() over (order by sign(overdue) + sign(quiet_due) + sign(stuck) desc, overdue desc, users.name, users.id) as rank
         from reasons join users on users.id = user_id where overdue > 0 or quiet_due > 0 or stuck > 0)
     select counted.count, id, name, picture_hash, overdue, overdue_since, quiet_due, quiet_since, stuck, stuck_attempts, stuck_slug, stuck_title
     from (select count(*)::integer as count from listed) counted
       left join listed on rank > :skipped and rank <= :last order by rank`,
    { ...chargeBindings(charge), ...riskRule, skipped: (page - 1) * pageSize, last: page * pageSize },
  );
  return countedPage(rows, 'id');
}
