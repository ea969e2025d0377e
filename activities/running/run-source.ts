import type { TestExpectation } from '#domain/exercises/exercise-definition.ts';
import type { RunResult, RunTestResult } from '#domain/grading/run-result.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import type { Sandbox, SandboxTestResult } from '#sandbox/types.ts';
import type { JudgedBy, TestOutcome } from '../judging/graded-test.ts';
import { judgeTest, measurementsOf } from '../judging/judge-test.ts';
import { runTests } from '../judging/run-tests.ts';
import { sandboxLimitsOf } from '../judging/sandbox-tests.ts';
import { storableText } from '../judging/storable.ts';
import type { RunJob } from './run-row.ts';

const outputKept = 65_536;
// What becomes expected output must be whole; the schema of a test takes no more either.
const trialOutputKept = 1_000_000;

const containerOf = (job: RunJob) => `${job.id}-${job.execution}`;

/** Runs and judges the job's tests; of an author's trial it also tells what came out, whole. */
export async function runGivenTests(sandbox: Sandbox, job: RunJob, signal: AbortSignal): Promise<RunResult> {
  const { ended, outcomes } = await runTests(sandbox, { ...job, id: containerOf(job) }, { signal });
  const compileOutput =
    'compileOutput' in ended ? storableText(ended.compileOutput, outputKept) || null : null;
  if (ended.outcome === 'compile_error')
    return {
      verdict: 'compile_error',
      message: null,
      compile_output: compileOutput,
      tests: [],
      output: null,
    };
  const message = ended.outcome === 'runtime_error' ? ended.reason : null;
  const tests = outcomes.map((outcome, index) => ({
    ...testResult(job.tests[index]!, outcome),
    actual: job.trial ? actualOf(job.tests[index]!, ended.tests[index]) : null,
  }));
  return {
    verdict: ended.outcome === 'runtime_error' ? 'runtime_error' : overallVerdict(outcomes),
    message,
    compile_output: compileOutput,
    tests,
    output: null,
  };
}

/** Runs the program once with input of the student's own; nothing is expected of it. */
export async function runWithInput(
  sandbox: Sandbox,
  job: RunJob,
  stdin: string,
  signal: AbortSignal,
): Promise<RunResult> {
  const ended = await sandbox.run(
    {
      id: containerOf(job),
      language: job.language,
      files: job.files,
      tests: [{ kind: 'program', stdin }],
      limits: sandboxLimitsOf(job.limits),
    },
    { signal },
  );
  const compileOutput =
    'compileOutput' in ended ? storableText(ended.compileOutput, outputKept) || null : null;
  if (ended.outcome === 'compile_error')
    return {
      verdict: 'compile_error',
      message: null,
      compile_output: compileOutput,
      tests: [],
      output: null,
    };
  const result = ended.tests[0];
  if (!result)
    return {
      verdict: 'runtime_error',
      message: ended.outcome === 'runtime_error' ? ended.reason : null,
      compile_output: compileOutput,
      tests: [],
      output: null,
    };
  const outcome = judgeTest(ownInput(stdin), result, {
    language: job.language,
    fileNames: job.files.map(({ name }) => name),
  });
  const { cpuMs, wallMs, memoryKb } = measurementsOf(result);
  return {
    verdict: outcome.verdict === 'accepted' || outcome.verdict === 'skipped' ? null : outcome.verdict,
    message: outcome.message,
    compile_output: compileOutput,
    tests: [],
    output: {
      stdout: storableText(result.stdout, outputKept),
      stderr: storableText(result.stderr, outputKept),
      exit_code: result.exitCode,
      cut: result.outputCut || result.stdout.length > outputKept || result.stderr.length > outputKept,
      cpu_ms: cpuMs,
      wall_ms: wallMs,
      memory_kb: memoryKb,
    },
  };
}

function ownInput(stdin: string): JudgedBy {
  return {
    position: 0,
    name: 'own input',
    hidden: false,
    weight: 0,
    group: null,
    input: { stdin },
    expected: null,
    compare: 'exact',
    checker: null,
  };
}

function actualOf({ input }: JudgedBy, result: SandboxTestResult | undefined): TestExpectation | null {
  if (!result) return null;
  if (input.call === undefined) return { stdout: storableText(result.stdout, trialOutputKept) };
  return result.value && { value: result.value.json };
}

function testResult(test: JudgedBy, outcome: TestOutcome): Omit<RunTestResult, 'actual'> {
  return {
    name: test.name,
    verdict: outcome.verdict,
    cpu_ms: outcome.cpuMs ?? 0,
    wall_ms: outcome.wallMs ?? 0,
    memory_kb: outcome.memoryKb ?? 0,
    message: outcome.message,
    diff: outcome.difference,
    output: outcome.output ?? '',
    output_cut: outcome.outputCut,
  };
}
