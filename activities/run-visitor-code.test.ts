import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { dockerForTest } from '#dev/testing/docker.ts';
import type { RunResult } from '#domain/grading/run-result.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { openDatabase } from '#models/database/knex.ts';
import { beginVisitorRun } from '#models/processes/run-visitor-code.ts';
import { createSandbox } from '#sandbox/index.ts';
import type { Sandbox } from '#sandbox/index.ts';
import { createRunVisitorCodeActivities } from './run-visitor-code.ts';
import type { RunInput } from './running/run-as.ts';
import { eachActivityTwice } from './testing/each-activity-twice.ts';
import { processRows } from './testing/process-rows.ts';

let database: TestDatabase;
let owner: ReturnType<typeof openDatabase>;
let application: ReturnType<typeof openDatabase>;
let grader: ReturnType<typeof openDatabase>;
let sandbox: Sandbox;
let organisationId: string;
let lessonId: string;

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
  organisationId = organisation!.id;
  const here = { organisation_id: organisationId, slug: 'loops', title: 'Loops' };
  const [course] = await owner('courses')
    .insert({ ...here, summary: '' })
    .returning<{ id: string }[]>('id');
  const [lesson] = await owner('lessons')
    .insert({ ...here, course_id: course!.id, position: 0 })
    .returning<{ id: string }[]>('id');
  lessonId = lesson!.id;
  const { socket, label } = await dockerForTest();
  sandbox = createSandbox({ docker: { socketPath: socket }, label, slots: 1 });
  await sandbox.prepare(['python']);
});

afterAll(async () => {
  await sandbox.close();
  await Promise.all([owner.destroy(), application.destroy(), grader.destroy()]);
  await database.drop();
});

/** A visitor's run of some Python, in the queue. */
async function queue(content: string, stdin = ''): Promise<RunInput> {
  const wish = {
    ...{ organisationId, lessonId, language: 'python', stdin },
    files: [{ name: 'main.py', content }],
    limits: { cpu_ms: 1_000, wall_ms: 3_000, memory_kb: 65_536, output_kb: 64 },
  };
  const { token } = await inOrganisation(application, organisationId, (trx) => beginVisitorRun(trx, wish));
  expect(JSON.stringify(await owner('runs'))).not.toContain(token);
  const [row] = await owner('runs').orderBy('id', 'desc').limit(1);
  return { organisationId, runId: row.id };
}

async function resultOf(content: string, stdin?: string): Promise<RunResult> {
  const input = await queue(content, stdin);
  const { runVisitorCode } = createRunVisitorCodeActivities({ database: grader, sandbox });
  await new MockActivityEnvironment().run(runVisitorCode, input);
  return (await owner('runs').where({ id: input.runId }).first()).result;
}

eachActivityTwice('run-visitor-code', () => owner, {
  runVisitorCode: async () => {
    const input = await queue('print(input())', 'ab\n');
    return {
      activities: createRunVisitorCodeActivities({ database: grader, sandbox }),
      input,
      look: () => processRows(owner, 'run-visitor-code', input.runId, ['runs']),
    };
  },
});

test('D22: a visitor’s program reads its input and shows what it prints, as text, whatever that is', async () => {
  const printed = '<script>alert(1)</script>\x1b[31m\u202e';
  const result = await resultOf(`print(input(), end="")\nprint(${JSON.stringify(printed)})`, 'Mina\n');
  expect(result).toMatchObject({ verdict: null, output: { stdout: `Mina${printed}\n`, exit_code: 0 } });
});

test('D22: a visitor’s endless loop ends at its limit, and a flood of output is cut', async () => {
  expect(await resultOf('while True: pass')).toMatchObject({ verdict: 'time_limit' });
  const { output, verdict } = await resultOf('while True: print("x" * 1000)');
  expect(verdict).not.toBeNull();
  expect(output!.stdout.length).toBeLessThanOrEqual(65_536);
});
