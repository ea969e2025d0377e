import type { ExerciseLanguage } from '../exercises/exercise-definition.ts';

/** What people call each language. */
export const languageTitles: Record<ExerciseLanguage, string> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  java: 'Java',
  cpp: 'C++',
  html: 'HTML and CSS',
};
