import { getMyProgress, readAchievements } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const [progress, achievements] = await Promise.all([
    answer(getMyProgress({ client: locals.api })),
    answer(readAchievements({ client: locals.api })),
  ]);
  return { progress, achievements };
};
