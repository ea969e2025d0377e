import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { findInvitations } from '../accounts/find-invitations.ts';
import { findOrganisationTexts } from '../accounts/find-organisation-texts.ts';
import { findSessions } from '../accounts/find-sessions.ts';
import { findUser, findUsers } from '../accounts/find-users.ts';
import { findAuditEntries } from '../audit/find-audit-entries.ts';
import { findCourses } from '../curriculum/find-courses.ts';
import { findEnrolment, findEnrolments } from '../curriculum/find-enrolments.ts';
import { findExerciseCourse } from '../curriculum/find-exercise-course.ts';
import { findLesson } from '../curriculum/find-lesson.ts';
import { findOutlines } from '../curriculum/find-outlines.ts';
import { exerciseStatement } from '../exercises/find-exercise.ts';
import { exercisesStatement } from '../exercises/find-exercises.ts';
import { findPreparation } from '../exercises/find-preparation.ts';
import { findGradable } from '../exercises/find-gradable.ts';
import { findComments, isFullyCommented } from '../grading/submission-comment.ts';
import { findSolution } from '../exercises/find-solution.ts';
import { findSubmission } from '../grading/find-submission.ts';
import { findReviewGroups } from '../grading/find-review-groups.ts';
import { findNeighbours, findSubmissions } from '../grading/find-submissions.ts';
import { findLanguageReadiness } from '../languages/find-language-readiness.ts';
import { countUnread, findNotifications, findPanelState } from '../notifications/find-notifications.ts';
import { findAchievementFacts } from '../people/find-achievement-facts.ts';
import { findChildren } from '../people/find-children.ts';
import { findLearner, isGuardian } from '../people/find-learner.ts';
import { findStudents } from '../people/find-students.ts';
import { findTrainers } from '../people/trainer-assignment.ts';
import { findProcess, findProcesses } from '../processes/find-processes.ts';
import { findMailsWaitSince, findSilentSince } from '../processes/find-standstill.ts';
import { thingsStatement } from '../search/find-things.ts';
import { findAtRisk } from '../progress/find-at-risk.ts';
import { difficultyOrders, findDifficulty } from '../progress/find-difficulty.ts';
import { findProgress } from '../progress/find-progress.ts';
import { findResults } from '../progress/find-results.ts';
import { findWebhookEvents } from '../webhooks/find-webhook-events.ts';
import { inOrganisation } from './in-organisation.ts';
import { openDatabase } from './knex.ts';
import { readRowTypes } from './testing/read-row-types.ts';
import type { Kind } from './testing/read-row-types.ts';
import { seedLists } from './testing/seed-lists.ts';
import type { SeededLists } from './testing/seed-lists.ts';

/** What one statement may take, best of some runs, where counting to 100,000 takes 15 ms. */
const budgetMs = 50;
const countingMs = 15;
const maxRuns = 8;
/** Above this many rows a table is not read from end to end. */
const largeTable = 10_000;

let database: TestDatabase;
let application: Knex;
let explaining: pg.Client;
let large: Set<string>;
let seeded: SeededLists;

beforeAll(async () => {
  database = await createTestDatabase();
  application = openDatabase(database.applicationUrl, { maximum: 1 });
  const owner = openDatabase(database.ownerUrl, { maximum: 1, statementTimeoutMs: 0 });
  seeded = await seedLists(owner);
  large = new Set(
    await owner('pg_class').where('reltuples', '>', largeTable).where({ relkind: 'r' }).pluck('relname'),
  );
  await owner.destroy();
  explaining = new pg.Client({ connectionString: database.applicationUrl });
  await explaining.connect();
});
afterAll(async () => {
  await Promise.all([application.destroy(), explaining.end()]);
  await database.drop();
});

type Statement = { text: string; values: readonly unknown[] };
type Work = (trx: Knex.Transaction, seeded: SeededLists) => Promise<unknown>;

