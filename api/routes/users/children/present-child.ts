import type { ChildRow } from '#models/people/find-children.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Child } from '#api/schemas/user.ts';

/** A child as their parent sees them. */
export function presentChild({ picture_hash, ...row }: ChildRow): Child {
  const { last_verdict: last, next_due: due } = row;
  return {
    ...row,
    picture_url: pictureUrl({ id: row.id, picture_hash }),
    consented_at: row.consented_at.toISOString(),
    last_verdict: last && {
      submission_id: last.submission_id,
      exercise: { slug: last.slug, title: last.title },
      verdict: last.verdict,
      score: last.score,
      max_score: last.max_score,
      graded_at: last.graded_at && new Date(last.graded_at).toISOString(),
    },
    next_due: due && {
      exercise: { slug: due.slug, title: due.title },
      due_at: new Date(due.due_at).toISOString(),
    },
  };
}
