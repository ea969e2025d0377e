import type { Knex } from 'knex';
import { ownedVisibly } from './visible-submissions.ts';
import type { Reader } from './visible-submissions.ts';

/** A hand-in as somebody saw it. */
export type SeenSubmission = { id: string; revision: number };

/**
 * Says of graded hand-ins that there is nothing to say, or takes that back. One that changed since it was seen (its student asked something, it was
 * judged again) is left as it is, and so is the reader's own.
 * @returns those that stand so now, each as it is now
 */
export async function reviewSubmissions(
  trx: Knex.Transaction,
  wanted: { reader: Reader; seen: readonly SeenSubmission[]; reviewed: boolean },
): Promise<SeenSubmission[]> {
  const { reader, seen, reviewed } = wanted;
  const { rows } = await trx.raw<{ rows: SeenSubmission[] }>(
    `with seen as (
       select submissions.id from submissions join unnest(:ids::uuid[], :revisions::integer[]) as seen (id, revision) using (id, revision)
       where purpose = 'attempt' and status = 'graded' and user_id <> :readerId and ${ownedVisibly('user_id', reader)} order by submissions.id for update of submissions)
     update submissions set reviewed_at = case when :reviewed then now() end, reviewed_by = case when :reviewed then :by::uuid end, revision = revision + 1
     from seen where submissions.id = seen.id returning submissions.id, submissions.revision`,
    {
      readerId: reader.userId,
      by: reader.userId,
      ids: seen.map(({ id }) => id),
      revisions: seen.map(({ revision }) => revision),
      reviewed,
    },
  );
  return rows;
}
