import type { ContainerOutcome } from './run-container.ts';
import type { RunnerJob } from './job-message.ts';
import type { Language } from './languages/language.ts';
import { SandboxFault } from './sandbox-fault.ts';
import type { SandboxResult, SandboxRunOptions, SandboxTestResult } from './types.ts';

export type JobRun = {
  language: Language;
  job: RunnerJob;
  imageDigest: string;
  /** Runs the job in a fresh container. */
  attempt: (options: SandboxRunOptions) => Promise<ContainerOutcome>;
  /** Throws when Docker is not healthy: then a broken container is no evidence against the submission. */
  assertHealthy: () => Promise<void>;
  onBroken: (round: number, reason: string) => void;
};

const compileEndings: Partial<Record<SandboxTestResult['ending'], string>> = {
  time_limit: 'Compiling took too long.',
  memory_limit: 'Compiling needed too much memory.',
  output_limit: 'The compiler wrote too much.',
};

function compileText(compiled: SandboxTestResult | null, tidy: (text: string) => string): string {
  if (!compiled) return '';
  const reason = compileEndings[compiled.ending];
  return tidy(compiled.stdout + compiled.stderr) + (reason ? `${reason}\n` : '');
}

/**
 * Runs a job to its result. A submission that ends its own runner gets one fresh container; the second time that is its
 * verdict, so that nothing is gained by it. Throws SandboxFault `no_tests_run` when results are missing.
 */
export async function runJob(
  { language, job, imageDigest, attempt, assertHealthy, onBroken }: JobRun,
  options: SandboxRunOptions,
): Promise<SandboxResult> {
  const tidy = language.tidy ?? ((text: string) => text);
  const tidyResult = (result: SandboxTestResult): SandboxTestResult => ({
    ...result,
    stderr: tidy(result.stderr),
  });
  let told = 0;
  const onTest = (index: number, result: SandboxTestResult): void | Promise<void> => {
    if (index < told) return;
    told = index + 1;
    return options.onTest?.(index, tidyResult(result));
  };
  for (let round = 0; ; round++) {
    const outcome = await attempt({ ...options, onTest });
    const tests = outcome.tests.map(tidyResult);
    if (outcome.broken !== null) {
      await assertHealthy();
      onBroken(round, outcome.broken);
      if (round === 0) continue;
      return { outcome: 'runtime_error', reason: outcome.broken, tests, imageDigest };
    }
    const compileOutput = compileText(outcome.compiled, tidy);
    if (outcome.compiled && (outcome.compiled.ending !== 'exited' || outcome.compiled.exitCode !== 0))
      return { outcome: 'compile_error', compileOutput, imageDigest };
    if (outcome.testsRun !== job.tests.length)
      throw new SandboxFault(
        'no_tests_run',
        `${outcome.testsRun} of ${job.tests.length} tests reported a result`,
      );
    return { outcome: 'completed', compileOutput, tests, imageDigest };
  }
}
