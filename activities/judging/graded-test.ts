import type { ExerciseTest } from '#domain/exercises/exercise-definition.ts';
import type { Difference } from '#domain/grading/comparing/comparison.ts';
import type { TestVerdict } from '#domain/grading/verdict.ts';

/** A test as it is judged: what goes into the sandbox is made of `input` only. */
export type JudgedBy = ExerciseTest & { position: number };

/** What one test came to, bounded and fit for PostgreSQL. */
export type TestOutcome = {
  position: number;
  verdict: TestVerdict;
  cpuMs: number | null;
  wallMs: number | null;
  memoryKb: number | null;
  message: string | null;
  difference: Difference | null;
  output: string | null;
  outputCut: boolean;
};
