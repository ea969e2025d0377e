/**
 * Every table that can hold something of a person: which of its rows are theirs, and how they are erased.
 * The export reads this list; a test compares it with PostgreSQL's catalogue and fails for a table or column that nobody has thought of here.
 */
export type PersonalTable = {
  /**
   * Which rows go into the archive, in SQL over the table's columns with :person (their id) and :address (their e-mail, may be null).
   * null: none, and why is said in `erased`.
   */
  theirs: string | null;
  /** Whose scope shows them: each organisation's in turn, or the person's own. */
  scope: 'organisation' | 'person';
  /** Its columns that can hold a person: ids, names, addresses, free text, JSON. */
  holds: readonly string[];
  /** Never in the archive: secrets, their hashes, and bytes that are files of it. */
  leftOut?: readonly string[];
  /** What of a column the person may have, in SQL; the rest is somebody else’s. */
  shown?: Readonly<Record<string, string>>;
  /** How it is erased, or what stays and why. `migrations/0016` and `activities/erase-person.ts` do it. */
  erased: string;
};

const idsOnly = 'Ids stay; whose they are is no longer known.';
const results =
  'Stays for the statistics of the organisation, under the pseudonym: there is no text of a person in it.';
const ownProcesses = 'workflow_id in (select workflow_id from processes where user_id = :person)';
const ownGradings =
  'grading_id in (select gradings.id from gradings join submissions on submissions.id = submission_id where user_id = :person)';
// What hidden tests say would tell what they test.
const ofVisibleTests = (column: string) => `case when not hidden then ${column} end`;

