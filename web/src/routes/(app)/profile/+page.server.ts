import { fail, redirect } from '@sveltejs/kit';
import {
  changePassword,
  endSession,
  listOwnOrganisations,
  listSessions,
  readAchievements,
  readProfile,
  readPublicProfile,
  removePicture,
  requestPasswordReset,
  savePicture,
  switchOrganisation,
  updateProfile,
  type UpdateProfileData,
} from '#lib/api/generated/index.ts';
import { homeOf } from '#lib/access.ts';
import { maxPictureBytes } from '#lib/picture.ts';
import { answer, createApiClient } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
import { keepTokens } from '#lib/server/session.ts';
import { loadViewer } from '#lib/server/viewer.ts';
import { textsOf } from '#lib/server/texts.ts';
import { publishProfile, readTyped, type PublicTyped } from './publish-profile.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const [profile, sessions, organisations, publicProfile, achievements] = await Promise.all([
    answer(readProfile({ client: locals.api })),
    answer(listSessions({ client: locals.api, path: { id: locals.viewer?.id ?? '' } })),
    answer(listOwnOrganisations({ client: locals.api })),
    answer(readPublicProfile({ client: locals.api })),
    answer(readAchievements({ client: locals.api })),
  ]);
  return {
    profile,
    sessions,
    organisations,
    publicProfile,
    achievements,
    timeZones: Intl.supportedValuesOf('timeZone'),
  };
};

/** What was typed into the profile; empty where another of the page's forms was refused. */
type Typed = Partial<Record<'name' | 'track' | 'language' | 'timeZone' | 'pace' | 'goal', string>> & {
  publicProfile?: PublicTyped;
};

const wrongPicture = (reason: string) =>
  fail(400, {
    message: reason,
    errors: { picture: [reason] } as Record<string, string[]>,
    values: {} as Typed,
  });

export const actions: Actions = {
  save: async ({ request, locals }) => {
    const form = await request.formData();
    const values = {
      name: textOf(form, 'name').trim(),
      track: textOf(form, 'track'),
      language: textOf(form, 'language'),
      timeZone: textOf(form, 'time_zone'),
      pace: textOf(form, 'pace'),
      goal: textOf(form, 'goal').trim(),
    };
    try {
      const kept = (await answer(readProfile({ client: locals.api }))).preferences;
      const body: UpdateProfileData['body'] = {
        name: values.name,
        track: (values.track || null) as 'DP' | 'FSD' | null,
        language: values.language,
        time_zone: values.timeZone,
        preferences: { ...kept, pace: values.pace, goal: values.goal },
      };
      await answer(updateProfile({ client: locals.api, body }));
      return { done: textsOf(values.language).profile.saved };
    } catch (failure) {
      return refused<Typed>(failure, values);
    }
  },
  end: async ({ request, locals }) => {
    const session = textOf(await request.formData(), 'session');
    try {
      await answer(
        endSession({ client: locals.api, path: { id: locals.viewer?.id ?? '', session_id: session } }),
      );
      return { done: textsOf(locals.language).profile.sessions.ended };
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
  },
  picture: async ({ request, locals }) => {
    const texts = textsOf(locals.language).profile.picture;
    const file = (await request.formData()).get('picture');
    if (!(file instanceof File) || file.size === 0) return wrongPicture(texts.none);
    if (file.size > maxPictureBytes) return wrongPicture(texts.tooLarge);
    try {
      const picture = Buffer.from(await file.arrayBuffer()).toString('base64');
      await answer(savePicture({ client: locals.api, body: { picture } }));
      return { done: texts.saved };
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
  },
  removePicture: async ({ locals }) => {
    try {
      await answer(removePicture({ client: locals.api }));
      return { done: textsOf(locals.language).profile.picture.removed };
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
  },
  publish: async ({ request, locals }) => {
    const texts = textsOf(locals.language).profile.publicProfile;
    const typed = readTyped(await request.formData());
    try {
      const { published } = await publishProfile(locals.api, typed);
      return { publicDone: published ? texts.savedOn : texts.savedOff };
    } catch (failure) {
      return refused<Typed>(failure, { publicProfile: typed });
    }
  },
  password: async ({ request, locals }) => {
    const form = await request.formData();
    try {
      const body = { current_password: textOf(form, 'current_password'), password: textOf(form, 'password') };
      await answer(changePassword({ client: locals.api, body }));
      return { done: textsOf(locals.language).profile.password.changed };
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
  },
  mailLink: async ({ locals }) => {
    try {
      await answer(requestPasswordReset({ client: locals.api, body: { email: locals.viewer?.email ?? '' } }));
      return { done: textsOf(locals.language).profile.password.linkSent };
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
  },
  switch: async ({ request, locals, cookies, getClientAddress }) => {
    const organisation = textOf(await request.formData(), 'organisation');
    let home: string;
    try {
      const tokens = await answer(switchOrganisation({ client: locals.api, body: { organisation } }));
      keepTokens(cookies, tokens);
      home = homeOf(
        await loadViewer(
          createApiClient({
            accessToken: tokens.access,
            address: getClientAddress(),
            requestId: locals.requestId,
          }),
        ),
      );
    } catch (failure) {
      return refused<Typed>(failure, {});
    }
    redirect(303, home);
  },
};
