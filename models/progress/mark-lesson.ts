import type { Knex } from 'knex';
import type { LessonEvent } from '#domain/progress/progress.ts';
import { lessonStateOf } from '#domain/progress/progress.ts';
import { completeCourse } from './complete-course.ts';
import { LessonProgress } from './lesson-progress.ts';
import { ProgressEvent } from './progress-event.ts';

export type LessonMark = 'in_progress' | 'completed' | 'reopened';

const lessonEvents = ['lesson_started', 'lesson_completed', 'lesson_reopened'] as const;

/**
 * Notes that a person opened a lesson, finished it, or took "finished" back, and completes their course when nothing is open any more.
 * What is true already adds no event; opening a completed lesson again leaves it completed.
 * @param trx in the organisation's scope
 */
export async function markLesson(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string; lessonId: string; mark: LessonMark },
): Promise<LessonProgress> {
  const key = { organisation_id: of.organisationId, user_id: of.userId, lesson_id: of.lessonId };
  const at = await lockedAt(trx, `${of.userId}:${of.lessonId}`);
  const known = await LessonProgress.query(trx).findOne(key);
  const kind = eventOf(of.mark, known?.status ?? 'NOT_STARTED');
  if (kind) await trx('progress_events').insert({ ...key, kind, happened_at: at });
  await storeLessonState(trx, { ...of, seenAt: at });
  if (kind === 'lesson_completed') await completeCourse(trx, { ...of, at });
  return LessonProgress.query(trx).findOne(key).throwIfNotFound();
}

/**
 * Two tabs marking at once add up one after the other, in the order of the database's clock.
 * @returns its time once the lock is held
 */
async function lockedAt(trx: Knex.Transaction, key: string): Promise<Date> {
  const { rows } = await trx.raw<{ rows: { now: Date }[] }>(
    'with locked as materialized (select pg_advisory_xact_lock(hashtextextended(?, 0))) select clock_timestamp() as now from locked',
    [key],
  );
  return rows[0]!.now;
}

/** Stores what a person's events in one lesson add up to. */
export async function storeLessonState(
  trx: Knex.Transaction,
  of: { organisationId: string; userId: string; lessonId: string; seenAt: Date },
): Promise<void> {
  const events = await ProgressEvent.query(trx)
    .where({ user_id: of.userId, lesson_id: of.lessonId })
    .whereIn('kind', lessonEvents)
    .orderBy(['happened_at', 'id']);
  const state = lessonStateOf(
    events.map((event): LessonEvent => ({
      kind: event.kind as LessonEvent['kind'],
      happenedAt: event.happened_at,
    })),
  );
  await LessonProgress.query(trx)
    .insert({
      organisation_id: of.organisationId,
      user_id: of.userId,
      lesson_id: of.lessonId,
      status: state.status,
      started_at: state.startedAt,
      completed_at: state.completedAt,
      last_seen_at: of.seenAt,
    })
    .onConflict(['organisation_id', 'user_id', 'lesson_id'])
    .merge();
}

function eventOf(mark: LessonMark, status: LessonProgress['status']): LessonEvent['kind'] | null {
  if (mark === 'completed') return status === 'COMPLETED' ? null : 'lesson_completed';
  if (mark === 'reopened') return status === 'COMPLETED' ? 'lesson_reopened' : null;
  return status === 'NOT_STARTED' ? 'lesson_started' : null;
}