export const personalTables: Readonly<Record<string, PersonalTable>> = {
  users: {
    theirs: 'id = :person',
    scope: 'organisation',
    holds: ['email', 'name', 'preferences'],
    leftOut: ['password_hash'],
    erased: 'Emptied; the name becomes a pseudonym. The row stays, because results point at it.',
  },
  memberships: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    erased: 'Becomes “left”. The role stays, so that results keep their meaning.',
  },
  user_pictures: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    leftOut: ['content'],
    erased: 'Removed.',
  },
  invitations: {
    theirs: 'email = :address or invited_by = :person',
    scope: 'organisation',
    holds: ['email', 'invited_by'],
    leftOut: ['token_hash'],
    shown: { email: 'case when email = :address then email end' },
    erased: `Removed when they are to the person’s address. Those they wrote: ${idsOnly}`,
  },
  sessions: {
    theirs: 'user_id = :person',
    scope: 'person',
    holds: ['user_id', 'acting_user_id', 'user_agent', 'address', 'revoked_reason'],
    erased: 'Removed, and those in which they viewed as their child.',
  },
  refresh_tokens: {
    theirs: 'session_id in (select id from sessions where user_id = :person)',
    scope: 'person',
    holds: [],
    leftOut: ['token_hash'],
    erased: 'Removed with their session.',
  },
  mailed_tokens: {
    theirs: 'user_id = :person',
    scope: 'person',
    holds: ['user_id'],
    leftOut: ['token_hash'],
    erased: 'Removed.',
  },
  idempotency_keys: {
    theirs: 'user_id = :person',
    scope: 'person',
    holds: ['user_id', 'response_body'],
    // An answer may have held a token.
    leftOut: ['request_hash', 'response_body'],
    erased: 'Removed. What others were answered about the person goes by retention, within a day.',
  },
  sign_in_failures: {
    theirs: null,
    scope: 'organisation',
    holds: [],
    erased:
      'Counts under a hash of the e-mail: removed. Those of where it was tried from stand under a hash with a secret, and go a day later.',
  },
  rate_limit_leases: {
    theirs: null,
    scope: 'organisation',
    holds: [],
    erased:
      'Counts of requests under a hash with a secret, of the account or of where they came from: they go within hours.',
  },
  trainer_assignments: {
    theirs: 'student_id = :person or trainer_id = :person',
    scope: 'organisation',
    holds: ['student_id', 'trainer_id', 'assigned_by'],
    erased: `Removed. Those they made for others: ${idsOnly}`,
  },
  guardianships: {
    theirs: 'parent_id = :person or child_id = :person',
    scope: 'organisation',
    holds: ['parent_id', 'child_id'],
    erased: 'Removed.',
  },
  public_profiles: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id', 'handle', 'headline'],
    erased: 'Removed.',
  },
  audit_entries: {
    theirs: `actor_id = :person or (subject_type = 'user' and subject_id = :person::text)`,
    scope: 'organisation',
    holds: ['actor_id', 'before', 'after', 'reason', 'address'],
    shown: {
      before: 'case when subject_id = :person::text then before end',
      after: 'case when subject_id = :person::text then after end',
      address: 'case when actor_id = :person then address end',
    },
    erased:
      'Law keeps that it happened: the entry stays, names and addresses in it become a pseudonym, the network address goes.',
  },
  organisation_texts: {
    theirs: 'updated_by = :person',
    scope: 'organisation',
    holds: ['updated_by'],
    erased: `The organisation’s. ${idsOnly}`,
  },
  categories: {
    theirs: null,
    scope: 'organisation',
    holds: [],
    erased: 'The organisation’s.',
  },
  courses: {
    theirs: 'created_by = :person',
    scope: 'organisation',
    holds: ['created_by'],
    erased: `What was taught stays the organisation’s. ${idsOnly}`,
  },
  exercises: {
    theirs: 'created_by = :person',
    scope: 'organisation',
    holds: ['created_by', 'status_reason', 'draft_reason'],
    erased: `What was taught stays the organisation’s. ${idsOnly}`,
  },
  exercise_versions: {
    theirs: 'created_by = :person',
    scope: 'organisation',
    holds: ['created_by', 'late_policy', 'limits', 'starter', 'solution', 'hints'],
    erased: `What was taught stays the organisation’s. ${idsOnly}`,
  },
  enrolments: { theirs: 'user_id = :person', scope: 'organisation', holds: ['user_id'], erased: results },
  lesson_progress: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    erased: results,
  },
  exercise_progress: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    erased: results,
  },
  progress_events: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    erased: results,
  },
  submissions: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id', 'reviewed_by', 'files'],
    shown: { reviewed_by: 'case when reviewed_by = :person then reviewed_by end' },
    erased: `The code is removed; verdict and score stay under the pseudonym. Those they reviewed: ${idsOnly}`,
  },
  gradings: {
    theirs: 'submission_id in (select id from submissions where user_id = :person)',
    scope: 'organisation',
    holds: ['requested_by', 'compile_output', 'message', 'verdict_reason'],
    erased: `What was printed is removed; verdict, its reason (a code) and score stay. Those they asked for: ${idsOnly}`,
  },
  grading_tests: {
    theirs: ownGradings,
    scope: 'organisation',
    holds: ['reason', 'message', 'diff', 'output'],
    shown: {
      reason: ofVisibleTests('reason'),
      message: ofVisibleTests('message'),
      diff: ofVisibleTests('diff'),
      output: ofVisibleTests('output'),
    },
    erased: 'What was printed is removed; the verdict stays.',
  },
  executions: {
    theirs: ownGradings,
    scope: 'organisation',
    holds: ['fault'],
    leftOut: ['fault'],
    erased: 'The words of the fault are removed.',
  },
  runs: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id', 'files', 'stdin', 'tests', 'limits', 'result'],
    erased: 'Code, input and output are removed; the row goes within an hour.',
  },
  submission_comments: {
    theirs: 'author_id = :person or submission_id in (select id from submissions where user_id = :person)',
    scope: 'organisation',
    holds: ['author_id', 'body'],
    erased: 'What they wrote, and what was written to them, is replaced by “Erased.”.',
  },
  mails: {
    theirs: 'user_id = :person or lower(recipient) = lower(:address)',
    scope: 'organisation',
    holds: ['user_id', 'written_by', 'recipient', 'parameters', 'refusal'],
    shown: { parameters: `parameters - 'sealedToken'` },
    erased:
      'Recipient and parameters are removed; so is what they said in mails to others, and what others said there of their work.',
  },
  notifications: {
    theirs: 'user_id = :person or actor_id = :person',
    scope: 'organisation',
    holds: ['user_id', 'actor_id', 'parameters'],
    // Of what somebody else was told because of them only what they said is theirs: not who was told, of which result, and whether it was read.
    shown: {
      parameters: `case when user_id = :person then parameters when jsonb_exists(parameters, 'excerpt') then jsonb_build_object('excerpt', parameters -> 'excerpt') end`,
      ...Object.fromEntries(
        ['user_id', 'mail_id', 'key', 'status', 'visible_at', 'read_at', 'mail_after'].map((column) => [
          column,
          `case when user_id = :person then ${column} end`,
        ]),
      ),
    },
    erased:
      'Removed; of what they said, and of what others said of their work, the words are removed where others were told of it.',
  },
  notification_preferences: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id'],
    erased: 'Removed.',
  },
  processes: {
    theirs: 'user_id = :person',
    scope: 'organisation',
    holds: ['user_id', 'input', 'last_fault', 'undeliverable'],
    leftOut: ['last_fault', 'undeliverable'],
    erased:
      'Holds ids only; the words of faults are removed. Temporal’s histories hold ids only, and end by its retention.',
  },
  process_events: {
    theirs: ownProcesses,
    scope: 'organisation',
    holds: ['detail'],
    shown: { detail: `detail - 'message' - 'by'` },
    erased: 'What happened stays, as codes; the details are removed.',
  },
  outbox: {
    theirs: ownProcesses,
    scope: 'organisation',
    holds: ['arguments', 'search_attributes', 'last_error'],
    leftOut: ['last_error'],
    shown: { arguments: `arguments #- '{signal,reason}'` },
    erased: 'Holds ids only; reasons and errors are removed. The row goes within seven days.',
  },
  webhook_events: {
    theirs: null,
    scope: 'organisation',
    holds: ['body', 'fault'],
    erased:
      'What was told to a process of theirs that is over is removed. The rest goes by itself 30 days after it came, what could not be delivered after 90.',
  },
  search_entries: {
    theirs: null,
    scope: 'organisation',
    holds: ['user_id', 'address'],
    erased:
      'Copies of names, e-mail addresses and titles for finding them, made anew by the database whenever the row itself changes: their person is removed, what they handed in stays under the pseudonym.',
  },
  personal_archives: {
    theirs: 'user_id = :person',
    scope: 'person',
    holds: ['user_id', 'requested_by'],
    erased: 'The archive is removed; that there was one stays, as ids.',
  },
  personal_archive_chunks: {
    theirs: null,
    scope: 'organisation',
    holds: [],
    erased: 'The archives themselves: removed.',
  },
  erasures: {
    theirs: 'user_id = :person',
    scope: 'person',
    holds: ['user_id', 'requested_by'],
    erased: 'That it was asked for and done stays, as ids, for 400 days.',
  },
};

/** Columns that look as if they could hold a person, and why they do not. */
export const withoutPerson: Readonly<Record<string, string>> = {
  'categories.name': 'of a category',
  'exercise_tests.checker': 'an author’s code',
  'exercise_tests.expected': 'of an exercise',
  'exercise_tests.input': 'of an exercise',
  'exercise_tests.name': 'of a test',
  'grading_tests.name': 'of a test',
  'lesson_blocks.content': 'of a lesson',
  'organisation_texts.body': 'of an organisation, told to everybody',
  'organisations.contact_email': 'of an organisation, told to everybody',
  'organisations.modules': 'which parts are used',
  'organisations.name': 'of an organisation',
  'organisations.postal_address': 'of an organisation, told to everybody',
  'worker_heartbeats.state': 'what workers say of themselves',
};
