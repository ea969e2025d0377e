import { getExerciseSolution } from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import { highlightFiles, type HighlightedFile } from './highlight-files.ts';

/** An exercise's own solution, coloured, by language. */
export type Solution = { language: string; files: HighlightedFile[] }[];

/** Reads it for whoever may see it; null where the API says that they may not, or there is none (any more). */
export const readSolution = async (api: ApiClient, slug: string): Promise<Solution | null> => {
  try {
    const { solution } = await answer(getExerciseSolution({ client: api, path: { slug } }));
    const languages = await Promise.all(
      Object.entries(solution).map(async ([language, files]) => ({
        language,
        files: await highlightFiles(files, language),
      })),
    );
    return languages.length > 0 ? languages : null;
  } catch (failure) {
    if (failure instanceof ApiFailure && [403, 404].includes(failure.status)) return null;
    throw failure;
  }
};
