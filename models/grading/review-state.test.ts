import type { Knex } from 'knex';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { up } from '#migrations/0027-who-is-gone-and-who-answers.ts';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { inOrganisation } from '../database/in-organisation.ts';
import { openDatabase } from '../database/knex.ts';
import { reviewSubmissions } from './review-submissions.ts';
import type { SeenSubmission } from './review-submissions.ts';
import { createAccount } from '../accounts/user.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let tenant: string;
const people = { student: '', trainer: '', parent: '' };
let exercise: string;
let version: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 2 });
  application = openDatabase(database.applicationUrl, { maximum: 4 });
  tenant = await add('organisations', { slug: 'demo', name: 'Demo' });
  await within(async (trx) => {
    for (const role of ['student', 'trainer', 'parent'] as const)
      people[role] = await createAccount(trx, {
        organisationId: tenant,
        email: `${role}@example.com`,
        name: role,
        passwordHash: null,
        role,
      });
  });
});
afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});
beforeEach(async () => {
  exercise = await add('exercises', {
    organisation_id: tenant,
    slug: `exercise-${Math.random()}`.replace('.', ''),
  });
  version = await add('exercise_versions', {
    ...{
      organisation_id: tenant,
      exercise_id: exercise,
      number: 1,
      title: 'One',
      statement_md: '',
      kind: 'program',
    },
    ...{ difficulty: 1, languages: ['python'], limits: {}, content_hash: 'hash' },
  });
});

async function add(table: string, row: object, trx: Knex = owner): Promise<string> {
  const [added] = await trx(table).insert(row).returning<{ id: string }[]>('id');
  return added!.id;
}

const within = <Result>(work: (trx: Knex.Transaction) => Promise<Result>) =>
  inOrganisation(application, tenant, work);

const handIn = (attempt: number, trx: Knex = owner) =>
  add(
    'submissions',
    {
      ...{
        organisation_id: tenant,
        exercise_id: exercise,
        exercise_version_id: version,
        user_id: people.student,
      },
      ...{ language: 'python', files: '[]', attempt },
    },
    trx,
  );

async function grade(
  submission: string,
  trx: Knex = owner,
  reason = 'first',
  verdict = 'wrong_answer',
): Promise<void> {
  const grading = await add(
    'gradings',
    { organisation_id: tenant, submission_id: submission, reason, status: 'graded', verdict },
    trx,
  );
  await trx('submissions')
    .where({ id: submission })
    .update({ status: 'graded', grading_id: grading, verdict });
}

const comment = (submission: string, by: keyof typeof people, trx: Knex = owner) =>
  add(
    'submission_comments',
    { organisation_id: tenant, submission_id: submission, author_id: people[by], body: 'A word' },
    trx,
  );

const states = async () =>
  owner('submissions').where({ exercise_id: exercise }).orderBy('attempt').pluck('review_state');

test('A13: a hand-in waits for review once it is graded, the newest attempt only, until a trainer has the last word', async () => {
  const first = await handIn(1);
  expect(await states()).toEqual([null]);
  await grade(first);
  expect(await states()).toEqual(['waiting']);
  const second = await handIn(2);
  expect(await states()).toEqual([null, null]);
  await owner('submissions').where({ id: second }).update({ status: 'cancelled' });
  expect(await states()).toEqual(['waiting', null]);
  await comment(first, 'trainer');
  expect(await states()).toEqual(['answered', null]);
  await comment(first, 'student');
  expect(await states()).toEqual(['waiting', null]);
  await grade(first, owner, 'override');
  // The student spoke after that.
  expect(await states()).toEqual(['waiting', null]);
  const third = await handIn(3);
  await grade(third);
  expect(await states()).toEqual([null, null, 'waiting']);
  await grade(third, owner, 'override');
  expect(await states()).toEqual([null, null, 'answered']);
});

test('A13: only who teaches answers: a parent’s word is none, also after they left, and a trainer’s is one after they left', async () => {
  const guardianship = { organisation_id: tenant, parent_id: people.parent, child_id: people.student };
  const id = await handIn(1);
  await grade(id);
  await within((trx) => trx('guardianships').insert(guardianship));
  await comment(id, 'parent');
  expect(await states()).toEqual(['waiting']);
  await within((trx) => trx('guardianships').where({ child_id: people.student }).delete());
  expect(await states()).toEqual(['waiting']);
  await comment(id, 'trainer');
  await owner('memberships').where({ user_id: people.trainer }).update({ status: 'left' });
  await retell(id);
  expect(await states()).toEqual(['answered']);
  await owner('memberships').where({ user_id: people.trainer }).update({ status: 'active' });
});

