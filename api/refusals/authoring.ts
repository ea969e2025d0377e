/** What the authors of exercises can meet. */
export const authoringRefusals = {
  exercise_does_not_fit: [
    'VALIDATION_ERROR',
    'Some parts of the exercise do not fit together. See the details for each field.',
  ],
  exercise_taken: [
    'CONFLICT',
    'There is an exercise “{exercise}” already. Choose another slug, or save over it with PUT.',
  ],
  exercise_course_missing: ['VALIDATION_ERROR', 'The exercise names a course that is not there.'],
  nothing_to_check: ['CONFLICT', 'There is nothing to check yet. {reason}'],
  solution_being_checked: ['CONFLICT', 'Its solution is already being checked. Wait for the result.'],
} as const;
