import type { GetExerciseForAuthoringResponse, SaveExerciseData } from '#lib/api/generated/index.ts';

/** Everything of an exercise's latest version, for its authors. */
export type ExerciseAuthoring = GetExerciseForAuthoringResponse['data'];
/** What saving an exercise takes. */
export type ExerciseBody = SaveExerciseData['body'];
export type SolutionCheck = ExerciseAuthoring['solution_checks'][number];
