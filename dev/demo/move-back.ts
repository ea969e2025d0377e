import type { Knex } from 'knex';
import { recomputeProgress } from '#models/progress/recompute-progress.ts';
import { localMoment } from './local-time.ts';
import type { LivedStep } from './live-story.ts';

const afternoon = 16 * 60 + 30;
const minutesBetween = 9;

/**
 * Moves what a learner did through the running platform to the days their story tells of. Only times change: what was handed in, how it was judged and what
 * the trainer said stay as the processes made them. Today's steps keep their times.
 * @param owner a superuser: events are immutable for everyone else, and their triggers are passed over for this one transaction
 */
export async function moveBack(
  owner: Knex,
  learner: { organisationId: string; userId: string; timeZone: string },
  lived: LivedStep[],
): Promise<void> {
  const { organisationId, userId, timeZone } = learner;
  const now = new Date();
  await owner.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
    for (const [index, step] of lived.entries()) {
      if (step.daysAgo === 0) continue;
      const moment = localMoment(now, step.daysAgo, afternoon + index * minutesBetween, timeZone);
      if (step.submissionId) await moveSubmission(trx, step.submissionId, moment);
      else await moveEvent(trx, userId, step, moment);
    }
    await recomputeProgress(trx, { organisationId, userId });
    await trx('lesson_progress')
      .where({ user_id: userId })
      .update({ last_seen_at: trx.raw('coalesce(completed_at, started_at)') });
    await moveEnrolments(trx, userId);
  });
}

async function moveSubmission(trx: Knex.Transaction, id: string, moment: Date): Promise<void> {
  const moved = { id, moment };
  const by = `(cast(:moment as timestamptz) - (select submitted_at from submissions where id = :id))`;
  const gradings = '(select id from gradings where submission_id = :id)';
  await trx.raw(
    `update progress_events set happened_at = happened_at + ${by} where submission_id = :id`,
    moved,
  );
  await trx.raw(
    `update process_events set happened_at = happened_at + ${by} where workflow_id in (select 'grade-submission:' || id from gradings where submission_id = :id)`,
    moved,
  );
  await trx.raw(
    `update executions set started_at = started_at + ${by}, ended_at = ended_at + ${by} where grading_id in ${gradings}`,
    moved,
  );
  await trx.raw(
    `update gradings set requested_at = requested_at + ${by}, started_at = started_at + ${by}, finished_at = finished_at + ${by} where submission_id = :id`,
    moved,
  );
  await trx.raw(
    `update processes set started_at = started_at + ${by}, finished_at = finished_at + ${by} where row_id in ${gradings}`,
    moved,
  );
  await trx.raw(
    `update submission_comments set created_at = cast(:moment as timestamptz) + interval '3 hours' where submission_id = :id`,
    moved,
  );
  await trx.raw(
    `update submissions set graded_at = graded_at + ${by}, submitted_at = :moment where id = :id`,
    moved,
  );
}

async function moveEvent(
  trx: Knex.Transaction,
  userId: string,
  { step, courseId, lessonId }: LivedStep,
  moment: Date,
): Promise<void> {
  const kind =
    step.do === 'enrol' ? 'course_enrolled' : step.do === 'open' ? 'lesson_started' : 'lesson_completed';
  await trx('progress_events')
    .where({ user_id: userId, kind, ...(courseId ? { course_id: courseId } : { lesson_id: lessonId }) })
    .update({ happened_at: moment });
}

/** An enrolment begins with its event, and ends with the last thing done in its course. */
async function moveEnrolments(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw(
    `update progress_events completed set happened_at = (
       select max(happened_at) from progress_events events left join lessons on lessons.id = events.lesson_id left join lesson_blocks blocks on blocks.exercise_id = events.exercise_id
         left join lessons holding on holding.id = blocks.lesson_id
       where events.user_id = :userId and events.id <> completed.id and coalesce(lessons.course_id, holding.course_id) = completed.course_id)
     where user_id = :userId and kind = 'course_completed'`,
    { userId },
  );
  await trx.raw(
    `update enrolments set
       enrolled_at = (select min(happened_at) from progress_events where user_id = :userId and kind = 'course_enrolled' and course_id = enrolments.course_id),
       completed_at = (select max(happened_at) from progress_events where user_id = :userId and kind = 'course_completed' and course_id = enrolments.course_id)
     where user_id = :userId`,
    { userId },
  );
}
