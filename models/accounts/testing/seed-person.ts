import type { Knex } from 'knex';

/** What a seeded person is called, is reached at and wrote: whoever finds one of these words found something of them. */
export const seededPerson = {
  name: 'Zephyrine Quill',
  email: 'zephyrine@example.com',
  words: 'feathered words',
  headline: 'Plumage and prose',
};

export type SeededPerson = { personId: string; organisationIds: [string, string]; bystanderId: string };

/**
 * Puts somebody into two organisations with a row of theirs in every table that can hold a person, beside a bystander who wrote to them and was
 * written to, by the rights of the owner.
 */
export async function seedPerson(owner: Knex): Promise<SeededPerson> {
  const person = await insert(owner, 'users', {
    name: seededPerson.name,
    email: seededPerson.email,
    password_hash: 'a hash',
    preferences: JSON.stringify({ note: seededPerson.words }),
  });
  const bystander = await insert(owner, 'users', { name: 'Basil Stander', email: 'basil@example.com' });
  await owner('user_pictures').insert({
    user_id: person,
    media_type: 'image/png',
    content: Buffer.from('a picture'),
  });
  await owner('mailed_tokens').insert({
    token_hash: Buffer.from('mailed'),
    user_id: person,
    purpose: 'verify_email',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  await owner('idempotency_keys').insert({
    user_id: person,
    key: 'key',
    request_hash: Buffer.from('hash'),
    response_status: 201,
    response_body: JSON.stringify({ name: seededPerson.name }),
  });
  const organisationIds: [string, string] = [
    await insert(owner, 'organisations', { slug: 'first', name: 'First' }),
    await insert(owner, 'organisations', { slug: 'second', name: 'Second' }),
  ];
  for (const organisation of organisationIds) await seedIn(owner, organisation, person, bystander);
  return { personId: person, organisationIds, bystanderId: bystander };
}

async function insert(owner: Knex, table: string, row: Record<string, unknown>): Promise<string> {
  const [{ id }] = (await owner(table).insert(row).returning('id')) as [{ id: string }];
  return id;
}

async function seedIn(owner: Knex, organisation: string, person: string, bystander: string): Promise<void> {
  const { name, email, words, headline } = seededPerson;
  const add = (table: string, row: Record<string, unknown>) =>
    insert(owner, table, { organisation_id: organisation, ...row });
  const put = (table: string, row: Record<string, unknown>) =>
    owner(table).insert({ organisation_id: organisation, ...row });
  await put('memberships', { user_id: person, role: 'student' });
  await put('memberships', { user_id: bystander, role: 'trainer' });
  const child = await insert(owner, 'users', { name: 'A child' });
  await put('memberships', { user_id: child, role: 'student' });
  const session = await add('sessions', {
    user_id: person,
    user_agent: words,
    address: '192.0.2.7',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  await owner('refresh_tokens').insert({
    token_hash: Buffer.from(`refresh ${organisation}`),
    session_id: session,
    sequence: 1,
    expires_at: new Date(Date.now() + 86_400_000),
  });
  const invitation = (to: string, by: string) =>
    put('invitations', {
      email: to,
      role: 'student',
      token_hash: Buffer.from(`${organisation} ${to}`),
      invited_by: by,
      expires_at: new Date(),
    });
  await invitation(email, bystander);
  await invitation('guest@example.com', person);
  await put('trainer_assignments', { student_id: person, trainer_id: bystander });
  await put('guardianships', { parent_id: person, child_id: child });
  await put('organisation_texts', { kind: 'terms', language: 'en', body: 'Be kind.', updated_by: person });
  await put('public_profiles', { user_id: person, handle: `zephyrine-${organisation.slice(-6)}`, headline });
  await put('audit_entries', {
    actor_id: bystander,
    action: 'user.registered',
    subject_type: 'user',
    subject_id: person,
    after: JSON.stringify({ name, email }),
    reason: `as ${name} asked`,
  });
  await put('audit_entries', {
    actor_id: person,
    action: 'user.signed_in',
    subject_type: 'user',
    subject_id: bystander,
    after: JSON.stringify({ reader: { email: email.toUpperCase() } }),
    address: '192.0.2.7',
  });

  const course = await add('courses', {
    slug: 'seeded',
    title: 'Seeded',
    summary: 'Seeded',
    created_by: person,
  });
  const lesson = await add('lessons', { course_id: course, slug: 'seeded', title: 'Seeded', position: 1 });
  await put('enrolments', { user_id: person, course_id: course });
  await put('lesson_progress', { user_id: person, lesson_id: lesson, status: 'COMPLETED' });
  await put('progress_events', { user_id: person, kind: 'lesson_completed', lesson_id: lesson });
  const exercise = await add('exercises', { slug: 'seeded', created_by: person });
  const version = await add('exercise_versions', {
    exercise_id: exercise,
    number: 1,
    title: 'Seeded',
    statement_md: 'Seeded',
    kind: 'program',
    difficulty: 1,
    languages: ['python'],
    limits: '{}',
    content_hash: `hash ${organisation}`,
    created_by: person,
  });
  await put('exercise_progress', { user_id: person, exercise_id: exercise });

  const files = (content: string) => JSON.stringify([{ name: 'main.py', content }]);
  const submission = await add('submissions', {
    exercise_id: exercise,
    exercise_version_id: version,
    user_id: person,
    language: 'python',
    files: files(`print("${words}")`),
    attempt: 1,
    status: 'graded',
    verdict: 'accepted',
    score: 1,
    max_score: 1,
  });
  const grading = await add('gradings', {
    submission_id: submission,
    reason: 'first',
    status: 'graded',
    verdict: 'accepted',
    compile_output: words,
    message: words,
  });
  for (const hidden of [false, true])
    await put('grading_tests', {
      grading_id: grading,
      position: Number(hidden),
      name: 'one',
      hidden,
      weight: 1,
      verdict: 'accepted',
      message: hidden ? 'what a hidden test says' : words,
      output: hidden ? 'what a hidden test printed' : words,
    });
  await put('executions', { grading_id: grading, attempt: 1, fault: words });
  await put('runs', {
    exercise_id: exercise,
    exercise_version_id: version,
    user_id: person,
    language: 'python',
    files: files(words),
    stdin: words,
    result: JSON.stringify({ output: words }),
    status: 'finished',
  });
  await put('submission_comments', {
    submission_id: submission,
    author_id: bystander,
    body: `Well done, ${name}.`,
  });
  await put('submission_comments', { submission_id: submission, author_id: person, body: words });

  const process = async (kind: string, row: string, ofPerson: boolean, finished: boolean) => {
    const workflow_id = `${kind}:${row}`;
    await put('processes', {
      workflow_id,
      kind,
      row_id: row,
      user_id: ofPerson ? person : null,
      state: finished ? 'graded' : 'queued',
      input: JSON.stringify({ organisationId: organisation }),
      last_fault: words,
      finished_at: finished ? new Date() : null,
    });
    await put('process_events', {
      workflow_id,
      event: 'fault',
      detail: JSON.stringify({ code: 'docker', message: words, waiting_for: 'docker' }),
    });
    await put('process_events', {
      workflow_id,
      event: 'retry_requested',
      detail: JSON.stringify({ by: name, reason: 'Seeded.' }),
    });
    await put('outbox', {
      workflow_id,
      workflow_type: 'any',
      kind: 'signal',
      signal_name: 'cancel',
      arguments: JSON.stringify({ signal: { reason: words } }),
      last_error: words,
    });
  };
  await process('grade-submission', grading, true, true);
  await put('webhook_events', {
    provider: 'github',
    event_id: `event of ${organisation}`,
    type: 'pull_request.opened',
    refers_to: [],
    body_hash: Buffer.from(organisation),
    body: JSON.stringify({ title: words, sender: { name } }),
    workflow_id: `grade-submission:${grading}`,
    state: 'delivered',
    fault: words,
  });
  const mail = async (wish: Record<string, unknown>) => add('mails', wish);
  const own = await mail({
    user_id: person,
    recipient: email,
    template: 'welcome',
    parameters: JSON.stringify({ name }),
  });
  await process('send-mail', own, true, false);
  const anonymous = await mail({
    recipient: email.toUpperCase(),
    template: 'invitation',
    parameters: JSON.stringify({ inviterName: 'Basil Stander', sealedToken: 'sealed' }),
    status: 'sent',
  });
  await process('send-mail', anonymous, false, true);
  await mail({
    user_id: bystander,
    recipient: 'basil@example.com',
    written_by: person,
    template: 'submission_commented',
    parameters: JSON.stringify({
      name: 'Basil Stander',
      authorName: name,
      excerpt: words,
      submissionId: submission,
    }),
    status: 'sent',
  });
  const told = (reader: string, actor: string, excerpt: string) =>
    put('notifications', {
      user_id: reader,
      actor_id: actor,
      kind: 'comment',
      key: 'comment:seeded',
      parameters: JSON.stringify({ submission_id: submission, exercise_title: 'Seeded', excerpt }),
      status: 'settled',
    });
  await told(person, bystander, `Well done, ${name}.`);
  await told(bystander, person, words);
  await put('notification_preferences', { user_id: person, kind: 'comment', channel: 'mail', wanted: false });
  await mail({
    recipient: 'guest@example.com',
    written_by: person,
    template: 'invitation',
    parameters: JSON.stringify({ inviterName: name, organisationName: 'First', sealedToken: 'sealed' }),
    status: 'sent',
  });
}
