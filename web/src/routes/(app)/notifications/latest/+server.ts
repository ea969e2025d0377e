import { json } from '@sveltejs/kit';
import { listNotifications, readNotifications } from '#lib/api/generated/index.ts';
import type { ReadNotificationsData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import type { RequestHandler } from './$types.d.ts';

const shown = 10;

/** For the panel under the bell, which is there with scripts only. */
const orRefusal = async (work: () => Promise<object>): Promise<Response> => {
  try {
    return json(await work(), { headers: { 'cache-control': 'no-store' } });
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    return json({ code: failure.code }, { status: failure.status });
  }
};

export const GET: RequestHandler = ({ locals }) =>
  orRefusal(() => answer(listNotifications({ client: locals.api, query: { page_size: shown } })));

// JSON, so that no form of another site can send it.
export const POST: RequestHandler = async ({ locals, request }) => {
  const body = (await request.json().catch(() => ({}))) as ReadNotificationsData['body'];
  return orRefusal(() => answer(readNotifications({ client: locals.api, body })));
};
