import { compareText } from '#domain/grading/comparing/compare-text.ts';
import { compareValue } from '#domain/grading/comparing/compare-value.ts';
import { parseCompareMode } from '#domain/grading/comparing/comparison.ts';
import type { Comparison } from '#domain/grading/comparing/comparison.ts';
import { describeReason, reasonOf } from '#domain/grading/reason.ts';
import type { Reason } from '#domain/grading/reason.ts';
import { exceptionReason, readException } from '#domain/languages/exception.ts';
import type { SandboxLimits, SandboxTest, SandboxTestResult } from '#sandbox/types.ts';
import type { ExerciseLimits, ExerciseTest, TestInput } from '#domain/exercises/exercise-definition.ts';
import type { Difference } from '#domain/grading/comparing/comparison.ts';
import type { TestVerdict } from '#domain/grading/verdict.ts';

// A page shows some lines of it; 500 tests of a submission still fit into one answer.
const outputKept = 8_192;

/** A test as it is judged: what goes into the sandbox is made of `input` only. */
export type JudgedBy = ExerciseTest & { position: number };

/** What one test came to, bounded and fit for PostgreSQL. */
export type TestOutcome = {
  position: number;
  verdict: TestVerdict;
  cpuMs: number | null;
  wallMs: number | null;
  memoryKb: number | null;
  /** Why, as a code; null where the words are another program's, or there is nothing to say. */
  reason: Reason | null;
  /** The same in English, or what a checker said. */
  message: string | null;
  difference: Difference | null;
  output: string | null;
  outputCut: boolean;
  /** For the exercise's author: what its checker said when it failed on this output instead of judging it. */
  checkerFailure?: string;
};

export type Submitted = { language: string; fileNames: readonly string[] };

/**
 * Judges how one test ended, except for what a checker has to say. It works on what a stranger's program wrote: call it where
 * it may throw or never end (judge-apart.ts).
 * @returns the outcome; `accepted` of a checker's test stands until the checker ran
 */
export function judgeTest(test: JudgedBy, result: SandboxTestResult, submitted: Submitted): TestOutcome {
  const broken = brokenLimit(result);
  if (broken) return ended(test, result, broken.verdict, broken.reason);
  if (crashed(result)) return ended(test, result, 'runtime_error', crashReason(result, submitted));
  const comparison = compare(test, result);
  if (comparison === 'no value')
    return ended(test, result, 'wrong_answer', reasonOf('no_value', { call: test.input.call ?? '' }));
  if (comparison.equal) return ended(test, result, 'accepted', null);
  return {
    ...ended(test, result, 'wrong_answer', comparison.reason),
    difference: comparison.difference,
  };
}

/**
 * The outcome of a test whose answer cannot be judged, because of what the answer is: never a fault of ours.
 */
export function unjudgeable(test: JudgedBy, result: SandboxTestResult, reason: Reason): TestOutcome {
  const broken = brokenLimit(result);
  if (broken) return ended(test, result, broken.verdict, broken.reason);
  if (crashed(result)) return ended(test, result, 'runtime_error', endingReason(result));
  return ended(test, result, 'wrong_answer', reason);
}

function ended(
  { position }: JudgedBy,
  result: SandboxTestResult,
  verdict: TestVerdict,
  reason: Reason | null,
): TestOutcome {
  return {
    position,
    verdict,
    ...told(reason),
    difference: null,
    ...measurementsOf(result),
    ...outputOf(result),
  };
}

/** A reason as it is stored: each of its texts bounded, and its sentence beside it. */
export function told(reason: Reason | null): Pick<TestOutcome, 'reason' | 'message'> {
  if (!reason) return { reason: null, message: null };
  const parameters = Object.fromEntries(
    Object.entries(reason.parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? storableText(value, 500) : value,
    ]),
  );
  return { reason: { ...reason, parameters }, message: storableText(describeReason(reason), 500) };
}

