/** Why a part of an exercise, or of what is handed in, was refused: as domain/field-faults.ts, whose part it is. */
export const definitionFaults = {
  language_twice: 'Name each language only once.',
  language_not_listed: '{language} is not among the exercise’s languages.',
  penalty_without_amount: 'A penalty needs percent_per_day.',
  late_policy_without_due: 'A late policy needs due_at.',
  test_name_taken: 'Another test is also called “{name}”. Give each its own name.',
  calls_or_programs: 'Use calls in all tests or in none: a submission runs either as a program or by calls.',
  no_weight: 'At least one test needs a weight above 0.',
  file_name:
    '“{name}” cannot be a file name. Use letters, digits, dots, dashes and underscores, and / between folders.',
  file_nul: '“{name}” contains a NUL byte. Remove it.',
  file_twice: 'Two files have the same name.',
  one_input: 'Give exactly one of stdin, call and file as the input.',
  args_needed: 'A call needs args.',
  steps_need_call: 'Steps need a call: the class to construct.',
  input_nul: 'The input contains a NUL byte. Remove it.',
  expected_form: 'Expected needs {part} and nothing else.',
  checker_needed: 'The comparison “checker” needs a checker.',
  checker_unasked: 'Remove the checker, or compare by “checker”.',
  number_form:
    '{"$number": …} holds a whole number in digits, "NaN", "Infinity", "-Infinity" or "-0", as text. An object with this one key is written {"$object": {"$number": …}}.',
  object_form:
    '{"$object": …} holds an object. An object with this one key is written {"$object": {"$object": …}}.',
} as const;
