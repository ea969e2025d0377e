import type { ExerciseDefinitionInput } from '#domain/exercises/exercise-definition.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import { dataOf } from './app.ts';
import type { TestApp, TestPerson } from './app.ts';

export type TestSubmission = {
  id: string;
  status: string;
  attempt: number;
  verdict: string | null;
  score: number | null;
  late_seconds: number;
  due_at: string | null;
  review: string | null;
  revision: number;
  queue_position: number | null;
  waiting_for: string | null;
  warnings: { line: number }[];
  tests: { name: string; message: string | null; output: string | null }[];
  overridden_by: string | null;
  message: string | null;
  grading: { id: string; status: string; reason: string };
};

export const source = { language: 'python', files: [{ name: 'main.py', content: 'print(3)\n' }] };

export const submissionUrl = (id: string) => `/api/grading/submissions/${id}`;

/** The code of a refusal, the status of anything else. */
export const codeOf = async (
  response: Promise<{ statusCode: number; json(): { error?: { code: string } } }>,
) => (await response).json().error?.code ?? (await response).statusCode;

/** What tests of submissions do with an API: publish exercises in the name of `author`, hand in, grade by hand, ask. */
export function submissionsOf(api: TestApp, author: TestPerson) {
  const ask = (
    method: 'GET' | 'POST',
    url: string,
    person: TestPerson,
    payload?: object,
    headers: Record<string, string> = {},
  ) =>
    api.app.inject({
      method,
      url,
      headers: { ...person.authorization, ...headers },
      ...(payload ? { payload } : {}),
    });
  const submit = (
    person: TestPerson,
    slug = 'sum',
    payload: object = source,
    headers: Record<string, string> = {},
  ) => ask('POST', `/api/grading/exercises/${slug}/submissions`, person, payload, headers);

  return {
    submit,
    publish: (changes: Partial<ExerciseDefinitionInput>) =>
      publishExercise(
        api.owner,
        { organisationId: api.demo.id, authorId: author.id },
        { ...sumInPython, ...changes },
      ),
    accepted: async (person: TestPerson, slug = 'sum') => dataOf<TestSubmission>(await submit(person, slug)),
    get: (id: string, person: TestPerson) => ask('GET', submissionUrl(id), person),
    post: (path: string, person: TestPerson, payload: object = {}) => ask('POST', path, person, payload),
    list: async (person: TestPerson, query: string) =>
      dataOf<{ count: number; results: TestSubmission[] }>(
        await ask('GET', `/api/grading/submissions?page_size=100&${query}`, person),
      ),

    /** Leaves behind what the grader does. */
    finish: async ({ id, grading }: TestSubmission, verdict = 'wrong_answer', score = 2) => {
      await api.owner('gradings').where({ id: grading.id }).update({
        status: 'graded',
        verdict,
        score,
        max_score: 4,
        finished_at: new Date(),
        announced_at: new Date(),
      });
      await api.owner('submissions').where({ id }).update({
        status: 'graded',
        verdict,
        score,
        max_score: 4,
        graded_at: new Date(),
        grading_id: grading.id,
      });
      const row = {
        organisation_id: api.demo.id,
        grading_id: grading.id,
        weight: 1,
        verdict,
        cpu_ms: 5,
        wall_ms: 6,
        memory_kb: 9_000,
        message: 'Expected 3, got 4.',
        output: 'secret output',
        diff: JSON.stringify({ expected: '3', actual: '4', first_difference: { line: 1, column: 1 } }),
      };
      await api.owner('grading_tests').insert([
        { ...row, position: 0, name: 'seen', hidden: false },
        { ...row, position: 1, name: 'unseen', hidden: true },
      ]);
    },
  };
}
