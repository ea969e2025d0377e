import type { Difference } from './comparing/comparison.ts';
import type { TestExpectation } from '../exercises/exercise-definition.ts';
import type { Reason } from './reason.ts';
import type { TestVerdict, Verdict } from './verdict.ts';

/** One visible test of a free run. */
export type RunTestResult = {
  name: string;
  verdict: TestVerdict;
  cpu_ms: number;
  wall_ms: number;
  memory_kb: number;
  reason: Reason | null;
  message: string | null;
  diff: Difference | null;
  output: string;
  output_cut: boolean;
  /** What came out, in the shape of an expectation; only of an author's trial. */
  actual: TestExpectation | null;
};

/** What a free run came to: its visible tests, or with input of one's own what the program printed. */
export type RunResult = {
  /** null for input of one's own that ran to its end: nothing was judged. */
  verdict: Verdict | null;
  reason: Reason | null;
  message: string | null;
  compile_output: string | null;
  tests: RunTestResult[];
  /** Only with input of one's own. */
  output: {
    stdout: string;
    stderr: string;
    exit_code: number | null;
    cut: boolean;
    cpu_ms: number;
    wall_ms: number;
    memory_kb: number;
  } | null;
};
