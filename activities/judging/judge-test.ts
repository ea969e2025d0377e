import { compareText } from '#domain/grading/comparing/compare-text.ts';
import { compareValue } from '#domain/grading/comparing/compare-value.ts';
import { parseCompareMode } from '#domain/grading/comparing/comparison.ts';
import type { Comparison } from '#domain/grading/comparing/comparison.ts';
import { describeException, readException } from '#domain/languages/exception.ts';
import type { SandboxTestResult } from '#sandbox/types.ts';
import type { JudgedBy, TestOutcome } from './graded-test.ts';
import { storableText } from './storable.ts';

// A page shows some lines of it; 500 tests of a submission still fit into one answer.
const outputKept = 8_192;

export type Submitted = { language: string; fileNames: readonly string[] };

/**
 * Judges how one test ended, except for what a checker has to say.
 * @returns the outcome; `accepted` of a checker's test stands until the checker ran
 */
export function judgeTest(test: JudgedBy, result: SandboxTestResult, submitted: Submitted): TestOutcome {
  const measured = { position: test.position, ...measurementsOf(result), ...outputOf(result) };
  const ended = (verdict: TestOutcome['verdict'], message: string | null) => ({
    ...measured,
    verdict,
    message,
    difference: null,
  });
  switch (result.ending) {
    case 'time_limit':
      return ended(
        'time_limit',
        result.timeKind === 'wall'
          ? 'It was still waiting when its time was up.'
          : 'It used more processor time than it may.',
      );
    case 'memory_limit':
      return ended('memory_limit', 'It used more memory than it may.');
    case 'output_limit':
      return ended('output_limit', 'It wrote more than it may.');
    case 'signalled':
      return ended('runtime_error', crashMessage(result, submitted));
    case 'exited':
      if (result.exitCode !== 0) return ended('runtime_error', crashMessage(result, submitted));
  }
  const comparison = compare(test, result);
  if (comparison === 'no value')
    return ended(
      'wrong_answer',
      `The program ended before ${test.input.call ?? 'the call'} gave a value back.`,
    );
  if (comparison.equal) return ended('accepted', null);
  return {
    ...measured,
    verdict: 'wrong_answer',
    message: comparison.message,
    difference: comparison.difference,
  };
}

function compare(test: JudgedBy, result: SandboxTestResult): Comparison | 'no value' {
  const mode = parseCompareMode(test.compare);
  if (test.input.call !== undefined && result.value === null) return 'no value';
  if (mode === null || test.expected === null) return { equal: true };
  if (test.expected.stdout !== undefined) return compareText(mode, test.expected.stdout, result.stdout);
  return compareValue(mode, test.expected.value, result.value?.json);
}

const signalsInWords: Record<string, string> = {
  SIGSEGV: 'It reached for memory that is not its own (segmentation fault).',
  SIGFPE: 'It divided by zero or made another impossible calculation.',
  SIGABRT: 'It gave up by itself (abort).',
  SIGKILL: 'It was ended from outside.',
};

function crashMessage(result: SandboxTestResult, { language, fileNames }: Submitted): string {
  const exception = readException(language, result.stderr, fileNames);
  if (exception) return storableText(describeException(exception), 500);
  if (result.signal !== null)
    return signalsInWords[result.signal] ?? `It was ended by the signal ${result.signal}.`;
  return `It ended with exit code ${result.exitCode ?? 'unknown'}.`;
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
