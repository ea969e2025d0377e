import { Type } from 'typebox';
import { reasonCodes } from '#domain/grading/reason.ts';
import { verdicts } from '#domain/grading/verdict.ts';
import { PageQuery } from './envelope.ts';
import { WaitingFor } from './process.ts';
import { Nullable, Reason, Time, Uuid } from './fields.ts';
import { Person } from './user.ts';
import { ReviewState } from './review.ts';
import { SourceBody, SourceFiles, Warnings } from './source.ts';

export const SubmissionId = Type.Object({ id: Uuid });
export const SubmissionStatus = Type.Enum(['queued', 'running', 'graded', 'cancelled']);
export const Verdict = Type.Enum([...verdicts]);
export const TestVerdict = Type.Enum([
  'accepted',
  'wrong_answer',
  'runtime_error',
  'time_limit',
  'memory_limit',
  'output_limit',
  'skipped',
]);

export const Difference = Type.Object({
  expected: Type.String(),
  actual: Type.String(),
  first_difference: Type.Object({ line: Type.Integer(), column: Type.Integer() }),
});

/** Why a test has its verdict, to be said in the reader’s language. */
export const TestReason = Type.Object({
  code: Type.String({ description: reasonCodes.join(', ') }),
  parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});

export const SubmissionBody = Type.Object(SourceBody);

const Test = Type.Object({
  name: Type.String(),
  hidden: Type.Boolean(),
  weight: Type.Number(),
  group: Nullable(Type.String()),
  verdict: TestVerdict,
  cpu_ms: Nullable(Type.Integer()),
  wall_ms: Nullable(Type.Integer()),
  memory_kb: Nullable(Type.Integer({ description: 'Approximate' })),
  reason: Type.Optional(Nullable(TestReason)),
  message: Nullable(Type.String({ description: 'The reason in English, or what a checker said' })),
  diff: Nullable(Difference),
  output: Nullable(Type.String()),
  output_cut: Type.Boolean(),
});

/** What a list shows of each submission. */
export const SubmissionSummary = Type.Object({
  id: Uuid,
  exercise: Type.Object({ id: Uuid, slug: Type.String(), title: Type.String() }),
  student: Person,
  language: Type.String(),
  attempt: Nullable(Type.Integer({ description: 'null for the check of an exercise’s own solution' })),
  status: SubmissionStatus,
  verdict: Nullable(Verdict),
  score: Nullable(Type.Number()),
  max_score: Nullable(Type.Number()),
  late_seconds: Type.Integer(),
  due_at: Nullable(Time),
  review: Nullable(ReviewState),
  revision: Type.Integer({ description: 'Grows with every change' }),
  submitted_at: Time,
  graded_at: Nullable(Time),
});

export const SubmissionDetail = Type.Object({
  ...SubmissionSummary.properties,
  purpose: Type.Enum(['attempt', 'solution_check']),
  files: SourceFiles,
  warnings: Warnings,
  tests: Type.Array(Test, {
    description: 'As they arrive. Of hidden tests students see name and verdict only.',
  }),
  tests_total: Type.Integer(),
  tests_done: Type.Integer(),
  compile_output: Nullable(Type.String()),
  reason: Type.Optional(Nullable(TestReason)),
  message: Nullable(
    Type.String({
      description:
        'The verdict in English where the tests do not tell it (`reason` is the same as a code); the reason of an override',
    }),
  ),
  overridden_by: Nullable(Type.String()),
  reviewed_by: Nullable(
    Type.String({ description: 'Who said that there is nothing to say; null to those who do not review' }),
  ),
  queue_position: Nullable(Type.Integer({ description: '1: next' })),
  waiting_for: Nullable(WaitingFor),
  our_fault: Type.Boolean({
    description: 'Something on our side failed; it is being run again and costs no attempt',
  }),
  grading: Type.Object({
    id: Uuid,
    reason: Type.Enum(['first', 'regrade', 'repair', 'solution_check', 'override']),
    status: SubmissionStatus,
    requested_at: Time,
    started_at: Nullable(Time),
  }),
});

const filter = {
  exercise: Type.Optional(Type.String({ maxLength: 100, description: 'An exercise’s slug' })),
  student: Type.Optional(Uuid),
  status: Type.Optional(SubmissionStatus),
  verdict: Type.Optional(Verdict),
  review: Type.Optional(ReviewState),
};
export const SubmissionQuery = Type.Object({ ...PageQuery.properties, ...filter });

/** The list in which a submission's neighbours are looked for. */
export const NeighboursQuery = Type.Object(filter);
export const Neighbours = Type.Object({ previous: Nullable(Uuid), next: Nullable(Uuid) });

export const OverrideBody = Type.Object({
  verdict: Verdict,
  score: Type.Number({ minimum: 0, maximum: 1_000_000 }),
  reason: Reason,
});
export const RegradeBody = Type.Object({ reason: Reason });

export const CommentBody = Type.Object({
  body: Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' }),
});
export const Comment = Type.Object({ id: Uuid, author: Person, body: Type.String(), created_at: Time });
