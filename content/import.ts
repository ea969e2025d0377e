import type { Knex } from 'knex';
import { Category } from '#models/curriculum/category.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { findAuthor } from './find-author.ts';
import { readOrganisation } from './reading/read-organisation.ts';
import { writeCourse } from './write-course.ts';
import { writeExercise } from './write-exercise.ts';

export type ImportReport = {
  courses: { slug: string; changed: boolean }[];
  /** `reason` says why an exercise stays a draft without a check. */
  exercises: { slug: string; changed: boolean; reason: string | null }[];
  /** Outbox rows of the solution checks that were queued: dispatch them, or leave them to the relay. */
  outboxIds: string[];
};

/**
 * Brings an organisation's courses and exercises to what the files say. Idempotent by content hash: files that did not change since the last
 * import touch nothing, not even what was edited in the browser meanwhile.
 * A new or changed exercise becomes a new version, and the check of its own solution is queued; it is published when that is accepted.
 * @param database a pool of the application's role
 * @param directory holds `categories.yaml`, `courses/` and `exercises/`
 * @throws ContentError before anything is written when a file is wrong
 */
export async function importContent(
  database: Knex,
  organisationId: string,
  directory: string,
): Promise<ImportReport> {
  const content = await readOrganisation(directory);
  return inOrganisation(database, organisationId, async (trx) => {
    const report: ImportReport = { courses: [], exercises: [], outboxIds: [] };
    // Two imports at once would number versions and positions against each other.
    await trx.raw(`select pg_advisory_xact_lock(hashtext('import-content'), hashtext(?))`, [organisationId]);
    const authorId = await findAuthor(trx);
    for (const [position, category] of content.categories.entries()) {
      await Category.query(trx)
        .insert({ ...category, position, organisation_id: organisationId })
        .onConflict(['organisation_id', 'slug'])
        .merge(['name', 'position']);
    }
    const exerciseIds = new Map<string, string>();
    for (const definition of content.exercises) {
      const written = await writeExercise(trx, { organisationId, authorId, definition });
      exerciseIds.set(definition.slug, written.exerciseId);
      report.exercises.push({ slug: definition.slug, changed: written.changed, reason: written.reason });
      report.outboxIds.push(...written.outboxIds);
    }
    for (const course of content.courses) {
      const changed = await writeCourse(trx, { organisationId, authorId, course, exerciseIds });
      report.courses.push({ slug: course.slug, changed });
    }
    return report;
  });
}
