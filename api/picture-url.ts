/**
 * Where a person's picture is to be had. The hash in it changes with the picture, so what was fetched may be kept for ever.
 * @param person.picture_hash SHA-256 of the picture, hex; null without one
 */
export function pictureUrl(person: { id: string; picture_hash: string | null }): string | null {
  return person.picture_hash === null ? null : `/api/users/${person.id}/picture/${person.picture_hash}`;
}
