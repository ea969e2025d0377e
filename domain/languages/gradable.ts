import type { ExerciseKind, ExerciseLanguage } from '../exercises/exercise-definition.ts';

/** Languages that have a folder in the sandbox. */
export const gradableLanguages: readonly ExerciseLanguage[] = ['python', 'javascript', 'typescript', 'cpp'];

/** Kinds whose tests the grading process can run and compare. */
export const gradableKinds: readonly ExerciseKind[] = [
  'program',
  'function',
  'class',
  'algorithm',
  'debug',
  'fill_in',
];
