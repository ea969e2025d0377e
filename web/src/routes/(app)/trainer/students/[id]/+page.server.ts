import { getStudentProgress } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, params }) => ({
  progress: await answer(getStudentProgress({ client: locals.api, path: { id: params.id } })),
});
