import type { ContainerOutcome } from './run-container.ts';
import type { Language } from './languages/language.ts';
import type { RunnerJob } from './job-message.ts';
import { CheckerFailedError } from './sandbox-fault.ts';
import type { CheckerJob, CheckerResult, SandboxTestResult } from './types.ts';

const accepted = new Set([0, 42]);
/** 2 is what testlib's checkers end with for an output in a wrong format (_pe). */
const wrong = new Set([1, 2, 43]);
/** An uncaught exception ends with exit code 1 as well, but is no decision. */
const crash = /^(Traceback \(most recent call last\)|Uncaught |\w*Error\b)/m;
const maxMessageCharacters = 2000;
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

/** How often a checker may break its container before the cases that are left count as failed. */
const maxBroken = 3;

/** Of one container: what it decided, of each case no more than the decision. */
type Attempted = Pick<ContainerOutcome, 'broken' | 'compiled'> & {
  compiles: boolean;
  decisions: CheckerResult;
};

/**
 * Has every case decided. A case at which the checker ends its own container gets one fresh container, as a submission does;
 * then it counts as failed, and the cases after it are decided without it.
 * @param attempt runs a checker's job over some of the cases in a fresh container
 * @throws CheckerFailedError when the checker cannot be started at all
 */
export async function decideCases<Case>(
  cases: readonly Case[],
  attempt: (cases: Case[]) => Promise<Attempted>,
): Promise<CheckerResult> {
  const decided: CheckerResult = [];
  let brokenHere = 0;
  let failed = 0;
  while (decided.length < cases.length) {
    const outcome = await attempt(cases.slice(decided.length));
    const { broken, compiled, decisions } = outcome;
    if (compiled && (compiled.ending !== 'exited' || compiled.exitCode !== 0))
      throw new CheckerFailedError(`The checker does not compile:\n${compiled.stdout}${compiled.stderr}`);
    decided.push(...decisions);
    if (broken === null && decided.length < cases.length)
      throw new CheckerFailedError(`The checker decided ${decided.length} of ${cases.length} cases`);
    if (broken === null) break;
    brokenHere = decisions.length > 0 ? 1 : brokenHere + 1;
    if (brokenHere < 2) continue;
    const message = `The checker ended its container: ${broken}`;
    if (outcome.compiles && !compiled) throw new CheckerFailedError(message);
    brokenHere = 0;
    failed += 1;
    const lost = failed < maxBroken ? 1 : cases.length - decided.length;
    decided.push(...Array.from({ length: lost }, () => ({ decision: 'failed' as const, message })));
  }
  return decided;
}

/** What the ending of a checker's process says of its case. */
export function decisionOf(test: SandboxTestResult, feedback: string): CheckerResult[number] {
  const { ending, exitCode } = test;
  const said = (feedback || test.stdout || test.stderr).trim().slice(0, maxMessageCharacters);
  if (ending === 'exited' && exitCode !== null) {
    if (accepted.has(exitCode)) return { decision: 'accepted', message: said };
    if (wrong.has(exitCode) && !(exitCode === 1 && crash.test(test.stderr)))
      return { decision: 'wrong', message: said };
  }
  const how =
    ending === 'exited' ? `exit code ${exitCode ?? 'unknown'}` : (test.signal ?? ending.replaceAll('_', ' '));
  return {
    decision: 'failed',
    message: `The checker failed (${how}): ${test.stderr.trim().slice(-maxMessageCharacters)}`,
  };
}