const page = { page: 1, pageSize: 50 };
const admin = (of: SeededLists) => ({ userId: of.admin, role: 'admin' as const });
const trainer = (of: SeededLists) => ({ userId: of.trainer, role: 'trainer' as const });
const chargeOf = (of: SeededLists) => ({ reader: trainer(of), courseId: null });
const courseOf = (of: SeededLists) => ({ reader: admin(of), courseId: of.course });
const hour = { timeZone: 'Europe/Zurich' };

/** Every list, as it is asked on a page. A new `find-….ts` is added here, or below with the reason why not. */
const lists: Record<string, Record<string, Work>> = {
  'accounts/find-organisation-texts': { all: (trx) => findOrganisationTexts(trx) },
  'processes/find-standstill': {
    mails: (trx) => findMailsWaitSince(trx),
    worker: (trx) => findSilentSince(trx, 'grading'),
  },
  'accounts/find-invitations': { all: (trx) => findInvitations(trx, page) },
  'accounts/find-sessions': { own: (trx, of) => findSessions(trx, of.organisation, of.student) },
  'accounts/find-users': {
    all: (trx) => findUsers(trx, page),
    'later page': (trx) => findUsers(trx, { page: 20, pageSize: 50 }),
    'by role': (trx) => findUsers(trx, { ...page, role: 'trainer' }),
    'last seen first': (trx) => findUsers(trx, { ...page, order: { by: 'seen', descending: true } }),
    'by when they joined': (trx) => findUsers(trx, { ...page, order: { by: 'joined', descending: false } }),
    'without trainer': (trx) => findUsers(trx, { ...page, status: 'active', without_trainer: true }),
    search: (trx) => findUsers(trx, { ...page, search: 'son 7' }),
    one: (trx, of) => findUser(trx, of.student),
  },
  'audit/find-audit-entries': {
    newest: (trx) => findAuditEntries(trx, { limit: 50 }),
    'by action': (trx) => findAuditEntries(trx, { limit: 50, action: 'user.' }),
    'by a rare action': (trx) => findAuditEntries(trx, { limit: 50, action: 'rare.' }),
    'by person': (trx) => findAuditEntries(trx, { limit: 50, person: 'son 7' }),
    'by actor': (trx, of) => findAuditEntries(trx, { limit: 50, actor: of.student }),
    'by subject': (trx, of) =>
      findAuditEntries(trx, { limit: 50, subjectType: 'user', subjectId: of.student }),
  },
  'curriculum/find-courses': {
    all: (trx, of) => findCourses(trx, { ...page, viewerId: of.student }),
    enrolled: (trx, of) => findCourses(trx, { ...page, viewerId: of.student, enrolled: true }),
    search: (trx) => findCourses(trx, { ...page, viewerId: null, search: 'course 1' }),
  },
  'curriculum/find-enrolments': {
    own: (trx, of) => findEnrolments(trx, { ...page, userId: of.student }),
    one: (trx, of) => findEnrolment(trx, of.enrolment),
  },
  'curriculum/find-exercise-course': {
    one: (trx, of) => findExerciseCourse(trx, { slug: of.exerciseSlug, userId: of.student }),
  },
  'curriculum/find-lesson': { one: (trx, of) => findLesson(trx, of.lesson) },
  'curriculum/find-outlines': { course: (trx, of) => findOutlines(trx, [of.course], of.student) },
  'exercises/find-preparation': { all: (trx) => findPreparation(trx) },
  'exercises/find-gradable': { one: (trx, of) => findGradable(trx, of.exerciseSlug) },
  'grading/submission-comment': {
    one: (trx, of) => findComments(trx, of.submission),
    full: (trx, of) => isFullyCommented(trx, of.submission),
  },
  'exercises/find-solution': {
    one: (trx, of) => findSolution(trx, { slug: of.exerciseSlug, viewerId: of.student, asAuthor: false }),
  },
  'grading/find-review-groups': {
    all: (trx, of) => findReviewGroups(trx, { ...page, reader: admin(of), review: 'waiting' }),
    accepted: (trx, of) => findReviewGroups(trx, { ...page, reader: admin(of), review: 'accepted' }),
    'trainer’s': (trx, of) => findReviewGroups(trx, { ...page, reader: trainer(of), review: 'accepted' }),
  },
  'grading/find-submission': {
    admin: (trx, of) => findSubmission(trx, { id: of.submission, reader: admin(of) }),
    trainer: (trx, of) => findSubmission(trx, { id: of.submission, reader: trainer(of) }),
  },
  'grading/find-submissions': {
    all: (trx, of) => findSubmissions(trx, { ...page, reader: admin(of), filter: {} }),
    waiting: (trx, of) => findSubmissions(trx, { ...page, reader: admin(of), filter: { review: 'waiting' } }),
    answered: (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { review: 'answered' } }),
    accepted: (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { review: 'accepted' } }),
    'by exercise': (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { exercise: of.exerciseSlug } }),
    'by student': (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { student: of.student } }),
    'by status': (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { status: 'queued' } }),
    'by verdict': (trx, of) =>
      findSubmissions(trx, { ...page, reader: admin(of), filter: { verdict: 'wrong_answer' } }),
    'trainer’s': (trx, of) => findSubmissions(trx, { ...page, reader: trainer(of), filter: {} }),
    'trainer’s waiting': (trx, of) =>
      findSubmissions(trx, { ...page, reader: trainer(of), filter: { review: 'waiting' } }),
    'neighbours among what waits': (trx, of) =>
      findNeighbours(trx, { reader: admin(of), filter: { review: 'waiting' }, of: of.submission }),
    'neighbours of a rare verdict': (trx, of) =>
      findNeighbours(trx, {
        ...{ reader: admin(of), filter: { review: 'accepted', verdict: 'time_limit' } },
        of: of.submission,
      }),
    'neighbours of an exercise': (trx, of) =>
      findNeighbours(trx, {
        reader: trainer(of),
        filter: { review: 'waiting', exercise: of.exerciseSlug },
        of: of.submission,
      }),
    'student’s': (trx, of) =>
      findSubmissions(trx, { ...page, reader: { userId: of.student, role: 'student' }, filter: {} }),
    'parent’s': (trx, of) =>
      findSubmissions(trx, { ...page, reader: { userId: of.parent, role: 'parent' }, filter: {} }),
  },
  'languages/find-language-readiness': { all: (trx) => findLanguageReadiness(trx) },
  'notifications/find-notifications': {
    newest: (trx, of) => findNotifications(trx, { ...page, userId: of.student }),
    unread: (trx, of) => findNotifications(trx, { ...page, userId: of.student, unread: true }),
    'how many are unread': (trx, of) => countUnread(trx, of.student),
    'the panel’s state': (trx, of) => findPanelState(trx, of.student),
  },
  'people/find-achievement-facts': {
    own: (trx, of) => findAchievementFacts(trx, { userId: of.student, ...hour }),
  },
  'people/find-children': { own: (trx, of) => findChildren(trx, of.parent) },
  'people/find-learner': {
    one: (trx, of) => findLearner(trx, trainer(of), of.student),
    'of a parent': (trx, of) => isGuardian(trx, of.parent, of.student),
  },
  'people/find-students': {
    all: (trx) => findStudents(trx, page),
    'trainer’s': (trx, of) => findStudents(trx, { ...page, trainerId: of.trainer }),
    search: (trx) => findStudents(trx, { ...page, search: 'son 7' }),
  },
  'people/trainer-assignment': { trainers: (trx) => findTrainers(trx, page) },
  'progress/find-at-risk': {
    'admin’s, of a course': (trx, of) => findAtRisk(trx, { ...page, charge: courseOf(of) }),
    'trainer’s': (trx, of) => findAtRisk(trx, { ...page, charge: chargeOf(of) }),
  },
  'progress/find-difficulty': {
    'admin’s, of a course': (trx, of) =>
      findDifficulty(trx, { ...page, charge: courseOf(of), order: { by: 'solved', descending: false } }),
    ...Object.fromEntries(
      difficultyOrders.map((by): [string, Work] => [
        `trainer’s, by ${by}`,
        (trx, of) => findDifficulty(trx, { ...page, charge: chargeOf(of), order: { by, descending: true } }),
      ]),
    ),
  },
  'progress/find-results': {
    'admin’s, of a course': (trx, of) => findResults(trx, courseOf(of)),
    'trainer’s': (trx, of) => findResults(trx, chargeOf(of)),
  },
  'progress/find-progress': { own: (trx, of) => findProgress(trx, { userId: of.student, ...hour }) },
  'processes/find-processes': {
    all: (trx) => findProcesses(trx, { filter: {}, page: 1, pageSize: 20 }),
    far: (trx) => findProcesses(trx, { filter: {}, page: 250, pageSize: 20 }),
    oldest: (trx) => findProcesses(trx, { filter: {}, page: 1, pageSize: 20, oldestFirst: true }),
    'oldest of a state': (trx) =>
      findProcesses(trx, { filter: { status: 'queued' }, page: 1, pageSize: 20, oldestFirst: true }),
    kind: (trx) => findProcesses(trx, { filter: { kind: 'send-mail' }, page: 1, pageSize: 20 }),
    state: (trx) => findProcesses(trx, { filter: { status: 'refused' }, page: 1, pageSize: 20 }),
    age: (trx) => findProcesses(trx, { filter: { older_than: 1440 }, page: 1, pageSize: 20 }),
    step: (trx) => findProcesses(trx, { filter: { step: 'open' }, page: 1, pageSize: 20 }),
    person: (trx, of) => findProcesses(trx, { filter: { user: of.student }, page: 1, pageSize: 20 }),
    one: (trx, of) => findProcess(trx, `grade-submission:${of.submission}`),
    needing: (trx) => findProcesses(trx, { filter: { needs_person: true }, page: 1, pageSize: 20 }),
  },
  'webhooks/find-webhook-events': {
    newest: (trx) => findWebhookEvents(trx, { limit: 51, platform: false }),
    'by state': (trx) => findWebhookEvents(trx, { limit: 51, platform: false, state: 'undeliverable' }),
    'by provider': (trx) => findWebhookEvents(trx, { limit: 51, platform: false, provider: 'github' }),
  },
};

