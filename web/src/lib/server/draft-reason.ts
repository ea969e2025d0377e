import { sayOf, wordOf } from '#lib/texts/word-of.ts';
import { textsOf } from './texts.ts';

type Draft = {
  status_reason: string | null;
  draft_reason: { code: string; parameters: Record<string, string> } | null;
};

/** An exercise whose `status_reason` is in the reader's language; what was saved before there were codes keeps its English. */
export const withDraftReason = <Exercise extends Draft>(
  exercise: Exercise,
  language: string | undefined,
): Exercise => {
  if (exercise.draft_reason === null) return exercise;
  const texts = textsOf(language);
  const { code, parameters } = exercise.draft_reason;
  const { kind, verdict } = parameters;
  const said = sayOf(texts.draftReasons.reasons, code, {
    ...parameters,
    ...(kind !== undefined && { kind: wordOf(texts.exercises.kinds, kind) }),
    ...(verdict !== undefined && { verdict: wordOf(texts.grading.verdicts, verdict) }),
  });
  return { ...exercise, status_reason: said ?? exercise.status_reason };
};
