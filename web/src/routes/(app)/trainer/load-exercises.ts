import { listExercises } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import type { DatedExercise } from './due-soon.ts';

/** The organisation's published exercises by title, for filters and deadlines; the first hundred. */
export const loadExercises = async (client: ApiClient): Promise<DatedExercise[]> => {
  const { results } = await answer(
    listExercises({ client, query: { page: 1, page_size: 100, status: 'published' } }),
  );
  return results
    .map(({ slug, title, due_at: dueAt }) => ({ slug, title, dueAt }))
    .sort((a, b) => a.title.localeCompare(b.title));
};
