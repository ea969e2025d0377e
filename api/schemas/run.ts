import { Type } from 'typebox';
import { ExerciseLimits, TestExpectation, TestInput } from '#domain/exercises/exercise-definition.ts';
import { WaitingFor } from './process.ts';
import { Nullable, Time, Uuid } from './fields.ts';
import { SourceBody, SourceFiles, Warnings } from './source.ts';
import { Difference, TestVerdict, Verdict } from './submission.ts';

export const RunId = Type.Object({ id: Uuid });

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

export const RunDetail = Type.Object({
  id: Uuid,
  exercise: Nullable(Type.Object({ id: Uuid, slug: Type.String() })),
  language: Type.String(),
  files: SourceFiles,
  stdin: Nullable(Type.String()),
  status: Type.Enum(['queued', 'running', 'finished', 'cancelled']),
  waiting_for: Nullable(WaitingFor),
  our_fault: Type.Boolean(),
  warnings: Warnings,
  result: Nullable(
    Type.Object({
      verdict: Nullable(Verdict),
      message: Nullable(Type.String()),
      compile_output: Nullable(Type.String()),
      tests: Type.Array(RunTest),
      output: Nullable(RunOutput),
    }),
  ),
  requested_at: Time,
  finished_at: Nullable(Time),
  expires_at: Time,
  revision: Type.Integer(),
});
