import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAnnouncingActivities } from '#activities/announce-grading.ts';
import { createGradingActivities } from '#activities/grade-submission.ts';
import { createRunCodeActivities } from '#activities/run-code.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { openDatabase } from '#models/database/knex.ts';
import { createSandbox } from '#sandbox/index.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { gradingQueue, waymarkQueue } from '#temporal/task-queues.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { publishExercise, sumInPython } from './testing/exercise.ts';

let api: TestApp;
let student: TestPerson;
let trainer: TestPerson;
let temporal: TestNamespace;
let sandbox: Sandbox;
let stopWorkers: () => Promise<void>;

beforeAll(async () => {
  temporal = await createTestNamespace();
  api = await createTestApp({ TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace });
  student = await api.person('student');
  trainer = await api.person('trainer');
  await publishExercise(api.owner, { organisationId: api.demo.id, authorId: trainer.id }, sumInPython);

  const docker = await dockerForTest();
  sandbox = createSandbox({ docker: { socketPath: docker.socket }, label: docker.label, slots: 1 });
  await sandbox.prepare(['python']);
  const grader = openDatabase(api.database.graderUrl);
  const application = openDatabase(api.database.applicationUrl);
  const { connection, namespace } = temporal;
  const workers = await Promise.all([
    Worker.create({
      connection,
      namespace,
      taskQueue: waymarkQueue,
      workflowBundle: await workflowBundle(),
      activities: createAnnouncingActivities({ database: application }),
    }),
    Worker.create({
      connection,
      namespace,
      taskQueue: gradingQueue,
      activities: {
        ...createGradingActivities({ database: grader, sandbox }),
        ...createRunCodeActivities({ database: grader, sandbox }),
      },
    }),
  ]);
  const running = workers.map((worker) => worker.run());
  stopWorkers = async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await Promise.all([grader.destroy(), application.destroy(), sandbox.close()]);
  };
});

afterAll(async () => {
  await stopWorkers();
  await api.close();
  await temporal.close();
});

type Submission = {
  id: string;
  status: string;
  verdict: string | null;
  score: number | null;
  max_score: number | null;
  attempt: number;
  tests: { name: string; verdict: string; message: string | null; diff: unknown }[];
};

const submit = (content: string, slug = 'sum') =>
  api.app.inject({
    method: 'POST',
    url: `/api/grading/exercises/${slug}/submissions`,
    headers: student.authorization,
    payload: { language: 'python', files: [{ name: 'main.py', content }] },
  });

const read = async (location: string) =>
  dataOf<Submission>(await api.app.inject({ url: location, headers: student.authorization }));

async function graded(location: string): Promise<Submission> {
  return expect
    .poll(() => read(location), { timeout: 60_000, interval: 50 })
    .toMatchObject({ status: 'graded' })
    .then(() => read(location));
}