/** Read without a transaction (scoped-reads.ts): statements with their values. */
const reads: Record<string, Record<string, (of: SeededLists) => Statement>> = {
  'exercises/find-exercise': {
    student: (of) => exerciseStatement({ slug: of.exerciseSlug, viewerId: of.student, asAuthor: false }),
    author: (of) => exerciseStatement({ slug: of.exerciseSlug, viewerId: of.trainer, asAuthor: true }),
  },
  'exercises/find-exercises': {
    student: (of) => exercisesStatement({ ...page, viewerId: of.student, asAuthor: false }),
    author: (of) => exercisesStatement({ ...page, viewerId: of.trainer, asAuthor: true }),
    'due soon': (of) =>
      exercisesStatement({
        ...page,
        viewerId: of.trainer,
        asAuthor: true,
        status: 'published',
        dueWithin: 72,
      }),
    search: (of) =>
      exercisesStatement({ ...page, viewerId: of.student, asAuthor: false, search: 'exercise 1' }),
  },
  'search/find-things': {
    'admin’s': (of) => thingsStatement({ ...page, reader: admin(of), query: 'person 17' }),
    'admin’s, of what all is called': (of) =>
      thingsStatement({ ...page, reader: admin(of), query: 'exercise' }),
    'admin’s, with a typing error': (of) =>
      thingsStatement({ ...page, reader: admin(of), query: 'exrecise 12' }),
    'admin’s, one letter': (of) => thingsStatement({ ...page, reader: admin(of), query: 'e' }),
    'trainer’s': (of) => thingsStatement({ ...page, reader: trainer(of), query: 'person' }),
    'student’s': (of) =>
      thingsStatement({ ...page, reader: { userId: of.student, role: 'student' }, query: 'exrecise' }),
    'parent’s': (of) =>
      thingsStatement({ ...page, reader: { userId: of.parent, role: 'parent' }, query: 'course 17' }),
  },
};

