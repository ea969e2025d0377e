import type { Knex } from 'knex';
import { countedPage } from '../database/counted-page.ts';
import type { ReviewState } from './submission.ts';
import { ownedVisibly } from './visible-submissions.ts';
import type { Reader } from './visible-submissions.ts';

export type ReviewGroupRow = { slug: string; title: string; submissions: number; oldest_at: Date };

/** What was accepted grows as long as there is a school, and nobody reads it to its end. */
const newestAccepted = 5_000;

/**
 * What a reader reviews, exercise by exercise: how many hand-ins of others stand at a state, those of most first. Of what was accepted in a whole organisation
 * the newest 5,000 are counted; of a trainer's students, twenty at most, all.
 * @param wanted.page from 1
 * @returns one page, and how many exercises there are in all
 */
export async function findReviewGroups(
  trx: Knex.Transaction,
  wanted: { reader: Reader; review: ReviewState; page: number; pageSize: number },
): Promise<{ count: number; rows: ReviewGroupRow[] }> {
  const { reader, review, page, pageSize } = wanted;
  const standing = `select exercise_id, submitted_at from submissions
    where purpose = 'attempt' and review_state = :review and user_id <> :readerId and ${ownedVisibly('user_id', reader)}`;
  const isBounded = review !== 'waiting' && reader.role !== 'trainer';
  const counted = isBounded
    ? `${standing} order by submitted_at desc, id desc limit ${newestAccepted}`
    : standing;
  const { rows } = await trx.raw<{ rows: (ReviewGroupRow & { count: number })[] }>(
    `with groups as materialized (
         select exercise_id, count(*)::integer as submissions, min(submitted_at) as oldest_at from (${counted}) standing group by exercise_id),
       wanted as (select * from groups order by submissions desc, oldest_at, exercise_id limit :limit offset :offset),
       listed as (
         select wanted.*, exercises.slug, versions.title from wanted join exercises on exercises.id = wanted.exercise_id
           join lateral (select title from exercise_versions where exercise_id = exercises.id order by id = exercises.published_version_id desc, number desc limit 1) versions on true)
     select counted.count, slug, title, submissions, oldest_at
     from (select count(*)::integer as count from groups) counted left join listed on true
     order by submissions desc, oldest_at, exercise_id`,
    { readerId: reader.userId, review, limit: pageSize, offset: (page - 1) * pageSize },
  );
  return countedPage(rows, 'slug');
}