/** Whatever its state follows from, it is told again. */
const retell = (id: string) => owner('submissions').where({ id }).update({ review_state: null });

test('A13: what lay as answered because its parent had left waits again after the upgrade', async () => {
  const id = await handIn(1);
  await grade(id);
  await comment(id, 'parent');
  await owner.transaction(async (trx) => {
    await trx.raw('set local session_replication_role = replica');
    await trx('submissions').where({ id }).update({ review_state: 'answered' });
  });
  await up(owner);
  expect(await states()).toEqual(['waiting']);
});

const seen = async (id: string) => {
  const { revision } = await owner('submissions').where({ id }).first<{ revision: number }>('revision');
  return { id, revision };
};
const nothingToSay = (saw: SeenSubmission, trx: Knex.Transaction, reviewed = true) =>
  reviewSubmissions(trx, { reader: { userId: people.trainer, role: 'admin' }, seen: [saw], reviewed });

test('D6: accepted needs no answer unless its student asks; that there is nothing to say holds for the verdict it was said of', async () => {
  const id = await handIn(1);
  await grade(id, owner, 'first', 'accepted');
  expect(await states()).toEqual(['accepted']);
  await comment(id, 'student');
  expect(await states()).toEqual(['waiting']);
  await within(async (trx) => nothingToSay(await seen(id), trx));
  expect(await states()).toEqual(['answered']);
  await comment(id, 'student');
  expect(await states()).toEqual(['waiting']);
  await within(async (trx) => nothingToSay(await seen(id), trx));
  // The same verdict again is no news; another one is.
  await grade(id, owner, 'regrade', 'accepted');
  expect(await states()).toEqual(['answered']);
  await grade(id, owner, 'regrade', 'wrong_answer');
  expect(await states()).toEqual(['waiting']);
  await within(async (trx) => nothingToSay(await seen(id), trx));
  await within(async (trx) => nothingToSay(await seen(id), trx, false));
  expect(await states()).toEqual(['waiting']);
});

test('D6: a question that comes while a trainer finds nothing to say is not lost, in either order', async () => {
  for (const questionFirst of [true, false]) {
    const attempt = questionFirst ? 1 : 2;
    const id = await handIn(attempt);
    await grade(id);
    const saw = await seen(id);
    const both = [
      (trx: Knex.Transaction) => comment(id, 'student', trx),
      (trx: Knex.Transaction) => nothingToSay(saw, trx),
    ] as const;
    await interleave(both[questionFirst ? 0 : 1], both[questionFirst ? 1 : 0]);
    expect((await states())[attempt - 1]).toBe('waiting');
  }
});

/** Begins two transactions, lets the first write, the second try, and the first end: whoever is later sees what the earlier one did. */
async function interleave(
  earlier: (trx: Knex.Transaction) => Promise<unknown>,
  later: (trx: Knex.Transaction) => Promise<unknown>,
): Promise<void> {
  let second: Promise<unknown> = Promise.resolve();
  await within(async (trx) => {
    await earlier(trx);
    second = within(later);
    // It is there: waiting for the first, or through with its statements.
    await Promise.race([second, isWaiting()]);
  });
  await second;
}

const isWaiting = () =>
  expect
    .poll(
      () =>
        owner('pg_stat_activity').where({ datname: database.name, wait_event_type: 'Lock' }).select('pid'),
      {
        timeout: 20_000,
      },
    )
    .not.toEqual([]);

test('A13: a comment and a grading at the same moment are both seen, in either order', async () => {
  for (const commentFirst of [true, false]) {
    const attempt = commentFirst ? 1 : 2;
    const submission = await handIn(attempt);
    const both = [
      (trx: Knex) => comment(submission, 'trainer', trx),
      (trx: Knex) => grade(submission, trx),
    ] as const;
    await interleave(both[commentFirst ? 0 : 1], both[commentFirst ? 1 : 0]);
    expect((await states())[attempt - 1]).toBe('answered');
  }
});

test('A13: a new attempt and the grading of the one before at the same moment leave one that waits', async () => {
  for (const newFirst of [true, false]) {
    const attempt = newFirst ? 1 : 3;
    const before = await handIn(attempt);
    const both = [(trx: Knex) => handIn(attempt + 1, trx), (trx: Knex) => grade(before, trx)] as const;
    await interleave(both[newFirst ? 0 : 1], both[newFirst ? 1 : 0]);
    expect((await states()).slice(attempt - 1)).toEqual([null, null]);
  }
});
