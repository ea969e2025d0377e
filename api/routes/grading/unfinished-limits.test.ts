import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from '#models/database/knex.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { refuseTooManyUnfinished } from './unfinished-limits.ts';

let database: TestDatabase;
let owner: Knex;
let application: Knex;
let person: string;
type Membership = { organisationId: string; exerciseId: string; versionId: string };
let here: Membership;
let elsewhere: Membership;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl);
  application = openDatabase(database.applicationUrl);
  const [user] = await owner('users').insert({ name: 'Ada' }).returning<{ id: string }[]>('id');
  person = user!.id;
  [here, elsewhere] = [await join('here'), await join('elsewhere')];
});

afterAll(async () => {
  await Promise.all([owner.destroy(), application.destroy()]);
  await database.drop();
});

/** The person's membership in a new organisation that has an exercise. */
async function join(slug: string): Promise<Membership> {
  const [row] = await owner('organisations').insert({ slug, name: slug }).returning<{ id: string }[]>('id');
  const organisationId = row!.id;
  await owner('memberships').insert({ organisation_id: organisationId, user_id: person, role: 'student' });
  const exercise = await publishExercise(owner, { organisationId, authorId: person }, sumInPython);
  return { organisationId, ...exercise };
}

let attempt = 0;
const workOf = ({ organisationId, exerciseId, versionId }: Membership) => ({
  organisation_id: organisationId,
  exercise_id: exerciseId,
  exercise_version_id: versionId,
  user_id: person,
  language: 'python',
  files: '[]',
});
const queueSubmission = (trx: Knex, membership: Membership) =>
  trx('submissions').insert({ ...workOf(membership), attempt: ++attempt });
const queueRun = (trx: Knex, membership: Membership) =>
  trx('runs').insert({ ...workOf(membership), stdin: '' });

/** A transaction of the application in the organisation's scope, to be ended by the test. */
async function begin({ organisationId }: Membership): Promise<Knex.Transaction> {
  const trx = await application.transaction();
  await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
  return trx;
}

test.each([
  ['submissions', 5, queueSubmission],
  ['runs', 3, queueRun],
] as const)(
  'A7: of two %s at once in two organisations, a person’s limit of %i lets one through',
  async (kind, limit, queue) => {
    for (let count = 0; count < limit - 1; count += 1) await queue(owner, count % 2 ? here : elsewhere);
    const [first, second] = [await begin(here), await begin(elsewhere)];
    onTestFinished(async () => {
      if (!first.isCompleted()) await first.rollback();
      await second.rollback();
    });
    await refuseTooManyUnfinished(first, person, kind);
    const refused = refuseTooManyUnfinished(second, person, kind).then(
      () => 'let through',
      (error: unknown) => error,
    );
    await untilWaiting(owner);
    await queue(first, here);
    await first.commit();
    expect(await refused).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  },
);
