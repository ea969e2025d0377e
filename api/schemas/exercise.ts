import { Type } from 'typebox';
import {
  ExerciseDefinitionInput,
  ExerciseKind,
  ExerciseLanguage,
  ExerciseLimits,
  ExerciseTest,
  FilesByLanguage,
  LatePolicy,
  TestExpectation,
  TestInput,
} from '#domain/exercises/exercise-definition.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Time, Uuid } from './fields.ts';

export const ExerciseStatus = Type.Enum(['draft', 'published', 'archived']);
export const ExerciseSlug = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 100 }) });

export const ExerciseQuery = Type.Object({
  ...PageQuery.properties,
  course: Type.Optional(Type.String({ maxLength: 100, description: 'A course’s slug' })),
  language: Type.Optional(ExerciseLanguage),
  kind: Type.Optional(ExerciseKind),
  difficulty: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  search: Type.Optional(Type.String({ maxLength: 200 })),
  due_within: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 8784, description: 'Hours from now; the next one first' }),
  ),
  status: Type.Optional(
    Type.Enum(['draft', 'published', 'archived'], {
      description: 'Of authors only; students see what is published',
    }),
  ),
});

/** The viewer’s own results so far; zeros before the first. */
const MyProgress = Type.Object({
  attempts: Type.Integer({ description: 'Attempts that were graded' }),
  best_score: Nullable(Type.Number()),
  max_score: Nullable(Type.Number()),
  solved_at: Nullable(Time),
});

const DraftReason = Nullable(
  Type.Object(
    { code: Type.String(), parameters: Type.Record(Type.String(), Type.String()) },
    {
      description:
        'The same as a code with what its words need; null for what was saved before there were codes',
    },
  ),
);

const CourseLink = Nullable(Type.Object({ slug: Type.String(), title: Type.String() }));

export const ExerciseSummary = Type.Object({
  id: Uuid,
  slug: Type.String(),
  title: Type.String(),
  kind: ExerciseKind,
  difficulty: Type.Integer(),
  languages: Type.Array(ExerciseLanguage),
  status: ExerciseStatus,
  status_reason: Nullable(Type.String({ description: 'Why it is a draft, in English' })),
  draft_reason: DraftReason,
  course: CourseLink,
  due_at: Nullable(Time),
  my_progress: MyProgress,
});

const VisibleTest = Type.Object({
  name: Type.String(),
  group: Nullable(Type.String()),
  weight: Type.Number(),
  input: TestInput,
  expected: Nullable(TestExpectation),
  compare: Type.String(),
});

export const ExerciseDetail = Type.Object({
  ...ExerciseSummary.properties,
  version_id: Uuid,
  version_number: Type.Integer(),
  statement_md: Type.String(),
  limits: ExerciseLimits,
  max_attempts: Nullable(Type.Integer()),
  attempts_used: Type.Integer({
    description: 'Attempts that count: all but those cancelled before a result of theirs was shown',
  }),
  attempts_left: Nullable(Type.Integer({ description: 'null: as many as you like' })),
  late_policy: Nullable(LatePolicy),
  starter: FilesByLanguage,
  hints: Type.Array(Type.String()),
  tests: Type.Array(VisibleTest),
  hidden_test_count: Type.Integer(),
  max_score: Type.Number({ description: 'Sum of the weights of all tests, hidden ones too' }),
});

/** An exercise’s own solution, by language. */
export const ExerciseSolution = Type.Object({ solution: FilesByLanguage });

const CheckState = Type.Object({
  language: ExerciseLanguage,
  submission_id: Nullable(Uuid),
  status: Type.Enum(['not_checked', 'queued', 'running', 'graded', 'cancelled']),
  verdict: Nullable(Type.String()),
});

/** The checker failed on outputs of a test, which counted as wrong answers: its author should mend it. */
const CheckerFailure = Type.Object({
  test: Type.String(),
  message: Type.String({ description: 'What the checker said the last time' }),
  version_number: Type.Integer(),
  count: Type.Integer({ description: 'Outputs on which it failed' }),
  last_at: Time,
});

/** Everything of an exercise’s latest version, for its authors. */
export const ExerciseAuthoring = Type.Object({
  id: Uuid,
  slug: Type.String(),
  status: ExerciseStatus,
  status_reason: Nullable(Type.String({ description: 'Why it is a draft, in English' })),
  draft_reason: DraftReason,
  course: CourseLink,
  version_id: Uuid,
  version_number: Type.Integer(),
  published_version_number: Nullable(Type.Integer()),
  title: Type.String(),
  statement_md: Type.String(),
  kind: ExerciseKind,
  difficulty: Type.Integer(),
  languages: Type.Array(ExerciseLanguage),
  limits: ExerciseLimits,
  max_attempts: Nullable(Type.Integer()),
  due_at: Nullable(Time),
  late_policy: Nullable(LatePolicy),
  starter: FilesByLanguage,
  solution: FilesByLanguage,
  hints: Type.Array(Type.String()),
  tests: Type.Array(ExerciseTest),
  solution_checks: Type.Array(CheckState),
  checker_failures: Type.Array(CheckerFailure, {
    description:
      'Tests at which the checker failed on an output instead of judging it, in the latest and the published version; the newest first',
  }),
  updated_at: Time,
});

/** What POST and PUT take: the definition, and the course it belongs to (left out: unchanged; null: none). */
export const ExerciseBody = Type.Object({
  ...ExerciseDefinitionInput.properties,
  course: Type.Optional(Nullable(Type.String({ maxLength: 100, description: 'A course’s slug' }))),
});

export const LanguageReadiness = Type.Object({
  language: ExerciseLanguage,
  title: Type.String(),
  ready: Type.Boolean({
    description: 'What is handed in for one that is not ready waits, and loses nothing',
  }),
  reason: Nullable(Type.String()),
});

export const Preparation = Type.Object({
  ready: Type.Integer(),
  being_checked: Type.Integer({ description: 'Drafts whose own solution is being run' }),
  minutes_left: Nullable(Type.Integer({ description: 'As it went so far; null while nothing tells' })),
});