test('GRD-4: code that is handed in comes back with a verdict, points and each test', async () => {
  const accepted = await submit('a, b = map(int, input().split())\nprint(a + b)\n');
  expect(accepted.statusCode).toBe(202);
  expect(dataOf<Submission>(accepted)).toMatchObject({ status: 'queued', attempt: 1, verdict: null });
  const result = await graded(accepted.headers.location as string);
  expect(result).toMatchObject({ verdict: 'accepted', score: 4, max_score: 4 });
  expect(result.tests.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted', 'accepted']);
});

type Run = {
  status: string;
  result: {
    verdict: string | null;
    tests: { name: string; verdict: string }[];
    output: { stdout: string } | null;
  } | null;
};

async function run(payload: object, person = student): Promise<Run> {
  const accepted = await api.app.inject({
    method: 'POST',
    url: '/api/grading/exercises/sum/run',
    headers: person.authorization,
    payload,
  });
  const read = async () =>
    dataOf<Run>(
      await api.app.inject({ url: accepted.headers.location as string, headers: person.authorization }),
    );
  await expect.poll(read, { timeout: 60_000, interval: 50 }).toMatchObject({ status: 'finished' });
  return read();
}

test('GRD-5: a free run shows the visible tests, or what one’s own input gives, and uses no attempt', async () => {
  const files = [{ name: 'main.py', content: 'a, b = map(int, input().split())\nprint(a + b)\n' }];
  const before = await api.owner('submissions').count().first();
  const { result: visible } = await run({ language: 'python', files });
  expect(visible).toMatchObject({ verdict: 'accepted', output: null });
  expect(visible?.tests.map(({ name }) => name)).toEqual(['small', 'negative']);
  const { result: own } = await run({ language: 'python', files, stdin: '40 2\n' }, trainer);
  expect(own).toMatchObject({ verdict: null, tests: [], output: { stdout: '42\n', exit_code: 0 } });
  expect(await api.owner('submissions').count().first()).toEqual(before);
});

test('CUR-7: an exercise is published when its own solution was graded and accepted, and says why when it was not', async () => {
  const { slug: _slug, languages: _languages, ...content } = sumInPython;
  const save = (slug: string, solution: string) =>
    api.app.inject({
      method: 'POST',
      url: '/api/grading/exercises',
      headers: trainer.authorization,
      payload: {
        ...content,
        slug,
        languages: ['python'],
        solution: { python: [{ name: 'main.py', content: solution }] },
      },
    });
  const authoring = async (slug: string) =>
    dataOf<object>(
      await api.app.inject({
        url: `/api/grading/exercises/${slug}/authoring`,
        headers: trainer.authorization,
      }),
    );
  await save('right', 'print(sum(map(int, input().split())))');
  await save('wrong', 'print(7)');
  await expect
    .poll(() => authoring('right'), { timeout: 60_000 })
    .toMatchObject({ status: 'published', status_reason: null });
  await expect
    .poll(() => authoring('wrong'), { timeout: 60_000 })
    .toMatchObject({ status: 'draft', status_reason: expect.stringContaining('not accepted') });
});

/** Publishes, without a check of its solution, what an author sends as text: JSON.stringify would round its numbers. */
async function publishText(body: string): Promise<void> {
  const saved = await api.app.inject({
    method: 'POST',
    url: '/api/grading/exercises',
    headers: { ...trainer.authorization, 'content-type': 'application/json' },
    payload: body,
  });
  const { id, version_id } = dataOf<{ id: string; version_id: string }>(saved);
  await api
    .owner('exercises')
    .where({ id })
    .update({ status: 'published', published_version_id: version_id });
}

test('K2: numbers keep their exact value from the author through the program to the comparison', async () => {
  const test = (name: string, args: string, value: string) =>
    `{ "name": "${name}", "hidden": false, "input": { "call": "next", "args": [${args}] }, "expected": { "value": ${value} }, "compare": "exact" }`;
  await publishText(`{ "slug": "next", "title": "Next", "statement_md": "The next number.", "kind": "function", "difficulty": 1, "languages": ["python"],
    "tests": [${test('large', '9007199254740992', '9007199254740993')}, ${test('factorial', '15511210043330985983999999', '15511210043330985984000000')}] }`);

  const right = await submit('def next(n):\n    return n + 1\n', 'next');
  expect(await graded(right.headers.location as string)).toMatchObject({ verdict: 'accepted', score: 2 });

  const rounded = await submit('def next(n):\n    return 2**53 if n < 2**60 else n + 1_000_001\n', 'next');
  const result = await graded(rounded.headers.location as string);
  expect(result).toMatchObject({ verdict: 'wrong_answer', score: 0 });
  expect(result.tests.map(({ message }) => message)).toEqual([
    'Expected 9007199254740993, got 9007199254740992.',
    'Expected 15511210043330985984000000, got 15511210043330985985000000.',
  ]);

  // A2, H1: a value as deep as the output lets it is the submission’s own trouble, and it is graded.
  const deep = await submit(
    'import os\n\ndef next(n):\n    os.write(4, b\'{"json":\' + b"[" * 30000 + b"]" * 30000 + b"}")\n    os._exit(0)\n',
    'next',
  );
  expect(await graded(deep.headers.location as string)).toMatchObject({
    verdict: 'wrong_answer',
    attempt: 3,
  });
});
