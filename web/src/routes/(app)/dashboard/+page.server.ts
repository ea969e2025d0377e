import { getMyProgress } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => ({ progress: await answer(getMyProgress({ client: locals.api })) });
