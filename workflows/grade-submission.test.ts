import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GradingInput } from '#activities/grade-submission.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import type { gradeSubmission } from './grade-submission.ts';
import { processEnvironment } from './testing/process-environment.ts';
import { startWorkers } from './testing/process-workers.ts';
import { recordHistory } from './testing/record-history.ts';

const accepted: GradingOutcome = { status: 'graded', verdict: 'accepted', score: 10 };
const cancelled: GradingOutcome = { status: 'cancelled', verdict: null, score: null };
const dockerAway = () => ApplicationFailure.create({ type: 'docker_unavailable', message: 'Docker is away' });

type Fakes = {
  standing?: GradingOutcome | null;
  grade?: (attempt: number) => Promise<GradingOutcome>;
  announce?: (attempt: number) => Promise<void>;
};
type Grading = { fakes: Fakes; asked: string[] };

let environment: TestWorkflowEnvironment;
let stopWorkers: () => Promise<void>;
const gradings = new Map<string, Grading>();

/** The grading an activity was asked about, with the ask noted. */
function asked(activity: string, { gradingId }: GradingInput): Fakes {
  const grading = gradings.get(gradingId)!;
  grading.asked.push(activity);
  return grading.fakes;
}

beforeAll(async () => {
  environment = await processEnvironment();
  const attempt = () => Context.current().info.attempt;
  const waymark = {
    openGrading: async (input: GradingInput) => ({
      standing: asked('open', input).standing ?? null,
      secondsAllowed: 120,
    }),
    announceGrading: async (input: GradingInput) => asked('announce', input).announce?.(attempt()),
  };
  const grading = {
    grade: async (input: GradingInput) => (await asked('grade', input).grade?.(attempt())) ?? accepted,
  };
  stopWorkers = await startWorkers(environment, { waymark, grading });
});
afterAll(async () => {
  await stopWorkers();
  await environment.teardown();
});

/** Begins a process whose activities are fakes. */
async function begin(fakes: Fakes) {
  const input = { organisationId: randomUUID(), gradingId: randomUUID() };
  const grading: Grading = { fakes, asked: [] };
  gradings.set(input.gradingId, grading);
  const workflowId = `grade-submission:${input.gradingId}`;
  const handle = await environment.client.workflow.start<typeof gradeSubmission>('gradeSubmission', {
    taskQueue: 'waymark',
    workflowId,
    args: [input],
  });
  return { handle, asked: grading.asked };
}

/** Runs a process to its end. @returns its outcome, and what the activities were asked in order */
async function run(
  name: string,
  fakes: Fakes,
  during: (process: Awaited<ReturnType<typeof begin>>) => Promise<void> = async () => undefined,
) {
  const process = await begin(fakes);
  await during(process);
  const outcome = await process.handle.result();
  await recordHistory(`grade-submission.${name}`, process.handle);
  return { outcome, asked: process.asked };
}

test('a submission is graded and announced', async () => {
  expect(await run('graded', {})).toEqual({ outcome: accepted, asked: ['open', 'grade', 'announce'] });
});

test('a process that is started again for a final row ends quietly, with what stands', async () => {
  expect(await run('final-already', { standing: accepted })).toEqual({ outcome: accepted, asked: ['open'] });
});

test('GRD-6: a fault of ours is waited out, however long it lasts', async () => {
  const grade = async (attempt: number) => {
    if (attempt < 30) throw dockerAway();
    return accepted;
  };
  const { outcome, asked: all } = await run('faults', { grade });
  expect(outcome).toEqual(accepted);
  expect(all.filter((activity) => activity === 'grade')).toHaveLength(30);
});

test('GRD-6: a database that is away for a minute delays the announcement and loses nothing', async () => {
  const announce = async (attempt: number) => {
    if (attempt < 4) throw new Error('The database is away');
  };
  const { outcome, asked: all } = await run('announce-late', { announce });
  expect(outcome).toEqual(accepted);
  expect(all.filter((activity) => activity === 'announce')).toHaveLength(4);
});

test('GRD-7: a cancel while queued ends the process, and no grader ever sees it', async () => {
  let release = () => {};
  const blocked = new Promise<GradingOutcome>((resolve) => (release = () => resolve(accepted)));
  const before = await begin({ grade: () => blocked });
  await expect.poll(() => before.asked, { timeout: 20_000 }).toContain('grade');
  const queued = await run('cancelled-in-queue', {}, async ({ handle, asked: sofar }) => {
    await expect.poll(() => sofar, { timeout: 20_000 }).toContain('open');
    await handle.signal('cancel', { outboxId: randomUUID() });
  });
  expect(queued).toEqual({ outcome: cancelled, asked: ['open', 'announce'] });
  release();
  expect(await before.handle.result()).toEqual(accepted);
});

test('OPS-2: a cancel reaches a grading that runs', async () => {
  const grade = async () => {
    const context = Context.current();
    const beat = setInterval(() => context.heartbeat(), 100);
    return context.cancelled.finally(() => clearInterval(beat));
  };
  const { outcome } = await run('cancelled-running', { grade }, async ({ handle, asked: sofar }) => {
    await expect.poll(() => sofar, { timeout: 20_000 }).toContain('grade');
    await handle.signal('cancel', { outboxId: randomUUID() });
  });
  expect(outcome).toEqual(cancelled);
});

test('OPS-2: “retry now” begins the waiting step anew at once, and a signal that is delivered twice counts once', async () => {
  let mended = false;
  const grade = async () => {
    if (mended) return accepted;
    throw ApplicationFailure.create({
      type: 'image_missing',
      message: 'not built',
      nextRetryDelay: '30 days',
    });
  };
  const { outcome, asked: all } = await run('retried-now', { grade }, async ({ handle, asked: sofar }) => {
    await expect.poll(() => sofar, { timeout: 20_000 }).toContain('grade');
    const first = randomUUID();
    await handle.signal('retry_now', { outboxId: first });
    await expect
      .poll(() => sofar.filter((activity) => activity === 'grade').length, { timeout: 20_000 })
      .toBe(2);
    await handle.signal('retry_now', { outboxId: first });
    mended = true;
    await handle.signal('retry_now', { outboxId: randomUUID() });
  });
  expect(outcome).toEqual(accepted);
  expect(all.filter((activity) => activity === 'grade')).toHaveLength(3);
});
