import { scoreAfterLateness } from '#domain/grading/lateness.ts';
import { scoreOf } from '#domain/grading/scoring.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import type { TestsRun } from './run-tests.ts';
import type { GradingResult } from './store-results.ts';
import type { GradingJob } from './take-up.ts';

/** Turns judged tests into a verdict and points, the late policy applied. */
export function resultOf(job: GradingJob, { ended, outcomes }: TestsRun): GradingResult {
  const { maxScore } = scoreOf(job.tests.map(({ weight, group }) => ({ verdict: 'skipped', weight, group })));
  const common = {
    maxScore,
    imageDigest: ended.imageDigest,
    outcome: ended.outcome,
    compileOutput: 'compileOutput' in ended ? ended.compileOutput || null : null,
  };
  if (ended.outcome === 'compile_error')
    return { ...common, verdict: 'compile_error', score: 0, message: null };
  const scored = outcomes.map(({ verdict }, index) => ({
    verdict,
    weight: job.tests[index]!.weight,
    group: job.tests[index]!.group,
  }));
  const score = scoreAfterLateness(scoreOf(scored).score, job.lateSeconds, job.latePolicy);
  if (ended.outcome === 'runtime_error')
    return { ...common, verdict: 'runtime_error', score, message: ended.reason };
  return { ...common, verdict: overallVerdict(outcomes), score, message: null };
}

/** For a hand-in that cannot even be put into a container, e.g. for its file names. */
export function rejectedResult(job: GradingJob, reason: string): GradingResult {
  const { maxScore } = scoreOf(job.tests.map(({ weight, group }) => ({ verdict: 'skipped', weight, group })));
  return {
    verdict: 'rejected',
    score: 0,
    maxScore,
    message: reason,
    compileOutput: null,
    imageDigest: null,
    outcome: 'completed',
  };
}
