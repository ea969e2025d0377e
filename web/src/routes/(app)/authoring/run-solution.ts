import { setTimeout as pause } from 'node:timers/promises';
import {
  cancelRun,
  fillExpected,
  getRun,
  listLanguages,
  type FillExpectedData,
  type GetRunResponse,
} from '#lib/api/generated/index.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import type { ExerciseDraft } from './exercise-draft.ts';

export type Trial = FillExpectedData['body'];
export type TrialResult = NonNullable<GetRunResponse['data']['result']>;

/** A form waits no longer than this for a solution; then its run is stopped. */
const maxMilliseconds = 60_000;

const isOver = (run: GetRunResponse['data']): boolean =>
  run.status === 'finished' || run.status === 'cancelled';

/**
 * The author's solution in the first language that can be run, one that is ready before one that is still being prepared.
 * @returns the titles of the languages to choose from when there is none
 */
export const findSolution = async (
  client: ApiClient,
  draft: ExerciseDraft,
): Promise<Pick<Trial, 'language' | 'files'> | { runnable: string[] }> => {
  const languages = await answer(listLanguages({ client }));
  const solved = draft.languages.filter((language) =>
    draft.solution[language]?.some((file) => file.content.trim() !== ''),
  );
  const usable = languages
    .filter(({ language }) => solved.includes(language))
    .sort((a, b) => Number(b.ready) - Number(a.ready));
  const [chosen] = usable;
  return chosen
    ? { language: chosen.language, files: draft.solution[chosen.language] ?? [] }
    : { runnable: languages.map(({ title }) => title) };
};

/**
 * Runs a solution over tests and waits until it is over.
 * @returns what came of it, or in words what it was still waiting for when the time was up
 * @throws ApiFailure
 */
export const runSolution = async (
  client: ApiClient,
  body: Trial,
): Promise<{ result: TrialResult } | { waitingFor: string | null }> => {
  const until = Date.now() + maxMilliseconds;
  let run = await answer(fillExpected({ client, body }));
  while (!isOver(run) && Date.now() < until) {
    await pause(150);
    run = await answer(getRun({ client, path: { id: run.id } }));
  }
  if (run.result) return { result: run.result };
  // It may have ended this very moment; nobody needs it any more either way.
  if (!isOver(run)) await cancelRun({ client, path: { id: run.id } });
  return { waitingFor: run.waiting_for };
};
