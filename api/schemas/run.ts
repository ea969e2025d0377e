import { Type } from 'typebox';
import { ExerciseLimits, TestExpectation, TestInput } from '#domain/exercises/exercise-definition.ts';
import { WaitingFor } from './process.ts';
import { Nullable, Time, Uuid } from './fields.ts';
import { SourceBody, SourceFiles, Warnings } from './source.ts';
import { Difference, TestVerdict, Verdict, TestReason } from './submission.ts';

export const RunId = Type.Object({ id: Uuid });

/** How long a reader waits for the end of a run that is under way. */
export const RunQuery = Type.Object({
  wait: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 15,
      description: 'Answer when the run is over, or after so many seconds',
    }),
  ),
});

const lessonInput = Type.Optional(
  Type.String({ maxLength: 10_000, description: 'What the program reads; left out, nothing' }),
);

/** Code of a lesson, as somebody edited it. */
export const LessonRunBody = Type.Object({
  block_id: Uuid,
  code: Type.String({ description: 'At most 1 MB' }),
  stdin: lessonInput,
});

/** The same of somebody who is not signed in: a code block of the lesson, or an exercise in it with its visible tests. */
export const VisitorRunBody = Type.Union([
  Type.Object({
    block_id: Uuid,
    code: Type.String({ description: 'At most 16 KB' }),
    stdin: lessonInput,
  }),
  Type.Object({
    exercise: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'The slug of an exercise in the lesson',
    }),
    language: SourceBody.language,
    code: Type.String({ description: 'At most 16 KB' }),
  }),
]);

export const RunTokenParameter = Type.Object({ token: Type.String({ minLength: 16, maxLength: 100 }) });

export const RunBody = Type.Object({
  ...SourceBody,
  stdin: Type.Optional(
    Type.String({ maxLength: 1_000_000, description: 'Input of one’s own; left out, the visible tests run' }),
  ),
});

/** A solution and the inputs whose outputs its author wants to know. */
export const FillExpectedBody = Type.Object({
  ...SourceBody,
  tests: Type.Array(Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), input: TestInput }), {
    minItems: 1,
    maxItems: 500,
  }),
  limits: Type.Optional(Type.Partial(ExerciseLimits)),
});

const Measured = {
  cpu_ms: Type.Integer(),
  wall_ms: Type.Integer(),
  memory_kb: Type.Integer({ description: 'Approximate' }),
};

const RunTest = Type.Object({
  name: Type.String(),
  verdict: TestVerdict,
  ...Measured,
  reason: Type.Optional(Nullable(TestReason)),
  message: Nullable(Type.String()),
  diff: Nullable(Difference),
  output: Type.String(),
  output_cut: Type.Boolean(),
  actual: Nullable(TestExpectation),
});

const RunOutput = Type.Object({
  stdout: Type.String(),
  stderr: Type.String(),
  exit_code: Nullable(Type.Integer()),
  cut: Type.Boolean(),
  ...Measured,
});

const RunResult = Nullable(
  Type.Object({
    verdict: Nullable(Verdict),
    reason: Type.Optional(Nullable(TestReason)),
    message: Nullable(Type.String()),
    compile_output: Nullable(Type.String()),
    tests: Type.Array(RunTest),
    output: Nullable(RunOutput),
  }),
);

export const RunDetail = Type.Object({
  id: Uuid,
  exercise: Nullable(Type.Object({ id: Uuid, slug: Type.String() })),
  lesson_id: Nullable(Uuid),
  language: Type.String(),
  files: SourceFiles,
  stdin: Nullable(Type.String()),
  status: Type.Enum(['queued', 'running', 'finished', 'cancelled']),
  waiting_for: Nullable(WaitingFor),
  our_fault: Type.Boolean(),
  warnings: Warnings,
  result: RunResult,
  requested_at: Time,
  finished_at: Nullable(Time),
  expires_at: Time,
  revision: Type.Integer(),
});

/** A visitor's run. Whoever has the token reads it; nothing in it says whose it is. */
export const VisitorRun = Type.Object({
  token: Type.String({
    description: 'What the run is read with; it is told once, to whoever asked for the run',
  }),
  language: Type.String(),
  status: RunDetail.properties.status,
  our_fault: Type.Boolean(),
  result: RunResult,
});
