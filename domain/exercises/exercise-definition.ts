import { Type } from 'typebox';
import type { Static } from 'typebox';
import { languageNames } from '../languages/index.ts';

export const exerciseKinds = [
  'program',
  'function',
  'class',
  'algorithm',
  'debug',
  'fill_in',
  'web_page',
  'test_file',
] as const;

export const ExerciseKind = Type.Enum([...exerciseKinds]);
export const ExerciseLanguage = Type.Enum([...languageNames]);
export type ExerciseKind = Static<typeof ExerciseKind>;
export type ExerciseLanguage = Static<typeof ExerciseLanguage>;

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema) =>
  Type.Union([Type.Null(), schema]);

export const SourceFile = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  content: Type.String({ maxLength: 262_144 }),
});
export type SourceFile = Static<typeof SourceFile>;

/** Files by language. */
export const FilesByLanguage = Type.Record(
  Type.String({ maxLength: 20 }),
  Type.Array(SourceFile, { minItems: 1, maxItems: 20 }),
);
export type FilesByLanguage = Static<typeof FilesByLanguage>;

/** Limits of one test. Milliseconds of processor time and of the clock, kilobytes of memory and of output. */
export const ExerciseLimits = Type.Object({
  cpu_ms: Type.Integer({ minimum: 50, maximum: 20_000 }),
  wall_ms: Type.Integer({ minimum: 50, maximum: 60_000 }),
  memory_kb: Type.Integer({ minimum: 16_384, maximum: 1_048_576 }),
  output_kb: Type.Integer({ minimum: 1, maximum: 4_096 }),
});
export type ExerciseLimits = Static<typeof ExerciseLimits>;

export const LatePolicy = Type.Object({
  kind: Type.Enum(['refuse', 'penalty']),
  percent_per_day: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  at_most_percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
});
export type LatePolicy = Static<typeof LatePolicy>;

/** The form of every value of a test; domain/exercises/exact-number.ts reads it, sandbox/README.md tells what each language makes of it. */
const valueForm =
  'JSON. A number that a double would not hold as written is {"$number": "9007199254740993"} (a whole number beyond ±(2^53 − 1)), {"$number": "NaN"}, {"$number": "Infinity"}, {"$number": "-Infinity"} or {"$number": "-0"}; a whole number sent plainly is kept in this form by all its digits. An object of your own with exactly one key, $number or $object, is {"$object": {…}}.';

/** What a test gives to the program: `{ stdin }`, `{ call, args }`, `{ call, args, steps }` or `{ file }`; never two of them. */
export const TestInput = Type.Object({
  stdin: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  call: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  args: Type.Optional(Type.Array(Type.Unknown(), { description: valueForm })),
  steps: Type.Optional(
    Type.Array(
      Type.Object({
        method: Type.String({ minLength: 1, maxLength: 200 }),
        args: Type.Array(Type.Unknown(), { description: valueForm }),
      }),
      { maxItems: 1_000 },
    ),
  ),
  file: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type TestInput = Static<typeof TestInput>;

/** What a test expects: `{ stdout }` of a program, `{ value }` of a call. */
export const TestExpectation = Type.Object({
  stdout: Type.Optional(Type.String({ maxLength: 1_000_000 })),
  value: Type.Optional(Type.Unknown({ description: valueForm })),
});
export type TestExpectation = Static<typeof TestExpectation>;

/** A program that judges one output: it is given input, answer and output, and ends with 0 (right) or 1 (wrong). */
export const Checker = Type.Object({
  language: ExerciseLanguage,
  files: Type.Array(SourceFile, { minItems: 1, maxItems: 20 }),
});
export type Checker = Static<typeof Checker>;

const testFields = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  hidden: Type.Boolean(),
  weight: Type.Number({ minimum: 0, maximum: 1_000 }),
  group: orNull(Type.String({ minLength: 1, maxLength: 100 })),
  input: TestInput,
  expected: orNull(TestExpectation),
  compare: Type.String({
    pattern: '^(exact|trimmed|tokens|unordered|checker|float:[0-9]+(\\.[0-9]+)?(e-?[0-9]+)?)$',
  }),
  checker: orNull(Checker),
};
export const ExerciseTest = Type.Object(testFields);
export type ExerciseTest = Static<typeof ExerciseTest>;

const { weight, group, expected, checker, ...requiredOfTest } = testFields;
const ExerciseTestInput = Type.Object({
  ...requiredOfTest,
  weight: Type.Optional(weight),
  group: Type.Optional(group),
  expected: Type.Optional(expected),
  checker: Type.Optional(checker),
});

const fields = {
  slug: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,99}$' }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  statement_md: Type.String({ minLength: 1, maxLength: 50_000 }),
  kind: ExerciseKind,
  difficulty: Type.Integer({ minimum: 1, maximum: 5 }),
  languages: Type.Array(ExerciseLanguage, { minItems: 1, maxItems: languageNames.length }),
  limits: ExerciseLimits,
  max_attempts: orNull(Type.Integer({ minimum: 1, maximum: 1_000 })),
  due_at: orNull(Type.String({ format: 'date-time' })),
  late_policy: orNull(LatePolicy),
  starter: FilesByLanguage,
  solution: FilesByLanguage,
  hints: Type.Array(Type.String({ minLength: 1, maxLength: 2_000 }), { maxItems: 10 }),
  tests: Type.Array(ExerciseTest, { minItems: 1, maxItems: 500 }),
};

/** An exercise in full, as authors and content files write it. Students never see all of it. */
export const ExerciseDefinition = Type.Object(fields);
export type ExerciseDefinition = Static<typeof ExerciseDefinition>;

/** The same with everything left out that has a usual value; `completeDefinition` fills it in. */
export const ExerciseDefinitionInput = Type.Object({
  slug: fields.slug,
  title: fields.title,
  statement_md: fields.statement_md,
  kind: fields.kind,
  difficulty: fields.difficulty,
  languages: fields.languages,
  limits: Type.Optional(Type.Partial(ExerciseLimits)),
  max_attempts: Type.Optional(fields.max_attempts),
  due_at: Type.Optional(fields.due_at),
  late_policy: Type.Optional(fields.late_policy),
  starter: Type.Optional(fields.starter),
  solution: Type.Optional(fields.solution),
  hints: Type.Optional(fields.hints),
  tests: Type.Array(ExerciseTestInput, { minItems: 1, maxItems: 500 }),
});
export type ExerciseDefinitionInput = Static<typeof ExerciseDefinitionInput>;

export const usualLimits: ExerciseLimits = {
  cpu_ms: 2_000,
  wall_ms: 6_000,
  memory_kb: 131_072,
  output_kb: 64,
};

/** Fills in what an author may leave out; times become ISO strings in UTC, so that equal exercises are equal text. */
export function completeDefinition(input: ExerciseDefinitionInput): ExerciseDefinition {
  return {
    ...input,
    limits: { ...usualLimits, ...input.limits },
    max_attempts: input.max_attempts ?? null,
    due_at: input.due_at ? new Date(input.due_at).toISOString() : null,
    late_policy: input.late_policy ?? null,
    starter: input.starter ?? {},
    solution: input.solution ?? {},
    hints: input.hints ?? [],
    tests: input.tests.map((test) => ({
      ...test,
      weight: test.weight ?? 1,
      group: test.group ?? null,
      expected: test.expected ?? null,
      checker: test.checker ?? null,
    })),
  };
}
