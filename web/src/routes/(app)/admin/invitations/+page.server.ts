import { invite, listInvitations, withdrawInvitation, type InviteData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { optionOf, textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const invitations = await answer(
    listInvitations({ client: locals.api, query: { page: pageNumber(url), page_size: 20 } }),
  );
  refusePagePastEnd(url, invitations);
  return { invitations };
};

export const actions: Actions = {
  invite: formAction(
    (form): InviteData['body'] => ({ email: textOf(form, 'email').trim(), role: optionOf(form, 'role') }),
    async (body, { locals }) => {
      await answer(invite({ client: locals.api, body }));
      return { done: textsOf(locals.language).admin.invitations.sent({ email: body.email }) };
    },
  ),
  withdraw: formAction(
    // What the form that invites begins with.
    () => ({ email: '', role: 'student' }),
    async (_typed, { locals }, form) => {
      await answer(withdrawInvitation({ client: locals.api, path: { id: textOf(form, 'id') } }));
      return { done: textsOf(locals.language).admin.invitations.withdrawn };
    },
  ),
};
