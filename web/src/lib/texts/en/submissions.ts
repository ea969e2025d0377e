export const submissions = {
  title: 'Submissions',
  lead: 'What you handed in, newest first.',
  empty: 'No submissions yet. Your first takes about two minutes.',
  emptyFiltered: 'No submission fits these filters.',
  openExercise: 'Open an exercise',
  verdict: 'Verdict',
  student: 'Student',
};
