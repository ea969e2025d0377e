import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { codeOf, submissionsOf, submissionUrl } from '#api/testing/submissions.ts';
import type { TestSubmission } from '#api/testing/submissions.ts';

let api: TestApp;
let admin: TestPerson;
let trainer: TestPerson;
let of: ReturnType<typeof submissionsOf>;
let people: TestPerson[];

beforeAll(async () => {
  api = await createTestApp();
  [admin, trainer] = await Promise.all([api.person('admin'), api.person('trainer')]);
  people = await Promise.all([1, 2, 3].map(() => api.person('student')));
  of = submissionsOf(api, trainer);
  await api.owner('trainer_assignments').insert(
    people.slice(0, 2).map(({ id }) => ({
      organisation_id: api.demo.id,
      student_id: id,
      trainer_id: trainer.id,
    })),
  );
});
afterAll(() => api.close());

const url = '/api/grading/reviews';

type Group = { exercise: { slug: string }; submissions: number };
const groups = async (person: TestPerson, query = '') =>
  dataOf<{ count: number; results: Group[] }>(
    await api.app.inject({ url: `${url}?${query}`, headers: person.authorization }),
  );

/** Everybody hands in, and it is graded. */
async function handIn(slug: string, verdict?: string, by = people): Promise<TestSubmission[]> {
  await of.publish({ slug });
  const handedIn: TestSubmission[] = [];
  for (const person of by) {
    const submission = await of.accepted(person, slug);
    await of.finish(submission, verdict);
    handedIn.push(submission);
  }
  return handedIn;
}

const listed = async (person: TestPerson, query: string) => (await of.list(person, query)).results;

const say = async (person: TestPerson, submissions: { id: string; revision: number }[], reviewed = true) =>
  dataOf<{ done: { id: string; revision: number }[]; skipped: string[] }>(
    await of.post(url, person, {
      submissions: submissions.map(({ id, revision }) => ({ id, revision })),
      reviewed,
    }),
  );

test('D6: a queue is emptied without a comment: many at once, taken back, and only by those who review them', async () => {
  await handIn('queue');
  const query = 'exercise=queue&review=waiting';
  const seen = await listed(admin, query);
  expect(seen).toHaveLength(3);
  // A trainer's own students only; the third is somebody else's.
  const { done, skipped } = await say(trainer, seen);
  expect([done.length, skipped.length]).toEqual([2, 1]);
  expect((await listed(admin, query)).map(({ id }) => id)).toEqual(skipped);
  expect(await api.owner('notifications').where({ kind: 'comment' })).toEqual([]);

  expect((await say(trainer, done, false)).done).toHaveLength(2);
  expect(await listed(admin, query)).toHaveLength(3);
  expect(await codeOf(of.post(url, people[0]!, { submissions: [], reviewed: true }))).toBe('FORBIDDEN');
  expect(await codeOf(of.post(url, admin, { submissions: [], reviewed: true }))).toBe('VALIDATION_ERROR');
});

test('D6: nobody reviews what they handed in themselves, or lets their own judgement of it stand', async () => {
  const promoted = await api.person('student');
  await handIn('own', 'wrong_answer', [promoted]);
  const role = { method: 'PUT', url: `/api/users/${promoted.id}`, headers: admin.authorization } as const;
  expect((await api.app.inject({ ...role, payload: { role: 'trainer' } })).statusCode).toBe(200);
  const query = 'exercise=own&review=waiting';
  expect(await listed(promoted, query)).toEqual([]);
  const seen = await listed(admin, query);
  expect(seen).toHaveLength(1);
  expect((await groups(promoted)).results.filter(({ exercise }) => exercise.slug === 'own')).toEqual([]);
  expect((await say(promoted, seen)).done).toEqual([]);
  const judgement = { verdict: 'accepted', score: 4, reason: 'Mine is right.' };
  expect(await codeOf(of.post(`/api/grading/submissions/${seen[0]!.id}/override`, promoted, judgement))).toBe(
    'FORBIDDEN',
  );
  expect((await say(admin, seen)).done).toHaveLength(1);
});

test('D6: what changed since it was seen stays in the queue; who had nothing to say is told to staff only', async () => {
  const [asked, quiet] = await handIn('changed');
  const seen = await listed(admin, 'exercise=changed&review=waiting');
  await of.post(`${submissionUrl(asked!.id)}/comments`, people[0]!, { body: 'Why?' });
  expect((await say(admin, seen)).skipped).toEqual([asked!.id]);
  // The same page sent again changes nothing.
  expect((await say(admin, seen)).done).toEqual([]);
  const tells = async (person: TestPerson) =>
    dataOf<{ reviewed_by: string | null }>(await of.get(quiet!.id, person)).reviewed_by;
  expect([await tells(admin), await tells(people[1]!)]).toEqual(['Test admin', null]);
});

test('D6: what was accepted stands apart, and what waits is counted exercise by exercise', async () => {
  await handIn('solved', 'accepted');
  const [first] = await handIn('unsolved');
  expect(await listed(admin, 'exercise=solved&review=waiting')).toEqual([]);
  expect(await listed(admin, 'exercise=solved&review=accepted')).toHaveLength(3);
  const of3 = (slug: string) =>
    expect.objectContaining({ exercise: expect.objectContaining({ slug }), submissions: 3 });
  expect((await groups(admin)).results).toContainEqual(of3('unsolved'));
  expect((await groups(admin)).results).not.toContainEqual(of3('solved'));
  expect((await groups(admin, 'review=accepted')).results).toContainEqual(of3('solved'));
  const ofTrainer = (await groups(trainer)).results.find(({ exercise }) => exercise.slug === 'unsolved');
  expect(ofTrainer).toMatchObject({ submissions: 2 });
  const { count, results } = await groups(admin, 'page_size=1&page=2');
  expect([count > 1, results.length]).toEqual([true, 1]);

  await of.post(`${submissionUrl(first!.id)}/comments`, trainer, { body: 'Look at line 2.' });
  const left = (await groups(admin)).results.find(({ exercise }) => exercise.slug === 'unsolved');
  expect(left).toMatchObject({ submissions: 2 });
});

test('D6: from a submission to the ones before and after it in a list, also when it has left that list', async () => {
  const [first, second, third] = await handIn('walked');
  const neighbours = async (id: string, person = admin) =>
    dataOf<{ previous: string | null; next: string | null }>(
      await api.app.inject({
        url: `${submissionUrl(id)}/neighbours?exercise=walked&review=waiting`,
        headers: person.authorization,
      }),
    );
  expect(await neighbours(third!.id)).toEqual({ previous: null, next: second!.id });
  expect(await neighbours(second!.id)).toEqual({ previous: third!.id, next: first!.id });
  const [seen] = (await listed(admin, 'exercise=walked')).filter(({ id }) => id === second!.id);
  await say(admin, [seen!]);
  expect(await neighbours(second!.id)).toEqual({ previous: third!.id, next: first!.id });
  expect(await neighbours(third!.id)).toEqual({ previous: null, next: first!.id });
  // The third is not the trainer's student.
  expect(await neighbours(second!.id, trainer)).toEqual({ previous: null, next: first!.id });
  const hidden = `${submissionUrl(third!.id)}/neighbours`;
  const refused = await api.app.inject({ url: hidden, headers: trainer.authorization });
  expect(refused.statusCode).toBe(404);
});
