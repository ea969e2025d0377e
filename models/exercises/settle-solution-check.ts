import type { Knex } from 'knex';
import { draftReason } from '#domain/exercises/draft-reason.ts';
import { languageTitle } from '#domain/languages/index.ts';
import { ExerciseVersion } from './exercise-version.ts';
import { Exercise } from './exercise.ts';
import { latestChecks } from './latest-checks.ts';
import type { SolutionCheck } from './latest-checks.ts';
import { whyDraft } from './why-draft.ts';

/**
 * After a version's own solution was graded in one language: publishes the version when every language is accepted by now,
 * else says why it stays a draft. Ends quietly while checks are under way, or when a newer version exists. May be called again and again.
 * @param trx the application's role, in the organisation's scope
 */
export async function settleSolutionCheck(
  trx: Knex.Transaction,
  versionId: string,
): Promise<'published' | 'draft' | 'unfinished' | 'outdated'> {
  const version = await ExerciseVersion.query(trx).findById(versionId).throwIfNotFound();
  // The last of several languages finishing at once waits here and sees the others' results.
  const exercise = await Exercise.query(trx).findById(version.exercise_id).forUpdate().throwIfNotFound();
  if (exercise.latest_version_id !== versionId || exercise.status === 'archived') return 'outdated';
  const checks = await latestChecks(trx, versionId);
  const newest = version.languages.map((language) => checks.find((check) => check.language === language));
  const refused = newest.find(
    (check) => check?.status === 'cancelled' || (check?.status === 'graded' && check.verdict !== 'accepted'),
  );
  if (refused) {
    await exercise.$query(trx).patch(whyRefused(refused));
    return 'draft';
  }
  if (newest.some((check) => check?.status !== 'graded')) return 'unfinished';
  await exercise.$query(trx).patch({
    status: 'published',
    published_version_id: versionId,
    status_reason: null,
    draft_reason: null,
    updated_at: new Date(),
  });
  return 'published';
}

function whyRefused({ language: code, status, verdict, test, message }: SolutionCheck) {
  const language = languageTitle(code);
  if (status === 'cancelled') return whyDraft(draftReason('check_cancelled', { language }));
  const refused = { language, verdict: verdict ?? 'rejected' };
  return whyDraft(
    test === null
      ? draftReason('not_accepted', refused)
      : draftReason('not_accepted_at', { ...refused, test }),
    message,
  );
}