const elsewhere: Record<string, string> = {};

/** The statements that a list sends, without the scope's. */
async function statementsOf(work: Work): Promise<Statement[]> {
  const statements: Statement[] = [];
  await inOrganisation(application, seeded.organisation, async (trx) => {
    trx.on('query', ({ sql, bindings }: { sql: string; bindings?: unknown[] }) => {
      if (/^(select|with) (?!set_config)/i.test(sql.trim()))
        statements.push({ text: sql, values: bindings ?? [] });
    });
    await work(trx, seeded);
  });
  return statements;
}

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
};
type Plan = { Plan: Node; 'Execution Time': number };

/** Does something in the scope that lists are read in, and leaves nothing behind. */
async function inScope<Result>(work: () => Promise<Result>): Promise<Result> {
  await explaining.query('begin');
  try {
    await explaining.query(
      `select set_config('waymark.organisation_id', $1, true), set_config('waymark.person_id', $2, true)`,
      [seeded.organisation, seeded.student],
    );
    return await work();
  } finally {
    await explaining.query('rollback');
  }
}

async function explain({ text, values }: Statement): Promise<Plan> {
  const { rows } = await inScope(() =>
    explaining.query<{ 'QUERY PLAN': [Plan] }>(`explain (analyze, timing off, format json) ${text}`, [
      ...values,
    ]),
  );
  return rows[0]!['QUERY PLAN'][0];
}

