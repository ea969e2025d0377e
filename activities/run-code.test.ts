import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import { openDatabase } from '#models/database/knex.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import type { TrialTest } from '#models/grading/run.ts';
import { noteLostRun, takeUpRun } from './running/run-row.ts';
import { runCodeProcess } from '#domain/processes/run-code.ts';
import { createSandbox } from '#sandbox/index.ts';
import { DockerAskedOtherwise, freshLabel, withTooLittleMemory } from '#sandbox/testing.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { createRunCodeActivities } from './run-code.ts';
import type { RunInput } from './run-code.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: ReturnType<typeof openDatabase>;
let application: ReturnType<typeof openDatabase>;
let grader: ReturnType<typeof openDatabase>;
let sandbox: Sandbox;
let organisationId: string;
let userId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [owner, application, grader] = [
    openDatabase(database.ownerUrl),
    openDatabase(database.applicationUrl),
    openDatabase(database.graderUrl),
  ];
  const [organisation] = await owner('organisations')
    .insert({ slug: 'school', name: 'School' })
    .returning<{ id: string }[]>('id');
  const [author] = await owner('users').insert({ name: 'Author' }).returning<{ id: string }[]>('id');
  [organisationId, userId] = [organisation!.id, author!.id];
  await owner('memberships').insert({ organisation_id: organisationId, user_id: userId, role: 'trainer' });
  const { socket, label } = await dockerForTest();
  sandbox = createSandbox({ docker: { socketPath: socket }, label, slots: 1 });
  await sandbox.prepare(['python']);
});

afterAll(async () => {
  await sandbox.close();
  await Promise.all([owner.destroy(), application.destroy(), grader.destroy()]);
  await database.drop();
});

/** A queued trial of some Python source. */
async function queue(content: string, tests: TrialTest[]): Promise<RunInput> {
  const wish = {
    organisationId,
    userId,
    language: 'python',
    files: [{ name: 'main.py', content }],
    tests,
    limits: { cpu_ms: 1_000, wall_ms: 5_000, memory_kb: 65_536, output_kb: 64 },
  };
  const { runId } = await inOrganisation(application, organisationId, (trx) => beginRun(trx, wish));
  return { organisationId, runId };
}

async function trial(content: string, tests: TrialTest[]) {
  const input = await queue(content, tests);
  const { runCode } = createRunCodeActivities({ database: grader, sandbox });
  await new MockActivityEnvironment().run(runCode, input);
  const row = await owner('runs').where({ id: input.runId }).first();
  return row.result;
}

eachActivityTwice('run-code', () => owner, {
  runCode: async () => {
    const input = await queue('print(input())', [{ name: 'a', input: { stdin: 'ab\n' } }]);
    return {
      activities: createRunCodeActivities({ database: grader, sandbox }),
      input,
      look: () => processRows(owner, 'run-code', input.runId, ['runs']),
    };
  },
});

test('an author’s trial of a program tells what it printed for each input, whole', async () => {
  const result = await trial('line = input()\nprint(line * 1000)', [
    { name: 'a', input: { stdin: 'ab\n' } },
    { name: 'b', input: { stdin: 'xyz\n' } },
  ]);
  expect(result.tests.map(({ actual }: { actual: unknown }) => actual)).toEqual([
    { stdout: `${'ab'.repeat(1000)}\n` },
    { stdout: `${'xyz'.repeat(1000)}\n` },
  ]);
});

test('an author’s trial of a function and a class tells their values, and where one fails, why', async () => {
  const source =
    'def half(n):\n    return 6 / n\nclass Box:\n    def __init__(self, n):\n        self.n = n\n    def add(self, m):\n        self.n += m\n        return self.n\n';
  const result = await trial(source, [
    { name: 'a value', input: { call: 'half', args: [4] } },
    { name: 'no value', input: { call: 'half', args: [0] } },
    {
      name: 'steps',
      input: {
        call: 'Box',
        args: [1],
        steps: [
          { method: 'add', args: [2] },
          { method: 'add', args: [3] },
        ],
      },
    },
  ]);
  expect(result.tests).toMatchObject([
    { actual: { value: 1.5 }, verdict: 'accepted' },
    { actual: null, verdict: 'runtime_error' },
    { actual: { value: [3, 6] }, verdict: 'accepted' },
  ]);
  expect(result.tests[1].message).toContain('ZeroDivisionError');
});

test('a run over which each worker dies is parked after five, and rests before it is tried again', async () => {
  const { organisationId, runId } = await queue('print(1)', [{ name: 'a', input: { stdin: '' } }]);
  const { runCode } = createRunCodeActivities({ database: grader, sandbox });
  const run = () => new MockActivityEnvironment().run(runCode, { organisationId, runId });
  for (let lost = 1; lost <= 5; lost += 1)
    await inOrganisation(grader, organisationId, async (trx) => {
      const taken = await takeUpRun(trx, runCodeProcess, runId);
      if (taken.kind !== 'job' || !taken.afterLost) return;
      expect(await noteLostRun(trx, taken.job)).toBeNull();
    });
  await expect(run()).rejects.toMatchObject({ type: 'attempt_lost' });
  expect(await owner('processes').where({ row_id: runId }).first()).toMatchObject({
    ...{ needs_person: true, state: 'queued', fault_code: 'attempt_lost' },
  });
  expect(await run()).toEqual({ status: 'finished' });
});

test('a run whose container Docker refuses to make waits for a person after five tries', async () => {
  const input = await queue('print(1)', [{ name: 'a', input: { stdin: '' } }]);
  const docker = new DockerAskedOtherwise(withTooLittleMemory);
  const mistaken = createSandbox({ docker, label: freshLabel('mistaken'), slots: 1 });
  const { runCode } = createRunCodeActivities({ database: grader, sandbox: mistaken });
  for (let fault = 1; fault <= 5; fault++)
    await expect(new MockActivityEnvironment().run(runCode, input)).rejects.toMatchObject({
      type: 'grader_fault',
    });
  await mistaken.close();
  const row = await owner('processes')
    .where({ workflow_id: `run-code:${input.runId}` })
    .first();
  expect(row).toMatchObject({ needs_person: true, fault_code: 'grader_fault', fault_count: 5 });
});
