import { error, fail, redirect } from '@sveltejs/kit';
import { setTimeout as pause } from 'node:timers/promises';
import { getSubmission, submit } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { configuration } from '#lib/server/configuration.ts';
import { killGradingWorker, readLastKill, type KillOutcome } from '#lib/server/demo-control.ts';
import { refused } from '#lib/server/form.ts';
import type { Texts } from '#lib/texts/index.ts';

/** How long a new submission may wait in the queue before the worker is killed all the same. */
const queueWithinMs = 8_000;
/** The supervisor refuses a second kill within it; asked before, because a submission uses an attempt. */
const pauseMs = 5_000;

/** Answers 404 wherever the platform is no demo. */
const demoOnly = (): void => {
  if (!configuration.demoControl) error(404);
};

const refusedKill = (outcome: Exclude<KillOutcome, 'killed'>, t: Texts) => {
  const texts = t.grading.breaking;
  if (typeof outcome === 'object')
    return fail(429, { broken: texts.tooSoon({ seconds: outcome.retryInSeconds }) });
  return fail(503, { broken: outcome === 'not_running' ? texts.notRunning : texts.unreachable });
};

/** Kills the demo's grading worker. */
export const breakGrading = async (t: Texts) => {
  demoOnly();
  const outcome = await killGradingWorker();
  if (outcome !== 'killed') return refusedKill(outcome, t);
};

/**
 * Hands a submission's code in again, waits until it runs, kills the grading worker and goes to the new submission.
 * @param id the submission to repeat; the API refuses whoever may not hand in
 */
export const submitAndBreakGrading = async (api: ApiClient, id: string, t: Texts) => {
  demoOnly();
  const wait = Date.parse((await readLastKill())?.killed.at ?? '') + pauseMs - Date.now();
  if (wait > 0) return refusedKill({ retryInSeconds: Math.ceil(wait / 1000) }, t);
  let fresh: string;
  try {
    const { exercise, language, files } = await answer(getSubmission({ client: api, path: { id } }));
    fresh = (await answer(submit({ client: api, path: { slug: exercise.slug }, body: { language, files } })))
      .id;
    await untilTakenUp(api, fresh);
  } catch (failure) {
    return refused(failure, {});
  }
  // Should it be refused after all, the submission is graded like any other.
  await killGradingWorker();
  redirect(303, `/submissions/${fresh}`);
};

const untilTakenUp = async (api: ApiClient, id: string): Promise<void> => {
  const deadline = Date.now() + queueWithinMs;
  while (Date.now() < deadline) {
    const { status } = await answer(getSubmission({ client: api, path: { id } }));
    if (status !== 'queued') return;
    await pause(25);
  }
};
