import type { ContainerOutcome } from './run-container.ts';
import type { Language } from './languages/language.ts';
import type { RunnerJob } from './job-message.ts';
import { CheckerFailedError } from './sandbox-fault.ts';
import type { CheckerJob, CheckerResult } from './types.ts';

const accepted = new Set([0, 42]);
const wrong = new Set([1, 43]);
/** An uncaught exception ends with exit code 1 as well, but is no decision. */
const crash = /^(Traceback \(most recent call last\)|Uncaught |\w*Error\b)/m;
const longestMessage = 2000;
const feedbackFile = 'judgemessage.txt';

/**
 * What the runner is to do for a checker: each case is a process with the files input.txt, answer.txt and output.txt in
 * its folder and the output on its standard input, as ICPC's output validators have it. The submission is not there.
 */
export function checkerRunnerJob(job: CheckerJob, language: Language): RunnerJob {
  const plan = language.plan({
    files: job.files,
    tests: [{ kind: 'program', stdin: '' }],
    limits: job.limits,
  });
  return {
    ...plan,
    run: [...plan.run, 'input.txt', 'answer.txt', '.'],
    limits: { ...job.limits, memoryKb: job.limits.memoryKb + language.runtimeMemoryKb },
    feedbackFile,
    tests: job.cases.map(({ input, answer, output }) => ({
      mode: 'program',
      input: output,
      files: [
        { name: 'input.txt', content: input },
        { name: 'answer.txt', content: answer },
        { name: 'output.txt', content: output },
      ],
    })),
  };
}

/** Turns the endings of a checker's processes into decisions. Throws CheckerFailedError for any that decides nothing. */
export function readDecisions(outcome: ContainerOutcome, count: number): CheckerResult {
  const { compiled, tests, rawValues } = outcome;
  if (outcome.broken !== null)
    throw new CheckerFailedError(`The checker ended its container: ${outcome.broken}`);
  if (compiled && (compiled.ending !== 'exited' || compiled.exitCode !== 0))
    throw new CheckerFailedError(`The checker does not compile:\n${compiled.stdout}${compiled.stderr}`);
  if (tests.length !== count)
    throw new CheckerFailedError(`The checker decided ${tests.length} of ${count} cases`);
  return tests.map((test, index) => {
    const decided =
      test.ending === 'exited' &&
      test.exitCode !== null &&
      (accepted.has(test.exitCode) ||
        (wrong.has(test.exitCode) && !(test.exitCode === 1 && crash.test(test.stderr))));
    if (!decided) {
      const how =
        test.ending === 'exited' ? `exit code ${test.exitCode ?? 'unknown'}` : (test.signal ?? test.ending);
      throw new CheckerFailedError(
        `The checker failed on case ${index + 1} (${how}):\n${test.stderr.slice(0, longestMessage)}`,
      );
    }
    const message = rawValues[index] || test.stdout || test.stderr;
    return { accepted: accepted.has(test.exitCode!), message: message.trim().slice(0, longestMessage) };
  });
}