/** What pg gives for a column of a type of this oid, where it is no text: text, bigint, uuid, inet and citext, whose oid each database chooses. */
const kinds: Record<number, Kind> = {
  16: 'boolean',
  17: 'Buffer',
  21: 'number',
  23: 'number',
  701: 'number',
  1700: 'number',
  1184: 'Date',
  1009: 'array',
};
const json = [114, 3802];

/** The columns of a statement's rows, sorted by name; `json` holds anything. */
async function columnsOf({ text, values }: Statement): Promise<string[]> {
  const { fields } = await inScope(() => explaining.query(text, [...values]));
  return fields
    .map(
      ({ name, dataTypeID }) =>
        `${name}: ${kinds[dataTypeID] ?? (json.includes(dataTypeID) ? 'json' : 'string')}`,
    )
    .sort();
}

/** Whether rows with these columns are of a row type: JSON holds whatever its type says. What may be null no statement tells. */
const isOf = (there: string[], columns: string[]): boolean =>
  there.length === columns.length &&
  there.every((column, index) => {
    const [name, kind] = column.split(': ');
    return kind === 'json' ? columns[index]!.startsWith(`${name}: `) : columns[index] === column;
  });

function readFromEndToEnd(node: Node): string[] {
  const relation = node['Relation Name'];
  const own =
    node['Node Type'] === 'Seq Scan' && relation !== undefined && large.has(relation) ? [relation] : [];
  return [...own, ...(node.Plans ?? []).flatMap(readFromEndToEnd)];
}

/** Rows that a plan read of a table, also those that it then left out. */
function rowsReadOf(table: string, node: Node): number {
  const each = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  const own = node['Relation Name'] === table ? each * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsReadOf(table, plan), own);
}

/** How much longer everything takes just now, because the machine is slower or has other work: not the statement's fault. */
async function slowness(): Promise<number> {
  const counting = { text: 'select count(*) from generate_series(1, 100000)', values: [] };
  return Math.max(1, (await explain(counting))['Execution Time'] / countingMs);
}

