import type { Knex } from 'knex';
import type { ExerciseLanguage } from '#domain/exercises/exercise-definition.ts';
import { gradableLanguages, languageTitle } from '#domain/languages/index.ts';
import { silentAfterSeconds } from '#domain/processes/worker-silence.ts';

export type LanguageReadiness = {
  language: ExerciseLanguage;
  title: string;
  ready: boolean;
  reason: string | null;
};

type Reported = { language: string; ready: boolean; reason: string | null };

const nobodyThere = 'No grading worker is running right now. What you submit will wait for one.';

/** Which languages can be graded at this moment, as the grading workers say: ready when it is on any of them. */
export async function findLanguageReadiness(database: Knex): Promise<LanguageReadiness[]> {
  const workers = await database('worker_heartbeats')
    .where({ queue: 'grading' })
    .whereRaw('seen_at > now() - make_interval(secs => ?)', [silentAfterSeconds])
    .select<{ state: { languages?: Reported[] } }[]>('state');
  const reports = workers.flatMap(({ state }) => state.languages ?? []);
  return gradableLanguages.map((language) => {
    const mine = reports.filter((report) => report.language === language);
    const ready = mine.some((report) => report.ready);
    return {
      language,
      title: languageTitle(language),
      ready,
      reason: ready ? null : (mine[0]?.reason ?? nobodyThere),
    };
  });
}
