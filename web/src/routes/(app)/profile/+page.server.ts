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
import { optionOf, textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
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

type Track = NonNullable<UpdateProfileData['body']['track']>;

/** What was typed into the profile; where the form of what others see was refused, what was typed into that. */
type Typed = Record<'name' | 'language' | 'timeZone' | 'pace' | 'goal', string> & {
  track: Track | '';
  publicProfile?: PublicTyped;
};

const wrongPicture = (reason: string) =>
  fail(400, {
    message: reason,
    errors: { picture: [reason] } as Record<string, string[]>,
    values: {} as Partial<Typed>,
  });

export const actions: Actions = {
  save: formAction(
    (form): Typed => ({
      name: textOf(form, 'name').trim(),
      track: optionOf<Track | ''>(form, 'track'),
      language: textOf(form, 'language'),
      timeZone: textOf(form, 'time_zone'),
      pace: textOf(form, 'pace'),
      goal: textOf(form, 'goal').trim(),
    }),
    async ({ name, track, language, timeZone, pace, goal }, { locals }) => {
      const kept = (await answer(readProfile({ client: locals.api }))).preferences;
      const body: UpdateProfileData['body'] = {
        name,
        track: track || null,
        language,
        time_zone: timeZone,
        preferences: { ...kept, pace, goal },
      };
      await answer(updateProfile({ client: locals.api, body }));
      return { done: textsOf(language).profile.saved };
    },
  ),
  end: formAction(async ({ request, locals }) => {
    const session = textOf(await request.formData(), 'session');
    const path = { id: locals.viewer?.id ?? '', session_id: session };
    await answer(endSession({ client: locals.api, path }));
    return { done: textsOf(locals.language).profile.sessions.ended };
  }),
  picture: formAction(async ({ request, locals }) => {
    const texts = textsOf(locals.language).profile.picture;
    const file = (await request.formData()).get('picture');
    if (!(file instanceof File) || file.size === 0) return wrongPicture(texts.none);
    if (file.size > maxPictureBytes) return wrongPicture(texts.tooLarge);
    const picture = Buffer.from(await file.arrayBuffer()).toString('base64');
    await answer(savePicture({ client: locals.api, body: { picture } }));
    return { done: texts.saved };
  }),
  removePicture: formAction(async ({ locals }) => {
    await answer(removePicture({ client: locals.api }));
    return { done: textsOf(locals.language).profile.picture.removed };
  }),
  publish: formAction(
    (form): Partial<Typed> & { publicProfile: PublicTyped } => ({ publicProfile: readTyped(form) }),
    async ({ publicProfile }, { locals }) => {
      const texts = textsOf(locals.language).profile.publicProfile;
      const { published } = await publishProfile(locals.api, publicProfile);
      return { publicDone: published ? texts.savedOn : texts.savedOff };
    },
  ),
  password: formAction(async ({ request, locals }) => {
    const form = await request.formData();
    const body = { current_password: textOf(form, 'current_password'), password: textOf(form, 'password') };
    await answer(changePassword({ client: locals.api, body }));
    return { done: textsOf(locals.language).profile.password.changed };
  }),
  mailLink: formAction(async ({ locals }) => {
    await answer(requestPasswordReset({ client: locals.api, body: { email: locals.viewer?.email ?? '' } }));
    return { done: textsOf(locals.language).profile.password.linkSent };
  }),
  switch: formAction(async ({ request, locals, cookies, getClientAddress }) => {
    const organisation = textOf(await request.formData(), 'organisation');
    const tokens = await answer(switchOrganisation({ client: locals.api, body: { organisation } }));
    keepTokens(cookies, tokens);
    const viewer = await loadViewer(
      createApiClient({
        accessToken: tokens.access,
        address: getClientAddress(),
        requestId: locals.requestId,
      }),
    );
    redirect(303, homeOf(viewer));
  }),
};
