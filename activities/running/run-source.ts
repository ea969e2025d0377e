import type { TestExpectation } from '#domain/exercises/exercise-definition.ts';
import { reasonOf } from '#domain/grading/reason.ts';
import type { RunResult, RunTestResult } from '#domain/grading/run-result.ts';
import { overallVerdict } from '#domain/grading/verdict.ts';
import type { Sandbox, SandboxResult, SandboxTestResult } from '#sandbox/types.ts';
import { measurementsOf, storableJson, storableText } from '../judging/judge.ts';
import type { JudgedBy, TestOutcome } from '../judging/judge.ts';
import { runTests } from '../judging/run-tests.ts';
import { nothingExpected } from './run-row.ts';
import type { RunJob } from './run-row.ts';

const outputKept = 65_536;
// What becomes expected output must be whole; the schema of a test takes no more either.
const trialOutputKept = 1_000_000;
/** All that a trial gives must fit into one row, and into one answer. */
const trialKept = 32 << 20;

/** Runs and judges the job's tests; of an author's trial it also tells what came out, whole. */
export async function runGivenTests(sandbox: Sandbox, job: RunJob, signal: AbortSignal): Promise<RunResult> {
  const trial = job.trial ? keepActual(job.tests) : undefined;
  const { ended, outcomes } = await runTests(sandbox, job, { signal, onResult: trial?.take });
  const compileOutput = compileOutputOf(ended);
  if (ended.outcome === 'compile_error') return withoutTests('compile_error', null, compileOutput);
  const broken = ended.outcome === 'runtime_error';
  return {
    verdict: broken ? 'runtime_error' : overallVerdict(outcomes),
    reason: broken ? reasonOf('broke_container', {}) : null,
    message: broken ? ended.reason : null,
    compile_output: compileOutput,
    tests: outcomes.map((outcome, index) => ({
      ...testResult(job.tests[index]!, outcome),
      actual: trial?.actual[index] ?? null,
    })),
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
  let output: RunResult['output'] = null;
  const tests = [nothingExpected({ name: 'own input', input: { stdin } }, 0)];
  const { ended, outcomes } = await runTests(
    sandbox,
    { ...job, tests },
    { signal, onResult: (_index, result) => void (output = shownOutput(result)) },
  );
  const compileOutput = compileOutputOf(ended);
  if (ended.outcome === 'compile_error') return withoutTests('compile_error', null, compileOutput);
  if (output === null)
    return withoutTests(
      'runtime_error',
      ended.outcome === 'runtime_error' ? ended.reason : null,
      compileOutput,
    );
  const { verdict, reason, message } = outcomes[0]!;
  return {
    verdict: verdict === 'accepted' || verdict === 'skipped' ? null : verdict,
    reason,
    message,
    compile_output: compileOutput,
    tests: [],
    output,
  };
}

const compileOutputOf = (ended: SandboxResult) =>
  'compileOutput' in ended ? storableText(ended.compileOutput, outputKept) || null : null;

function withoutTests(
  verdict: 'compile_error' | 'runtime_error',
  message: string | null,
  compileOutput: string | null,
): RunResult {
  const reason = verdict === 'runtime_error' && message !== null ? reasonOf('broke_container', {}) : null;
  return { verdict, reason, message, compile_output: compileOutput, tests: [], output: null };
}

function shownOutput(result: SandboxTestResult): RunResult['output'] {
  const { cpuMs, wallMs, memoryKb } = measurementsOf(result);
  return {
    stdout: storableText(result.stdout, outputKept),
    stderr: storableText(result.stderr, outputKept),
    exit_code: result.exitCode,
    cut: result.outputCut || result.stdout.length > outputKept || result.stderr.length > outputKept,
    cpu_ms: cpuMs,
    wall_ms: wallMs,
    memory_kb: memoryKb,
  };
}

/** Keeps what each test of a trial gave; nothing for what is too large or too deep to be stored. */
function keepActual(tests: JudgedBy[]) {
  const actual: (TestExpectation | null)[] = [];
  let kept = 0;
  return {
    actual,
    take(index: number, result: SandboxTestResult): void {
      const given = actualOf(tests[index]!, result);
      kept += sizeOf(given);
      actual[index] = kept <= trialKept ? given : null;
    },
  };
}

function actualOf({ input }: JudgedBy, result: SandboxTestResult): TestExpectation | null {
  if (input.call === undefined) return { stdout: storableText(result.stdout, trialOutputKept) };
  return result.value && { value: result.value.json };
}

function sizeOf(given: TestExpectation | null): number {
  try {
    return storableJson(given).length;
  } catch {
    return Infinity; // nested deeper than a stack
  }
}

function testResult(test: JudgedBy, outcome: TestOutcome): Omit<RunTestResult, 'actual'> {
  return {
    name: test.name,
    verdict: outcome.verdict,
    cpu_ms: outcome.cpuMs ?? 0,
    wall_ms: outcome.wallMs ?? 0,
    memory_kb: outcome.memoryKb ?? 0,
    reason: outcome.reason,
    message: outcome.message,
    diff: outcome.difference,
    output: outcome.output ?? '',
    output_cut: outcome.outputCut,
  };
}
