import { invite, listInvitations, withdrawInvitation, type InviteData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { refused, textOf } from '#lib/server/form.ts';
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
  invite: async ({ request, locals }) => {
    const form = await request.formData();
    const email = textOf(form, 'email').trim();
    const role = textOf(form, 'role') as InviteData['body']['role'];
    try {
      await answer(invite({ client: locals.api, body: { email, role } }));
      return { done: textsOf(locals.language).admin.invitations.sent({ email }) };
    } catch (failure) {
      return refused(failure, { email, role });
    }
  },
  withdraw: async ({ request, locals }) => {
    const id = textOf(await request.formData(), 'id');
    try {
      await answer(withdrawInvitation({ client: locals.api, path: { id } }));
      return { done: textsOf(locals.language).admin.invitations.withdrawn };
    } catch (failure) {
      return refused(failure, { email: '', role: 'student' });
    }
  },
};
