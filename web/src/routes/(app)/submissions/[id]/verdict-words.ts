import type { Submission } from '#lib/api/types.ts';
import type { Texts } from '#lib/texts/index.ts';

export type VerdictWords = { headline: string; detail: string | null };

/**
 * A submission in a sentence: "Not yet: 7 of 10 tests pass" and what to look at first.
 * Before the verdict it says where the submission stands.
 */
export const verdictWords = (submission: Submission, t: Texts): VerdictWords => {
  const { grading } = t;
  if (submission.status === 'cancelled')
    return { headline: grading.status.cancelled, detail: grading.cancelled };
  if (submission.status !== 'graded' || submission.verdict === null) return progressWords(submission, t);
  const total = submission.tests.length;
  const passed = submission.tests.filter((test) => test.verdict === 'accepted').length;
  const word = grading.verdicts[submission.verdict];
  if (submission.verdict === 'accepted')
    return { headline: `${word}: ${grading.allPass(total).toLowerCase()}`, detail: submission.message };
  const failed = submission.tests.find((test) => test.verdict !== 'accepted' && test.verdict !== 'skipped');
  return {
    headline: total > 0 ? `${word}: ${grading.passes(passed, total)}` : word,
    detail: submission.message ?? failed?.message ?? null,
  };
};

const progressWords = (submission: Submission, { grading }: Texts): VerdictWords => {
  if (submission.our_fault) return { headline: grading.stillRunning, detail: grading.fault };
  if (submission.status === 'running')
    return {
      headline: grading.running,
      detail: grading.runningHelp(submission.tests_done, submission.tests_total),
    };
  if (submission.waiting_for)
    return { headline: grading.queued, detail: `${grading.waiting(submission.waiting_for)}.` };
  return {
    headline: submission.queue_position === null ? grading.queued : grading.place(submission.queue_position),
    detail: null,
  };
};

export const isUnfinished = (submission: Submission): boolean =>
  submission.status === 'queued' || submission.status === 'running';