function brokenLimit({
  ending,
  timeKind,
}: SandboxTestResult): { verdict: TestVerdict; reason: Reason } | null {
  switch (ending) {
    case 'time_limit':
      return { verdict: 'time_limit', reason: reasonOf(timeKind === 'wall' ? 'wall_time' : 'cpu_time', {}) };
    case 'memory_limit':
      return { verdict: 'memory_limit', reason: reasonOf('memory', {}) };
    case 'output_limit':
      return { verdict: 'output_limit', reason: reasonOf('output', {}) };
    case 'exited':
    case 'signalled':
      return null;
  }
}

const crashed = ({ ending, exitCode }: SandboxTestResult) => ending === 'signalled' || exitCode !== 0;

function compare(test: JudgedBy, result: SandboxTestResult): Comparison | 'no value' {
  const mode = parseCompareMode(test.compare);
  if (test.input.call !== undefined && result.value === null) return 'no value';
  if (mode === null || test.expected === null) return { equal: true };
  if (test.expected.stdout !== undefined) return compareText(mode, test.expected.stdout, result.stdout);
  return compareValue(mode, test.expected.value, result.value?.json);
}

const signalReasons: Record<string, 'segmentation' | 'arithmetic' | 'abort' | 'ended_from_outside'> = {
  SIGSEGV: 'segmentation',
  SIGFPE: 'arithmetic',
  SIGABRT: 'abort',
  SIGKILL: 'ended_from_outside',
};

function crashReason(result: SandboxTestResult, { language, fileNames }: Submitted): Reason {
  const exception = readException(language, result.stderr, fileNames);
  return exception ? exceptionReason(exception) : endingReason(result);
}

function endingReason({ signal, exitCode }: SandboxTestResult): Reason {
  if (signal !== null) {
    const known = signalReasons[signal];
    return known ? reasonOf(known, {}) : reasonOf('signal', { signal });
  }
  return exitCode === null ? reasonOf('no_exit_code', {}) : reasonOf('exit_code', { exit_code: exitCode });
}

/** What the program printed, and after it what it complained of. */
function outputOf(result: SandboxTestResult): { output: string; outputCut: boolean } {
  const whole =
    result.stderr.trim() === ''
      ? result.stdout
      : `${result.stdout}${result.stdout === '' || result.stdout.endsWith('\n') ? '' : '\n'}${result.stderr}`;
  return {
    output: storableText(whole, outputKept),
    outputCut: result.outputCut || whole.length > outputKept,
  };
}

/** Whole milliseconds and kilobytes, as people read them. */
export function measurementsOf({ cpuMs, wallMs, memoryKb }: SandboxTestResult): {
  cpuMs: number;
  wallMs: number;
  memoryKb: number;
} {
  return { cpuMs: Math.round(cpuMs), wallMs: Math.round(wallMs), memoryKb: Math.round(memoryKb) };
}

/** What the sandbox is told of a test: its input, never what is expected. */
export function sandboxTestOf(input: TestInput): SandboxTest {
  if (input.call === undefined) return { kind: 'program', stdin: input.stdin ?? '' };
  const call = { call: input.call, args: input.args ?? [] };
  return input.steps ? { kind: 'class', ...call, steps: input.steps } : { kind: 'call', ...call };
}

export function sandboxLimitsOf(limits: ExerciseLimits): SandboxLimits {
  return {
    cpuMs: limits.cpu_ms,
    wallMs: limits.wall_ms,
    memoryKb: limits.memory_kb,
    outputKb: limits.output_kb,
  };
}

/** PostgreSQL stores neither NUL nor half a surrogate pair, in text and in jsonb. */
export function storableText(text: string, atMost: number): string {
  const cut = text.length > atMost ? text.slice(0, atMost) : text;
  return cut.replaceAll('\0', '␀').toWellFormed();
}

/** The same for every text inside a JSON value, keys included. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storableText(inner, 100_000);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [storableText(key, 1_000), item]));
  });
}
