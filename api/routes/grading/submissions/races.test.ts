import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { gradedExercise } from '#models/grading/graded-exercise.ts';
import { Grading } from '#models/grading/grading.ts';
import { Submission } from '#models/grading/submission.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { submissionsOf, submissionUrl } from '#api/testing/submissions.ts';
import type { TestSubmission } from '#api/testing/submissions.ts';
import { untilWaiting } from '#api/testing/until-waiting.ts';

let api: TestApp;
let trainer: TestPerson;
let of: ReturnType<typeof submissionsOf>;

beforeAll(async () => {
  api = await createTestApp();
  trainer = await api.person('admin');
  of = submissionsOf(api, trainer);
  await of.publish({ slug: 'sum' });
});
afterAll(() => api.close());

const judgement = { verdict: 'accepted', score: 4, reason: 'The idea is right.' };
const override = (id: string) => of.post(`${submissionUrl(id)}/override`, trainer, judgement);
const standing = (id: string) => api.owner('submissions').where({ id }).first('verdict', 'score', 'status');
const progressOf = (student: TestPerson) =>
  api.owner('exercise_progress').where({ user_id: student.id }).first('best_score', 'solved_at');

/** A hand-in that was graded wrong and is being run again at this moment. */
async function regrading() {
  const student = await api.person('student');
  const submission = await of.accepted(student);
  await of.finish(submission);
  const again = await of.post(`${submissionUrl(submission.id)}/regrade`, trainer, { reason: 'Flaky' });
  const { grading } = dataOf<TestSubmission>(again);
  await api.owner('gradings').where({ id: grading.id }).update({ status: 'running' });
  return { student, id: submission.id, gradingId: grading.id };
}

/** What the grader does at the end of a grading, in two steps: the grading's own row, then the submission. */
const finishGrading = (trx: Knex.Transaction, id: string) =>
  trx('gradings')
    .where({ id, status: 'running' })
    .update({
      status: 'graded',
      verdict: 'wrong_answer',
      score: 1,
      max_score: 4,
      finished_at: trx.raw('clock_timestamp()'),
    });
const storeVerdict = (trx: Knex.Transaction, id: string, gradingId: string) =>
  trx('submissions').where({ id }).update({
    status: 'graded',
    verdict: 'wrong_answer',
    score: 1,
    grading_id: gradingId,
    graded_at: trx.fn.now(),
  });

test('A5: who overrides while a submission is run again ends that run, and its result comes too late', async () => {
  const { student, id, gradingId } = await regrading();
  const overridden = dataOf<TestSubmission>(await override(id));
  expect(overridden).toMatchObject({ verdict: 'accepted', score: 4, grading: { status: 'cancelled' } });
  const signals = await api.owner('outbox').where({ workflow_id: `grade-submission:${gradingId}` });
  expect(signals.map(({ signal_name: name }) => name)).toContain('cancel');
  await api.owner.transaction(async (trx) => {
    expect(await finishGrading(trx, gradingId)).toBe(0);
  });
  expect(await standing(id)).toMatchObject({ verdict: 'accepted', score: 4 });
  expect(await progressOf(student)).toMatchObject({ best_score: 4 });
});

test('A5: an override waits for a result that is being stored, and stands after it, also when that is announced last', async () => {
  const { student, id, gradingId } = await regrading();
  const overriding = await api.owner.transaction(async (grader) => {
    await grader('gradings').where({ id: gradingId }).forUpdate().select('id');
    const answer = override(id);
    await untilWaiting(api.owner);
    // Later than the beginning of the override's transaction, by the clock.
    await finishGrading(grader, gradingId);
    await storeVerdict(grader, id, gradingId);
    return { answer };
  });
  expect(dataOf<TestSubmission>(await overriding.answer)).toMatchObject({ verdict: 'accepted', score: 4 });
  expect(await standing(id)).toMatchObject({ verdict: 'accepted', score: 4 });
  await inOrganisation(api.app.database, api.demo.id, async (trx) => {
    const submission = await Submission.query(trx).findById(id).throwIfNotFound();
    const grading = await Grading.query(trx).findById(gradingId).throwIfNotFound();
    await recordExerciseGraded(trx, gradedExercise(submission, grading));
  });
  expect(await progressOf(student)).toMatchObject({ best_score: 4 });
});

test('A5: a result that is stored in spite of a later judgement changes nothing; a regrade after it does', async () => {
  const { id, gradingId } = await regrading();
  await override(id);
  await api.owner.transaction((trx) => storeVerdict(trx, id, gradingId));
  expect(await standing(id)).toEqual({ status: 'graded', verdict: 'accepted', score: 4 });

  const again = await of.post(`${submissionUrl(id)}/regrade`, trainer, { reason: 'The test was mended' });
  const { grading } = dataOf<TestSubmission>(again);
  await api.owner.transaction((trx) => storeVerdict(trx, id, grading.id));
  expect(await standing(id)).toMatchObject({ verdict: 'wrong_answer', score: 1 });
});

test('GRD-5: a hand-in that waits for a racing one sees it, so that the last attempt is used once', async () => {
  await of.publish({ slug: 'once', max_attempts: 1 });
  const student = await api.person('student');
  const answers = await api.owner.transaction(async (blocker) => {
    // Holds the first hand-in open after its attempt was counted and its row written.
    await blocker.raw('lock table process_events in access exclusive mode');
    const first = of.submit(student, 'once');
    await untilWaiting(api.owner, 1);
    const second = of.submit(student, 'once');
    await untilWaiting(api.owner, 2);
    return { both: Promise.all([first, second]) };
  });
  expect((await answers.both).map(({ statusCode }) => statusCode)).toEqual([202, 429]);
  const count = await inOrganisation(api.owner, api.demo.id, (trx) =>
    trx('submissions').where({ user_id: student.id }).count<{ count: string }[]>(),
  );
  expect(count[0]!.count).toBe('1');
});
