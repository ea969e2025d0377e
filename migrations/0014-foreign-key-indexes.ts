import type { Knex } from 'knex';

/** Concurrent: nobody waits while an index is built. Such a statement may not stand in a transaction, so each may be run again. */
export const config = { transaction: false };

/** Of every foreign key that no index began with; the further columns serve the lists that ask by it. */
const indexes = {
  audit_entries_by_actor: 'audit_entries (actor_id, id desc)',
  courses_by_author: 'courses (created_by)',
  courses_by_category: 'courses (organisation_id, category_id)',
  enrolments_by_course: 'enrolments (organisation_id, course_id)',
  exercise_progress_by_exercise: 'exercise_progress (organisation_id, exercise_id)',
  exercise_versions_by_author: 'exercise_versions (created_by)',
  exercises_by_author: 'exercises (created_by)',
  exercises_by_course: 'exercises (organisation_id, course_id)',
  exercises_by_latest_version: 'exercises (organisation_id, latest_version_id)',
  exercises_by_published_version: 'exercises (organisation_id, published_version_id)',
  gradings_by_requester: 'gradings (requested_by) where requested_by is not null',
  guardianships_by_child: 'guardianships (organisation_id, child_id)',
  invitations_by_inviter: 'invitations (invited_by)',
  invitations_in_order: 'invitations (organisation_id, id desc)',
  lesson_blocks_by_exercise: 'lesson_blocks (organisation_id, exercise_id)',
  lesson_progress_by_lesson: 'lesson_progress (organisation_id, lesson_id)',
  mailed_tokens_by_user: 'mailed_tokens (user_id)',
  mails_by_organisation: 'mails (organisation_id, created_at desc)',
  mails_by_user: 'mails (user_id) where user_id is not null',
  outbox_by_organisation: 'outbox (organisation_id)',
  runs_by_user: 'runs (organisation_id, user_id, requested_at desc)',
  runs_by_version: 'runs (organisation_id, exercise_version_id)',
  sessions_by_acting_user: 'sessions (acting_user_id) where acting_user_id is not null',
  sessions_by_organisation: 'sessions (organisation_id)',
  sessions_of_user: 'sessions (user_id)',
  submission_comments_by_author: 'submission_comments (author_id)',
  submissions_by_version: 'submissions (organisation_id, exercise_version_id)',
  trainer_assignments_by_assigner: 'trainer_assignments (assigned_by) where assigned_by is not null',
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) {
    // What was left of an attempt that was broken off is no index.
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
}
