/** What exercises, runs and submissions can meet. */
export const gradingRefusals = {
  no_such_exercise: ['NOT_FOUND', 'There is no exercise “{exercise}”.'],
  no_such_submission: ['NOT_FOUND', 'There is no such submission.'],
  no_such_run: ['NOT_FOUND', 'There is no such run. Runs are kept for an hour.'],
  source_too_large: [
    'PAYLOAD_TOO_LARGE',
    'The files are {kilobytes} KB together, and the limit is {limit} KB. Make them smaller.',
  ],
  files_not_usable: ['VALIDATION_ERROR', 'Some files cannot be used. See the details.'],
  language_not_usable: ['VALIDATION_ERROR', '“{language}” cannot be used here.'],
  input_needed: [
    'VALIDATION_ERROR',
    'All tests of this exercise are hidden. Give input of your own to run your code.',
  ],
  tests_not_runnable: ['VALIDATION_ERROR', 'Some tests cannot be run. See the details.'],
  submissions_waiting: [
    'RATE_LIMITED',
    '{limit} submissions are already waiting to be graded, so no more can be accepted right now. Nothing of yours is lost: try again in half a minute.',
  ],
  submissions_unfinished: [
    'QUOTA_EXCEEDED',
    'You have {count} submissions that are not graded yet, and the limit is {limit}. Wait for a verdict or cancel one, then submit again. No attempt was used.',
  ],
  runs_unfinished: [
    'QUOTA_EXCEEDED',
    'You have {count} runs that are not finished yet, and the limit is {limit}. Wait for one or stop it, then run your code again.',
  ],
  no_attempts_left: [
    'QUOTA_EXCEEDED',
    'You have no attempts left: this exercise allows {limit}. You can still run your code.',
  ],
  due_has_passed: [
    'CONFLICT',
    'This exercise was due {due} and late work is not accepted. You can still run your code.',
  ],
  run_ended: ['CONFLICT', 'This run has already ended.'],
  cancelled_already: ['CONFLICT', 'This submission is already cancelled.'],
  grading_began: ['CONFLICT', 'It is too late to cancel: grading has begun.'],
  solution_closed: ['FORBIDDEN', 'Its solution opens once one of your submissions is accepted.'],
  comments_limit: ['QUOTA_EXCEEDED', 'A submission has room for {limit} comments, and all are taken.'],
  regrade_needs_verdict: ['CONFLICT', 'Only a graded submission can be run again.'],
  regraded_already: ['CONFLICT', 'It is already being run again. Wait for the result.'],
  code_erased: [
    'CONFLICT',
    'The code of this submission was erased with its author’s account; its result stays.',
  ],
  own_submission: ['FORBIDDEN', 'This is your own submission. Let somebody else judge it.'],
  override_needs_verdict: ['CONFLICT', 'Only a graded submission can be overridden.'],
  score_not_possible: ['VALIDATION_ERROR', 'This score is not possible.'],
} as const;
