/** Why a test has its verdict, as a code with what belongs to it: pages say it in their reader's language. */
export type Reason = { code: ReasonCode; parameters: Record<string, string | number> };

export type ReasonCode = keyof typeof sentences;

type Parameters<Code extends ReasonCode> = (typeof sentences)[Code] extends (given: infer Given) => string
  ? Given
  : never;

const place = (file: string, line: number) =>
  file === '' ? '' : ` in ${file}${line === 0 ? '' : `, line ${line}`}`;

/** In English: what programs show that know no codes, and what is kept beside the code. */
const sentences = {
  wall_time: (_: object) => 'It was still waiting when its time ran out.',
  cpu_time: (_: object) => 'It used more processor time than this exercise allows.',
  memory: (_: object) => 'It used more memory than this exercise allows.',
  output: (_: object) => 'It printed more than this exercise allows.',
  /** `line` 0: not known; `file` empty: not known. */
  exception: ({ name, file, line, text }: { name: string; file: string; line: number; text: string }) =>
    `${name}${place(file, line)}${text === '' ? '' : `: ${text}`}`,
  segmentation: (_: object) => 'It used memory that does not belong to it (segmentation fault).',
  arithmetic: (_: object) => 'It divided by zero or made another impossible calculation.',
  abort: (_: object) => 'It stopped itself (abort).',
  ended_from_outside: (_: object) => 'It was ended from outside.',
  signal: ({ signal }: { signal: string }) => `It was ended by the signal ${signal}.`,
  exit_code: ({ exit_code }: { exit_code: number }) => `It ended with exit code ${exit_code}.`,
  no_exit_code: (_: object) => 'It ended with exit code unknown.',
  no_value: ({ call }: { call: string }) => `The program ended before ${call} returned a value.`,
  value: ({ expected, actual }: { expected: string; actual: string }) =>
    `Expected ${expected}, got ${actual}.`,
  nothing_printed: (_: object) => 'Nothing was printed.',
  not_text: ({ line }: { line: number }) => `Line ${line} contains a byte that is not valid UTF-8 text.`,
  white_space: ({ line }: { line: number }) => `Only white space differs, first in line ${line}.`,
  unordered_lines: (_: object) => 'The printed lines are not the expected ones, even in another order.',
  line_missing: ({ line }: { line: number }) => `The output ends too early: line ${line} is missing.`,
  line_too_many: ({ line }: { line: number }) =>
    `The output goes on too long: line ${line} should not be there.`,
  first_difference: ({ line }: { line: number }) => `First difference in line ${line}.`,
  comparing_too_slow: (_: object) => 'Comparing this answer took too long.',
  not_comparable: (_: object) => 'The answer could not be compared: it is nested too deeply or too large.',
  not_for_checker: (_: object) => 'This answer cannot be given to the checker.',
  too_much_for_checker: (_: object) => 'The outputs of all tests together are too large for the checker.',
  checker_refused: (_: object) => 'The checker did not accept this output.',
  checker_failed: (_: object) => 'The checker could not read this output.',
  broke_container: (_: object) => 'The program broke the container it ran in, each time it was run.',
  file_and_folder: (_: object) => 'One name is used for a file and for a folder.',
  file_reserved: (_: object) => 'A file has a name that is needed to run the program.',
  not_runnable: (_: object) => 'It could not be run as it was handed in.',
  skipped: (_: object) => 'Not run: the program had already broken its container.',
} as const;

/** The codes there are. */
export const reasonCodes = Object.keys(sentences) as ReasonCode[];

/** @param parameters what the code's sentence tells */
export function reasonOf<Code extends ReasonCode>(code: Code, parameters: Parameters<Code>): Reason {
  return { code, parameters: parameters as Reason['parameters'] };
}

/** The reason as an English sentence. */
export function describeReason({ code, parameters }: Reason): string {
  return (sentences[code] as (given: Reason['parameters']) => string)(parameters);
}
