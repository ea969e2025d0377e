import { getMyProgress, readAchievements } from '#lib/api/generated/index.ts';
import { loadPreparation } from '#lib/server/preparation.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals }) => {
  const [progress, achievements, preparation] = await Promise.all([
    answer(getMyProgress({ client: locals.api })),
    answer(readAchievements({ client: locals.api })),
    loadPreparation(locals.api, locals.viewer),
  ]);
  return { progress, achievements, preparation };
};
