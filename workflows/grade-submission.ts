import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AnnouncingActivities } from '#activities/announce-grading.ts';
import type { GradingActivities, GradingInput } from '#activities/grade-submission.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import type { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import { processKit } from './kit/process-kit.ts';

/** Quick steps in the database. They run beside the workflow, and are tried until the database answers. */
const { openGrading, announceGrading } = proxyLocalActivities<AnnouncingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumInterval: '10 seconds' },
});

/**
 * The container. A free slot, Docker's return or a language's image is waited for as long as it takes, so nothing limits the time
 * before the start; a worker that falls silent for ten seconds is given up and another takes over.
 */
const inContainer = (secondsAllowed: number) =>
  proxyActivities<GradingActivities>({
    taskQueue: 'grading',
    startToCloseTimeout: `${secondsAllowed} seconds`,
    heartbeatTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  });

const cancelled: GradingOutcome = { status: 'cancelled', verdict: null, score: null };

/**
 * Grades one submission: wait for a slot, grade it in a container, announce the verdict.
 *
 * A wrong answer is a result. A fault of ours (Docker away, image missing, worker killed) is none: it costs no attempt,
 * the row says what is waited for, and the step is tried again until it works or someone cancels.
 *
 * @param input.gradingId the row that is graded; a regrade has a row, and so a process, of its own
 * @returns what stands in that row at the end; everything else is there to be read
 */
export async function gradeSubmission(input: GradingInput): Promise<GradingOutcome> {
  const { step, show } = processKit<typeof gradeSubmissionProcess>();

  const grading = await step('open', () => openGrading(input), { quick: true });
  if (grading.standing) return grading.standing;

  const { grade } = inContainer(grading.secondsAllowed);
  const outcome = await step('grade', () => grade(input), { whenCancelled: () => cancelled });

  await step('announce', () => announceGrading(input), { quick: true });
  show(outcome.status);
  return outcome;
}
