import type { Verdict } from './api/types.ts';

/** Every verdict, in the order in which filters show them. */
export const verdicts = [
  'accepted',
  'wrong_answer',
  'runtime_error',
  'compile_error',
  'time_limit',
  'memory_limit',
  'output_limit',
  'rejected',
] as const satisfies readonly Verdict[];
