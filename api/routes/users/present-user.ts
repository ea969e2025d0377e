import type { UserRow } from '#models/accounts/find-users.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { ManagedUser } from '#api/schemas/user.ts';

/** A person as the admins of their organisation see them. */
export function presentUser({
  trainer_id: trainerId,
  trainer_name: trainerName,
  picture_hash,
  ...user
}: UserRow): ManagedUser {
  return {
    ...user,
    picture_url: pictureUrl({ id: user.id, picture_hash }),
    capacity: user.role === 'trainer' ? user.capacity : null,
    trainer: trainerId && trainerName ? { id: trainerId, name: trainerName } : null,
    last_signed_in_at: user.last_signed_in_at?.toISOString() ?? null,
    created_at: user.created_at.toISOString(),
  };
}
