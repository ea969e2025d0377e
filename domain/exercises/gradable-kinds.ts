import type { ExerciseKind } from './exercise-definition.ts';

/** Kinds whose tests the grading process can run and compare. */
export const gradableKinds: readonly ExerciseKind[] = [
  'program',
  'function',
  'class',
  'algorithm',
  'debug',
  'fill_in',
];
