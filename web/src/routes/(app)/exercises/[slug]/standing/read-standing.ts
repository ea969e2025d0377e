import { getExercise, getExercisePlace, listSubmissions } from '#lib/api/generated/index.ts';
import { mayOpen } from '#lib/access.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { withDraftReason } from '#lib/server/draft-reason.ts';
import { readSolution } from '#lib/server/solution.ts';
import type { Viewer } from '#lib/viewer.ts';

/** What of an exercise changes by working on it: one's attempts and progress, the place on the trail, what was handed in, and once it is solved our own solution. */
export const readStanding = async (api: ApiClient, slug: string, viewer: Viewer | null) => {
  const [exercise, place, earlier] = await Promise.all([
    answer(getExercise({ client: api, path: { slug } })),
    answer(getExercisePlace({ client: api, path: { slug } })),
    answer(
      listSubmissions({
        client: api,
        query: { exercise: slug, page: 1, page_size: 20, ...(viewer ? { student: viewer.id } : {}) },
      }),
    ),
  ]);
  // The API decides; whoever has neither solved nor may author it need not be refused.
  const open = exercise.my_progress.solved_at !== null || (viewer && mayOpen(viewer, '/authoring'));
  const solution = open ? await readSolution(api, slug) : null;
  return {
    exercise: withDraftReason(exercise, viewer?.language),
    place,
    earlier: earlier.results,
    earlierCount: earlier.count,
    solution,
  };
};

export type Standing = Awaited<ReturnType<typeof readStanding>>;
