/** Workflows, and the activities that need the application's database role. */
export const waymarkQueue = 'waymark';

/** Activities beside the Docker socket: the grader's database role only, as many at once as there are slots. */
export const gradingQueue = 'grading';
