import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { PictureType } from '#domain/people/picture.ts';

export type UserPicture = { media_type: PictureType; content: Buffer };

/**
 * Keeps a person's picture in place of the one before.
 * @param trx inside the scope of an organisation they belong to
 */
export async function saveUserPicture(
  trx: Knex.Transaction,
  userId: string,
  picture: UserPicture,
): Promise<void> {
  const hash = createHash('sha256').update(picture.content).digest('hex');
  await trx('user_pictures')
    .insert({ user_id: userId, ...picture })
    .onConflict('user_id')
    .merge();
  await trx('users').where({ id: userId }).update({ picture_hash: hash, updated_at: trx.fn.now() });
}

/** Removes a person's picture; nothing happens when there is none. */
export async function removeUserPicture(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx('user_pictures').where({ user_id: userId }).delete();
  await trx('users').where({ id: userId }).update({ picture_hash: null, updated_at: trx.fn.now() });
}

/** A person's picture, when it still is the one with this SHA-256 (hex). */
export async function findUserPicture(
  trx: Knex.Transaction,
  userId: string,
  hash: string,
): Promise<UserPicture | undefined> {
  return trx('user_pictures')
    .join('users', 'users.id', 'user_pictures.user_id')
    .where({ 'users.id': userId, picture_hash: hash })
    .first<UserPicture | undefined>('media_type', 'content');
}
