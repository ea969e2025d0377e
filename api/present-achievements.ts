import { earnedOf } from '#domain/people/achievements.ts';
import type { Achievement } from '#domain/people/achievements.ts';

/** What is earned, the newest first, as answers tell it. */
export const presentEarned = (achievements: readonly Achievement[]) =>
  earnedOf(achievements).map(({ id, earnedAt }) => ({ id, earned_at: earnedAt.toISOString() }));
