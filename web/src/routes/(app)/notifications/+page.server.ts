import { listNotifications, readNotification, readNotifications } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { textsOf } from '#lib/server/texts.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const unread = url.searchParams.get('unread') === 'true';
  const query = { page: pageNumber(url), page_size: 20, ...(unread ? { unread } : {}) };
  const notifications = await answer(listNotifications({ client: locals.api, query }));
  refusePagePastEnd(url, notifications);
  return { notifications, unread };
};

export const actions: Actions = {
  read: formAction(async ({ locals, request }) => {
    const id = textOf(await request.formData(), 'id');
    await answer(readNotification({ client: locals.api, path: { id } }));
    return {};
  }),
  readAll: formAction(async ({ locals, request }) => {
    const until = textOf(await request.formData(), 'until');
    await answer(readNotifications({ client: locals.api, body: { until } }));
    return { done: textsOf(locals.language).notifications.allRead };
  }),
};
