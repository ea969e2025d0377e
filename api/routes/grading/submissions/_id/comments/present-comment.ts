import type { Static } from 'typebox';
import type { CommentRow } from '#models/grading/find-comments.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { Comment } from '#api/schemas/submission.ts';

/** A comment with its author. */
export function presentComment({
  id,
  author_id: authorId,
  name,
  picture_hash,
  body,
  created_at,
}: CommentRow): Static<typeof Comment> {
  return {
    id,
    author: { id: authorId, name, picture_url: pictureUrl({ id: authorId, picture_hash }) },
    body,
    created_at: created_at.toISOString(),
  };
}
