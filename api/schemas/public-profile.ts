import { Type } from 'typebox';
import type { Static } from 'typebox';
import { achievementIds } from '#domain/people/achievements.ts';
import { sentenceFault } from '#domain/accounts/person-name.ts';
import { handleFault } from '#domain/accounts/handle.ts';
import { fieldFault } from '#domain/field-faults.ts';
import { Nullable, Time } from './fields.ts';
import { refinedBy } from './refined.ts';

export const maxHeadlineCharacters = 280;

const Handle = refinedBy(
  Type.String({
    description:
      'The address: 3 to 40 lower-case letters, digits and single hyphens between them, unique over the platform.',
  }),
  handleFault,
);
const ShortHeadline = refinedBy(
  // Characters as PostgreSQL counts them: one may be two units of JavaScript's text, and several may look like one.
  Type.String({
    maxLength: maxHeadlineCharacters,
    description: 'A sentence or two about oneself, plain text of at most 280 characters.',
  }),
  (headline) =>
    Array.from(headline).length > maxHeadlineCharacters
      ? fieldFault('too_long', { most: maxHeadlineCharacters })
      : undefined,
);
const Headline = refinedBy(ShortHeadline, sentenceFault);
const shown = {
  shows_achievements: Type.Boolean(),
  shows_courses: Type.Boolean({ description: 'The courses completed.' }),
  shows_activity: Type.Boolean({ description: 'On which days of the last twelve weeks something was done.' }),
};

/** One's own settings; before the first time with an address to propose, and nothing published. */
export const PublicProfileSettings = Type.Object({
  published: Type.Boolean(),
  handle: Type.String(),
  headline: Nullable(Type.String()),
  ...shown,
});
export type PublicProfileSettings = Static<typeof PublicProfileSettings>;

export const PublicProfileChanges = Type.Partial(
  Type.Object({
    published: Type.Boolean({ description: 'False takes the page away at once.' }),
    handle: Handle,
    headline: Nullable(Headline),
    ...shown,
  }),
);
export type PublicProfileChanges = Static<typeof PublicProfileChanges>;

const AchievementId = Type.Enum([...achievementIds], {
  description: 'What it is for; the number tells how many it takes.',
});
export const EarnedAchievement = Type.Object({ id: AchievementId, earned_at: Time });

export const Achievements = Type.Object({
  earned: Type.Array(EarnedAchievement, { description: 'The newest first.' }),
  next: Type.Array(Type.Object({ id: AchievementId, count: Type.Integer(), of: Type.Integer() }), {
    description: 'One of each kind that is ahead, the nearest first: `count` of `of`.',
  }),
});
export type Achievements = Static<typeof Achievements>;

/** What anybody sees. Parts that the person does not show are null. */
export const PublicPerson = Type.Object({
  handle: Type.String(),
  name: Type.String(),
  headline: Nullable(Type.String()),
  picture_url: Nullable(
    Type.String({ description: 'Relative to this API; there as long as the profile is published.' }),
  ),
  learning_since: Type.String({ pattern: '^\\d{4}-\\d{2}$', description: 'A month of a year.' }),
  achievements: Nullable(Type.Array(EarnedAchievement, { description: 'The newest first.' })),
  courses: Nullable(
    Type.Array(Type.Object({ title: Type.String(), completed_at: Time }), {
      description: 'The courses completed, the newest first.',
    }),
  ),
  activity: Nullable(
    Type.Array(Type.Object({ day: Type.String({ format: 'date' }), count: Type.Integer() }), {
      description: 'The last 84 days in the person’s time zone, the oldest first.',
    }),
  ),
});
export type PublicPerson = Static<typeof PublicPerson>;

/** Whatever is asked for: what could never be an address is answered as one that nobody has. */
export const ByHandle = Type.Object({ handle: Type.String() });
