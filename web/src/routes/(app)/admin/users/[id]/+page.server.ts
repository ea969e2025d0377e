import { redirect } from '@sveltejs/kit';
import {
  assignTrainer,
  deactivateUser,
  deleteUser,
  endSession,
  listSessions,
  reactivateUser,
  readUser,
  resendUserVerification,
  unlockUser,
  updateUser,
  type UpdateUserData,
} from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { readChoice } from '#lib/server/choices.ts';
import { optionOf, textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params }) => {
  const path = { id: params.id };
  const [user, sessions] = await Promise.all([
    answer(readUser({ client: locals.api, path })),
    answer(listSessions({ client: locals.api, path })),
  ]);
  return { user, sessions };
};

type Track = NonNullable<UpdateUserData['body']['track']>;
type Words = ReturnType<typeof textsOf>['admin']['user'];
type Asked = { client: ApiClient; id: string; form: FormData; texts: Words };

const reasonOf = (form: FormData) => {
  const reason = textOf(form, 'reason').trim();
  return reason === '' ? {} : { reason };
};

/** An action that does one thing to this account. @param act returns what to say of it once it is done */
const doing = (name: string, act: (asked: Asked) => Promise<string>) =>
  formAction(
    (form) => ({ form: name, reason: textOf(form, 'reason') }),
    async (_typed, { locals, params }: RequestEvent, form) => {
      const texts = textsOf(locals.language).admin.user;
      return { done: await act({ client: locals.api, id: params.id, form, texts }) };
    },
  );

const changesOf = (form: FormData): UpdateUserData['body'] => ({
  name: textOf(form, 'name'),
  ...(form.has('role') ? { role: optionOf(form, 'role') } : {}),
  track: optionOf<Track | ''>(form, 'track') || null,
  ...(form.has('capacity') ? { capacity: Number(textOf(form, 'capacity')) } : {}),
  ...reasonOf(form),
});

export const actions: Actions = {
  save: doing('save', async ({ client, id, form, texts }) => {
    await answer(updateUser({ client, path: { id }, body: changesOf(form) }));
    return texts.saved;
  }),
  deactivate: doing('deactivate', async ({ client, id, form, texts }) => {
    await answer(deactivateUser({ client, path: { id }, body: reasonOf(form) }));
    return texts.deactivated;
  }),
  reactivate: doing('reactivate', async ({ client, id, form, texts }) => {
    await answer(reactivateUser({ client, path: { id }, body: reasonOf(form) }));
    return texts.reactivated;
  }),
  unlock: doing('unlock', async ({ client, id, form, texts }) => {
    await answer(unlockUser({ client, path: { id }, body: reasonOf(form) }));
    return texts.unlocked;
  }),
  resend: doing('resend', async ({ client, id, texts }) => {
    await answer(resendUserVerification({ client, path: { id } }));
    return texts.resent;
  }),
  assign: doing('assign', async ({ client, id, form, texts }) => {
    const chosen = await readChoice(client, 'trainer', textOf(form, 'trainer'));
    const body = { student_id: id, ...(chosen && { trainer_id: chosen.value }) };
    const { trainer } = await answer(assignTrainer({ client, body }));
    return texts.assigned({ name: trainer.name });
  }),
  end: doing('end', async ({ client, id, form }) => {
    await answer(endSession({ client, path: { id, session_id: textOf(form, 'session') } }));
    return '';
  }),
  delete: doing('delete', async ({ client, id, form }) => {
    await answer(deleteUser({ client, path: { id }, body: reasonOf(form) }));
    redirect(303, '/admin');
  }),
};
