import { changePublicProfile } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';

/** What was typed into the form of the public profile. */
export type PublicTyped = {
  handle: string;
  headline: string;
  published: boolean;
  showsAchievements: boolean;
  showsCourses: boolean;
  showsActivity: boolean;
};

export const readTyped = (form: FormData): PublicTyped => ({
  handle: textOf(form, 'handle').trim().toLowerCase(),
  headline: textOf(form, 'headline').replaceAll(/\s+/g, ' ').trim(),
  published: form.has('published'),
  showsAchievements: form.has('shows_achievements'),
  showsCourses: form.has('shows_courses'),
  showsActivity: form.has('shows_activity'),
});

/**
 * Saves the settings of the viewer's own public profile.
 * @throws ApiFailure
 */
export const publishProfile = (api: ApiClient, typed: PublicTyped) =>
  answer(
    changePublicProfile({
      client: api,
      body: {
        published: typed.published,
        handle: typed.handle,
        headline: typed.headline || null,
        shows_achievements: typed.showsAchievements,
        shows_courses: typed.showsCourses,
        shows_activity: typed.showsActivity,
      },
    }),
  );
