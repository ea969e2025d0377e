import type { Knex } from 'knex';

/**
 * Puts at least one row into every table, by the rights of the owner: a test of who sees what proves nothing on an empty table.
 * A new table gets its row here.
 */
export async function seedEveryTable(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`
    do $$
    declare
      tenant uuid := uuidv7(); student uuid := uuidv7(); staff uuid := uuidv7(); parent uuid := uuidv7();
      course uuid := uuidv7(); lesson uuid := uuidv7(); exercise uuid := uuidv7(); version uuid := uuidv7();
      submission uuid := uuidv7(); grading uuid := uuidv7(); session uuid := uuidv7(); archive uuid := uuidv7();
    begin
      insert into organisations (id, slug, name) values (tenant, 'seeded', 'Seeded');
      insert into users (id, email, name) values (student, 'student@example.com', 'Student'), (staff, 'trainer@example.com', 'Trainer'), (parent, null, 'Parent');
      insert into memberships (organisation_id, user_id, role) values (tenant, student, 'student'), (tenant, staff, 'trainer'), (tenant, parent, 'parent');
      insert into organisation_texts (organisation_id, kind, language, body, updated_by) values (tenant, 'terms', 'en', 'Seeded', staff);
      insert into user_pictures (user_id, media_type, content) values (student, 'image/png', '\\x00');
      insert into invitations (organisation_id, email, role, token_hash, invited_by, expires_at) values (tenant, 'new@example.com', 'student', '\\x01', staff, now());
      insert into sessions (id, user_id, organisation_id, expires_at) values (session, student, tenant, now() + interval '1 day');
      insert into refresh_tokens (token_hash, session_id, sequence, expires_at) values ('\\x01', session, 1, now() + interval '1 day');
      insert into mailed_tokens (token_hash, user_id, purpose, expires_at) values ('\\x01', student, 'verify_email', now() + interval '1 day');
      insert into idempotency_keys (user_id, key, request_hash, response_status, response_body) values (student, 'key', '\\x01', 202, '{}');
      insert into trainer_assignments (organisation_id, student_id, trainer_id) values (tenant, student, staff);
      insert into guardianships (organisation_id, parent_id, child_id) values (tenant, parent, student);
      insert into public_profiles (organisation_id, user_id, handle) values (tenant, student, 'seeded-student');
      insert into audit_entries (organisation_id, actor_id, action, subject_type, subject_id) values (tenant, staff, 'user.registered', 'user', student::text);

      insert into categories (organisation_id, slug, name) values (tenant, 'seeded', 'Seeded');
      insert into courses (id, organisation_id, slug, title, summary) values (course, tenant, 'seeded', 'Seeded', 'Seeded');
      insert into lessons (id, organisation_id, course_id, slug, title, position) values (lesson, tenant, course, 'seeded', 'Seeded', 1);
      insert into enrolments (organisation_id, user_id, course_id) values (tenant, student, course);
      insert into lesson_progress (organisation_id, user_id, lesson_id, status) values (tenant, student, lesson, 'COMPLETED');
      insert into progress_events (organisation_id, user_id, kind, lesson_id) values (tenant, student, 'lesson_completed', lesson);

      insert into exercises (id, organisation_id, slug) values (exercise, tenant, 'seeded');
      insert into exercise_versions (id, organisation_id, exercise_id, number, title, statement_md, kind, difficulty, languages, limits, content_hash)
        values (version, tenant, exercise, 1, 'Seeded', 'Seeded', 'program', 1, '{python}', '{}', 'hash');
      insert into exercise_tests (organisation_id, exercise_version_id, position, name, hidden, input, compare) values (tenant, version, 0, 'one', false, '{}', 'exact');
      insert into lesson_blocks (organisation_id, lesson_id, position, kind) values (tenant, lesson, 1, 'text');
      insert into exercise_progress (organisation_id, user_id, exercise_id) values (tenant, student, exercise);

      insert into submissions (id, organisation_id, exercise_id, exercise_version_id, user_id, language, files, attempt) values (submission, tenant, exercise, version, student, 'python', '[]', 1);
      insert into gradings (id, organisation_id, submission_id, reason) values (grading, tenant, submission, 'first');
      insert into grading_tests (organisation_id, grading_id, position, name, hidden, weight, verdict) values (tenant, grading, 0, 'one', false, 1, 'accepted');
      insert into executions (organisation_id, grading_id, attempt) values (tenant, grading, 1);
      insert into runs (organisation_id, exercise_id, exercise_version_id, user_id, language, files) values (tenant, exercise, version, student, 'python', '[]');
      insert into submission_comments (organisation_id, submission_id, author_id, body) values (tenant, submission, staff, 'Well done.');

      insert into outbox (organisation_id, kind, workflow_type, workflow_id, arguments) values (tenant, 'start', 'gradeSubmission', 'grade-submission:' || grading, '{}');
      insert into processes (workflow_id, organisation_id, kind, row_id, user_id, state, input) values ('grade-submission:' || grading, tenant, 'grade-submission', grading, student, 'queued', '{}');
      insert into process_events (organisation_id, workflow_id, event) values (tenant, 'grade-submission:' || grading, 'accepted');
      insert into personal_archives (id, organisation_id, user_id, requested_by) values (archive, tenant, student, student);
      insert into personal_archive_chunks (organisation_id, archive_id, position, content) values (tenant, archive, 0, '\\x01');
      insert into erasures (organisation_id, user_id, requested_by, due_at) values (tenant, student, student, now() + interval '14 days');
      insert into process_references (provider, reference, kind, workflow_id) values ('stripe', 'pi_1', 'grade-submission', 'grade-submission:' || grading);
      insert into webhook_events (provider, event_id, type, refers_to, body_hash, organisation_id, state) values ('stripe', 'evt_1', 'a', '{pi_1}', '\\x01', tenant, 'delivered');
      insert into webhook_events (provider, event_id, type, refers_to, body_hash, state) values ('stripe', 'evt_2', 'a', '{}', '\\x02', 'ignored');
      insert into provider_limits (account) values ('mail');
      insert into mails (organisation_id, user_id, recipient, template, parameters) values (tenant, student, 'student@example.com', 'welcome', '{}');
      insert into notifications (organisation_id, user_id, actor_id, kind, key, parameters) values (tenant, student, staff, 'comment', 'comment:1', '{"excerpt": "Well done."}');
      insert into notification_preferences (organisation_id, user_id, kind, channel, wanted) values (tenant, student, 'comment', 'mail', false);
    end $$`);
}
