import type { Texts } from '#lib/texts/index.ts';
import type { ProgramRefusal } from './program-run.ts';

/** Why a program did not run, and what to do. The code stays where it is, which the words say. */
export const refusalWords = (
  { status, code, reason }: ProgramRefusal,
  { programs, sending }: Texts,
): string => {
  if (status === 404) return programs.gone;
  if (status === 413) return programs.tooLarge;
  if (reason === 'visitors_busy') return programs.busy;
  if (status === 503) return sending.unavailable;
  if (code === 'QUOTA_EXCEEDED') return programs.tooMany;
  if (status === 429) return programs.usedUp;
  return programs.lost;
};
