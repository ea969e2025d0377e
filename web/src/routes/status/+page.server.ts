import { readStatus } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import type { PageServerLoad } from './$types.d.ts';

/** What works at this moment; `status` is null while not even that can be asked. */
export const load: PageServerLoad = async ({ locals, depends }) => {
  depends('waymark:status');
  const status = await answer(readStatus({ client: locals.api })).catch((failure: unknown) => {
    if (failure instanceof ApiFailure) return null;
    throw failure;
  });
  return { status, asked: new Date().toISOString() };
};
