import { Type } from 'typebox';
import { riskRule } from '#domain/progress/at-risk.ts';
import { difficultyOrders } from '#models/progress/find-difficulty.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Slug, Time, Uuid } from './fields.ts';
import { SortOf } from './sort.ts';

const course = Type.Optional(Slug);

export const ResultsQuery = Type.Object({ course });

export const Results = Type.Object({
  tenths: Type.Array(Type.Integer({ minimum: 0 }), {
    minItems: 11,
    maxItems: 11,
    description: 'How many results are of 0 to 9 %, 10 to 19 % … 90 to 99 %, and 100 %',
  }),
  results: Type.Integer({ description: 'One for each student and exercise: the best' }),
  students: Type.Integer(),
  exercises: Type.Integer(),
});

export const DifficultyQuery = Type.Object({
  ...PageQuery.properties,
  course,
  sort: SortOf(difficultyOrders, {
    default: 'solved',
    description: '`solved` and `attempts` are for each student who tried',
  }),
});

export const ExerciseDifficulty = Type.Object({
  exercise: Type.Object({ slug: Type.String(), title: Type.String() }),
  tried: Type.Integer({ minimum: 1, description: 'Students who handed something in' }),
  solved: Type.Integer({ minimum: 0, description: 'How many of them solved it' }),
  attempts: Type.Integer({ minimum: 1, description: 'Of all of them together' }),
});

export const AtRiskQuery = Type.Object({ ...PageQuery.properties, course });

/** Each reason is null where it does not apply; one at least does. */
export const StudentAtRisk = Type.Object({
  student: Type.Object({ id: Uuid, name: Type.String(), picture_url: Nullable(Type.String()) }),
  overdue: Nullable(Type.Object({ exercises: Type.Integer(), oldest_due_at: Time })),
  quiet: Nullable(
    Type.Object({ since: Time, exercises: Type.Integer({ description: 'Due soon, and not solved' }) }),
  ),
  stuck: Nullable(
    Type.Object({
      exercises: Type.Integer(),
      most: Type.Object({
        exercise: Type.Object({ slug: Type.String(), title: Type.String() }),
        attempts: Type.Integer(),
      }),
    }),
  ),
});

export const RiskRule = Type.Object(
  Object.fromEntries(Object.keys(riskRule).map((name) => [name, Type.Integer()])) as Record<
    keyof typeof riskRule,
    ReturnType<typeof Type.Integer>
  >,
);
