import type { ProcessStory } from '#lib/api/types.ts';

/** What leads from a process to what it is about: the address, and which of the page's words names it. */
export type Subject = { href: string; word: 'toSubmission' | 'toData' | 'toHome' };

const aboutOnesData = new Set(['export-person', 'erase-person']);

/** @param ofLearner the reader sees hand-ins on the student's page, not on the trainer's */
export const subjectOf = (
  { kind, page, subject_id: subjectId }: ProcessStory,
  ofLearner: boolean,
  home: string,
): Subject => {
  if (kind === 'grade-submission' && page !== null)
    return { href: ofLearner ? `/submissions/${subjectId}` : page, word: 'toSubmission' };
  return aboutOnesData.has(kind) ? { href: '/profile/data', word: 'toData' } : { href: home, word: 'toHome' };
};