async function faultsOf(name: string, statement: Statement): Promise<string[]> {
  let fastest = Infinity;
  let scans: string[] = [];
  for (let run = 0; run < maxRuns && fastest > budgetMs; run += 1) {
    const before = await slowness();
    const plan = await explain(statement);
    fastest = Math.min(fastest, plan['Execution Time'] / Math.min(before, await slowness()));
    scans = readFromEndToEnd(plan.Plan);
  }
  const words = statement.text.replaceAll(/\s+/g, ' ');
  return [
    ...(fastest > budgetMs ? [`${name} takes ${fastest.toFixed()} ms: ${words}`] : []),
    ...scans.map((table) => `${name} reads all of ${table}: ${words}`),
  ];
}

test('A13: every list is explained here', () => {
  const files = globSync('*/find-*.ts', { cwd: path.resolve(import.meta.dirname, '..') })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
  const known = [...Object.keys(lists), ...Object.keys(reads), ...Object.keys(elsewhere)];
  expect(files.filter((file) => !known.includes(file))).toEqual([]);
  for (const file of known)
    expect(() => readFileSync(path.resolve(import.meta.dirname, '..', `${file}.ts`))).not.toThrow();
});

for (const [file, cases] of Object.entries(lists))
  test(`A13: ${file} stays in its budget on 100,000 rows`, async () => {
    const faults: string[] = [];
    for (const [name, work] of Object.entries(cases)) {
      const statements = await statementsOf(work);
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements) faults.push(...(await faultsOf(name, statement)));
    }
    expect(faults).toEqual([]);
  });

for (const [file, cases] of Object.entries(reads))
  test(`A13: ${file} stays in its budget on 100,000 rows`, async () => {
    const faults: string[] = [];
    for (const [name, statement] of Object.entries(cases))
      faults.push(...(await faultsOf(name, statement(seeded))));
    expect(faults).toEqual([]);
  });

/** Lists of what grows as long as there is a school: a page reads so many rows however many there are. */
const bounded = {
  'grading/find-review-groups': ['accepted', 'trainer’s'],
  'grading/find-submissions': ['accepted', 'neighbours of a rare verdict', 'trainer’s'],
};
const mostRows = 12_000;

for (const [file, cases] of Object.entries(bounded))
  test(`A13: ${file} reads no more of what was accepted the more there is of it`, async () => {
    for (const name of cases)
      for (const statement of await statementsOf(lists[file]![name]!)) {
        const { Plan: plan } = await explain(statement);
        expect([name, Math.max(mostRows, rowsReadOf('submissions', plan))]).toEqual([name, mostRows]);
      }
  });

/** Row types of statements that no case above sends: those of a write beside a list, and the count past the last page. */
const unsent: Record<string, string[]> = {
  'people/trainer-assignment': ['{ user_id: string }[]', '{ id: string } | undefined'],
  'exercises/find-exercises': ['{ count: string }'],
};

test('D3: the rows of each list have the columns and types that its file says', async () => {
  const faults: string[] = [];
  const rowTypes = readRowTypes([...Object.keys(lists), ...Object.keys(reads)]);
  expect([...rowTypes.values()].flat().length).toBeGreaterThan(30);
  for (const [file, types] of rowTypes) {
    const statements = Object.values(reads[file] ?? {}).map((statement) => statement(seeded));
    for (const work of Object.values(lists[file] ?? {})) statements.push(...(await statementsOf(work)));
    const read: string[][] = [];
    for (const statement of statements) read.push(await columnsOf(statement));
    for (const { type, columns } of types) {
      if (unsent[file]?.includes(type) || read.some((there) => isOf(there, columns))) continue;
      const those = [...new Set(read.map((there) => `  ${there.join(', ')}`))].join('\n');
      faults.push(`${file} reads no ${type}: ${columns.join(', ')}\nbut\n${those}`);
    }
  }
  expect(faults).toEqual([]);
});
