/** What courses, lessons and notifications can meet. */
export const learningRefusals = {
  course_of_figures: ['VALIDATION_ERROR', 'Name the course whose figures you want.'],
  no_such_course: ['NOT_FOUND', 'There is no course “{course}”.'],
  course_missing: ['NOT_FOUND', 'There is no such course.'],
  no_such_lesson: ['NOT_FOUND', 'There is no such lesson.'],
  no_such_program: ['NOT_FOUND', 'This lesson has no such program. Load its page again.'],
  exercise_not_in_lesson: ['NOT_FOUND', 'There is no exercise “{exercise}” in this lesson.'],
  no_such_visitor_run: [
    'NOT_FOUND',
    'There is no such run. Runs without an account are kept for a few minutes.',
  ],
  visitors_busy: [
    'QUOTA_EXCEEDED',
    'Others who are not signed in are running code right now. Try again in a few seconds, or sign in: then your code goes first.',
  ],
  visitor_runs_used_up: [
    'RATE_LIMITED',
    'Code was run {limit} times from your network in this hour, which is the limit without an account. Sign in, or try again in the next.',
  ],
  no_such_enrolment: ['NOT_FOUND', 'There is no such enrolment.'],
  enrol_first: ['FORBIDDEN', 'Enrol in “{course}” first, so that your progress is saved. It is free.'],
  no_such_notification: ['NOT_FOUND', 'There is no such notification.'],
} as const;
