import { Model } from 'objection';
import type { Knex } from 'knex';

/** A wish to be erased, and how far it has come. */
export class Erasure extends Model {
  static override tableName = 'erasures';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  /** Themselves, a parent or a superadmin. */
  declare requested_by: string;
  declare status: 'waiting' | 'erasing' | 'erased' | 'cancelled';
  declare requested_at: Date;
  /** Until then it can be taken back. */
  declare due_at: Date;
  declare finished_at: Date | null;
  declare farewell_mail_id: string | null;
}

/** Ends one that waits, unless erasing has begun. @returns false when it does not wait any more */
export const cancelWaiting = async (trx: Knex.Transaction, id: string): Promise<boolean> =>
  (await Erasure.query(trx)
    .findById(id)
    .where({ status: 'waiting' })
    .patch({ status: 'cancelled', finished_at: trx.fn.now() })) === 1;

/**
 * The children whom nobody could act for any more without this parent: they have no address of their own to sign in with, and no other parent, in whichever
 * organisation (`find_children_alone`). They are erased along with the parent.
 * @param trx in the scope of the organisation whose children are meant
 * @param leaves.everywhere false: the parent leaves this organisation only
 */
export async function findChildrenAlone(
  trx: Knex.Transaction,
  parentId: string,
  leaves: { everywhere: boolean } = { everywhere: true },
): Promise<{ id: string; name: string }[]> {
  const { rows } = await trx.raw<{ rows: { id: string; name: string }[] }>(
    'select id, name from find_children_alone(?, ?)',
    [parentId, leaves.everywhere],
  );
  return rows;
}

/**
 * The erasures that began along with a parent's own, in the same transaction, and wait.
 * @param trx in the scope of the organisation it was asked for in
 */
export async function findAlong(
  trx: Knex.Transaction,
  { id, user_id: parent, requested_by }: Erasure,
): Promise<Erasure[]> {
  if (parent !== requested_by) return [];
  return Erasure.query(trx)
    .where({ requested_by: parent, status: 'waiting' })
    .whereNot({ user_id: parent })
    .where('requested_at', trx('erasures').where({ id }).select('requested_at'));
}
