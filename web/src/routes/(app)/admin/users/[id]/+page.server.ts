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
import { refused, textOf } from '#lib/server/form.ts';
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

type Act = (client: ApiClient, id: string, form: FormData) => Promise<unknown>;
type Words = ReturnType<typeof textsOf>['admin']['user'];

const reasonOf = (form: FormData) => {
  const reason = textOf(form, 'reason').trim();
  return reason === '' ? {} : { reason };
};

/** An action that does one thing to this account, and says that it is done, or why not. */
const doing =
  (name: string, act: Act, done: (texts: Words, result: unknown) => string) =>
  async ({ request, locals, params }: RequestEvent) => {
    const form = await request.formData();
    try {
      const result = await act(locals.api, params.id, form);
      return { done: done(textsOf(locals.language).admin.user, result) };
    } catch (failure) {
      return refused(failure, { form: name, reason: textOf(form, 'reason') });
    }
  };

const changesOf = (form: FormData): UpdateUserData['body'] => ({
  name: textOf(form, 'name'),
  ...(form.has('role') ? { role: textOf(form, 'role') as NonNullable<UpdateUserData['body']['role']> } : {}),
  track: (textOf(form, 'track') || null) as NonNullable<UpdateUserData['body']['track']> | null,
  ...(form.has('capacity') ? { capacity: Number(textOf(form, 'capacity')) } : {}),
  ...reasonOf(form),
});

export const actions: Actions = {
  save: doing(
    'save',
    (client, id, form) => answer(updateUser({ client, path: { id }, body: changesOf(form) })),
    (texts) => texts.saved,
  ),
  deactivate: doing(
    'deactivate',
    (client, id, form) => answer(deactivateUser({ client, path: { id }, body: reasonOf(form) })),
    (texts) => texts.deactivated,
  ),
  reactivate: doing(
    'reactivate',
    (client, id, form) => answer(reactivateUser({ client, path: { id }, body: reasonOf(form) })),
    (texts) => texts.reactivated,
  ),
  unlock: doing(
    'unlock',
    (client, id, form) => answer(unlockUser({ client, path: { id }, body: reasonOf(form) })),
    (texts) => texts.unlocked,
  ),
  resend: doing(
    'resend',
    (client, id) => answer(resendUserVerification({ client, path: { id } })),
    (texts) => texts.resent,
  ),
  assign: doing(
    'assign',
    async (client, id, form) => {
      const trainer = await readChoice(client, 'trainer', textOf(form, 'trainer'));
      return (
        await answer(
          assignTrainer({ client, body: { student_id: id, ...(trainer && { trainer_id: trainer.value }) } }),
        )
      ).trainer.name;
    },
    (texts, name) => texts.assigned({ name: String(name) }),
  ),
  end: doing(
    'end',
    (client, id, form) => answer(endSession({ client, path: { id, session_id: textOf(form, 'session') } })),
    () => '',
  ),
  delete: async ({ request, locals, params }) => {
    const form = await request.formData();
    try {
      await answer(deleteUser({ client: locals.api, path: { id: params.id }, body: reasonOf(form) }));
    } catch (failure) {
      return refused(failure, { form: 'delete', reason: textOf(form, 'reason') });
    }
    redirect(303, '/admin');
  },
};
