import { Type } from 'typebox';
import { reviewStates } from '#models/grading/submission.ts';
import { PageQuery } from './envelope.ts';
import { Time, Uuid } from './fields.ts';

/** Whether a trainer or admin had the last word; null while it is not graded, and for attempts that a newer one replaced. */
export const ReviewState = Type.Enum([...reviewStates], {
  description:
    'answered: a trainer or admin had the last word, or said that there is nothing to say. accepted: graded accepted, and nobody said anything. waiting: graded otherwise, or asked about by its student; the student’s newest attempt, no answer yet',
});

export const ReviewQuery = Type.Object({
  ...PageQuery.properties,
  review: Type.Enum(['waiting', 'accepted'], { default: 'waiting' }),
});

export const ReviewGroup = Type.Object({
  exercise: Type.Object({ slug: Type.String(), title: Type.String() }),
  submissions: Type.Integer({ minimum: 1 }),
  oldest_at: Time,
});

const SeenSubmission = Type.Object({
  id: Uuid,
  revision: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
});

export const ReviewBody = Type.Object({
  submissions: Type.Array(SeenSubmission, { minItems: 1, maxItems: 100 }),
  reviewed: Type.Boolean({ description: 'true: there is nothing to say. false: take that back' }),
});

/** `done` as they are now, so that it can be taken back. */
export const Reviewed = Type.Object({ done: Type.Array(SeenSubmission), skipped: Type.Array(Uuid) });
