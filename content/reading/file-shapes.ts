import { Type } from 'typebox';
import {
  ExerciseKind,
  ExerciseLanguage,
  ExerciseLimits,
  LatePolicy,
} from '#domain/exercises/exercise-definition.ts';

const strict = { additionalProperties: false };
const slug = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,99}$' });

/** categories.yaml: the catalogue's shelves, in order. */
export const CategoriesFile = Type.Array(Type.Object({ slug, name: Type.String({ minLength: 1 }) }, strict));

/** courses/SLUG/course.yaml */
export const CourseFile = Type.Object(
  {
    title: Type.String({ minLength: 1 }),
    summary: Type.String({ minLength: 1, maxLength: 300 }),
    category: slug,
    difficulty: Type.Integer({ minimum: 1, maximum: 5 }),
    position: Type.Optional(Type.Integer()),
    description: Type.Optional(Type.String()),
  },
  strict,
);

/** The front matter of courses/SLUG/NN-lesson.md */
export const LessonFrontMatter = Type.Object(
  {
    title: Type.String({ minLength: 1 }),
    summary: Type.String({ minLength: 1, maxLength: 300 }),
    minutes: Type.Integer({ minimum: 1 }),
  },
  strict,
);

/** One test in exercise.yaml: `stdin` and `stdout` of a program, or `call`, `args` (and `steps`) and `value`. */
export const TestInFile = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    hidden: Type.Optional(Type.Boolean()),
    weight: Type.Optional(Type.Number({ minimum: 0 })),
    group: Type.Optional(Type.String()),
    compare: Type.Optional(Type.String()),
    stdin: Type.Optional(Type.String()),
    stdout: Type.Optional(Type.String()),
    call: Type.Optional(Type.String()),
    args: Type.Optional(Type.Array(Type.Unknown())),
    steps: Type.Optional(
      Type.Array(
        Type.Object({ method: Type.String(), args: Type.Optional(Type.Array(Type.Unknown())) }, strict),
      ),
    ),
    value: Type.Optional(Type.Unknown()),
  },
  strict,
);

/** exercises/SLUG/exercise.yaml; `compare` and `checker` serve all tests that do not say otherwise. */
export const ExerciseFile = Type.Object(
  {
    title: Type.String({ minLength: 1 }),
    kind: ExerciseKind,
    difficulty: Type.Integer({ minimum: 1, maximum: 5 }),
    languages: Type.Array(ExerciseLanguage, { minItems: 1 }),
    limits: Type.Optional(Type.Partial(ExerciseLimits)),
    max_attempts: Type.Optional(Type.Integer({ minimum: 1 })),
    late_policy: Type.Optional(LatePolicy),
    due_at: Type.Optional(Type.String()),
    hints: Type.Optional(Type.Array(Type.String())),
    compare: Type.Optional(Type.String()),
    checker: Type.Optional(ExerciseLanguage),
    tests: Type.Array(TestInFile, { minItems: 1 }),
  },
  strict,
);
