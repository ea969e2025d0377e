import { waitingWords } from '#lib/processes/process-words.ts';
import { reasonWords } from '#lib/texts/reason-words.ts';
import type { Submission } from '#lib/api/types.ts';
import { compilerMarks, marksIn } from '#lib/editor/compiler-marks.ts';
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
  const verdict = grading.verdicts[submission.verdict];
  if (submission.verdict === 'accepted')
    return { headline: grading.acceptedAll({ total }), detail: reasonWords(submission, t) };
  const failed = submission.tests.find((test) => test.verdict !== 'accepted' && test.verdict !== 'skipped');
  return {
    headline: total > 0 ? grading.verdictPasses({ verdict, passed, total }) : verdict,
    detail: reasonWords(submission, t) ?? (failed ? reasonWords(failed, t) : firstFault(submission, t)),
  };
};

/** What a compiler complained about first in one of the files, with its place; its first line when no place is found. */
export const firstFault = (
  { compile_output: output, files }: { compile_output: string | null; files: { name: string }[] },
  t: Texts,
): string | null => {
  if (!output) return null;
  const marks = marksIn(
    compilerMarks(output),
    files.map(({ name }) => name),
  );
  const mark = marks.find(({ severity }) => severity === 'error') ?? marks[0];
  if (mark)
    return t.workbench.firstFault({ file: mark.file, line: String(mark.line), message: mark.message });
  return (
    output
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? null
  );
};

const progressWords = (submission: Submission, t: Texts): VerdictWords => {
  const { grading } = t;
  if (submission.our_fault) return { headline: grading.stillRunning, detail: grading.fault };
  if (submission.status === 'running')
    return {
      headline: grading.running,
      detail: grading.runningHelp({ done: submission.tests_done, total: submission.tests_total }),
    };
  if (submission.waiting_for)
    return {
      headline: grading.queued,
      detail: grading.waiting({ what: waitingWords(submission.waiting_for, t) }),
    };
  return {
    headline:
      submission.queue_position === null
        ? grading.queued
        : grading.place({ position: submission.queue_position }),
    detail: null,
  };
};

/** The colour a submission's headline is written in. */
export const toneOf = ({ verdict }: Submission): 'none' | 'ok' | 'warn' | 'bad' => {
  if (verdict === null) return 'none';
  if (verdict === 'accepted') return 'ok';
  return verdict === 'wrong_answer' ? 'warn' : 'bad';
};

export const isUnfinished = ({ status }: { status: string }): boolean =>
  status === 'queued' || status === 'running';
